/* The ways of moving are a table: each adds sd^2 v v^T to the covariance. */
#include "posture/motion_prior.h"

#include <assert.h>

struct pl_motion_belief pl_motion_belief_from(struct pl_vec6 mean, const struct pl_mat6 *covariance)
{
    struct pl_motion_belief b;
    bool definite = pl_mat6_inverse(covariance, &b.information);

    assert(definite);
    (void)definite;
    b.weighed = pl_mat6_apply(&b.information, mean);
    return b;
}

void pl_motion_belief_add_shift(struct pl_motion_belief *belief, struct pl_vec3 mean,
                                struct pl_mat3 covariance)
{
    struct pl_mat3 w = pl_mat3_inverse(covariance);
    struct pl_vec3 v = pl_mat3_apply(w, mean);

    pl_mat6_add_block(&belief->information, 3, w);
    for (int i = 0; i < 3; i++)
        belief->weighed.v[3 + i] += v.v[i];
}

struct pl_vec6 pl_motion_belief_mean(const struct pl_motion_belief *belief)
{
    struct pl_vec6 mean = {{0}};

    pl_mat6_solve(&belief->information, belief->weighed, &mean);
    return mean;
}

/* `turn` is an axis, `degrees` the sd of the turn about it, `per_degree` the shift that goes with one
 * degree; a pure shift has degrees 0 and its sd in `shift`. */
static void add_turn(struct pl_mat6 *c, struct pl_vec3 turn, double degrees,
                     struct pl_vec3 per_degree)
{
    struct pl_vec6 v = pl_vec6_join(pl_vec3_scale(turn, pl_radians(1)), per_degree);

    pl_mat6_add_outer(c, v, pl_square(degrees));
}

static void add_shift(struct pl_mat6 *c, struct pl_vec3 direction, double sd_cm)
{
    pl_mat6_add_outer(c, pl_vec6_join(pl_vec3(0, 0, 0), direction), pl_square(sd_cm));
}

struct pl_mat6 pl_motion_prior_trunk(const struct pl_axes *axes)
{
    struct pl_vec3 f = axes->forward, l = axes->left, u = axes->up, none = pl_vec3(0, 0, 0);
    struct pl_vec3 bow = pl_vec3_cross(u, f), side = pl_vec3_cross(u, l), own[3] = {f, l, u};
    struct pl_mat6 c = {{{0}}};

    add_shift(&c, f, 8); /* the chair rolls */
    add_shift(&c, l, 5);
    add_shift(&c, u, 2);
    add_turn(&c, bow, 7, pl_vec3_scale(f, 0.5));   /* hinge at the hips */
    add_turn(&c, side, 7, pl_vec3_scale(l, 0.62)); /* sideways */
    add_turn(&c, u, 6, none);                      /* twist */
    add_turn(&c, bow, 3, pl_vec3_scale(f, 0.25));  /* the thorax bends */
    for (int i = 0; i < 3; i++) {
        add_turn(&c, own[i], 1.5, none);
        add_shift(&c, own[i], 0.5);
    }
    return c;
}

struct pl_mat6 pl_motion_prior_head(const struct pl_axes *axes, bool face)
{
    const struct {
        struct pl_vec3 axis;
        double turn_deg, shift_cm;
    } way[] = {
        {axes->forward, 8, 8},
        {axes->left, 10, 5},
        {axes->up, 15, 3},
    };
    struct pl_mat6 c = {{{0}}};

    for (int i = 0; i < 3; i++) {
        add_turn(&c, way[i].axis, face ? 6 : way[i].turn_deg, pl_vec3(0, 0, 0));
        add_shift(&c, way[i].axis, way[i].shift_cm);
    }
    return c;
}
