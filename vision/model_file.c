#include "vision/model_file.h"

#include "vision/plan.h"
#include "vision/tflite.h"

#include <assert.h>
#include <errno.h>

static int check_input(const struct pl_tflite *model, int side, struct pl_message *reterr)
{
    const struct pl_tensor *input = &model->tensors[model->input];

    if (input->rank == 4 && input->dim[0] == 1 && input->dim[1] == side && input->dim[2] == side &&
        input->dim[3] == 3 && input->type == PL_TENSOR_FLOAT32)
        return 0;
    pl_message_set(reterr, "%s: expected an input of %d x %d pixels with three colours",
                   model->name, side, side);
    return -EBADMSG;
}

int pl_model_file_network(const struct pl_engine *engine, const struct pl_model_places *places,
                          const char *file, int side, const size_t *wanted, int count,
                          struct pl_network **ret, struct pl_message *reterr)
{
    char path[1024];
    int tensor[PL_PLAN_MAX_OUTPUTS], failed;
    struct pl_tflite *model = NULL;

    assert(count <= PL_PLAN_MAX_OUTPUTS);
    if ((failed = pl_models_find(places, file, path, sizeof path, reterr)) < 0 ||
        (failed = pl_tflite_open(path, &model, reterr)) < 0)
        return failed;
    failed = check_input(model, side, reterr);
    for (int i = 0; i < count && !failed; i++)
        failed = pl_tflite_output(model, wanted[i], &tensor[i], reterr);
    if (!failed)
        failed = pl_network_create(engine, model, tensor, count, ret, reterr);
    pl_tflite_close(model);
    return failed;
}
