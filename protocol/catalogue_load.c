#include "protocol/catalogue_load.h"

#include "protocol/catalogue_rules.h"
#include "protocol/catalogue_schema.h"
#include "protocol/catalogue_shipped.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_VERSION 1

/* The head of a file, and what its keys are read into. */
struct file_state {
    struct pl_catalogue *catalogue;
    int version;
    const char *language;
    const char *translation_of; /* NULL: the file adds entries */
    bool used;                  /* a translation in the wanted language */
};

struct pl_catalogue_text {
    struct pl_catalogue_text *next;
    char bytes[];
};

const char *catalogue_keep(struct pl_catalogue *catalogue, const char *text, size_t length)
{
    struct pl_catalogue_text *kept = malloc(sizeof(*kept) + length + 1);

    if (!kept)
        return NULL;
    memcpy(kept->bytes, text, length);
    kept->bytes[length] = 0;
    kept->next = catalogue->storage;
    catalogue->storage = kept;
    return kept->bytes;
}

struct pl_catalogue *pl_catalogue_create(const char *language)
{
    struct pl_catalogue *catalogue = calloc(1, sizeof(*catalogue));

    if (catalogue)
        snprintf(catalogue->language, sizeof(catalogue->language), "%s", language);
    return catalogue;
}

void pl_catalogue_destroy(struct pl_catalogue *catalogue)
{
    struct pl_catalogue_text *kept = catalogue ? catalogue->storage : NULL;

    while (kept) {
        struct pl_catalogue_text *next = kept->next;

        free(kept);
        kept = next;
    }
    free(catalogue);
}

struct entry_target {
    struct file_state *file;
    struct pl_entry *entry;
};

static int read_entry_field(const struct yaml_reader *reader, struct fy_node *key,
                            struct fy_node *value, void *context)
{
    const struct entry_target *target = context;

    return catalogue_read_field(reader, target->file->catalogue, target->entry,
                                target->file->translation_of != NULL, key, value);
}

static int add_entry(const struct yaml_reader *reader, struct file_state *file,
                     struct fy_node *node)
{
    struct pl_catalogue *catalogue = file->catalogue;
    struct pl_entry entry = {.kind = (enum pl_kind) - 1,
                             .need = (enum pl_need) - 1,
                             .rank = 5,
                             .dose = {.days_per_week = 7}};
    struct entry_target target = {file, &entry};
    int r;

    if (catalogue->count == PL_CATALOGUE_ENTRIES)
        return yaml_complain(reader, node, "more than %d entries", PL_CATALOGUE_ENTRIES);
    r = yaml_each_pair(reader, node, read_entry_field, &target);
    if (r)
        return r;
    if ((int)entry.need == -1 && (int)entry.kind != -1)
        entry.need = catalogue_default_need(entry.kind);
    r = catalogue_check_entry(reader, catalogue, &entry, node);
    if (!r)
        catalogue->entry[catalogue->count++] = entry;
    return r;
}

static void take_text(const char **into, const char *text)
{
    if (text)
        *into = text;
}

static void translate(struct pl_entry *into, const struct pl_entry *from)
{
    take_text(&into->title, from->title);
    take_text(&into->question, from->question);
    take_text(&into->advice, from->advice);
    take_text(&into->precaution, from->precaution);
    take_text(&into->stop, from->stop);
    if (from->step_count)
        memcpy(into->step, from->step, sizeof(into->step));
}

static int translate_entry(const struct yaml_reader *reader, struct file_state *file,
                           struct fy_node *node)
{
    struct pl_entry texts = {0};
    struct entry_target target = {file, &texts};
    struct pl_entry *entry;
    int r = yaml_each_pair(reader, node, read_entry_field, &target);

    if (r)
        return r;
    entry = texts.id ? (struct pl_entry *)pl_catalogue_find(file->catalogue, texts.id) : NULL;
    if (!entry)
        return yaml_complain(reader, node, "there is no entry '%s' to translate",
                             texts.id ? texts.id : "");
    if (texts.step_count && texts.step_count != entry->step_count)
        return yaml_complain(reader, node, "'%s' has %d steps, the translation %d", entry->id,
                             entry->step_count, texts.step_count);
    if (file->used)
        translate(entry, &texts);
    return 0;
}

static int read_entries(const struct yaml_reader *reader, struct file_state *file,
                        struct fy_node *list)
{
    struct fy_node *item;
    void *position = NULL;

    if (!list || !fy_node_is_sequence(list))
        return yaml_complain(reader, list, "'entries' must be a list");
    while ((item = fy_node_sequence_iterate(list, &position))) {
        int r = file->translation_of ? translate_entry(reader, file, item)
                                     : add_entry(reader, file, item);

        if (r)
            return r;
    }
    return 0;
}

static int read_sentence(const struct yaml_reader *reader, struct fy_node *key,
                         struct fy_node *value, void *context)
{
    struct file_state *file = context;
    struct pl_catalogue *catalogue = file->catalogue;

    for (int i = 0; i < PL_TEXT_COUNT; i++) {
        const char *text;
        int r;

        if (!yaml_equals(key, pl_text_name((enum pl_text)i)))
            continue;
        r = catalogue_read_text(reader, catalogue, value, PL_CATALOGUE_TEXT_BYTES, &text);
        if (!r && (file->used || !file->translation_of))
            catalogue->text[i] = text;
        return r;
    }
    return yaml_complain(reader, key, "not one of the sentences that docs/protocol.md lists");
}

/* The head comes first whatever the order of the keys: it decides how entries are read. */
static int read_head(const struct yaml_reader *reader, struct fy_node *key, struct fy_node *value,
                     void *context)
{
    struct file_state *file = context;

    if (yaml_equals(key, "version"))
        return catalogue_read_int(reader, value, FORMAT_VERSION, FORMAT_VERSION, &file->version);
    if (yaml_equals(key, "language"))
        return catalogue_read_text(reader, file->catalogue, value,
                                   sizeof(file->catalogue->language), &file->language);
    if (yaml_equals(key, "translation_of"))
        return catalogue_read_text(reader, file->catalogue, value,
                                   sizeof(file->catalogue->language), &file->translation_of);
    if (yaml_equals(key, "texts") || yaml_equals(key, "entries"))
        return 0;
    return yaml_complain(reader, key,
                         "expected version, language, translation_of, texts or entries");
}

static int read_body(const struct yaml_reader *reader, struct fy_node *key, struct fy_node *value,
                     void *context)
{
    if (yaml_equals(key, "texts"))
        return yaml_each_pair(reader, value, read_sentence, context);
    if (yaml_equals(key, "entries"))
        return read_entries(reader, context, value);
    return 0;
}

int pl_catalogue_add(struct pl_catalogue *catalogue, const char *name, const char *text,
                     size_t length, struct pl_catalogue_error *ret_error)
{
    struct file_state file = {.catalogue = catalogue};
    struct yaml_reader reader;
    int r = yaml_open(&reader, name, text, length, ret_error);

    if (r)
        return r;
    r = yaml_each_pair(&reader, fy_document_root(reader.document), read_head, &file);
    if (!r && !file.version)
        r = yaml_complain(&reader, fy_document_root(reader.document), "needs 'version: %d'",
                          FORMAT_VERSION);
    if (!r) {
        file.used = file.language && !strcmp(file.language, catalogue->language);
        catalogue->language_found |= file.used;
        r = yaml_each_pair(&reader, fy_document_root(reader.document), read_body, &file);
    }
    yaml_close(&reader);
    return r;
}

static int read_whole(const char *path, char **ret, size_t *ret_length,
                      struct pl_catalogue_error *ret_error)
{
    char *text = malloc(PL_CATALOGUE_FILE_BYTES + 1);
    FILE *file;
    int r = 0;

    if (!text)
        return -ENOMEM;
    file = fopen(path, "re");
    if (file) {
        /* One byte more than allowed, so that a longer file is seen to be longer. */
        *ret_length = fread(text, 1, PL_CATALOGUE_FILE_BYTES + 1, file);
        r = ferror(file) ? -EIO : 0;
        fclose(file);
    } else {
        r = -errno;
    }
    if (r) {
        snprintf(ret_error->text, sizeof(ret_error->text), "%s: cannot be read: %s", path,
                 strerror(-r));
        free(text);
        return r;
    }
    *ret = text;
    return 0;
}

static int add_file(struct pl_catalogue *catalogue, const char *path,
                    struct pl_catalogue_error *ret_error)
{
    char *text = NULL;
    size_t length = 0;
    int r = read_whole(path, &text, &length, ret_error);

    if (r)
        return r;
    r = pl_catalogue_add(catalogue, path, text, length, ret_error);
    free(text);
    return r;
}

static int add_shipped(struct pl_catalogue *catalogue, struct pl_catalogue_error *ret_error)
{
    for (int i = 0; i < catalogue_shipped_count; i++) {
        int r = pl_catalogue_add(catalogue, catalogue_shipped[i].name, catalogue_shipped[i].text,
                                 *catalogue_shipped[i].length, ret_error);

        if (r)
            return r;
    }
    return 0;
}

int pl_catalogue_load(const char *language, const char *const *files, int file_count,
                      struct pl_catalogue **ret, struct pl_catalogue_error *ret_error)
{
    struct pl_catalogue *catalogue = pl_catalogue_create(language);
    int r = -ENOMEM;

    ret_error->text[0] = 0;
    if (!catalogue)
        goto fail;
    r = add_shipped(catalogue, ret_error);
    for (int i = 0; !r && i < file_count; i++)
        r = add_file(catalogue, files[i], ret_error);
    if (!r && !catalogue->language_found) {
        snprintf(
            ret_error->text, sizeof(ret_error->text),
            "relief.language: there is no catalogue in '%s'; 'en' and 'de' are shipped, and a file "
            "in relief.catalogue may translate",
            catalogue->language);
        r = PL_CATALOGUE_INVALID;
    }
    if (r)
        goto fail;
    *ret = catalogue;
    return 0;
fail:
    pl_catalogue_destroy(catalogue);
    return r;
}
