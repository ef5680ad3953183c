/* What `analyze` says while it works and at the end: JSON lines or words, a recording, a progress bar, a summary. */
#pragma once

#include "app/analyze/analysis.h"
#include "app/analyze/recording.h"

#include <stdio.h>

#define PL_SUMMARY_MAX 65536 /* changes kept for the median; later ones are left out */

struct pl_analyze_output {
    bool json, landmarks;
    const char *record_path; /* NULL: no recording */

    /* Private. */
    struct pl_recording recording;
    bool bar, bar_shown;
    double started_s, bar_s;
    long frames, present, known, several;
    long by_posture[PL_POSTURE_COUNT];
    int changes;
    float change[PL_SUMMARY_MAX];
    char said[96]; /* the last sentence in words, so that only news is said */
    pl_usec said_t;
};

/* 0; negative errno with a sentence. */
int pl_analyze_output_open(struct pl_analyze_output *output, struct pl_message *reterr);

/* One analysed frame. 0 or negative errno (a full disk, a closed pipe). */
int pl_analyze_output_moment(struct pl_analyze_output *output, const struct pl_moment *moment);

/* Takes the progress bar away, before something else is printed. */
void pl_analyze_output_clear(struct pl_analyze_output *output);

/* Prints the summary and closes the recording. 0; negative errno with a sentence. */
int pl_analyze_output_close(struct pl_analyze_output *output, struct pl_message *reterr);
