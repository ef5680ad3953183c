/* Rendered frames with exact truth, and what the networks said about them. */
#pragma once

#include "base/message.h"
#include "posture/face_fit.h"
#include "posture/landmarks.h"
#include "vision/mask.h"

#define SAMPLES_MAX 2048

struct sample {
    char name[96];   /* file name without its ending */
    char image[512]; /* path */
    char person[64];
    char tag[32];   /* movement; "" for upright and forward */
    int view_deg;   /* where the camera stands */
    int forward_cm; /* how far the head was moved */
    double focal_px;
    double truth_cm;        /* ear ahead of the acromion */
    double tragus_depth_cm; /* middle of both, along the optical axis */
    double eye_distance_mm;
    struct pl_landmarks marks;
    struct pl_mask mask;
    struct pl_face_fit fit;
    bool has_face;
};

struct samples {
    int n;
    struct sample *at; /* owned */
};

/* Reads all truth files of a folder, in the order of their names. 0; negative errno with a sentence. */
int samples_read(const char *folder, struct samples *ret, struct pl_message *reterr);
void samples_done(struct samples *s);

/* The upright frame of the same person and camera, or -1. */
int samples_upright_of(const struct samples *s, int i);
