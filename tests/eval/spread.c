#include "tests/eval/spread.h"

#include <math.h>
#include <string.h>

/* Logarithms of squares: what is searched. The shares of the sizes come first. */
enum { REGISTRATION = PL_SIZES, NOD, UNKNOWNS };

#define LEAST (-9.0)
#define MOST 4.0
#define FIRST_STEP 1.0
#define LAST_STEP 0.02
/* (0.01 cm)^2: nobody is surer. */
#define FLOOR_CM2 1e-4

struct evidence {
    int n;
    double squared_error[PAIRS_MAX];
    double part[PAIRS_MAX][UNKNOWNS]; /* the variance is the sum of parts times what is searched */
};

static bool counts(const struct pair *p, const char *without)
{
    return !(without && strcmp(p->now->person, without) == 0) &&
           p->reason != PL_REASON_CAMERA_MOVED;
}

static void collect(const struct study *s, const struct pl_head_change *change, const char *without,
                    const struct pl_fitted *f, struct evidence *ret)
{
    ret->n = 0;
    for (int i = 0; i < s->n; i++) {
        const struct pair *p = &s->pair[i];
        double cm = pl_forward_change(&p->reference, &change[i], f).value;
        double *part = ret->part[ret->n];

        if (!counts(p, without))
            continue;
        memset(part, 0, sizeof(ret->part[0]));
        part[pl_reading_size(&p->reference.reading)] = cm * cm;
        part[REGISTRATION] =
            pl_mat3_variance_along(change[i].covariance, pl_reference_axes(&p->reference).forward);
        part[NOD] = pl_square(change[i].nod_deg);
        ret->squared_error[ret->n++] = pl_square(cm - p->truth_cm);
    }
}

/* Of normal errors: twice the negative logarithm. */
static double surprise(const struct evidence *e, const double searched[UNKNOWNS])
{
    double factor[UNKNOWNS], sum = 0;

    for (int k = 0; k < UNKNOWNS; k++)
        factor[k] = exp(searched[k]);
    for (int i = 0; i < e->n; i++) {
        double variance = FLOOR_CM2;

        for (int k = 0; k < UNKNOWNS; k++)
            variance += factor[k] * e->part[i][k];
        sum += log(variance) + e->squared_error[i] / variance;
    }
    return sum;
}

/* One unknown up or down by a step, when that surprises less. */
static bool better(const struct evidence *e, int k, double step, double searched[UNKNOWNS],
                   double *least)
{
    double before = searched[k], now;

    searched[k] = pl_clamp(before + step, LEAST, MOST);
    now = surprise(e, searched);
    if (now < *least - 1e-9) {
        *least = now;
        return true;
    }
    searched[k] = before;
    return false;
}

static void search(const struct evidence *e, double searched[UNKNOWNS])
{
    double least = surprise(e, searched);

    for (double step = FIRST_STEP; step > LAST_STEP;) {
        bool found = false;

        for (int k = 0; k < UNKNOWNS; k++)
            if (better(e, k, step, searched, &least) || better(e, k, -step, searched, &least))
                found = true;
        if (!found)
            step /= 2;
    }
}

static bool has_size(const struct evidence *e, int size)
{
    for (int i = 0; i < e->n; i++)
        if (e->part[i][size] > 0)
            return true;
    return false;
}

void spread_fit(const struct study *s, const struct pl_head_change *change, const char *without,
                struct pl_fitted *f)
{
    static struct evidence evidence;
    double searched[UNKNOWNS];

    collect(s, change, without, f, &evidence);
    for (int k = 0; k < UNKNOWNS; k++)
        searched[k] = -2;
    search(&evidence, searched);
    for (int k = 0; k < PL_SIZES; k++)
        if (has_size(&evidence, k))
            f->size_share[k] = exp(searched[k] / 2);
    f->registration_factor = exp(searched[REGISTRATION] / 2);
    f->nod_cm_per_deg = exp(searched[NOD] / 2);
}
