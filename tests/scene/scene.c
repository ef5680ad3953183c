#include "tests/scene/scene.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned scene_random(unsigned *seed)
{
    unsigned x = *seed ? *seed : 2463534242u; /* xorshift */

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *seed = x;
}

double scene_uniform(unsigned *seed)
{
    return (scene_random(seed) >> 8) / 16777216.0;
}

double scene_normal(unsigned *seed)
{
    double u = 1 - scene_uniform(seed), v = scene_uniform(seed);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static void write_line(struct play *play, pl_usec t, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void write_line(struct play *play, pl_usec t, const char *format, ...)
{
    long s = lround(pl_seconds(t - play->first_t));
    size_t left = sizeof play->text - play->length;
    char body[128];
    va_list args;
    int written;

    va_start(args, format);
    vsnprintf(body, sizeof body, format, args);
    va_end(args);
    written = snprintf(play->text + play->length, left, "%ld:%02ld:%02ld %s\n", s / 3600,
                       s / 60 % 60, s % 60, body);
    if (written < 0 || (size_t)written >= left) {
        fprintf(stderr, "a test's day is too eventful for its text\n");
        abort();
    }
    play->length += (size_t)written;
}

static void write_event(struct play *play, const struct pl_event *e)
{
    const char *name = pl_event_name(e->kind);

    switch (e->kind) {
    case PL_EVENT_SITTING:
    case PL_EVENT_STANDING:
    case PL_EVENT_AWAY:
        write_line(play, e->t, "%s since %.0f s ago", name, pl_seconds(e->t - e->presence.since));
        return;
    case PL_EVENT_BREAK:
        write_line(play, e->t, "break %.0f", pl_seconds(e->pause.length));
        return;
    case PL_EVENT_POSTURE_ALERT:
        write_line(play, e->t, "posture_alert %s %s", pl_level_name(e->posture_alert.level),
                   pl_posture_name(e->posture_alert.posture));
        return;
    case PL_EVENT_TOO_CLOSE:
        write_line(play, e->t, "too_close %.0f", e->too_close.screen_distance_cm);
        return;
    case PL_EVENT_BREAK_DUE:
        write_line(play, e->t, "break_due %s", pl_level_name(e->break_due.level));
        return;
    case PL_EVENT_RECOVERED:
        write_line(play, e->t, "recovered %s after %.0f", pl_event_name(e->recovered.from),
                   pl_seconds(e->recovered.after));
        return;
    case PL_EVENT_EXERCISE:
        write_line(play, e->t, "exercise %s", e->exercise.id);
        return;
    case PL_EVENT_SUPPRESSED:
        if (play->says_suppressed)
            write_line(play, e->t, "suppressed %s %s", pl_event_name(e->suppressed.what),
                       pl_hold_name(e->suppressed.reason));
        return;
    case PL_EVENT_CAMERA:
        write_line(play, e->t, "camera %s", e->camera.state);
        return;
    case PL_EVENT_SUMMARY:
    case PL_EVENT_KINDS:
        return;
    }
}

static void hear(const struct pl_event *event, void *context)
{
    struct play *play = context;

    play->events[event->kind]++;
    if (event->kind == PL_EVENT_SUMMARY &&
        play->day_count < (int)(sizeof play->days / sizeof play->days[0]))
        play->days[play->day_count++] = event->summary;
    write_event(play, event);
    if (play->also)
        play->also(play, event);
}

void play_init(struct play *play)
{
    memset(play, 0, sizeof *play);
    play->config = pl_judge_config_default();
    play->interval_s = 1;
    play->seed = 1;
}

static struct pl_number centimetres(struct play *play, const struct scene *scene, double value)
{
    if (play->noise_cm > 0)
        value += play->noise_cm * scene_normal(&play->seed);
    return (struct pl_number){value, scene->sd_cm > 0 ? scene->sd_cm : 0.8};
}

static void fill(struct play *play, const struct scene *scene, struct pl_measurement *m)
{
    double drop = scene->kind == STAND ? -38 : scene->drop_cm;

    m->present = true;
    m->people = 1;
    m->confidence = 0.9;
    m->reason = scene->reason;
    m->forward_head_delta_cm = centimetres(play, scene, scene->forward_cm);
    m->head_drop_cm = centimetres(play, scene, drop);
    m->trunk_forward_cm = centimetres(play, scene, scene->trunk_cm);
    m->torso_lean_deg = (struct pl_number){scene->lean_deg, 1};
    m->shoulder_tilt_deg = (struct pl_number){scene->tilt_deg, 1};
    m->screen_distance_cm = (struct pl_number){scene->distance_cm > 0 ? scene->distance_cm : 60, 2};
}

static struct pl_measurement measure(struct play *play, const struct scene *scene, pl_usec t)
{
    struct pl_measurement m = pl_measurement_unknown(t, PL_REASON_NO_PERSON);

    if (scene->kind == SIT || scene->kind == STAND)
        fill(play, scene, &m);
    if (scene->kind == DARK)
        m.reason = PL_REASON_LOW_LIGHT;
    if (scene->kind == HIDDEN) {
        m.present = true;
        m.people = 1;
        m.reason = scene->reason ? scene->reason : PL_REASON_FACE_HIDDEN;
    }
    return m;
}

static pl_usec next_interval(struct play *play)
{
    double s = play->interval_s;

    if (play->jitter_s > 0)
        s += play->jitter_s * (2 * scene_uniform(&play->seed) - 1);
    return pl_usec_from_seconds(s);
}

static void show(struct play *play, const struct scene *scene, pl_usec t)
{
    struct pl_measurement m = measure(play, scene, t);

    if (play->before)
        play->before(play, t);
    pl_judge_step(&play->judge, &m, pl_local_time_at(play->start + t - play->first_t));
}

void play(struct play *play, const struct scene *scenes)
{
    struct pl_judge_listener listener = {hear, play};
    pl_usec t = play->first_t, end = t, shown = t;

    pl_judge_init(&play->judge, &play->config, listener);
    for (const struct scene *scene = scenes; scene->kind != SCENE_END; scene++) {
        end += pl_usec_from_seconds(scene->lasts_s);
        if (scene->kind == HOLE) {
            t = end;
            continue;
        }
        for (; t < end; t += next_interval(play)) {
            show(play, scene, t);
            shown = t;
        }
    }
    pl_judge_finish(&play->judge, shown);
}
