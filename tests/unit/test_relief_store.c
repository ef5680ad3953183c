/* The relief state on disk: real files in a real directory. */
#include "app/relief/codec.h"
#include "app/relief/store.h"
#include "protocol/guide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/plumbline-relief-XXXXXX";

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static void path_of(const char *name, char ret[PATH_MAX])
{
    snprintf(ret, PATH_MAX, "%s/%s", directory, name);
}

static int remove_directory(void **state)
{
    static const char *const names[] = {"relief.json", "relief.json.damaged", "relief.lock"};
    char path[PATH_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        path_of(names[i], path);
        unlink(path);
    }
    return rmdir(directory);
}

static void write_file(const char *text)
{
    char path[PATH_MAX];
    FILE *file;

    path_of("relief.json", path);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Every field at something else than zero, every list full. */
static void fill(struct pl_relief *relief, void *context)
{
    (void)context;
    memset(relief, 0, sizeof(*relief));
    relief->gate = (struct pl_gate){
        .checked_at = 1772438400000001, .asked = 14, .recheck = true, .moderate = true};
    pl_ids_add(&relief->gate.flags, "fever");
    pl_ids_add(&relief->gate.conditions, "osteoporosis");
    relief->phases.reached = PL_PHASE_BUILD;
    relief->phases.wanted = PL_PHASE_GENTLE;
    relief->phases.started_day = 20514;
    relief->phases.since_day = 20521;
    for (int i = 0; i < PL_LIGHTS; i++)
        relief->phases.light[relief->phases.count++] =
            (struct pl_green_light){"easy_evening", 20514 + i, i % 2 == 0};
    for (int i = 0; i < PL_PAIN_ENTRIES; i++)
        pl_pain_add(&relief->pain, (struct pl_when){1772438400000000 + i, 20514 + i}, i % 11,
                    PL_SPREAD_BACK_OR_NECK);
    for (int i = 0; i < PL_PRACTICES; i++)
        pl_practice_add(&relief->practices, (struct pl_practice){{1772438400000000 + i, 20514},
                                                                 "chin_tuck",
                                                                 PL_OUTCOME_PARTLY,
                                                                 PL_SEEN_ALL,
                                                                 39,
                                                                 i % 12 - 1});
    for (int i = 0; i < PL_SUGGESTIONS_KEPT; i++)
        relief->suggested[relief->suggested_count++] =
            (struct pl_suggested){"look_away", {1772438400000000 + i, 20514}};
    pl_relief_turned(relief, (const double[3]){0, 61.5, 48.25});
    relief->review = PL_REVIEW_NO_IMPROVEMENT;
}

static void what_is_kept_comes_back(void **state)
{
    struct pl_relief *in = malloc(sizeof(*in)), *out = malloc(sizeof(*out));
    char *first, *second;

    (void)state;
    assert_non_null(in);
    assert_non_null(out);
    assert_int_equal(pl_relief_store_change(directory, fill, NULL, in), 0);
    assert_int_equal(pl_relief_store_load(directory, out), 0);
    first = pl_relief_encode(in);
    second = pl_relief_encode(out);
    assert_string_equal(first, second);
    assert_int_equal(out->gate.checked_at, 1772438400000001);
    assert_true(pl_ids_has(&out->gate.flags, "fever"));
    assert_true(out->turn_best_deg[PL_SIDE_RIGHT] == 61.5);
    assert_true(out->turn_best_deg[PL_SIDE_LEFT] == 48.25);
    assert_int_equal(out->practices.count, PL_PRACTICES);
    assert_int_equal(out->practices.item[11].pain_after, 10);
    assert_true(strlen(first) < 256 * 1024);
    free(first);
    free(second);
    free(in);
    free(out);
}

static void a_damaged_file_is_set_aside_and_keeps_exercises_locked(void **state)
{
    static const char *const damaged[] = {
        "", "{", "[]", "{\"version\":1}", "{\"version\":1,\"review\":99}", "\xff\xfe",
    };
    struct pl_relief *relief = malloc(sizeof(*relief));

    (void)state;
    assert_non_null(relief);
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        char path[PATH_MAX];

        write_file(damaged[i]);
        relief->gate.checked_at = 5;
        assert_int_equal(pl_relief_store_load(directory, relief), 0);
        assert_int_equal(relief->gate.checked_at, 0);
        path_of("relief.json.damaged", path);
        assert_int_equal(access(path, R_OK), 0);
        path_of("relief.json", path);
        assert_int_not_equal(access(path, R_OK), 0);
    }
    free(relief);
}

static void a_newer_file_is_left_alone(void **state)
{
    struct pl_relief *relief = calloc(1, sizeof(*relief));
    char path[PATH_MAX];

    (void)state;
    assert_non_null(relief);
    write_file("{\"version\":2}");
    assert_int_equal(pl_relief_store_load(directory, relief), PL_RELIEF_STORE_NEWER);
    assert_int_equal(pl_relief_store_change(directory, fill, NULL, NULL), PL_RELIEF_STORE_NEWER);
    path_of("relief.json", path);
    assert_int_equal(access(path, R_OK), 0);
    free(relief);
}

static void a_directory_that_is_not_there_is_somebody_new(void **state)
{
    struct pl_relief *relief = malloc(sizeof(*relief));

    (void)state;
    assert_non_null(relief);
    assert_int_equal(pl_relief_store_load("/nowhere/at/all", relief), 0);
    assert_int_equal(relief->gate.checked_at, 0);
    assert_true(pl_relief_store_change("/nowhere/at/all", fill, NULL, NULL) < 0);
    free(relief);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_comes_back),
        cmocka_unit_test(a_damaged_file_is_set_aside_and_keeps_exercises_locked),
        cmocka_unit_test(a_newer_file_is_left_alone),
        cmocka_unit_test(a_directory_that_is_not_there_is_somebody_new),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
