#include "verify_story.h"

#include <math.h>
#include <stdlib.h>

static unsigned seed;

double noise(double size)
{
    return size * (rand_r(&seed) / (double)RAND_MAX * 2 - 1);
}

struct pl_body_at at(double x, double y)
{
    return (struct pl_body_at){x + noise(1.5), y + noise(1.5), 0.9};
}

struct pl_verify_sample at_rest(pl_usec t)
{
    return (struct pl_verify_sample){
        .t = t,
        .present = true,
        .yaw_deg = noise(1.5),
        .pitch_deg = 3 + noise(1.5),
        .forward_cm = 2 + noise(0.25),
        .body.point = {at(280, 120), at(360, 120), at(230, 240), at(410, 240), at(215, 360),
                       at(425, 360), at(250, 420), at(390, 420)},
    };
}

struct pl_verify_view verify(const struct run *run)
{
    const struct pl_entry *entry = pl_catalogue_find(catalogue, run->id);
    const double best[3] = {0, run->best_deg, run->best_deg};
    struct pl_verify verify;

    assert_non_null(entry);
    seed = 7;
    pl_verify_start(&verify, entry, entry->dose, best, 0);
    for (pl_usec t = 0; t <= pl_usec_from_seconds(run->length_s); t += FRAME_US) {
        struct pl_verify_sample sample = at_rest(t);

        run->move(&sample, pl_seconds(t));
        pl_verify_step(&verify, &sample);
    }
    return pl_verify_view(&verify);
}

double plateau(double t, double from, double to)
{
    return fmax(0, fmin(1, fmin(t - from, to - t)));
}
