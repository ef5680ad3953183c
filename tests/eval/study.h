/* Measures every frame against its person's own upright frame, leaving that person out of all fits. */
#pragma once

#include "posture/head_change.h"
#include "tests/eval/sample.h"
#include "vision/track.h"

#define PAIRS_MAX SAMPLES_MAX
#define PEOPLE_MAX 64

struct study_options {
    bool know_eye_distance; /* as if profile.eye_distance_mm were typed in */
    bool look_at_camera;    /* head size from the frame where the person looks into the camera */
    bool hull_mask;         /* patches from landmarks, without the pose model's mask */
};

struct pair {
    const struct sample *upright, *now;
    struct pl_reference reference;
    struct pl_observation seen;
    struct pl_number estimate; /* change of forward head, gain and sd fitted on the others */
    double truth_cm;
    enum pl_reason reason;
};

struct study {
    int n;
    struct pair *pair; /* owned */
    struct {
        double face_ms, levels_ms, patches_ms; /* means a frame */
    } cost;
};

/* 0; negative errno with a sentence. `samples` must outlive the study. */
int study_run(const struct samples *samples, const struct pl_canonical_face *face,
              struct study_options options, struct study *ret, struct pl_message *reterr);
void study_done(struct study *s);

/* Fills the estimates. Gain and sd factor come from the other people's frames. */
void study_estimate(struct study *s, const struct pl_ablation *ablation);

/* What all people together give: the product's constants. */
struct pl_fitted study_constants(const struct samples *samples, const struct study *s);
