/* An hour of somebody who sits still before a noisy sensor must pass without a posture alert.
 *
 * Eighteen thousand rendered frames would take too long, so the noise is measured and the hour drawn from it: the first
 * seconds of the clip, in which the person sits upright, get Gaussian noise of six grey levels on every byte (a webcam
 * in a dim room) and go through sight and measurer. What comes out, whole measurements with their sds and reasons, is
 * drawn from at random five times a second for an hour, and judged by filter, session and policy with their defaults.
 * Drawing keeps the spread and what goes together in one frame; it loses what lasts longer than a frame. */
#include "app/watch/judge.h"
#include "app/watch/measurer.h"
#include "capture/source.h"
#include "tests/scene/scene.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLIP PL_SOURCE_DIR "/tests/footage/desk.mp4"
#define HFOV_DEG 62.2
#define NOISE_GREY 6.0
#define CALIBRATE_S 2.0
#define STILL_UNTIL_S 5.5
#define FRAMES_MAX 64
#define HOUR_S 3600
#define RATE 5
#define SKIPPED 77

static const struct pl_mounting upright = {0, 0};
static struct pl_measurement measured[FRAMES_MAX];
static int frames;

static void add_noise(const struct pl_frame *frame, size_t size, uint8_t *copy, unsigned *seed)
{
    for (size_t i = 0; i < size; i++) {
        double v = frame->plane[0][i] + NOISE_GREY * scene_normal(seed);

        copy[i] = (uint8_t)lround(pl_clamp(v, 0, 255));
    }
}

static int look(struct pl_sight *sight, struct pl_measurer *measurer, struct pl_frame frame)
{
    static struct pl_landmarks marks;
    static unsigned seed = 1;
    size_t size = (size_t)frame.stride[0] * (size_t)frame.height;
    uint8_t *copy = malloc(size);
    struct pl_measurement m;
    int r = copy ? 0 : -ENOMEM;

    if (r == 0) {
        add_noise(&frame, size, copy, &seed);
        frame.plane[0] = copy;
        r = pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &marks);
    }
    if (r == 0) {
        m = pl_measurer_measure(measurer, &frame, &marks, false, NULL);
        if (pl_measurer_state(measurer) == PL_MEASURER_READY && frames < FRAMES_MAX)
            measured[frames++] = m;
    }
    free(copy);
    return r;
}

static int watch(struct pl_sight *sight, struct pl_measurer *measurer, struct pl_message *why)
{
    struct pl_calibration_plan plan = {.length = pl_usec_from_seconds(CALIBRATE_S),
                                       .deadline = pl_usec_from_seconds(CALIBRATE_S)};
    char detail[PL_DETAIL_SIZE] = "";
    struct pl_source *source;
    struct pl_frame frame;
    int r = pl_source_open(CLIP, &(struct pl_source_wish){0}, &source, detail);

    if (r != 0) {
        pl_message_set(why, "%s", detail);
        return -EIO;
    }
    pl_measurer_calibrate(measurer, plan, false);
    while (r == 0 && pl_source_next(source, PL_USEC_PER_SEC, &frame) == 0) {
        bool still = pl_seconds(frame.t) < STILL_UNTIL_S;

        r = still ? look(sight, measurer, frame) : 0;
        pl_source_release(source, &frame);
        if (!still)
            break;
    }
    pl_source_close(source);
    return r;
}

static int measure_the_noise(struct pl_message *why)
{
    struct pl_sight_settings sight_settings = {.pose = PL_POSE_MODEL_LITE, .threads = 1};
    struct pl_measurer_settings settings = {.hfov_deg = HFOV_DEG,
                                            .limits = pl_posture_limits_default};
    struct pl_measurer *measurer = NULL;
    struct pl_sight *sight = NULL;
    int r = pl_sight_create(&sight_settings, &sight, why);

    settings.sight = sight;
    if (r == 0)
        r = pl_measurer_create(&settings, &measurer, why);
    if (r == 0)
        r = watch(sight, measurer, why);
    pl_measurer_destroy(measurer);
    pl_sight_destroy(sight);
    return r;
}

struct heard {
    int events[PL_EVENT_KINDS];
};

static void hear(const struct pl_event *event, void *context)
{
    struct heard *heard = context;

    heard->events[event->kind]++;
}

/* An hour drawn from the measurements, the head `forward_cm` farther forward. */
static struct heard an_hour(double forward_cm)
{
    static struct pl_judge judge;
    struct heard heard = {{0}};
    struct pl_judge_config config = pl_judge_config_default();
    unsigned seed = 7;

    pl_judge_init(&judge, &config, (struct pl_judge_listener){hear, &heard});
    for (int i = 0; i < HOUR_S * RATE; i++) {
        struct pl_measurement m = measured[scene_random(&seed) % (unsigned)frames];

        m.t = (pl_usec)i * PL_USEC_PER_SEC / RATE;
        m.forward_head_delta_cm.value += forward_cm;
        pl_judge_step(&judge, &m, pl_local_time_at(m.t));
    }
    pl_judge_finish(&judge, (pl_usec)HOUR_S * PL_USEC_PER_SEC);
    return heard;
}

static void the_sensor_was_noisy_and_the_person_was_measured(void **state)
{
    double sum = 0, squares = 0, sd;
    int known = 0;

    (void)state;
    for (int i = 0; i < frames; i++) {
        struct pl_number n = measured[i].forward_head_delta_cm;

        if (!pl_is_known(n))
            continue;
        known++;
        sum += n.value;
        squares += n.value * n.value;
    }
    assert_true(frames >= 15);
    assert_true(known >= frames - 1);
    sd = sqrt(fmax(0, squares / known - pl_square(sum / known)));
    printf("%d frames, forward head %.2f cm, sd %.3f\n", frames, sum / known, sd);
    assert_true(sd > 0.005); /* without noise the same frames would hardly differ */
}

static void nobody_is_alerted_in_an_hour_of_sitting_still(void **state)
{
    struct heard heard = an_hour(0);

    (void)state;
    assert_int_equal(heard.events[PL_EVENT_POSTURE_ALERT], 0);
    assert_int_equal(heard.events[PL_EVENT_TOO_CLOSE], 0);
    assert_int_equal(heard.events[PL_EVENT_SITTING], 1);
    assert_int_equal(heard.events[PL_EVENT_STANDING] + heard.events[PL_EVENT_AWAY], 0);
    assert_int_equal(heard.events[PL_EVENT_BREAK], 0);
}

/* The same noise about a head that is forward: the test above can fail. */
static void the_same_hour_with_the_head_forward_is_alerted(void **state)
{
    (void)state;
    assert_true(an_hour(6).events[PL_EVENT_POSTURE_ALERT] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sensor_was_noisy_and_the_person_was_measured),
        cmocka_unit_test(nobody_is_alerted_in_an_hour_of_sitting_still),
        cmocka_unit_test(the_same_hour_with_the_head_forward_is_alerted),
    };
    struct pl_message why = {""};
    int r = measure_the_noise(&why);

    if (r < 0) {
        printf("%s%s\n", r == -ENOENT ? "skipped: " : "", why.text);
        return r == -ENOENT ? SKIPPED : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
