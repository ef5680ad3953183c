#include "alerts/event_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Bytes of one text, escapes included: three of them and the rest fit in a line. */
#define TEXT_MAX 100

struct line {
    char *text;
    size_t length;
};

static void put(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct line *line, const char *format, ...)
{
    size_t left = PL_EVENT_JSON_SIZE - line->length;
    va_list args;
    int written;

    va_start(args, format);
    written = vsnprintf(line->text + line->length, left, format, args);
    va_end(args);
    if (written > 0)
        line->length += (size_t)written < left ? (size_t)written : left - 1;
}

/* One decimal, whatever the locale's decimal point is. */
static void put_tenths(struct line *line, const char *key, double value)
{
    int64_t tenths;

    if (!isfinite(value) || fabs(value) > 1e9) {
        put(line, ",\"%s\":null", key);
        return;
    }
    tenths = llround(fabs(value) * 10);
    put(line, ",\"%s\":%s%" PRId64 ".%d", key, value < 0 && tenths ? "-" : "", tenths / 10,
        (int)(tenths % 10));
}

static void put_seconds(struct line *line, const char *key, pl_usec time)
{
    put_tenths(line, key, pl_seconds(time));
}

static void put_word(struct line *line, const char *key, const char *word)
{
    put(line, ",\"%s\":\"%s\"", key, word);
}

static bool continues_utf8(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* A text of the catalogue, which may hold any UTF-8; cut between characters. */
static void put_text(struct line *line, const char *key, const char *text)
{
    char escaped[TEXT_MAX + 8];
    size_t length = 0;

    if (!text) {
        put(line, ",\"%s\":null", key);
        return;
    }
    for (const char *c = text; *c && (length < TEXT_MAX || continues_utf8(*c)); c++) {
        if (*c == '"' || *c == '\\')
            escaped[length++] = '\\';
        escaped[length++] = (unsigned char)*c < ' ' ? ' ' : *c;
        if (length > TEXT_MAX + 4)
            break;
    }
    escaped[length] = '\0';
    put(line, ",\"%s\":\"%s\"", key, escaped);
}

static void put_since(struct line *line, const struct pl_event *event, pl_wall_usec wall)
{
    char time[PL_RFC3339_SIZE];

    pl_rfc3339(wall - (event->t - event->presence.since), time);
    put_word(line, "since", time);
}

static void put_alert(struct line *line, const struct pl_event *event)
{
    put_word(line, "level", pl_level_name(event->posture_alert.level));
    put_word(line, "posture", pl_posture_name(event->posture_alert.posture));
    put_tenths(line, "forward_head_delta_cm", event->posture_alert.forward_head_delta_cm);
    put_tenths(line, "head_drop_cm", event->posture_alert.head_drop_cm);
    put_seconds(line, "held_s", event->posture_alert.held);
}

static void put_day(struct line *line, const struct pl_day *day)
{
    const char *comma = "";
    int year, month, of_month;

    pl_day_to_date(day->day, &year, &month, &of_month);
    put(line, ",\"date\":\"%04d-%02d-%02d\"", year, month, of_month);
    put_seconds(line, "seated_s", day->seated);
    put_seconds(line, "longest_sit_s", day->longest_sit);
    put(line, ",\"breaks\":%d", day->breaks);
    put_seconds(line, "good_s", day->good);
    put_seconds(line, "poor_s", day->poor);
    put_seconds(line, "unknown_s", day->unknown);
    put_seconds(line, "away_s", day->away);
    put_seconds(line, "standing_s", day->standing);
    put_seconds(line, "missing_s", day->missing);
    put(line, ",\"alerts\":{");
    for (int i = 0; i < PL_EVENT_KINDS; i++)
        if (pl_event_is_alert((enum pl_event_kind)i)) {
            put(line, "%s\"%s\":%d", comma, pl_event_name((enum pl_event_kind)i), day->alerts[i]);
            comma = ",";
        }
    put(line, "}");
}

static void put_fields(struct line *line, const struct pl_event *event, pl_wall_usec wall)
{
    switch (event->kind) {
    case PL_EVENT_SITTING:
    case PL_EVENT_STANDING:
    case PL_EVENT_AWAY:
        put_since(line, event, wall);
        return;
    case PL_EVENT_BREAK:
        put_seconds(line, "length_s", event->pause.length);
        put(line, ",\"declared\":%s", event->pause.declared ? "true" : "false");
        return;
    case PL_EVENT_POSTURE_ALERT:
        put_alert(line, event);
        return;
    case PL_EVENT_TOO_CLOSE:
        put_tenths(line, "screen_distance_cm", event->too_close.screen_distance_cm);
        put_seconds(line, "held_s", event->too_close.held);
        return;
    case PL_EVENT_BREAK_DUE:
        put_word(line, "level", pl_level_name(event->break_due.level));
        put_seconds(line, "seated_s", event->break_due.seated);
        return;
    case PL_EVENT_RECOVERED:
        put_word(line, "from", pl_event_name(event->recovered.from));
        put_seconds(line, "after_s", event->recovered.after);
        return;
    case PL_EVENT_EXERCISE:
        put_text(line, "id", event->exercise.id);
        put_text(line, "title", event->exercise.title);
        put_text(line, "because", event->exercise.because);
        return;
    case PL_EVENT_SUPPRESSED:
        put_word(line, "what", pl_event_name(event->suppressed.what));
        put_word(line, "reason", pl_hold_name(event->suppressed.reason));
        return;
    case PL_EVENT_CAMERA:
        put_text(line, "state", event->camera.state);
        return;
    case PL_EVENT_SUMMARY:
        put_day(line, &event->summary);
        return;
    case PL_EVENT_KINDS:
        return;
    }
}

/* Milliseconds: finer than any frame. */
static void put_t(struct line *line, pl_usec t)
{
    pl_usec ms = (t < 0 ? -t : t) / PL_USEC_PER_MSEC;

    put(line, "{\"t\":%s%" PRId64 ".%03d", t < 0 ? "-" : "", ms / 1000, (int)(ms % 1000));
}

void pl_event_to_json(const struct pl_event *event, pl_wall_usec wall, char ret[PL_EVENT_JSON_SIZE])
{
    struct line line = {.text = ret};
    char time[PL_RFC3339_SIZE];

    pl_rfc3339(wall, time);
    put_t(&line, event->t);
    put_word(&line, "time", time);
    put_word(&line, "event", pl_event_name(event->kind));
    put_fields(&line, event, wall);
    put(&line, "}");
}
