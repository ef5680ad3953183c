/* One sequence of pictures and videos, analysed: sight, measurer and filter in a row.
 *
 * Several inputs form one sequence: time goes on from one to the next, so that the line of a later input has
 * a later time. Still pictures are independent moments; frames of a video are smoothed. One thread. */
#pragma once

#include "app/watch/measurer.h"
#include "capture/source.h"
#include "config/settings.h"
#include "posture/filter.h"
#include "record/record.h"

#include <signal.h>

struct pl_analysis_settings {
    struct pl_sight_settings sight;
    struct pl_measurer_settings measurer; /* `sight` is filled in */
    double first;              /* above 0: so many seconds, or still pictures, are the baseline */
    const char *baseline_file; /* NULL: none */
};

/* What happened at one frame, lent for the call. */
struct pl_moment {
    const struct pl_source *source;
    const struct pl_frame *frame;
    const struct pl_record *smooth; /* what is shown; `has_sight` */
    const struct pl_record *raw;    /* as measured, for recording */
};

struct pl_analysis_listener {
    int (*moment)(void *context,
                  const struct pl_moment *moment); /* anything but 0 ends the analysis */
    void (*trouble)(void *context,
                    const char *sentence); /* one input, or one picture of a folder */
    void *context;
};

struct pl_analysis {
    struct pl_sight *sight;
    struct pl_measurer *measurer;
    struct pl_smoother smoother;
    struct pl_mounting mounting;
    double hfov_deg, first;
    struct pl_posture_limits limits;
    bool calibrating;
    pl_usec offset, end; /* what is added to an input's own times; when the last input ended */
    bool counted;        /* how many people there are, last at counted_t */
    pl_usec counted_t;
    struct pl_record smooth, raw;
    const volatile sig_atomic_t *stop; /* NULL, or not 0 when the user has had enough */
};

/* 0; negative errno with a sentence. */
int pl_analysis_init(struct pl_analysis *analysis, const struct pl_analysis_settings *settings,
                     struct pl_message *reterr);
void pl_analysis_done(struct pl_analysis *analysis);

/* Goes through one input: a picture, a video, a folder. 0; 1: some of it could not be read, and the listener was
 * told; negative errno when something failed that will not get better; or what listener.moment returned. */
int pl_analysis_input(struct pl_analysis *analysis, const char *path,
                      const struct pl_analysis_listener *listener);

/* Why there is no baseline although one was asked for, as a sentence; "" when all is well. */
const char *pl_analysis_baseline_trouble(const struct pl_analysis *analysis);
