/* Guided sessions and calibrations of a terminal beside the daemon: it has the camera and the buzzer, so it does them. */
#include "app/run/run_private.h"

#include "app/calibrate/calibration_by_daemon.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

_Static_assert(PL_ORDER_TEXT_MAX >= PL_CONTROL_TEXT_MAX,
               "what comes through the socket is an order");
_Static_assert(PL_RELIEF_LIVE_BYTES <= PL_CONTROL_TEXT_MAX, "a session goes through the socket");

static void heard_calibrate(struct pl_run *run, const char *text, char *ret_answer)
{
    bool whole = strcmp(text, PL_CALIBRATE_WHOLE) == 0;
    struct pl_order order = {.kind = whole ? PL_ORDER_CALIBRATE : PL_ORDER_REFRESH_BASELINE};
    struct pl_calibration_news news = {.ended = run->seen.calibrations,
                                       .running = run->seen.calibrating,
                                       .refused = run->seen.refused,
                                       .blind = pl_sighting_is_blind(&run->seen)};

    if (news.blind) {
        pl_calibration_news_format(&news, ret_answer, PL_CONTROL_TEXT_MAX);
        return;
    }
    if (whole || strcmp(text, PL_CALIBRATE_REFRESH) == 0)
        news.running |= pl_run_order(run, &order) == 0;
    pl_calibration_news_format(&news, ret_answer, PL_CONTROL_TEXT_MAX);
}

static bool heard_session(struct pl_run *run, const char *text, char *ret_answer)
{
    struct pl_order order = {.kind = PL_ORDER_EXERCISE};
    struct pl_relief_live live = {.stage = PL_GUIDE_IDLE};
    bool refused;

    memcpy(order.text, text, strlen(text) + 1);
    refused = pl_run_order(run, &order) != 0;
    if (run->relief)
        pl_relief_desk_live(run->relief, &live);
    if (refused)
        pl_log(PL_LOG_INFO, "relief", "refused to a terminal: %s", text);
    live.answers = true;
    live.refused = refused;
    pl_relief_live_format(&live, ret_answer);
    return !refused;
}

static bool heard(void *user, const char *text, char *ret_answer)
{
    struct pl_run *run = user;

    if (text[0] == '{') /* a session's orders are those of MQTT */
        return heard_session(run, text, ret_answer);
    heard_calibrate(run, text, ret_answer);
    return false;
}

void pl_run_open_control(struct pl_run *run)
{
    const struct pl_control_handler handler = {run, heard};
    int r = pl_control_open(run->options->state_dir, run->loop, &handler, &run->control);

    if (r < 0)
        pl_log(PL_LOG_WARNING, "relief", "commands beside this daemon cannot use its camera: %s",
               strerror(-r));
}

void pl_run_tell_session(struct pl_run *run)
{
    struct pl_relief_live live;
    char text[PL_RELIEF_LIVE_BYTES];

    if (!pl_control_is_followed(run->control))
        return;
    pl_relief_desk_live(run->relief, &live);
    pl_relief_live_format(&live, text);
    pl_control_broadcast(run->control, text);
}
