#include "posture/renewal.h"

/* Still: the change stays this near its own average. */
#define STILL_CM 1.5

static bool usable(const struct pl_observation *seen, const struct pl_measurement *m)
{
    return seen->reference_id != 0 && pl_is_known(m->forward_head_delta_cm) &&
           m->reason != PL_REASON_CAMERA_MOVED;
}

static void start_average(struct pl_renewal *r, pl_usec t)
{
    *r = (struct pl_renewal){.poor_since = r->poor_since, .still_since = t};
}

static void average(struct pl_renewal *r, const struct pl_measurement *m)
{
    double mean = r->n ? r->forward / r->n : m->forward_head_delta_cm.value;

    if (r->still_since == 0 || fabs(m->forward_head_delta_cm.value - mean) > STILL_CM)
        start_average(r, m->t);
    r->n++;
    r->forward += m->forward_head_delta_cm.value;
    r->head_drop += m->head_drop_cm.value;
    r->trunk_forward += m->trunk_forward_cm.value;
    r->trunk_drop += m->trunk_drop_cm.value;
    r->sd += m->forward_head_delta_cm.sd;
}

/* The new key frame lies at the average; upright lies on the other side of it. */
static struct pl_tie tie_of(const struct pl_renewal *r)
{
    return (struct pl_tie){
        {.forward_cm = -r->forward / r->n,
         .head_drop_cm = -r->head_drop / r->n,
         .trunk_forward_cm = -r->trunk_forward / r->n,
         .trunk_drop_cm = -r->trunk_drop / r->n},
        r->sd / r->n,
    };
}

bool pl_renewal_step(struct pl_renewal *r, const struct pl_observation *seen,
                     const struct pl_measurement *m, bool has_patches, struct pl_tie *ret)
{
    pl_usec wait = has_patches ? PL_RENEWAL_WAIT : PL_RENEWAL_AVERAGE;

    if (!usable(seen, m))
        return false;
    if (has_patches && seen->trunk.score >= PL_RENEWAL_POOR_SCORE) {
        *r = (struct pl_renewal){.poor_since = 0};
        return false;
    }
    if (r->poor_since == 0)
        r->poor_since = m->t;
    average(r, m);
    if (m->t - r->poor_since < wait || m->t - r->still_since < PL_RENEWAL_AVERAGE)
        return false;
    *ret = tie_of(r);
    *r = (struct pl_renewal){.poor_since = 0};
    return true;
}
