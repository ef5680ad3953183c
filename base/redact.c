#include "base/redact.h"

#include <string.h>
#include <strings.h>

static const char spaces[] = " \t\r\n", ends_of_host[] = "/?#'\" \t\r\n", stars[] = "***";

struct buffer {
    char *text;
    size_t size;
};

/* Puts the stars in place of [from, to) and returns where the text goes on after them. */
static char *hide(const struct buffer *buffer, char *from, const char *to)
{
    size_t used = (size_t)(from - buffer->text), rest = strlen(to) + 1, room;

    if (buffer->size - used <= strlen(stars)) {
        *from = '\0';
        return from;
    }
    room = buffer->size - used - strlen(stars);
    memmove(from + strlen(stars), to, rest < room ? rest : room);
    memcpy(from, stars, strlen(stars));
    buffer->text[buffer->size - 1] = '\0';
    return from + strlen(stars);
}

static char *find_within(char *from, const char *end, char wanted)
{
    char *found = strchr(from, wanted);

    return found && found < end ? found : NULL;
}

static char *last_at(char *from, char *end)
{
    while (end > from && end[-1] != '@')
        end--;
    return end > from ? end - 1 : NULL;
}

/* The password of an address whose host begins at `host`, in a word that ends at `end`. */
static void hide_password(const struct buffer *buffer, char *host, char *end)
{
    char *at = last_at(host, end), *colon = host, *close;

    if (!at && *host == '[') {
        close = find_within(host, end, ']');
        colon = close ? close : host;
    }
    if (!at)
        end = host + strcspn(host, ends_of_host);
    colon = find_within(colon, at ? at : end, ':');
    if (!colon)
        return;
    if (at)
        hide(buffer, colon + 1, at);
    else if (colon + 1 + strspn(colon + 1, "0123456789") < end)
        hide(buffer, colon + 1, end);
}

static int names_a_secret(const char *name, size_t length)
{
    static const char *const signs[] = {"pass", "pwd", "token"};

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        for (size_t at = 0; at + strlen(signs[i]) <= length; at++)
            if (!strncasecmp(name + at, signs[i], strlen(signs[i])))
                return 1;
    return 0;
}

/* Cheap cameras want user=admin&password=secret, some with '_' in place of '&'. */
static void hide_parameters(const struct buffer *buffer, char *from)
{
    char *name = from, *end;

    for (; *from && !strchr(spaces, *from); from++) {
        if (strchr("/?&;", *from))
            name = from + 1;
        if (*from != '=')
            continue;
        end = from + 1 + strcspn(from + 1, "&;?/'\" \t\r\n");
        if (end > from + 1 && names_a_secret(name, (size_t)(from - name)))
            from = hide(buffer, from + 1, end) - 1;
        name = from + 1;
    }
}

/* What follows the scheme of the next address, also of one that was typed with too few slashes; NULL: there is none. */
static char *next_host(char *text)
{
    static const char *const schemes[] = {"://", "rtsp:", "rtsps:"};
    char *first = NULL;

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        char *found = strcasestr(text, schemes[i]);

        if (found && (!first || found + strlen(schemes[i]) < first))
            first = found + strlen(schemes[i]);
    }
    return first ? first + strspn(first, "/") : NULL;
}

void pl_redact(char *text, size_t size)
{
    const struct buffer buffer = {text, size};

    for (char *host = text; (host = next_host(host));) {
        hide_password(&buffer, host, host + strcspn(host, spaces));
        hide_parameters(&buffer, host);
        host += strcspn(host, spaces);
    }
}
