#include "config/yaml.h"

#include "config/plain_text.h"
#include "config/table.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    const char *name;
    pl_yaml_visitor visit;
    void *context;
    struct pl_complaints *complaints;
    int line, column; /* of the last node that has a position */
};

static void complain_at(struct walk *walk, const char *text)
{
    pl_complain(walk->complaints, "%s:%d:%d: %s", walk->name, walk->line, walk->column, text);
}

/* Moves the position to the node. Mappings and lists have none: the name before them stands for it. */
static void go_to(struct walk *walk, struct fy_node *node)
{
    struct fy_token *token = node ? fy_node_get_scalar_token(node) : NULL;
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;

    if (!mark)
        return;
    walk->line = mark->line + 1;
    walk->column = mark->column + 1;
}

static bool is_alias(struct fy_node *node)
{
    return node && fy_node_is_alias(node);
}

/* Nothing written, or one of the plain words for nothing. */
static bool is_nothing(struct fy_node *node)
{
    const char *text;

    if (is_alias(node)) /* of which libfyaml 0.8 says as well that it is null */
        return false;
    if (!node || fy_node_is_null(node))
        return true;
    if (!fy_node_is_scalar(node) || fy_node_get_style(node) != FYNS_PLAIN)
        return false;
    text = fy_node_get_scalar0(node);
    return text && (!strcmp(text, "~") || !strcmp(text, "null"));
}

/* The text of a scalar that holds no zero byte, or NULL. */
static const char *scalar_text(struct fy_node *node)
{
    size_t length = 0;
    const char *text;

    if (!node || !fy_node_is_scalar(node) || is_alias(node))
        return NULL;
    if (!fy_node_get_scalar(node, &length))
        return NULL;
    text = fy_node_get_scalar0(node);
    return text && strlen(text) == length ? text : NULL;
}

/* Writes the entries of a list with commas between. 1 when one of them is no plain entry or is too long. */
static int join_list(struct fy_node *list, char *ret, size_t size)
{
    void *state = NULL;
    struct fy_node *item;
    size_t used = 0;

    ret[0] = '\0';
    while ((item = fy_node_sequence_iterate(list, &state))) {
        const char *text = scalar_text(item);
        if (!text || !*text || strchr(text, ','))
            return 1;
        used += (size_t)snprintf(ret + used, size - used, "%s%s", used ? "," : "", text);
        if (used >= size)
            return 1;
    }
    return 0;
}

static void visit_setting(struct walk *walk, const char *key, struct fy_node *value)
{
    char list[PL_SETTING_VALUE_MAX];
    struct pl_yaml_entry entry = {.file = walk->name, .key = key};

    go_to(walk, value);
    entry.line = walk->line;
    entry.column = walk->column;
    if (!is_nothing(value) && fy_node_is_sequence(value)) {
        if (join_list(value, list, sizeof list)) {
            pl_complain(walk->complaints,
                        "%s:%d:%d: %s: a list of plain words was expected, without commas in them",
                        walk->name, walk->line, walk->column, key);
            return;
        }
        entry.value = list;
    } else if (!is_nothing(value)) {
        entry.value = scalar_text(value);
        if (!entry.value) {
            pl_complain(walk->complaints, "%s:%d:%d: %s: a single value was expected here",
                        walk->name, walk->line, walk->column, key);
            return;
        }
    }
    walk->visit(&entry, walk->context);
}

/* The name of a pair, with the position moved to it; NULL (after a complaint) when it is no plain word. */
static const char *name_of(struct walk *walk, struct fy_node_pair *pair)
{
    const char *name = scalar_text(fy_node_pair_key(pair));

    go_to(walk, fy_node_pair_key(pair));
    if (!name)
        complain_at(walk, "a plain name was expected before the colon");
    return name;
}

static void walk_group(struct walk *walk, const char *group, struct fy_node *node)
{
    char key[2 * PL_SETTING_WORD_MAX];
    struct fy_node_pair *pair;
    void *state = NULL;

    if (is_nothing(node))
        return;
    if (!fy_node_is_mapping(node)) {
        pl_complain(walk->complaints,
                    "%s:%d:%d: %s: settings such as 'name: value' were expected under it",
                    walk->name, walk->line, walk->column, group);
        return;
    }
    while ((pair = fy_node_mapping_iterate(node, &state))) {
        const char *name = name_of(walk, pair);
        if (!name)
            continue;
        snprintf(key, sizeof key, "%.60s.%.60s", group, name);
        visit_setting(walk, key, fy_node_pair_value(pair));
    }
}

static void walk_document(struct walk *walk, struct fy_node *root)
{
    struct fy_node_pair *pair;
    void *state = NULL;

    if (is_nothing(root))
        return;
    if (!fy_node_is_mapping(root)) {
        complain_at(walk, "settings were expected, as 'group:' with 'name: value' lines under it");
        return;
    }
    while ((pair = fy_node_mapping_iterate(root, &state))) {
        const char *group = name_of(walk, pair);
        if (group)
            walk_group(walk, group, fy_node_pair_value(pair));
    }
}

static void complain_of_syntax(struct walk *walk, struct fy_diag *diag)
{
    struct fy_diag_error *error;
    void *state = NULL;
    int said = 0;

    while ((error = fy_diag_errors_iterate(diag, &state))) {
        pl_complain(walk->complaints, "%s:%d:%d: %s", walk->name, error->line, error->column,
                    error->msg ? error->msg : "not YAML");
        said++;
    }
    if (!said)
        pl_complain(walk->complaints, "%s: this is not YAML", walk->name);
}

static void walk_stream(struct walk *walk, struct fy_parser *parser, struct fy_diag *diag)
{
    struct fy_document *document = fy_parse_load_document(parser);
    struct fy_document *second = document ? fy_parse_load_document(parser) : NULL;

    if (fy_parser_get_stream_error(parser))
        complain_of_syntax(walk, diag);
    else if (second)
        pl_complain(walk->complaints, "%s: a second document begins after '---'; only one is read",
                    walk->name);
    else if (document)
        walk_document(walk, fy_document_root(document));
    fy_parse_document_destroy(parser, second);
    fy_parse_document_destroy(parser, document);
}

/* libfyaml ends a value at a byte that is not UTF-8, so that is looked for first. Returns 1 after a complaint. */
static int complain_of_bytes(struct walk *walk, const char *text, size_t length)
{
    for (size_t i = 0, n; i < length; i += n) {
        n = pl_utf8_length(text + i, length - i);
        if (!n || !text[i]) {
            complain_at(walk, "a byte that is not UTF-8 text");
            return 1;
        }
        walk->column++;
        if (text[i] == '\n') {
            walk->line++;
            walk->column = 1;
        }
    }
    walk->line = walk->column = 1;
    return 0;
}

void pl_yaml_walk_text(const char *name, const char *text, size_t length, pl_yaml_visitor visit,
                       void *context, struct pl_complaints *complaints)
{
    struct walk walk = {name, visit, context, complaints, 1, 1};
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG};
    struct fy_parser *parser = NULL;
    struct fy_diag_cfg quiet;
    struct fy_diag *diag;

    if (complain_of_bytes(&walk, text, length))
        return;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    diag = config.diag = fy_diag_create(&quiet);
    if (diag) {
        fy_diag_set_collect_errors(diag, true);
        parser = fy_parser_create(&config);
    }
    if (!parser || fy_parser_set_string(parser, text, length))
        pl_complain(complaints, "%s: not enough memory to read it", name);
    else
        walk_stream(&walk, parser, diag);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
}

/* Reads at most PL_YAML_BYTES_MAX bytes. 0 with *ret yours to free(), or negative errno. */
static int read_file(const char *file, char **ret, size_t *ret_length)
{
    FILE *from = fopen(file, "re");
    char *text = NULL;
    size_t length = 0;
    int r;

    if (!from)
        return -errno;
    text = malloc(PL_YAML_BYTES_MAX + 1);
    r = text ? 0 : -ENOMEM;
    if (!r) {
        errno = 0;
        length = fread(text, 1, PL_YAML_BYTES_MAX + 1, from);
        if (ferror(from))
            r = errno ? -errno : -EIO;
        else if (length > PL_YAML_BYTES_MAX)
            r = -EFBIG;
    }
    fclose(from);
    if (r) {
        free(text);
        return r;
    }
    *ret = text;
    *ret_length = length;
    return 0;
}

int pl_yaml_walk_file(const char *file, pl_yaml_visitor visit, void *context,
                      struct pl_complaints *complaints)
{
    char *text = NULL;
    size_t length = 0;
    int r = read_file(file, &text, &length);

    if (r)
        return r;
    pl_yaml_walk_text(file, text, length, visit, context, complaints);
    free(text);
    return 0;
}
