#include "vision/plan.h"

#include "vision/operators.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

/* Tensors that are there before any operator has run: constants, and half precision weights through the
 * operator that widens them. */
static void find_constants(struct pl_plan *plan)
{
    const struct pl_tflite *m = plan->model;

    for (int t = 0; t < m->tensor_count; t++)
        plan->constant[t] = m->tensors[t].data ? t : -1;
    for (int i = 0; i < m->operator_count; i++) {
        const struct pl_operator *op = &m->operators[i];
        if (op->code != PL_OPERATOR_DEQUANTIZE || op->input_count != 1 || op->output_count != 1 ||
            op->inputs[0] < 0)
            continue;
        const struct pl_tensor *in = &m->tensors[op->inputs[0]], *out = &m->tensors[op->outputs[0]];
        if (in->data && !out->data && in->type == PL_TENSOR_FLOAT16 && in->rank == out->rank &&
            memcmp(in->dim, out->dim, sizeof in->dim) == 0)
            plan->constant[op->outputs[0]] = op->inputs[0];
    }
}

static const struct pl_operator *maker_of(const struct pl_tflite *m, int tensor)
{
    for (int i = 0; i < m->operator_count; i++)
        for (int k = 0; k < m->operators[i].output_count; k++)
            if (m->operators[i].outputs[k] == tensor)
                return &m->operators[i];
    return NULL;
}

static int refuse(const struct pl_plan *plan, struct pl_message *reterr, const char *what)
{
    pl_message_set(reterr, "%s is not a usable model: %s", plan->model->name, what);
    return -EBADMSG;
}

/* Pieces lie side by side in memory only when every dimension before the joined one is 1. */
static bool is_side_by_side(const struct pl_operator *op, const struct pl_tensor *out)
{
    int axis = op->options.axis < 0 ? op->options.axis + out->rank : op->options.axis;

    if (axis < 0 || axis >= out->rank || op->options.activation != 0)
        return false;
    for (int i = 0; i < axis; i++)
        if (out->dim[i] != 1)
            return false;
    return true;
}

static int add_piece(struct pl_plan *plan, int tensor, int output, size_t offset,
                     struct pl_message *reterr)
{
    if (plan->pieces == PL_PLAN_MAX_PIECES)
        return refuse(plan, reterr, "the outputs asked for have more than 8 pieces");
    for (int i = 0; i < plan->pieces; i++)
        if (plan->piece[i].tensor == tensor)
            return refuse(plan, reterr, "two outputs asked for are the same tensor");
    plan->piece[plan->pieces++] =
        (struct pl_plan_piece){.tensor = tensor, .output = output, .offset = offset};
    return 0;
}

static int add_joined(struct pl_plan *plan, const struct pl_operator *op, int output,
                      struct pl_message *reterr)
{
    const struct pl_tensor *tensors = plan->model->tensors, *out = &tensors[op->outputs[0]];
    size_t offset = 0;

    if (!is_side_by_side(op, out))
        return refuse(plan, reterr, "an output joins tensors that do not lie side by side");
    for (int k = 0; k < op->input_count; k++) {
        if (op->inputs[k] < 0 || tensors[op->inputs[k]].count > out->count - offset)
            return refuse(plan, reterr, "an output joins tensors that are larger than itself");
        int failed = add_piece(plan, op->inputs[k], output, offset, reterr);
        if (failed < 0)
            return failed;
        offset += tensors[op->inputs[k]].count;
    }
    return offset == out->count
               ? 0
               : refuse(plan, reterr, "an output joins tensors that do not fill it");
}

static int add_output(struct pl_plan *plan, int tensor, int output, struct pl_message *reterr)
{
    const struct pl_operator *op = maker_of(plan->model, tensor);

    if (op && op->code == PL_OPERATOR_CONCATENATION && op->output_count == 1)
        return add_joined(plan, op, output, reterr);
    return add_piece(plan, tensor, output, 0, reterr);
}

/* From the last operator to the first: needed is what makes something that is wanted. */
static void mark_needed(struct pl_plan *plan)
{
    const struct pl_tflite *m = plan->model;
    bool wanted[PL_TFLITE_MAX_PARTS] = {false};

    for (int i = 0; i < plan->pieces; i++)
        wanted[plan->piece[i].tensor] = true;
    for (int i = m->operator_count - 1; i >= 0; i--) {
        const struct pl_operator *op = &m->operators[i];
        for (int k = 0; k < op->output_count; k++)
            plan->needed[i] |= wanted[op->outputs[k]] && plan->constant[op->outputs[k]] < 0;
        for (int k = 0; k < op->input_count && plan->needed[i]; k++)
            if (op->inputs[k] >= 0)
                wanted[op->inputs[k]] = true;
        plan->operators += plan->needed[i];
    }
}

static struct pl_operator_view view_of(const struct pl_plan *plan, const struct pl_operator *op)
{
    const struct pl_tensor *tensors = plan->model->tensors;
    struct pl_operator_view view = {.op = op};

    for (int k = 0; k < op->input_count; k++) {
        int t = op->inputs[k];
        if (t >= 0)
            view.in[k] = &tensors[plan->constant[t] >= 0 ? plan->constant[t] : t];
    }
    if (op->output_count)
        view.out = &tensors[op->outputs[0]];
    return view;
}

static int check_operator(const struct pl_plan *plan, int i, struct pl_message *reterr)
{
    const struct pl_operator *op = &plan->model->operators[i];
    struct pl_operator_view view = view_of(plan, op);

    if (!pl_operator_is_known(op->code)) {
        pl_message_set(reterr, "%s: operator %d is %s, which Plumbline cannot run",
                       plan->model->name, i, pl_operator_name(op->code));
        return -ENOTSUP;
    }

    const char *expected = pl_operator_check(&view);

    if (expected) {
        pl_message_set(reterr, "%s: operator %d (%s): expected %s", plan->model->name, i,
                       pl_operator_name(op->code), expected);
        return -EBADMSG;
    }
    return 0;
}

/* From the first operator to the last: each finds its inputs made, and makes what was not there. */
static int check_order(const struct pl_plan *plan, struct pl_message *reterr)
{
    const struct pl_tflite *m = plan->model;
    bool ready[PL_TFLITE_MAX_PARTS] = {false};

    for (int t = 0; t < m->tensor_count; t++)
        ready[t] = plan->constant[t] >= 0;
    if (ready[m->input])
        return refuse(plan, reterr, "its input is a constant");
    ready[m->input] = true;
    for (int i = 0; i < m->operator_count; i++) {
        const struct pl_operator *op = &m->operators[i];
        if (!plan->needed[i])
            continue;
        int failed = check_operator(plan, i, reterr);
        if (failed < 0)
            return failed;
        for (int k = 0; k < op->input_count; k++)
            if (op->inputs[k] >= 0 && !ready[op->inputs[k]])
                return refuse(plan, reterr, "an operator uses a tensor before it is made");
        if (ready[op->outputs[0]])
            return refuse(plan, reterr, "a tensor is made twice");
        ready[op->outputs[0]] = true;
    }
    for (int i = 0; i < plan->pieces; i++)
        if (!ready[plan->piece[i].tensor] || plan->constant[plan->piece[i].tensor] >= 0 ||
            plan->piece[i].tensor == m->input)
            return refuse(plan, reterr, "an output asked for is never computed");
    return 0;
}

int pl_plan_make(const struct pl_tflite *model, const int *wanted, int count, struct pl_plan *ret,
                 struct pl_message *reterr)
{
    assert(count >= 1 && count <= PL_PLAN_MAX_OUTPUTS);
    *ret = (struct pl_plan){.model = model};
    find_constants(ret);
    for (int i = 0; i < count; i++) {
        assert(wanted[i] >= 0 && wanted[i] < model->tensor_count);
        int failed = add_output(ret, wanted[i], i, reterr);
        if (failed < 0)
            return failed;
    }
    mark_needed(ret);
    return check_order(ret, reterr);
}
