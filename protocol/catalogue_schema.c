/* One row a key: adding a key to the format is adding a row here and a line to docs/protocol.md. */
#include "protocol/catalogue_schema.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

/* Enums are read and written as int through the table. */
static_assert(sizeof(enum pl_kind) == sizeof(int), "enums are stored as int");

enum field_type {
    FIELD_TEXT,
    FIELD_WORD, /* of an enum */
    FIELD_INT,
    FIELD_BOOL,
    FIELD_LIST, /* of texts */
    FIELD_TRIGGERS,
    FIELD_DOSE,
};

/* In the order of the rows below, not of sizes. NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct field {
    const char *key;
    enum field_type type;
    size_t offset;
    size_t count_offset;      /* lists */
    int least, most;          /* numbers; the most bytes of a text; the most items of a list */
    size_t item_bytes;        /* lists: the longest item */
    const char *(*word)(int); /* words */
    bool translates;
};

#define WORD_OF(what)                                   \
    static const char *what##_word(int value)           \
    {                                                   \
        return pl_##what##_name((enum pl_##what)value); \
    }
WORD_OF(kind)
WORD_OF(phase)
WORD_OF(need)
WORD_OF(urgency)
WORD_OF(verifiable)
WORD_OF(evidence)

#define AT(member) offsetof(struct pl_entry, member)
#define TEXT(key, member, translates)                                                   \
    {                                                                                   \
        key, FIELD_TEXT, AT(member), 0, 1, PL_CATALOGUE_TEXT_BYTES, 0, NULL, translates \
    }
#define WORD(what, member, count)                                         \
    {                                                                     \
#what, FIELD_WORD, AT(member), 0, 0, count, 0, what##_word, false \
    }

static const struct field entry_fields[] = {
    {"id", FIELD_TEXT, AT(id), 0, 1, PL_CATALOGUE_ID_BYTES, 0, NULL, true},
    WORD(kind, kind, PL_KIND_COUNT),
    TEXT("title", title, true),
    WORD(phase, phase, PL_PHASE_COUNT),
    {"from_week", FIELD_INT, AT(from_week), 0, 0, 52, 0, NULL, false},
    {"dose", FIELD_DOSE, AT(dose), 0, 0, 0, 0, NULL, false},
    {"first_dose", FIELD_DOSE, AT(first_dose), 0, 0, 0, 0, NULL, false},
    {"first_days", FIELD_INT, AT(first_days), 0, 1, 28, 0, NULL, false},
    {"steps", FIELD_LIST, AT(step), AT(step_count), 1, PL_ENTRY_STEPS, PL_ENTRY_STEP_BYTES, NULL,
     true},
    TEXT("question", question, true),
    TEXT("advice", advice, true),
    TEXT("precaution", precaution, true),
    TEXT("stop", stop, true),
    WORD(urgency, urgency, PL_URGENCY_COUNT),
    {"needs", FIELD_WORD, AT(need), 0, 0, PL_NEED_COUNT, 0, need_word, false},
    {"opt_in", FIELD_BOOL, AT(opt_in), 0, 0, 0, 0, NULL, false},
    {"asks_check", FIELD_BOOL, AT(ask_check), 0, 0, 0, 0, NULL, false},
    {"yes_days", FIELD_INT, AT(yes_days), 0, 1, 14, 0, NULL, false},
    {"of_days", FIELD_INT, AT(of_days), 0, 1, 14, 0, NULL, false},
    {"because", FIELD_TRIGGERS, AT(because), 0, 0, 0, 0, NULL, false},
    {"rank", FIELD_INT, AT(rank), 0, 1, 9, 0, NULL, false},
    {"not_if", FIELD_LIST, AT(not_if), AT(not_if_count), 1, PL_ENTRY_CONDITIONS,
     PL_CATALOGUE_ID_BYTES, NULL, false},
    {"camera", FIELD_WORD, AT(camera), 0, 0, PL_CAMERA_COUNT, 0, verifiable_word, false},
    WORD(evidence, evidence, PL_EVIDENCE_COUNT),
    TEXT("evidence_note", evidence_note, false),
    {"source_rows", FIELD_LIST, AT(source_row), AT(source_row_count), 1, PL_ENTRY_ROWS,
     PL_CATALOGUE_ID_BYTES, NULL, false},
    TEXT("picture", picture, false),
};

#define DOSE(key, member, most)                                                      \
    {                                                                                \
        key, FIELD_INT, offsetof(struct pl_dose, member), 0, 0, most, 0, NULL, false \
    }

static const struct field dose_fields[] = {
    DOSE("hold_s", hold_s, 60 * 60),
    DOSE("reps", reps, 100),
    DOSE("sets", sets, 10),
    DOSE("rest_s", rest_s, 10 * 60),
    DOSE("per_day", per_day, 50),
    DOSE("days_per_week", days_per_week, 7),
    DOSE("gap_min", gap_min, 24 * 60),
    DOSE("limit_s", limit_s, DAY_S),
    {"each_side", FIELD_BOOL, offsetof(struct pl_dose, each_side), 0, 0, 0, 0, NULL, false},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

struct target {
    struct pl_catalogue *catalogue;
    void *base; /* the struct the offsets count from */
    const struct field *fields;
    int field_count;
    bool translating;
};

int catalogue_read_text(const struct yaml_reader *reader, struct pl_catalogue *catalogue,
                        struct fy_node *value, size_t most, const char **ret)
{
    size_t length = 0;
    const char *text = yaml_scalar(value, &length);
    const char *kept;

    if (!text || !length)
        return yaml_complain(reader, value, "expected a text");
    if (length >= most)
        return yaml_complain(reader, value, "%zu bytes are too long; at most %zu", length,
                             most - 1);
    kept = catalogue_keep(catalogue, text, length);
    if (!kept)
        return -ENOMEM;
    *ret = kept;
    return 0;
}

int catalogue_read_int(const struct yaml_reader *reader, struct fy_node *value, int least, int most,
                       int *ret)
{
    size_t length = 0;
    const char *text = yaml_scalar(value, &length);
    int number = 0;

    if (!text || !length || length > 6)
        return yaml_complain(reader, value, "expected a whole number from %d to %d", least, most);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return yaml_complain(reader, value, "'%.*s' is not a whole number from %d to %d",
                                 (int)length, text, least, most);
        number = number * 10 + (text[i] - '0');
    }
    if (number < least || number > most)
        return yaml_complain(reader, value, "%d is not between %d and %d", number, least, most);
    *ret = number;
    return 0;
}

static int read_bool(const struct yaml_reader *reader, struct fy_node *value, bool *ret)
{
    if (!yaml_equals(value, "true") && !yaml_equals(value, "false"))
        return yaml_complain(reader, value, "expected true or false");
    *ret = yaml_equals(value, "true");
    return 0;
}

static int read_word(const struct yaml_reader *reader, struct fy_node *value, int count,
                     const char *(*word)(int), int *ret)
{
    char known[200] = "";
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        if (yaml_equals(value, word(i))) {
            *ret = i;
            return 0;
        }
        if (used < sizeof(known))
            used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "",
                                     word(i));
    }
    return yaml_complain(reader, value, "expected one of %s", known);
}

static int read_list(const struct yaml_reader *reader, const struct target *target,
                     const struct field *field, struct fy_node *value)
{
    const char **items = (const char **)((char *)target->base + field->offset);
    int *count = (int *)((char *)target->base + field->count_offset);
    struct fy_node *item;
    void *position = NULL;

    if (!fy_node_is_sequence(value))
        return yaml_complain(reader, value, "expected a list");
    *count = 0;
    while ((item = fy_node_sequence_iterate(value, &position))) {
        int r;

        if (*count == field->most)
            return yaml_complain(reader, item, "at most %d items", field->most);
        r = catalogue_read_text(reader, target->catalogue, item, field->item_bytes, &items[*count]);
        if (r)
            return r;
        ++*count;
    }
    return *count ? 0 : yaml_complain(reader, value, "the list is empty; leave it out");
}

static const char *trigger_word(int value)
{
    return pl_trigger_name((enum pl_trigger)value);
}

static int read_triggers(const struct yaml_reader *reader, struct fy_node *value, unsigned *ret)
{
    unsigned bits = 0;
    struct fy_node *item;
    void *position = NULL;

    if (!fy_node_is_sequence(value))
        return yaml_complain(reader, value, "expected a list");
    while ((item = fy_node_sequence_iterate(value, &position))) {
        int trigger;
        int r = read_word(reader, item, PL_TRIGGER_COUNT, trigger_word, &trigger);

        if (r)
            return r;
        bits |= 1u << trigger;
    }
    *ret = bits;
    return 0;
}

static int read_field(const struct yaml_reader *reader, struct fy_node *key, struct fy_node *value,
                      void *context);

static int read_dose(const struct yaml_reader *reader, const struct target *target,
                     struct fy_node *value, struct pl_dose *ret)
{
    struct target dose = {target->catalogue, ret, dose_fields, COUNT(dose_fields), false};

    *ret = (struct pl_dose){.days_per_week = 7};
    return yaml_each_pair(reader, value, read_field, &dose);
}

static int read_value(const struct yaml_reader *reader, const struct target *target,
                      const struct field *field, struct fy_node *value)
{
    void *at = (char *)target->base + field->offset;

    switch (field->type) {
    case FIELD_TEXT:
        return catalogue_read_text(reader, target->catalogue, value, (size_t)field->most, at);
    case FIELD_WORD:
        return read_word(reader, value, field->most, field->word, at);
    case FIELD_INT:
        return catalogue_read_int(reader, value, field->least, field->most, at);
    case FIELD_BOOL:
        return read_bool(reader, value, at);
    case FIELD_LIST:
        return read_list(reader, target, field, value);
    case FIELD_TRIGGERS:
        return read_triggers(reader, value, at);
    case FIELD_DOSE:
        return read_dose(reader, target, value, at);
    }
    assert(0 && "a field type without a reader");
    return 0;
}

static int read_field(const struct yaml_reader *reader, struct fy_node *key, struct fy_node *value,
                      void *context)
{
    const struct target *target = context;
    size_t length = 0;
    const char *text = yaml_scalar(key, &length);

    for (int i = 0; i < target->field_count; i++) {
        if (!yaml_equals(key, target->fields[i].key))
            continue;
        if (target->translating && !target->fields[i].translates)
            return yaml_complain(reader, key, "a translation changes only texts, not '%s'",
                                 target->fields[i].key);
        return read_value(reader, target, &target->fields[i], value);
    }
    return yaml_complain(reader, key, "'%.*s' is not a key here", text ? (int)length : 1,
                         text ? text : "?");
}

int catalogue_read_field(const struct yaml_reader *reader, struct pl_catalogue *catalogue,
                         struct pl_entry *entry, bool translating, struct fy_node *key,
                         struct fy_node *value)
{
    struct target target = {catalogue, entry, entry_fields, COUNT(entry_fields), translating};

    return read_field(reader, key, value, &target);
}
