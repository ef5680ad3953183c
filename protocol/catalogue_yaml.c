#include "protocol/catalogue_yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEEPEST_PLACE 32

/* How many bytes the UTF-8 letter at the start of `text` has; 0 when it is none. Overlong forms and surrogates
 * are left to libfyaml, which refuses them. */
static size_t letter_length(const char *text, size_t left)
{
    const unsigned char first = (unsigned char)text[0];
    const size_t length = first < 0x80       ? 1
                          : first >> 5 == 6  ? 2
                          : first >> 4 == 14 ? 3
                          : first >> 3 == 30 ? 4
                                             : 0;

    for (size_t i = 1; i < length; i++)
        if (i >= left || ((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static const char *unwelcome(const char *text, size_t length, bool first_of_line)
{
    const unsigned char c = (unsigned char)text[0];

    if ((c < 0x20 && c != '\n' && c != '\r') || c == 0x7f)
        return "a control character or a tab; use spaces";
    if (c == '%' && first_of_line)
        return "a YAML directive; catalogues have none";
    return length ? NULL : "not UTF-8";
}

/* libfyaml is handed only what a text editor would write. Version 0.7.12 runs for ever on a directive that is
 * not UTF-8. */
static int refuse_odd_bytes(const struct yaml_reader *reader, const char *text, size_t length)
{
    int line = 1;
    int column = 1;

    for (size_t i = 0, letter; i < length; i += letter, column++) {
        const char *complaint;

        letter = letter_length(text + i, length - i);
        complaint = unwelcome(text + i, letter, column == 1);
        if (complaint) {
            snprintf(reader->error->text, sizeof(reader->error->text), "%s:%d:%d: %s", reader->name,
                     line, column, complaint);
            return PL_CATALOGUE_INVALID;
        }
        if (text[i] == '\n') {
            line++;
            column = 0;
        }
    }
    return 0;
}

static int complain_of_syntax(const struct yaml_reader *reader, struct fy_diag *diag)
{
    void *position = NULL;
    const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &position);

    if (first)
        snprintf(reader->error->text, sizeof(reader->error->text), "%s:%d:%d: not valid YAML: %s",
                 reader->name, first->line, first->column, first->msg);
    else
        snprintf(reader->error->text, sizeof(reader->error->text),
                 "%s:1:1: empty, or not valid YAML", reader->name);
    return PL_CATALOGUE_INVALID;
}

static struct fy_diag *quiet_diag(void)
{
    struct fy_diag_cfg settings;
    struct fy_diag *diag;

    fy_diag_cfg_default(&settings);
    settings.fp = NULL;
    settings.colorize = false;
    diag = fy_diag_create(&settings);
    if (diag)
        fy_diag_set_collect_errors(diag, true);
    return diag;
}

int yaml_open(struct yaml_reader *reader, const char *name, const char *text, size_t length,
              struct pl_catalogue_error *error)
{
    struct fy_parse_cfg settings = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG};
    int r;

    *reader = (struct yaml_reader){.name = name, .error = error};
    if (length > PL_CATALOGUE_FILE_BYTES) {
        snprintf(error->text, sizeof(error->text), "%s:1:1: longer than %d bytes", name,
                 PL_CATALOGUE_FILE_BYTES);
        return PL_CATALOGUE_INVALID;
    }
    r = refuse_odd_bytes(reader, text, length);
    if (r)
        return r;
    settings.diag = quiet_diag();
    if (!settings.diag)
        return -ENOMEM;
    reader->document = fy_document_build_from_string(&settings, text, length);
    if (!reader->document || !fy_document_root(reader->document))
        r = complain_of_syntax(reader, settings.diag);
    fy_diag_destroy(settings.diag);
    if (r)
        yaml_close(reader);
    return r;
}

void yaml_close(struct yaml_reader *reader)
{
    fy_document_destroy(reader->document);
    reader->document = NULL;
}

/* The first word in a node: lists and maps have no token of their own that libfyaml 0.7 would show. */
static struct fy_token *first_token(struct fy_node *node)
{
    for (int depth = 0; node && depth < DEEPEST_PLACE; depth++) {
        void *position = NULL;

        if (fy_node_is_scalar(node))
            return fy_node_get_scalar_token(node);
        if (fy_node_is_sequence(node)) {
            node = fy_node_sequence_iterate(node, &position);
        } else {
            struct fy_node_pair *pair = fy_node_mapping_iterate(node, &position);

            node = pair ? fy_node_pair_key(pair) : NULL;
        }
    }
    return NULL;
}

int yaml_complain(const struct yaml_reader *reader, struct fy_node *node, const char *format, ...)
{
    struct fy_token *token = first_token(node);
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    char what[sizeof(reader->error->text) / 2];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    snprintf(reader->error->text, sizeof(reader->error->text), "%s:%d:%d: %s", reader->name,
             mark ? mark->line + 1 : 1, mark ? mark->column + 1 : 1, what);
    return PL_CATALOGUE_INVALID;
}

const char *yaml_scalar(struct fy_node *node, size_t *ret_length)
{
    if (!node || !fy_node_is_scalar(node) || fy_node_is_alias(node))
        return NULL;
    return fy_node_get_scalar(node, ret_length);
}

bool yaml_equals(struct fy_node *node, const char *word)
{
    size_t length = 0;
    const char *text = yaml_scalar(node, &length);

    return text && length == strlen(word) && !memcmp(text, word, length);
}

int yaml_each_pair(const struct yaml_reader *reader, struct fy_node *map,
                   int (*each)(const struct yaml_reader *, struct fy_node *key,
                               struct fy_node *value, void *context),
                   void *context)
{
    struct fy_node_pair *pair;
    void *position = NULL;

    if (!map || !fy_node_is_mapping(map))
        return yaml_complain(reader, map, "expected a map of 'key: value' lines");
    while ((pair = fy_node_mapping_iterate(map, &position))) {
        int r = each(reader, fy_node_pair_key(pair), fy_node_pair_value(pair), context);

        if (r)
            return r;
    }
    return 0;
}
