/* What the tests of camera verification share: somebody at rest, and a run of one exercise. */
#pragma once

#include "protocol/verify.h"
#include "shipped_catalogue.h"

#define FRAME_US (PL_USEC_PER_SEC / 8)

/* Up to `size` either way; the same in every run of a test. */
double noise(double size);

/* A point of the body, well seen, with noise of a pixel or two. */
struct pl_body_at at(double x, double y);

/* 0 before `from`, 1 after a second, back to 0 in the second before `to`. */
double plateau(double t, double from, double to);

/* Somebody sitting before the camera, arms bent at the sides, 640 px wide picture. */
struct pl_verify_sample at_rest(pl_usec t);

/* Everything about one run: what is verified, and how the person moves at time t (seconds). */
struct run {
    const char *id;
    void (*move)(struct pl_verify_sample *sample, double t);
    double length_s;
    double best_deg; /* the person's own best turn; 0: not known */
};

struct pl_verify_view verify(const struct run *run);
