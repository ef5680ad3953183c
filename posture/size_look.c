#include "posture/size_look.h"

#include <assert.h>
#include <stdlib.h>

#define PATIENCE (12 * PL_USEC_PER_SEC)
/* Who sits there before being asked shows whether asking is worth it. */
#define GLANCE PL_USEC_PER_SEC
/* Within these the size is read as well as in front; shoulders read up to 15 degrees wrong. */
#define FRONTAL_YAW_DEG 15.0
#define FRONTAL_PITCH_DEG 25.0
#define SHOULDERS_DEG 20.0
/* Frames farther apart do not count as time in between. */
#define LONGEST_STEP (PL_USEC_PER_SEC / 2)
#define DARK 30.0

static bool is_frontal(const struct pl_observation *o)
{
    return o->present && o->people == 1 && o->brightness >= DARK && o->has_face &&
           fabs(pl_face_fit_yaw_deg(&o->face)) <= FRONTAL_YAW_DEG &&
           fabs(pl_face_fit_pitch_deg(&o->face)) <= FRONTAL_PITCH_DEG;
}

static void glance(struct pl_size_look *look, const struct pl_observation *o)
{
    look->frames++;
    look->in_front += look->frontal && fabs(o->shoulder_angle_deg) <= SHOULDERS_DEG;
}

static void collect(struct pl_size_look *look, const struct pl_observation *o,
                    const struct pl_fitted *fitted, double eye_distance_mm)
{
    pl_usec step = o->t - look->last_t;

    if (look->n > 0)
        look->good += step < LONGEST_STEP ? step : LONGEST_STEP;
    if (look->n < PL_SIZE_LOOK_FRAMES)
        look->scale[look->n++] =
            pl_head_scale_from(&o->face, pl_face_fit_yaw_deg(&o->face), fitted, eye_distance_mm);
}

enum pl_size_look_step pl_size_look_add(struct pl_size_look *look,
                                        const struct pl_observation *seen,
                                        const struct pl_fitted *fitted, double eye_distance_mm)
{
    if (!look->started)
        look->begun = look->last_t = seen->t;
    look->started = true;
    look->frontal = is_frontal(seen);
    look->yaw_deg = seen->has_face ? pl_face_fit_yaw_deg(&seen->face) : (double)NAN;
    if (!look->asked) {
        glance(look, seen);
        look->asked = seen->t - look->begun >= GLANCE;
        if (look->asked && 2 * look->in_front > look->frames)
            return PL_SIZE_LOOK_NOT_NEEDED;
    } else if (look->frontal) {
        collect(look, seen, fitted, eye_distance_mm);
    }
    look->last_t = seen->t;
    if (pl_seconds(look->good) >= PL_SIZE_LOOK_LENGTH_S)
        return PL_SIZE_LOOK_DONE;
    return seen->t - look->begun - look->good >= PATIENCE ? PL_SIZE_LOOK_NO_FACE
                                                          : PL_SIZE_LOOK_GO_ON;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double pl_size_look_scale(const struct pl_size_look *look)
{
    double sorted[PL_SIZE_LOOK_FRAMES];

    assert(look->n > 0);
    for (int i = 0; i < look->n; i++)
        sorted[i] = look->scale[i];
    qsort(sorted, (size_t)look->n, sizeof(sorted[0]), ascending);
    return (sorted[(look->n - 1) / 2] + sorted[look->n / 2]) / 2;
}

double pl_size_look_progress(const struct pl_size_look *look)
{
    return pl_clamp(pl_seconds(look->good) / PL_SIZE_LOOK_LENGTH_S, 0, 1);
}

const char *pl_size_look_advice(const struct pl_size_look *look)
{
    if (look->frontal)
        return "";
    return isfinite(look->yaw_deg) && fabs(look->yaw_deg) > FRONTAL_YAW_DEG
               ? "turn your face farther towards the camera"
               : "your face is not seen; look straight into the camera";
}
