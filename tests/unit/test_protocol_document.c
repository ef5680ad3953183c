/* docs/protocol.md keeps its word: the entries it names cover the statements, and the tests it names are there. */
#include "protocol/catalogue_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES 22

static struct pl_catalogue *catalogue;

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file)
        fail_msg("there is no %s", path);
    assert_true(getdelim(&text, &size, 0, file) > 0);
    fclose(file);
    return text;
}

static int set_up(void **state)
{
    struct pl_catalogue_error error;

    *state = read_file(PL_SOURCE_DIR "/docs/protocol.md");
    return pl_catalogue_load("en", NULL, 0, &catalogue, &error);
}

static int tear_down(void **state)
{
    free(*state);
    pl_catalogue_destroy(catalogue);
    return 0;
}

static bool covers(const struct pl_entry *entry, const char *row)
{
    for (int i = 0; i < entry->source_row_count; i++)
        if (!strcmp(entry->source_row[i], row))
            return true;
    return false;
}

/* "| SYM-01 | `trauma`, `sharp_on_reach` |": all entries of the statement, in their order. */
static void write_line(const char *row, char *ret, size_t size)
{
    size_t used = (size_t)snprintf(ret, size, "\n| %s |", row);
    const char *between = " ";

    for (int i = 0; i < catalogue->count; i++)
        if (covers(&catalogue->entry[i], row)) {
            used += (size_t)snprintf(ret + used, size - used, "%s`%s`", between,
                                     catalogue->entry[i].id);
            between = ", ";
        }
    snprintf(ret + used, size - used, " |\n");
}

static void each_statement_is_listed_with_all_its_entries(void **state)
{
    const char *document = *state;
    FILE *rows = fopen(PL_SOURCE_DIR "/tests/unit/protocol_rows.tsv", "r");
    char line[128], expected[512];

    assert_non_null(rows);
    assert_non_null(fgets(line, sizeof(line), rows));
    while (fgets(line, sizeof(line), rows)) {
        char id[32], decision[32];

        assert_int_equal(sscanf(line, "%31[^\t]\t%31s", id, decision), 2);
        if (!strcmp(decision, "omit"))
            continue;
        write_line(id, expected, sizeof(expected));
        if (!strstr(document, expected))
            fail_msg("docs/protocol.md lacks this line:%s", expected);
    }
    fclose(rows);
}

static bool is_a_test(const char *word)
{
    char expected[128];
    glob_t files;
    bool found = false;

    snprintf(expected, sizeof(expected), "cmocka_unit_test(%s)", word);
    assert_int_equal(glob(PL_SOURCE_DIR "/tests/unit/test_*.c", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc && !found; i++) {
        char *text = read_file(files.gl_pathv[i]);

        found = strstr(text, expected) != NULL;
        free(text);
    }
    globfree(&files);
    return found;
}

static bool is_known(const char *word)
{
    return is_a_test(word) || pl_catalogue_find(catalogue, word) ||
           pl_trigger_from_name(word) != PL_TRIGGER_COUNT;
}

/* The last cell of "| 7 | ... | ... | `a_test` |". Returns how many words it names. */
static int check_rule(char *line)
{
    char *cell = strrchr(line, '|'), *word;
    int count = 0;

    *cell = 0;
    cell = strrchr(line, '|');
    while ((word = strchr(cell, '`')) != NULL) {
        cell = strchr(word + 1, '`') + 1;
        cell[-1] = 0;
        if (!is_known(word + 1))
            fail_msg("docs/protocol.md names '%s', which is neither a test nor an entry", word + 1);
        count++;
    }
    return count;
}

static void each_rule_names_a_test_or_an_entry_that_exists(void **state)
{
    const char *document = *state;

    for (int rule = 1; rule <= RULES; rule++) {
        char begin[24], line[1024];
        const char *at;

        snprintf(begin, sizeof(begin), "\n| %d |", rule);
        at = strstr(document, begin);
        if (!at)
            fail_msg("contradiction %d has no rule", rule);
        snprintf(line, sizeof(line), "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
        if (check_rule(line) == 0)
            fail_msg("the rule of contradiction %d names nothing that holds it", rule);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_statement_is_listed_with_all_its_entries),
        cmocka_unit_test(each_rule_names_a_test_or_an_entry_that_exists),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
