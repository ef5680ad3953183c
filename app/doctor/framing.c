/* Is there light on the person, and is the person well in the picture? */
#include "posture/framing.h"
#include "app/doctor/doctor.h"
#include "app/watch/eyes.h"
#include "capture/source.h"
#include "vision/luma.h"

#include <math.h>
#include <stdio.h>

#define LOOKS 5
#define SURE_FACE 0.8F /* of the mesh network; side views reach 0.7 when turned */
#define FRAME_WAIT (2 * PL_USEC_PER_SEC)

/* Mean luma, 0..255. */
#define BLIND 14    /* the daemon says low_light from here on down (posture/reason.c) */
#define DARK 40     /* the networks begin to guess */
#define BRIGHT 235  /* what is white all over has no features */
#define BACKLIT 0.6 /* the head's share of the picture's brightness, with a window behind */
#define BACKLIT_DARK 90

#define COLUMNS 64 /* of the small grey picture that light is judged by */
#define ROWS 48

struct seen {
    struct pl_landmarks marks;
    struct pl_measurement measurement;
    struct pl_framing framing;
    double head_luma; /* 0..255 */
    int rotation_deg; /* with which somebody was seen */
};

/* Mean over the cells of the small picture whose middle lies on the head. */
static double head_luma(const struct pl_frame *frame, struct pl_mounting mounting,
                        const struct pl_landmarks *marks, double head_px)
{
    const struct pl_point *a = &marks->pose.point[PL_POSE_LEFT_EAR];
    const struct pl_point *b = &marks->pose.point[PL_POSE_RIGHT_EAR];
    double x = ((double)a->x + b->x) / 2, y = ((double)a->y + b->y) / 2, sum = 0;
    static float luma[ROWS][COLUMNS];
    int n = 0;

    pl_luma_picture(frame, mounting, COLUMNS, ROWS, luma[0]);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        double right = (i % COLUMNS + 0.5) * marks->width / COLUMNS - x;
        double down = ((double)(i / COLUMNS) + 0.5) * marks->height / ROWS - y;

        if (fabs(right) < head_px / 2 && fabs(down) < head_px / 2) {
            sum += (double)luma[i / COLUMNS][i % COLUMNS];
            n++;
        }
    }
    return n ? sum / n : (double)marks->brightness;
}

/* Looks at the next frame, turned. 0 when it was looked at, else as pl_source_next(). */
static int look(struct pl_eyes *eyes, struct pl_source *source, int rotation_deg, struct seen *seen)
{
    const struct pl_mounting mounting = {rotation_deg, eyes->settings->camera.mirror};
    struct pl_frame frame;
    int r = pl_source_next(source, FRAME_WAIT, &frame);

    if (r)
        return r;
    seen->rotation_deg = rotation_deg;
    pl_sight_forget(eyes->sight);
    r = pl_sight_look(eyes->sight, &frame, mounting, PL_LOOK_ALL, &seen->marks);
    if (!r) {
        seen->measurement = pl_measurer_measure(eyes->measurer, &frame, &seen->marks, true, NULL);
        seen->framing = pl_framing_of(&seen->marks);
    }
    if (!r && seen->marks.present)
        seen->head_luma = head_luma(&frame, mounting, &seen->marks, seen->framing.head_px);
    pl_source_release(source, &frame);
    return r;
}

/* A face that is sure and upright. Bodies do not count: the network sees one in every picture that is turned. */
static bool shows_an_upright_face(const struct seen *seen)
{
    return seen->marks.present && seen->marks.face.presence > SURE_FACE &&
           !(seen->framing.faults & PL_FRAMING_TURNED);
}

/* A few frames as they are mounted, until somebody is there. Without a face, which is usual from the side, one frame turned
 * each other way: a face there says that the picture is turned. */
static int look_for_somebody(struct pl_eyes *eyes, struct pl_source *source, struct seen *seen)
{
    static struct seen other;
    int rotation = eyes->settings->camera.rotation, r = 0;

    seen->marks.present = false;
    for (int i = 0; !r && i < LOOKS && !seen->marks.present; i++)
        r = look(eyes, source, rotation, seen);
    if (r || shows_an_upright_face(seen))
        return r;
    for (int turn = 90; !r && turn < 360; turn += 90) {
        r = look(eyes, source, (rotation + turn) % 360, &other);
        if (!r && shows_an_upright_face(&other)) {
            *seen = other;
            break;
        }
    }
    return r;
}

/* `seen` NULL: nobody was looked for. */
static void say_light(struct pl_doctor *doctor, double luma, const struct seen *seen)
{
    bool present = seen && seen->marks.present;
    double there = present ? seen->head_luma : luma;
    const char *where = present ? "on your face" : "in the picture";

    if (there < BLIND)
        pl_doctor_say(doctor, "light", PL_FINDING_PROBLEM, "switch on a lamp in front of you",
                      "too dark to see anything: %.0f of 255 %s", there, where);
    else if (present && there < BACKLIT * luma && there < BACKLIT_DARK)
        pl_doctor_say(doctor, "light", PL_FINDING_NOTE,
                      "close the blind, or turn so that the window is at your side",
                      "the light comes from behind you: %.0f of 255 on your face, %.0f around",
                      there, luma);
    else if (there < DARK)
        pl_doctor_say(doctor, "light", PL_FINDING_NOTE, "switch on a lamp in front of you",
                      "dark: %.0f of 255 %s, and below %d it begins to guess", there, where, DARK);
    else if (there > BRIGHT)
        pl_doctor_say(doctor, "light", PL_FINDING_NOTE, "take the camera out of the glare",
                      "dazzled: %.0f of 255 %s", there, where);
    else
        pl_doctor_say(doctor, "light", PL_FINDING_GOOD, NULL, "%.0f of 255 %s", there, where);
}

/* The first row whose faults are all there is said, and its faults are done with. */
static const struct advice {
    unsigned faults;
    enum pl_finding_level level;
    const char *text, *advice;
} advices[] = {
    {PL_FRAMING_NOBODY, PL_FINDING_NOTE, "nobody is in the picture",
     "sit down as you work, with your face towards the screen, and run this again"},
    {PL_FRAMING_TURNED, PL_FINDING_PROBLEM, "your head is not above your shoulders",
     "set camera.rotation so that the picture is upright"},
    {PL_FRAMING_HEAD_CUT | PL_FRAMING_SHOULDERS_CUT, PL_FINDING_PROBLEM,
     "the picture is too narrow for head and shoulders", "move the camera further away"},
    {PL_FRAMING_HEAD_CUT, PL_FINDING_PROBLEM, "the top cuts off your head",
     "tilt the camera up, or move it further away"},
    {PL_FRAMING_SHOULDERS_CUT, PL_FINDING_PROBLEM, "a shoulder is not in the picture",
     "tilt the camera down, or move it further away"},
    {PL_FRAMING_SIDE_CUT, PL_FINDING_PROBLEM, "a side cuts off your head or a shoulder",
     "turn the camera towards you, or move it further away"},
    {PL_FRAMING_SMALL, PL_FINDING_NOTE, "you are small in the picture, which costs accuracy",
     "move the camera nearer: 60 to 80 cm from your face is best"},
    {PL_FRAMING_LITTLE_ABOVE, PL_FINDING_NOTE, "there is little room above your head",
     "tilt the camera up a little: sitting tall must not cut your head off"},
    {PL_FRAMING_LITTLE_BESIDE, PL_FINDING_NOTE, "there is little room beside you",
     "turn the camera towards you a little"},
};

static void say_faults(struct pl_doctor *doctor, unsigned faults)
{
    for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++) {
        const struct advice *a = &advices[i];

        if ((faults & a->faults) != a->faults)
            continue;
        pl_doctor_say(doctor, "framing", a->level, a->advice, "%s", a->text);
        faults &= ~a->faults;
    }
}

static void say_where(struct pl_doctor *doctor, const struct pl_framing *framing,
                      const struct pl_measurement *m)
{
    char from[64] = "", away[64] = "";

    if (pl_is_known(m->view_deg))
        snprintf(from, sizeof from, ", from %.0f degrees %s", fabs(m->view_deg.value),
                 fabs(m->view_deg.value) < 10 ? "(in front)"
                 : m->view_deg.value > 0      ? "at your left"
                                              : "at your right");
    if (pl_is_known(m->screen_distance_cm))
        snprintf(away, sizeof away, ", %.0f cm away", m->screen_distance_cm.value);
    pl_doctor_say(doctor, "framing", PL_FINDING_GOOD, NULL,
                  "you are seen%s%s; room of %.0f cm above your head, %.0f cm beside you", from,
                  away, framing->above_cm, framing->beside_cm);
}

static void say_framing(struct pl_doctor *doctor, const struct seen *seen)
{
    const struct pl_framing *framing = &seen->framing;

    if (!(framing->faults & PL_FRAMING_NOBODY) &&
        seen->rotation_deg != doctor->settings->camera.rotation) {
        pl_doctor_say(doctor, "framing", PL_FINDING_PROBLEM,
                      "turn the camera, or set camera.rotation to the number above",
                      "the picture is turned: you are seen with camera.rotation %d",
                      seen->rotation_deg);
        return;
    }
    if (framing->faults)
        say_faults(doctor, framing->faults);
    else
        say_where(doctor, framing, &seen->measurement);
    if (seen->marks.people > 1)
        pl_doctor_say(doctor, "framing", PL_FINDING_NOTE,
                      "the one nearest to the calibrated seat, or the largest, is measured",
                      "%d people are in the picture", seen->marks.people);
    if (seen->measurement.reason == PL_REASON_CAMERA_MOVED)
        pl_doctor_say(doctor, "framing", PL_FINDING_PROBLEM,
                      "put it back, or run 'plumbline calibrate' again",
                      "the camera was moved since the calibration");
}

static void judge(struct pl_doctor *doctor, struct pl_source *source, double luma)
{
    static struct seen seen;
    struct pl_eyes eyes = {0};
    struct pl_message why;
    bool looked = false;

    if (pl_eyes_open(&eyes, doctor->options, doctor->settings, &why) < 0) {
        say_light(doctor, luma, NULL);
        pl_doctor_say(doctor, "framing", PL_FINDING_NOTE, "see models",
                      "not judged without the networks");
    } else {
        pl_eyes_load_baseline(&eyes, doctor->state_dir, &why); /* its own check tells of it */
        looked = look_for_somebody(&eyes, source, &seen) == 0;
        say_light(doctor, luma, looked ? &seen : NULL);
        if (looked)
            say_framing(doctor, &seen);
        else
            pl_doctor_say(doctor, "framing", PL_FINDING_NOTE, "see camera",
                          "not judged: the camera stopped sending");
    }
    pl_eyes_close(&eyes);
}

void pl_doctor_check_framing(struct pl_doctor *doctor, struct pl_source *source, double luma)
{
    if (luma < BLIND)
        say_light(doctor, luma, NULL);
    else
        judge(doctor, source, luma);
}
