#include "app/analyze/analysis.h"

#include "posture/reason.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PICTURE_RATE_HZ 1.0 /* still pictures have no time; one a second keeps them apart */
#define PATIENCE (10 * PL_USEC_PER_SEC) /* for a stream; files answer at once */

int pl_analysis_init(struct pl_analysis *analysis, const struct pl_analysis_settings *settings,
                     struct pl_message *reterr)
{
    struct pl_measurer_settings measurer = settings->measurer;
    int r;

    memset(analysis, 0, sizeof *analysis);
    analysis->mounting = measurer.mounting;
    analysis->hfov_deg = measurer.hfov_deg;
    analysis->limits = measurer.limits;
    analysis->first = settings->first;
    r = pl_sight_create(&settings->sight, &analysis->sight, reterr);
    if (r)
        return r;
    measurer.sight = analysis->sight;
    r = pl_measurer_create(&measurer, &analysis->measurer, reterr);
    if (r == 0 && settings->baseline_file)
        r = pl_measurer_load(analysis->measurer, settings->baseline_file, reterr);
    if (r)
        pl_analysis_done(analysis);
    return r;
}

void pl_analysis_done(struct pl_analysis *analysis)
{
    pl_measurer_destroy(analysis->measurer);
    pl_sight_destroy(analysis->sight);
    analysis->measurer = NULL;
    analysis->sight = NULL;
}

/* The first input decides what "first N" counts. */
static void begin_calibration(struct pl_analysis *analysis, bool pictures)
{
    pl_usec length = pl_usec_from_seconds(analysis->first);
    struct pl_calibration_plan plan = {.length = length, .deadline = length};

    if (pictures)
        plan = (struct pl_calibration_plan){.pictures = (int)analysis->first};
    if (analysis->first > 0 && !analysis->calibrating)
        pl_measurer_calibrate(analysis->measurer, plan, false);
    analysis->calibrating = true;
}

static void fill_origin(struct pl_record *record, const struct pl_analysis *analysis,
                        const struct pl_source *source, long frame)
{
    snprintf(record->input, sizeof record->input, "%s", source->input ? source->input : "");
    record->frame = frame;
    record->hfov_deg = analysis->hfov_deg;
    record->has_sight = true;
}

/* Numbers over time, and the posture that goes with them. */
static struct pl_measurement smoothed(struct pl_analysis *analysis,
                                      const struct pl_measurement *raw)
{
    struct pl_measurement m = pl_smoother_step(&analysis->smoother, raw);

    if (raw->posture != PL_POSTURE_UNKNOWN)
        m.posture = pl_posture_class(&m, &analysis->limits);
    return m;
}

/* The networks run on every frame; who else is there is asked once a second, as people walk, not flicker. */
static unsigned what_to_look_for(struct pl_analysis *analysis, pl_usec t, bool independent)
{
    if (!independent && analysis->counted && t - analysis->counted_t < PL_USEC_PER_SEC)
        return PL_LOOK_POSE | PL_LOOK_FACE;
    analysis->counted = true;
    analysis->counted_t = t;
    return PL_LOOK_ALL;
}

static int measure(struct pl_analysis *analysis, struct pl_frame *frame, bool independent)
{
    struct pl_record *raw = &analysis->raw;
    struct pl_seat seat;
    int r;

    if (pl_measurer_seat(analysis->measurer, &seat))
        pl_sight_expect(analysis->sight, &seat);
    if (independent)
        pl_sight_forget(analysis->sight);
    r = pl_sight_look(analysis->sight, frame, analysis->mounting,
                      what_to_look_for(analysis, frame->t, independent), &raw->landmarks);
    if (r)
        return r;
    raw->measurement =
        pl_measurer_measure(analysis->measurer, frame, &raw->landmarks, independent, &raw->basis);
    raw->has_basis = true;
    analysis->smooth = *raw;
    if (!independent)
        analysis->smooth.measurement = smoothed(analysis, &raw->measurement);
    return 0;
}

static int one_frame(struct pl_analysis *analysis, struct pl_source *source, struct pl_frame *frame,
                     long number, const struct pl_analysis_listener *listener)
{
    int r;

    frame->t += analysis->offset;
    analysis->end = frame->t;
    fill_origin(&analysis->raw, analysis, source, number);
    r = measure(analysis, frame, source->independent);
    if (r)
        return r;
    return listener->moment(listener->context,
                            &(struct pl_moment){source, frame, &analysis->smooth, &analysis->raw});
}

static bool is_stopped(const struct pl_analysis *analysis)
{
    return analysis->stop && *analysis->stop;
}

static int all_frames(struct pl_analysis *analysis, struct pl_source *source,
                      const struct pl_analysis_listener *listener)
{
    struct pl_frame frame;
    int result = 0;

    for (long number = 0; !is_stopped(analysis); number++) {
        int r = pl_source_next(source, PATIENCE, &frame);
        if (r == PL_SOURCE_END || r < 0)
            return r < 0 ? r : result;
        if (r != PL_SOURCE_OK) {
            listener->trouble(listener->context, source->detail);
            result = 1;
            if (r != PL_SOURCE_UNREADABLE || !source->independent)
                return result;
            continue;
        }
        r = one_frame(analysis, source, &frame, number, listener);
        pl_source_release(source, &frame);
        if (r)
            return r;
    }
    return result;
}

/* A path is a file even when it is called like a camera; only streams have a scheme. */
static void describe(const char *path, char *ret, size_t size)
{
    snprintf(ret, size, "%s%s", strstr(path, "://") ? "" : "file:", path);
}

int pl_analysis_input(struct pl_analysis *analysis, const char *path,
                      const struct pl_analysis_listener *listener)
{
    struct pl_source_wish wish = {.rate_hz = PICTURE_RATE_HZ};
    struct pl_source *source;
    char detail[PL_DETAIL_SIZE] = "", description[4096];
    int r;

    describe(path, description, sizeof description);
    r = pl_source_open(description, &wish, &source, detail);
    if (r < 0)
        return r;
    if (r > 0) {
        listener->trouble(listener->context, detail);
        return 1;
    }
    begin_calibration(analysis, source->independent);
    r = all_frames(analysis, source, listener);
    pl_source_close(source);
    analysis->offset = analysis->end + PL_USEC_PER_SEC;
    return r;
}

const char *pl_analysis_baseline_trouble(const struct pl_analysis *analysis)
{
    const struct pl_calibration *c = pl_measurer_calibration(analysis->measurer);
    const char *advice;

    if (analysis->first <= 0 || pl_measurer_state(analysis->measurer) == PL_MEASURER_READY)
        return "";
    if (!c || pl_measurer_state(analysis->measurer) != PL_MEASURER_REFUSED)
        return "the input ended before the baseline was complete; give it fewer seconds or "
               "pictures";
    advice = pl_calibration_advice(pl_calibration_main_fault(c));
    return *advice ? advice : "too little of it was usable";
}
