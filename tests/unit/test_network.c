/* Models that are broken, hostile or strange give a sentence; what is run gives the right numbers, and the pruned pose
 * model the same ones as the whole. The tiny models are made by tests/fuzz/make_tflite.py. */
#include "vision/models.h"
#include "vision/network.h"
#include "vision/plan.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CORPUS PL_SOURCE_DIR "/tests/fuzz/corpus/tflite/"

static struct pl_message message;
static struct pl_engine *engine;

static int make_engine(void **state)
{
    (void)state;
    return pl_engine_create(1, false, &engine, &message);
}

static int drop_engine(void **state)
{
    (void)state;
    pl_engine_destroy(engine);
    return 0;
}

static struct pl_tflite *open_model(const char *path)
{
    struct pl_tflite *model = NULL;

    assert_int_equal(pl_tflite_open(path, &model, &message), 0);
    return model;
}

static void assert_says(const char *what)
{
    if (!strstr(message.text, what))
        fail_msg("expected \"%s\" in \"%s\"", what, message.text);
}

/* Plans for the outputs of a tiny model; expects the planner's verdict. */
static void expect_plan(const char *file, int verdict, const char *sentence)
{
    static struct pl_plan plan;
    char path[512];
    struct pl_tflite *model;

    snprintf(path, sizeof path, CORPUS "%s", file);
    model = open_model(path);
    assert_int_equal(pl_plan_make(model, model->outputs, model->output_count, &plan, &message),
                     verdict);
    assert_says(file);
    assert_says(sentence);
    pl_tflite_close(model);
}

static size_t read_bytes(const char *file, uint8_t **ret)
{
    uint8_t *bytes = malloc(4096);
    FILE *f = fopen(file, "rb");

    assert_non_null(bytes);
    assert_non_null(f);
    size_t size = fread(bytes, 1, 4096, f);
    fclose(f);
    *ret = bytes;
    return size;
}

static void a_file_that_is_not_there_or_no_model_is_named(void **state)
{
    struct pl_tflite *model = NULL;

    (void)state;
    assert_int_equal(pl_tflite_open("/nowhere/pose.tflite", &model, &message), -ENOENT);
    assert_says("/nowhere/pose.tflite");
    assert_int_equal(pl_tflite_open(PL_SOURCE_DIR, &model, &message), -EFBIG);
    assert_int_equal(pl_tflite_open(PL_SOURCE_DIR "/CMakeLists.txt", &model, &message), -EBADMSG);
    assert_says("CMakeLists.txt");
    assert_says("TFL3");
    assert_null(model);
}

static void every_truncation_gives_a_sentence(void **state)
{
    uint8_t *bytes;
    size_t size = read_bytes(CORPUS "every.tflite", &bytes);

    (void)state;
    for (size_t n = 0; n < size; n++) {
        uint8_t *cut =
            malloc(n ? n : 1); /* of its exact size, so that the sanitizer sees a byte too far */
        struct pl_tflite *model = NULL;
        assert_non_null(cut);
        memcpy(cut, bytes, n);
        message.text[0] = '\0';
        if (pl_tflite_parse(cut, n, "cut.tflite", &model, &message) < 0)
            assert_says("cut.tflite");
        pl_tflite_close(model);
        free(cut);
    }
    free(bytes);
}

static void every_flipped_bit_is_survived(void **state)
{
    static struct pl_plan plan;
    uint8_t *bytes;
    size_t size = read_bytes(CORPUS "every.tflite", &bytes);

    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        struct pl_tflite *model = NULL;
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (pl_tflite_parse(bytes, size, "flipped.tflite", &model, &message) == 0)
            pl_plan_make(model, model->outputs, model->output_count < 4 ? model->output_count : 4,
                         &plan, &message);
        pl_tflite_close(model);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(bytes);
}

static void data_that_does_not_fill_its_shape_is_refused(void **state)
{
    struct pl_tflite *model = NULL;

    (void)state;
    assert_int_equal(pl_tflite_open(CORPUS "short_data.tflite", &model, &message), -EBADMSG);
    assert_says("not as much data as its shape needs");
}

static void an_operator_we_cannot_run_is_named(void **state)
{
    (void)state;
    expect_plan("unknown.tflite", -ENOTSUP, "operator 0 is SOFTMAX");
}

static void an_operator_that_is_not_needed_may_be_unknown(void **state)
{
    static struct pl_plan plan;
    struct pl_tflite *model = open_model(CORPUS "unknown.tflite");

    (void)state;
    assert_int_equal(pl_plan_make(model, &model->outputs[1], 1, &plan, &message), 0);
    assert_int_equal(plan.operators, 1);
    pl_tflite_close(model);
}

static void a_result_declared_smaller_than_it_is_is_refused(void **state)
{
    (void)state;
    expect_plan("wrong_shape.tflite", -EBADMSG, "CONV_2D");
}

static void tensors_that_wait_for_each_other_are_refused(void **state)
{
    (void)state;
    expect_plan("circle.tflite", -EBADMSG, "before it is made");
}

static struct pl_network *make_network(const char *file, int first, int count)
{
    struct pl_tflite *model = open_model(file);
    struct pl_network *network = NULL;

    if (pl_network_create(engine, model, model->outputs + first, count, &network, &message) < 0)
        fail_msg("%s", message.text);
    pl_tflite_close(model);
    return network;
}

static void only_what_reaches_the_output_is_run(void **state)
{
    struct pl_network *part = make_network(CORPUS "conv.tflite", 0, 1);
    struct pl_network *whole = make_network(CORPUS "conv.tflite", 0, 2);

    (void)state;
    assert_int_equal(pl_network_operators(part), 2);
    assert_int_equal(pl_network_operators(whole), 4);
    pl_network_destroy(part);
    pl_network_destroy(whole);
}

static void a_convolution_with_half_precision_weights_gives_the_sum_by_hand(void **state)
{
    /* SAME padding of a 4x4 picture with stride 2 adds one row below and one column on the right. */
    static const float expected[] = {1.0f / 8 * 45 + 0.5f, 1.0f / 8 * 39 + 0.5f,
                                     1.0f / 8 * 66 + 0.5f, 1.0f / 8 * 50 + 0.5f};
    struct pl_network *network = make_network(CORPUS "conv.tflite", 0, 1);

    (void)state;
    for (int i = 0; i < 16; i++)
        pl_network_input(network)[i] = (float)i;
    pl_network_input(network)[5] = 5.0f;
    assert_int_equal(pl_network_run(network), 0);
    for (int i = 0; i < 4; i++)
        assert_true(fabsf(pl_network_output(network, 0)[i] - expected[i]) < 1e-5f);
    pl_network_destroy(network);
}

static void a_joined_output_is_written_piece_by_piece(void **state)
{
    static const float input[] = {1, -1, 2, -2, 3, -3, 4, -4};
    static const float expected[] = {1, -.25f, 2, -.5f, 3, -.75f, 4, -1, 1, 0, 2, 0, 3, 0, 4, 0};
    struct pl_network *network = make_network(CORPUS "joined.tflite", 0, 1);

    (void)state;
    memcpy(pl_network_input(network), input, sizeof input);
    assert_int_equal(pl_network_run(network), 0);
    assert_int_equal(pl_network_output_count(network, 0), 16);
    assert_memory_equal(pl_network_output(network, 0), expected, sizeof expected);
    pl_network_destroy(network);
}

static void each_other_operator_gives_its_number(void **state)
{
    struct pl_network *network = make_network(CORPUS "every.tflite", 0, 1);

    (void)state;
    for (int i = 0; i < 36; i++)
        pl_network_input(network)[i] = 1.0f;
    assert_int_equal(pl_network_run(network), 0);
    /* A 3x3 mean of 0.1 each over ones, plus 1: 1.9 where the window is full, which wins the pooling of the first
     * block; doubled by the addition. The second block still sees six ones, the last four. */
    static const float expected[4][4] = {{3.8f, 3.8f, 3.2f, 3.2f},
                                         {3.8f, 3.8f, 3.2f, 3.2f},
                                         {3.2f, 3.2f, 2.8f, 2.8f},
                                         {3.2f, 3.2f, 2.8f, 2.8f}};
    for (int i = 0; i < 16; i++)
        assert_true(fabsf(pl_network_output(network, 0)[i] - expected[i / 4][i % 4]) < 1e-5f);
    pl_network_destroy(network);
}

static void the_pruned_pose_model_gives_the_whole_models_numbers(void **state)
{
    static const size_t wanted[] = {195, 1, 117};
    struct pl_model_places places = {NULL, NULL};
    char path[1024];
    struct pl_network *pruned, *whole;
    struct pl_tflite *model;
    int tensor[4];

    (void)state;
    if (pl_models_find(&places, PL_MODEL_POSE_LITE, path, sizeof path, &message) < 0) {
        print_message("%s\n", message.text);
        skip();
    }
    model = open_model(path);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pl_tflite_output(model, wanted[i], &tensor[i], &message), 0);
    assert_int_equal(pl_network_create(engine, model, tensor, 3, &pruned, &message), 0);
    assert_int_equal(pl_tflite_output(model, 256 * 256, &tensor[3], &message), 0);
    assert_int_equal(pl_network_create(engine, model, tensor, 4, &whole, &message), 0);
    pl_tflite_close(model);
    assert_true(pl_network_operators(pruned) < pl_network_operators(whole));
    for (size_t i = 0; i < pl_network_input_count(pruned); i++)
        pl_network_input(pruned)[i] = pl_network_input(whole)[i] =
            (float)(i * 2654435761u >> 8 & 255) / 255;
    assert_int_equal(pl_network_run(pruned), 0);
    assert_int_equal(pl_network_run(whole), 0);
    for (int i = 0; i < 3; i++)
        assert_memory_equal(pl_network_output(pruned, i), pl_network_output(whole, i),
                            sizeof(float) * wanted[i]);
    pl_network_destroy(pruned);
    pl_network_destroy(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_not_there_or_no_model_is_named),
        cmocka_unit_test(every_truncation_gives_a_sentence),
        cmocka_unit_test(every_flipped_bit_is_survived),
        cmocka_unit_test(data_that_does_not_fill_its_shape_is_refused),
        cmocka_unit_test(an_operator_we_cannot_run_is_named),
        cmocka_unit_test(an_operator_that_is_not_needed_may_be_unknown),
        cmocka_unit_test(a_result_declared_smaller_than_it_is_is_refused),
        cmocka_unit_test(tensors_that_wait_for_each_other_are_refused),
        cmocka_unit_test(only_what_reaches_the_output_is_run),
        cmocka_unit_test(a_convolution_with_half_precision_weights_gives_the_sum_by_hand),
        cmocka_unit_test(a_joined_output_is_written_piece_by_piece),
        cmocka_unit_test(each_other_operator_gives_its_number),
        cmocka_unit_test(the_pruned_pose_model_gives_the_whole_models_numbers),
    };
    return cmocka_run_group_tests(tests, make_engine, drop_engine);
}
