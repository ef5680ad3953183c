/* A table of tests, the plainest reason first. */
#include "posture/reason.h"

#include "posture/camera_moved.h"
#include "posture/head_fusion.h"

#define PERSON_PRESENCE 0.5
/* Luma below which the networks' answers are noise (0..255). */
#define DARK 14.0
/* A shoulder that is rather outside than inside. */
#define INSIDE 0.4
#define PATCH_GOOD 0.35
/* The trunk's own angle changed by so much: the person talks to somebody behind. */
#define AWAY_DEG 55.0
#define CROWD 3
/* With a second person in view, a head this far from its place is somebody else's. */
#define ANOTHER_HEAD_CM 45.0
/* No neck does this: arms before the chest, another person, a lost patch. */
#define ABSURD_CM 20.0
/* A tie to the calibration, or a change, known no better than this is worth no alert. */
#define STALE_SD_CM 2.0
#define STALE_SHARE 0.25

struct scene {
    const struct pl_reference *ref;
    const struct pl_observation *seen;
    const struct pl_measurement *m;
};

static bool nobody(const struct scene *s)
{
    return !s->seen->present;
}

static bool dark(const struct scene *s)
{
    return s->seen->brightness < DARK;
}

static bool crowded(const struct scene *s)
{
    struct pl_vec3 moved;

    if (s->seen->people < 2 || !s->ref)
        return s->seen->people > CROWD;
    moved = pl_head_shift_by_ears(s->ref, s->seen);
    return s->seen->people > CROWD || pl_vec3_norm(moved) > ANOTHER_HEAD_CM;
}

static bool unsure(const struct scene *s)
{
    return s->seen->pose_presence < PERSON_PRESENCE;
}

static bool outside(const struct scene *s)
{
    struct pl_point p = s->seen->shoulders_px;

    return s->seen->shoulders_inside < INSIDE || p.x < 0 || p.y < 0 ||
           p.x > (float)s->seen->width || p.y > (float)s->seen->height;
}

static bool away(const struct scene *s)
{
    return s->ref && fabs(s->seen->pose_angle_deg - s->ref->pose_angle_deg) > AWAY_DEG &&
           !s->seen->has_face;
}

static bool hidden(const struct scene *s)
{
    return s->ref && s->ref->reading.face && !s->seen->has_face && s->seen->head.score < PATCH_GOOD;
}

static bool absurd(const struct scene *s)
{
    return s->ref && !(fabs(s->m->forward_head_delta_cm.value) < ABSURD_CM);
}

static bool no_baseline(const struct scene *s)
{
    return !s->ref;
}

static bool moved(const struct scene *s)
{
    return s->ref && pl_camera_has_moved(s->ref, s->seen);
}

/* A large change is as unsure as the head's size, which a refresh does not mend. */
static bool stale(const struct scene *s)
{
    const struct pl_number *change = &s->m->forward_head_delta_cm;

    return s->ref && (s->ref->tie_sd_cm > STALE_SD_CM ||
                      change->sd > fmax(STALE_SD_CM, STALE_SHARE * fabs(change->value)));
}

static const struct {
    bool (*applies)(const struct scene *s);
    enum pl_reason reason;
    bool hides_posture;
} rules[] = {
    {nobody, PL_REASON_NO_PERSON, true},      {dark, PL_REASON_LOW_LIGHT, true},
    {unsure, PL_REASON_LOW_CONFIDENCE, true}, {crowded, PL_REASON_TOO_MANY_PEOPLE, true},
    {outside, PL_REASON_OUT_OF_FRAME, true},  {away, PL_REASON_TURNED_AWAY, true},
    {hidden, PL_REASON_FACE_HIDDEN, true},    {no_baseline, PL_REASON_NO_BASELINE, false},
    {absurd, PL_REASON_LOW_CONFIDENCE, true}, {moved, PL_REASON_CAMERA_MOVED, false},
    {stale, PL_REASON_BASELINE_STALE, false},
};

#define RULES ((int)(sizeof(rules) / sizeof(rules[0])))

enum pl_reason pl_reason_for(const struct pl_reference *ref, const struct pl_observation *seen,
                             const struct pl_measurement *m)
{
    struct scene s = {ref, seen, m};

    for (int i = 0; i < RULES; i++)
        if (rules[i].applies(&s))
            return rules[i].reason;
    return PL_REASON_NONE;
}

bool pl_reason_hides_posture(enum pl_reason reason)
{
    for (int i = 0; i < RULES; i++)
        if (rules[i].reason == reason)
            return rules[i].hides_posture;
    return false;
}

bool pl_camera_has_moved(const struct pl_reference *ref, const struct pl_observation *seen)
{
    double head_shift = (double)seen->ears_px.y - ref->ears_px.y;

    return pl_camera_motion_from(&seen->background, head_shift, ref->camera).state !=
           PL_CAMERA_STILL;
}
