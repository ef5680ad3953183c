/* Modules are found where $PLUMBLINE_MODULE_DIR says, asked for their version, and missed with a sentence. */
#include "base/module.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_says(const struct pl_message *message, const char *words)
{
    if (!strstr(message->text, words))
        fail_msg("'%s' does not say '%s'", message->text, words);
}

static int look_where_the_sample_is(void **state)
{
    (void)state;
    return setenv("PLUMBLINE_MODULE_DIR", MODULE_SAMPLE_DIR, 1);
}

static void a_module_of_the_right_version_is_loaded_once(void **state)
{
    struct pl_message why = {""};
    const struct pl_module_head *head = pl_module_load("module_sample.so", "sample_entry", 7, &why);

    (void)state;
    assert_non_null(head);
    assert_int_equal(head->version, 7);
    assert_ptr_equal(pl_module_load("module_sample.so", "sample_entry", 7, &why), head);
    assert_string_equal(why.text, "");
}

static void another_version_is_refused(void **state)
{
    struct pl_message why = {""};

    (void)state;
    assert_null(pl_module_load("module_sample.so", "sample_entry", 8, &why));
    assert_says(&why, "another version");
    assert_null(pl_module_load("module_sample.so", "no_such_entry", 7, &why));
    assert_says(&why, "another version");
}

static void a_missing_module_is_named(void **state)
{
    struct pl_message why = {""};

    (void)state;
    assert_null(pl_module_load("plumbline-nothing.so", "sample_entry", 7, &why));
    assert_says(&why, "plumbline-nothing.so is not installed");
}

static void a_file_that_is_no_library_is_not_taken(void **state)
{
    char folder[] = "/tmp/plumbline-module-XXXXXX", path[64];
    struct pl_message why = {""};
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/torn.so", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("half of a libr", file);
    assert_int_equal(fclose(file), 0);
    setenv("PLUMBLINE_MODULE_DIR", folder, 1);
    assert_null(pl_module_load("torn.so", "sample_entry", 7, &why));
    assert_says(&why, "torn.so");
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_module_of_the_right_version_is_loaded_once,
                               look_where_the_sample_is),
        cmocka_unit_test_setup(another_version_is_refused, look_where_the_sample_is),
        cmocka_unit_test_setup(a_missing_module_is_named, look_where_the_sample_is),
        cmocka_unit_test(a_file_that_is_no_library_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
