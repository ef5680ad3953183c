/* Where models are looked for, and what is said when they are nowhere. */
#include "vision/models.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[64];

static const char *in_root(const char *name)
{
    static char path[2][256];
    static int turn;

    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", root, name);
    return path[turn];
}

static void put(const char *name)
{
    FILE *file = fopen(in_root(name), "w");

    assert_non_null(file);
    fclose(file);
}

static int make_places(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/pl_models_XXXXXX");
    if (!mkdtemp(root))
        return -1;
    mkdir(in_root("option"), 0700);
    mkdir(in_root("config"), 0700);
    mkdir(in_root("plumbline"), 0700);
    mkdir(in_root("plumbline/models"), 0700);
    setenv("XDG_CACHE_HOME", root, 1);
    put("option/a.tflite");
    put("config/a.tflite");
    put("config/b.tflite");
    put("plumbline/models/b.tflite");
    put("plumbline/models/c.tflite");
    return 0;
}

static int remove_places(void **state)
{
    static const char *const names[] = {
        "option/a.tflite",
        "config/a.tflite",
        "config/b.tflite",
        "plumbline/models/b.tflite",
        "plumbline/models/c.tflite",
        "option",
        "config",
        "plumbline/models",
        "plumbline",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(in_root(names[i]));
    return 0;
}

static void a_model_that_is_nowhere_gives_the_places_and_the_cure(void **state)
{
    char option[256], path[512] = "untouched";
    struct pl_message message;

    (void)state;
    snprintf(option, sizeof option, "%s", in_root("option"));
    struct pl_model_places places = {.option = option};
    assert_int_equal(pl_models_find(&places, "none.tflite", path, sizeof path, &message), -ENOENT);
    assert_string_equal(path, "untouched");
    assert_non_null(strstr(message.text, "none.tflite"));
    assert_non_null(strstr(message.text, option));
    assert_non_null(strstr(message.text, "/usr/share/plumbline/models"));
    assert_non_null(strstr(message.text, "models/fetch"));
}

static void the_first_place_that_has_the_file_wins(void **state)
{
    static const char *const expected[][2] = {
        {"a.tflite", "option/a.tflite"},
        {"b.tflite", "config/b.tflite"},
        {"c.tflite", "plumbline/models/c.tflite"},
    };
    char option[256], config[256], path[512];

    (void)state;
    snprintf(option, sizeof option, "%s", in_root("option"));
    snprintf(config, sizeof config, "%s", in_root("config"));
    struct pl_model_places places = {.option = option, .directory = config};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(pl_models_find(&places, expected[i][0], path, sizeof path, NULL), 0);
        assert_string_equal(path, in_root(expected[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_that_is_nowhere_gives_the_places_and_the_cure),
        cmocka_unit_test(the_first_place_that_has_the_file_wins),
    };
    return cmocka_run_group_tests(tests, make_places, remove_places);
}
