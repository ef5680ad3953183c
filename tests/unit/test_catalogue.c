/* The catalogue against the list of the source's statements, and the loader against bad files. */
#include "protocol/catalogue_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pl_catalogue *load(const char *language)
{
    struct pl_catalogue *catalogue = NULL;
    struct pl_catalogue_error error;

    if (pl_catalogue_load(language, NULL, 0, &catalogue, &error))
        fail_msg("%s", error.text);
    return catalogue;
}

/* Loads the shipped catalogue and then the text; the text must be refused with that complaint. */
static void assert_refused(const char *text, const char *complaint)
{
    struct pl_catalogue *catalogue = load("en");
    struct pl_catalogue_error error = {""};
    int r = pl_catalogue_add(catalogue, "own.yaml", text, strlen(text), &error);

    if (r != PL_CATALOGUE_INVALID || !strstr(error.text, complaint))
        fail_msg("expected a complaint with \"%s\", got %d \"%s\"", complaint, r, error.text);
    pl_catalogue_destroy(catalogue);
}

#define HEAD "version: 1\nentries:\n"
#define EXERCISE                                                                      \
    "  - id: own\n    kind: exercise\n    title: Own\n    dose: {reps: 3, sets: 1}\n" \
    "    steps: [One]\n    stop: Stop on pain.\n"

static void bad_files_are_refused_with_the_place_and_the_reason(void **state)
{
    (void)state;
    assert_refused("", "own.yaml:1:1: ");
    assert_refused("a: [", "own.yaml:");
    assert_refused("version: 1\n\tentries: []\n", "own.yaml:2:1: a control character or a tab");
    assert_refused("version: 1\n# \xa3\n", "own.yaml:2:3: not UTF-8");
    assert_refused("version: 1\n%TAG x\n", "own.yaml:2:1: a YAML directive");
    assert_refused("version: 2\n", "own.yaml:1:10: 2 is not between 1 and 1");
    assert_refused("language: en\n", "needs 'version: 1'");
    assert_refused("version: 1\ncolour: red\n", "own.yaml:2:1: expected version, language");
    assert_refused("version: 1\nentries: 3\n", "'entries' must be a list");
    assert_refused("version: 1\ntexts: {moto: x}\n", "own.yaml:2:9: not one of the sentences");
    assert_refused(HEAD "  - kind: habit\n    title: A\n", "own.yaml:3:5: an entry needs an id");
    assert_refused(HEAD "  - id: Own\n    kind: habit\n    title: A\n", "not snake_case");
    assert_refused(HEAD "  - id: own\n    title: A\n", "'own' needs a kind");
    assert_refused(HEAD "  - id: own\n    kind: stretch\n",
                   "own.yaml:4:11: expected one of red_flag");
    assert_refused(HEAD "  - id: own\n    kind: habit\n", "needs a title");
    assert_refused(HEAD "  - id: own\n    kind: habit\n    colour: red\n",
                   "own.yaml:5:5: 'colour' is not a key here");
    assert_refused(HEAD "  - id: own\n    kind: habit\n    title: A\n    rank: 12\n",
                   "own.yaml:6:11: 12 is not between 1 and 9");
    assert_refused(HEAD "  - id: own\n    kind: habit\n    title: A\n    rank: soon\n",
                   "'soon' is not a whole number from 1 to 9");
    assert_refused(HEAD "  - id: own\n    kind: habit\n    title: A\n    because: [boredom]\n",
                   "own.yaml:6:15: expected one of forward_head");
    assert_refused(HEAD "  - &x {id: own, kind: habit, title: A}\n  - *x\n", "own.yaml:");
}

static void entries_are_added_and_never_replaced(void **state)
{
    (void)state;
    assert_refused(HEAD "  - id: chest_pain\n    kind: habit\n    title: A\n", "exists already");
}

static void steps_are_short_and_few(void **state)
{
    (void)state;
    assert_refused(
        HEAD "  - id: own\n    kind: habit\n    title: A\n    steps: [\"a step that goes on and "
             "on, well beyond what anybody at all reads in five seconds\"]\n",
        "bytes are too long; at most 79");
    assert_refused(HEAD
                   "  - id: own\n    kind: habit\n    title: A\n    steps: [a, b, c, d, e, f, g]\n",
                   "at most 6 items");
}

static void no_file_can_open_an_exercise_before_the_safety_check(void **state)
{
    (void)state;
    assert_refused(HEAD EXERCISE "    needs: nothing\n",
                   "cannot be offered before the safety check");
    assert_refused(HEAD "  - id: own\n    kind: comfort_care\n    title: A\n    needs: nothing\n",
                   "cannot be offered before the safety check");
    assert_refused(HEAD
                   "  - id: own\n    kind: exercise\n    title: A\n    dose: {reps: 3, sets: 1}\n"
                   "    steps: [One]\n",
                   "needs steps and a stop rule");
    assert_refused(HEAD "  - id: own\n    kind: red_flag\n    title: A\n    urgency: urgent\n",
                   "needs a question");
    assert_refused(HEAD "  - id: own\n    kind: red_flag\n    title: A\n    question: Q?\n",
                   "needs an urgency");
    assert_refused(HEAD EXERCISE "    not_if: [left_handed]\n", "which is no condition above");
}

static void a_users_file_adds_entries(void **state)
{
    static const char text[] = HEAD EXERCISE "    because: [still]\n    source_rows: [CLINIC-1]\n";
    struct pl_catalogue *catalogue = load("en");
    struct pl_catalogue_error error;
    const struct pl_entry *own;

    (void)state;
    assert_int_equal(pl_catalogue_add(catalogue, "own.yaml", text, strlen(text), &error), 0);
    own = pl_catalogue_find(catalogue, "own");
    assert_non_null(own);
    assert_int_equal(own->need, PL_NEED_GREEN);
    assert_int_equal(own->dose.reps, 3);
    assert_int_equal(own->dose.days_per_week, 7);
    assert_int_equal(own->because, 1u << PL_TRIGGER_STILL);
    pl_catalogue_destroy(catalogue);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    const char *files[] = {"/nowhere/own.yaml"};
    struct pl_catalogue *catalogue = NULL;
    struct pl_catalogue_error error;

    (void)state;
    assert_true(pl_catalogue_load("en", files, 1, &catalogue, &error) < 0);
    assert_non_null(strstr(error.text, "/nowhere/own.yaml"));
    assert_null(catalogue);
    assert_int_equal(pl_catalogue_load("fr", NULL, 0, &catalogue, &error), PL_CATALOGUE_INVALID);
    assert_non_null(strstr(error.text, "'fr'"));
}

static void a_catalogue_has_an_end(void **state)
{
    struct pl_catalogue *catalogue = load("en");
    struct pl_catalogue_error error;
    char text[160];
    int r = 0;

    (void)state;
    for (int i = 0; !r && i <= PL_CATALOGUE_ENTRIES; i++) {
        snprintf(text, sizeof(text), HEAD "  - id: own_%d\n    kind: habit\n    title: A\n", i);
        r = pl_catalogue_add(catalogue, "own.yaml", text, strlen(text), &error);
    }
    assert_int_equal(r, PL_CATALOGUE_INVALID);
    assert_non_null(strstr(error.text, "more than 192 entries"));
    pl_catalogue_destroy(catalogue);
}

/* ---- translations ---------------------------------------------------------------------------- */

static void a_translation_changes_texts_and_nothing_else(void **state)
{
    (void)state;
    assert_refused("version: 1\nlanguage: de\ntranslation_of: en\nentries:\n  - id: chin_tuck\n"
                   "    needs: checked\n",
                   "own.yaml:6:5: a translation changes only texts, not 'needs'");
    assert_refused("version: 1\nlanguage: de\ntranslation_of: en\nentries:\n  - id: no_such\n"
                   "    title: A\n",
                   "there is no entry 'no_such' to translate");
    assert_refused("version: 1\nlanguage: de\ntranslation_of: en\nentries:\n  - id: chin_tuck\n"
                   "    steps: [Eins]\n",
                   "'chin_tuck' has 3 steps, the translation 1");
}

static void assert_translated(const char *id, const char *what, const char *english,
                              const char *german)
{
    if (english && (!german || !strcmp(english, german)))
        fail_msg("%s: %s is not translated", id, what);
}

static void german_is_whole(void **state)
{
    struct pl_catalogue *en = load("en");
    struct pl_catalogue *de = load("de");

    (void)state;
    assert_int_equal(en->count, de->count);
    for (int i = 0; i < PL_TEXT_COUNT; i++) {
        assert_non_null(en->text[i]);
        assert_translated("texts", pl_text_name((enum pl_text)i), en->text[i], de->text[i]);
    }
    for (int i = 0; i < en->count; i++) {
        const struct pl_entry *a = &en->entry[i];
        const struct pl_entry *b = &de->entry[i];

        assert_string_equal(a->id, b->id);
        /* "Osteoporose" and the like differ in every title; none may be left in English. */
        assert_translated(a->id, "title", a->title, b->title);
        assert_translated(a->id, "question", a->question, b->question);
        assert_translated(a->id, "advice", a->advice, b->advice);
        assert_translated(a->id, "precaution", a->precaution, b->precaution);
        assert_translated(a->id, "stop", a->stop, b->stop);
        for (int s = 0; s < a->step_count; s++)
            assert_translated(a->id, "a step", a->step[s], b->step[s]);
        assert_int_equal(a->need, b->need);
    }
    pl_catalogue_destroy(en);
    pl_catalogue_destroy(de);
}

/* ---- the source's statements ------------------------------------------------------------------- */

static bool is_covered(const struct pl_catalogue *catalogue, const char *row)
{
    for (int i = 0; i < catalogue->count; i++)
        for (int s = 0; s < catalogue->entry[i].source_row_count; s++)
            if (!strcmp(catalogue->entry[i].source_row[s], row))
                return true;
    return false;
}

static int check_rows(const struct pl_catalogue *catalogue)
{
    FILE *rows = fopen(PL_SOURCE_DIR "/tests/unit/protocol_rows.tsv", "r");
    char line[128];
    int count = 0;

    assert_non_null(rows);
    assert_non_null(fgets(line, sizeof(line), rows));
    while (fgets(line, sizeof(line), rows)) {
        char id[32], decision[32];

        assert_int_equal(sscanf(line, "%31[^\t]\t%31s", id, decision), 2);
        if (is_covered(catalogue, id) == !strcmp(decision, "omit"))
            fail_msg("%s is decided '%s' and %s", id, decision,
                     is_covered(catalogue, id) ? "covered" : "not covered");
        count++;
    }
    fclose(rows);
    return count;
}

static void every_statement_that_is_not_omitted_has_an_entry(void **state)
{
    struct pl_catalogue *catalogue = load("en");

    (void)state;
    assert_int_equal(check_rows(catalogue), 79 + 19);
    pl_catalogue_destroy(catalogue);
}

/* Our list says the same as the reference, where that is at hand: same rows, same omissions. */
static void our_list_of_statements_is_the_references(void **state)
{
    FILE *ours = fopen(PL_SOURCE_DIR "/tests/unit/protocol_rows.tsv", "r");
    FILE *reference = fopen(PL_SOURCE_DIR "/../shared/reference/protocol_rows.tsv", "r");
    char line[2048], own[128];

    (void)state;
    assert_non_null(ours);
    if (!reference) {
        fclose(ours);
        print_message("skipped: the reference list is not beside this source tree\n");
        skip();
    }
    assert_non_null(fgets(line, sizeof(line), reference));
    assert_non_null(fgets(own, sizeof(own), ours));
    while (fgets(line, sizeof(line), reference)) {
        char *cell = line, *cells[12] = {0};
        char id[32], decision[32];

        for (int i = 0; i < 12; i++)
            cells[i] = strsep(&cell, "\t");
        assert_non_null(fgets(own, sizeof(own), ours));
        assert_int_equal(sscanf(own, "%31[^\t]\t%31s", id, decision), 2);
        assert_string_equal(id, cells[1]);
        assert_int_equal(!strcmp(decision, "omit"), !strncmp(cells[10], "OMIT", 4));
    }
    assert_null(fgets(own, sizeof(own), ours));
    fclose(ours);
    fclose(reference);
}

/* ---- what must not be said ---------------------------------------------------------------------- */

/* Words of omitted claims, of medicines and supplements, of threats and promises, of one country. */
static const char *const unsaid[] = {
    "magnesium", "kalium",        "potassium",     "vitamin",     "calcium",      "spinach",
    "spinat",    "almond",        "mandel",        "banana",      "banane",       "potato",
    "dairy",     "milch",         "salt",          "salz",        "nsaid",        "ibuprofen",
    "aspirin",   "paracetamol",   "acetaminophen", "diclofenac",  "supplement",   " mg",
    "1 in 5",    "1 in 10",       "one in five",   "jede fünfte", "chronic",      "chronisch",
    "damaged",   "permanent",     "dauerhaft",     "reset",       "set you back", "cures",
    "heilt",     "treats muscle", "diagnosed",     "911",         "112",          "999",
    "nhs",       "litre",         "liter",         "electrolyte", "elektrolyt",   "pounds",
    "kilo",      "sun ",          "sonne",         "4-7-8",       "tennis",       "box breathing",
};

static void assert_not_said(const char *id, const char *text)
{
    char lower[PL_CATALOGUE_TEXT_BYTES];
    size_t i = 0;

    if (!text)
        return;
    for (; text[i] && i + 1 < sizeof(lower); i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    lower[i] = 0;
    for (i = 0; i < sizeof(unsaid) / sizeof(unsaid[0]); i++)
        if (strstr(lower, unsaid[i]))
            fail_msg("%s says '%s': %s", id, unsaid[i], text);
}

static void assert_wording(const char *language)
{
    struct pl_catalogue *catalogue = load(language);

    for (int i = 0; i < PL_TEXT_COUNT; i++)
        assert_not_said(pl_text_name((enum pl_text)i), catalogue->text[i]);
    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];

        assert_not_said(entry->id, entry->title);
        assert_not_said(entry->id, entry->question);
        assert_not_said(entry->id, entry->advice);
        assert_not_said(entry->id, entry->precaution);
        assert_not_said(entry->id, entry->stop);
        assert_not_said(entry->id, entry->evidence_note);
        for (int s = 0; s < entry->step_count; s++)
            assert_not_said(entry->id, entry->step[s]);
    }
    pl_catalogue_destroy(catalogue);
}

static void omitted_claims_medicines_and_threats_appear_nowhere(void **state)
{
    (void)state;
    assert_wording("en");
    assert_wording("de");
}

static void the_standing_notice_is_there(void **state)
{
    struct pl_catalogue *catalogue = load("en");

    (void)state;
    assert_non_null(strstr(catalogue->text[PL_TEXT_NOTICE], "Not a medical device"));
    assert_non_null(strstr(catalogue->text[PL_TEXT_EMERGENCY], "local emergency number"));
    pl_catalogue_destroy(catalogue);
}

static void every_exercise_has_a_picture_that_exists(void **state)
{
    struct pl_catalogue *catalogue = load("en");

    (void)state;
    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];
        char path[512];
        FILE *picture;

        if (entry->kind != PL_KIND_EXERCISE && entry->kind != PL_KIND_SELF_TEST)
            continue;
        assert_non_null(entry->picture);
        snprintf(path, sizeof(path), "%s/protocol/pictures/%s", PL_SOURCE_DIR, entry->picture);
        picture = fopen(path, "r");
        if (!picture)
            fail_msg("%s: there is no %s", entry->id, path);
        fclose(picture);
    }
    pl_catalogue_destroy(catalogue);
}

static void questions_are_found_by_id_and_by_row(void **state)
{
    struct pl_catalogue *catalogue = load("en");

    (void)state;
    assert_string_equal(pl_catalogue_find_question(catalogue, "fever")->id, "fever");
    assert_string_equal(pl_catalogue_find_question(catalogue, "rf-04")->id, "fever");
    assert_string_equal(pl_catalogue_find_question(catalogue, "ADD-RF-07")->id, "not_improving");
    assert_null(pl_catalogue_find_question(catalogue, "chin_tuck"));
    assert_null(pl_catalogue_find_question(catalogue, "nothing"));
    pl_catalogue_destroy(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_are_refused_with_the_place_and_the_reason),
        cmocka_unit_test(entries_are_added_and_never_replaced),
        cmocka_unit_test(steps_are_short_and_few),
        cmocka_unit_test(no_file_can_open_an_exercise_before_the_safety_check),
        cmocka_unit_test(a_users_file_adds_entries),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(a_catalogue_has_an_end),
        cmocka_unit_test(a_translation_changes_texts_and_nothing_else),
        cmocka_unit_test(german_is_whole),
        cmocka_unit_test(every_statement_that_is_not_omitted_has_an_entry),
        cmocka_unit_test(our_list_of_statements_is_the_references),
        cmocka_unit_test(omitted_claims_medicines_and_threats_appear_nowhere),
        cmocka_unit_test(the_standing_notice_is_there),
        cmocka_unit_test(every_exercise_has_a_picture_that_exists),
        cmocka_unit_test(questions_are_found_by_id_and_by_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
