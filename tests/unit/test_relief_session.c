/* Sessions of the terminal: in this process, with the buzzer on a pin of our own; and in another that plays the daemon. */
#include "alerts/gpio.h"
#include "app/relief/session.h"
#include "app/run/control.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a chip of our own instead of libgpiod's --------------------------------------------------- */

struct pl_gpio_line {
    bool on;
    int beeps;
};

static struct {
    int opened, closed;
    struct pl_gpio_line line;
} chip;

enum pl_gpio_condition pl_gpio_open_output(const struct pl_gpio_place *place, bool active_low,
                                           struct pl_gpio_line **ret)
{
    (void)place;
    (void)active_low;
    chip.opened++;
    *ret = &chip.line;
    return PL_GPIO_OK;
}

enum pl_gpio_condition pl_gpio_open_input(const struct pl_gpio_place *place, bool active_low,
                                          enum pl_gpio_bias bias, struct pl_gpio_line **ret)
{
    (void)bias;
    return pl_gpio_open_output(place, active_low, ret);
}

enum pl_gpio_condition pl_gpio_set(struct pl_gpio_line *line, bool on)
{
    line->beeps += on && !line->on;
    line->on = on;
    return PL_GPIO_OK;
}

enum pl_gpio_condition pl_gpio_get(struct pl_gpio_line *line, bool *ret)
{
    *ret = line->on;
    return PL_GPIO_OK;
}

int pl_gpio_fd(const struct pl_gpio_line *line)
{
    (void)line;
    return -1;
}

enum pl_gpio_condition pl_gpio_forget_edges(struct pl_gpio_line *line)
{
    (void)line;
    return PL_GPIO_OK;
}

void pl_gpio_close(struct pl_gpio_line *line)
{
    chip.closed += line != NULL;
}

/* --- in this process --------------------------------------------------------------------------- */

static char directory[] = "/tmp/plumbline-session-XXXXXX";
static struct pl_options options;
static struct pl_settings settings;
static sd_event *loop;

/* One repetition of a second, so that its end can be waited for. */
static const char catalogue[] =
    "version: 1\n"
    "entries:\n"
    "  - {id: blink, kind: micro_break, title: Blink, needs: nothing, camera: look_away,\n"
    "     evidence: custom, steps: [\"Blink.\"], dose: {hold_s: 1, reps: 2, sets: 1}}\n";

static struct pl_relief_session *open_here(bool buzzer)
{
    const struct pl_relief_session_wish wish = {&options, &settings, false, buzzer};
    struct pl_relief_session *session;

    memset(&chip, 0, sizeof chip);
    assert_int_equal(pl_relief_session_here(&wish, loop, &session), 0);
    pl_relief_session_order(session, "{\"start\":\"blink\"}");
    assert_false(session->live.refused);
    assert_int_equal(session->live.stage, PL_GUIDE_READY);
    return session;
}

static void until_stage(struct pl_relief_session *session, enum pl_guide_stage stage)
{
    while (session->live.stage != stage) {
        sd_event_run(loop, PL_USEC_PER_SEC / 5);
        pl_relief_session_step(session);
    }
}

static void the_buzzer_says_when_to_let_go(void **state)
{
    struct pl_relief_session *session = open_here(true);

    (void)state;
    assert_int_equal(chip.opened, 1);
    pl_relief_session_order(session, "{\"skip\":true}");
    assert_int_equal(session->live.stage, PL_GUIDE_WORK);
    assert_int_equal(chip.line.beeps, 0);
    until_stage(session, PL_GUIDE_RELEASE);
    assert_int_equal(chip.line.beeps, 1);
    assert_true(chip.line.on);
    while (chip.line.on)
        sd_event_run(loop, PL_USEC_PER_SEC / 5);
    pl_relief_session_close(session);
    assert_int_equal(chip.closed, 1);
}

static void quiet_leaves_the_pin_alone_and_no_camera_is_told(void **state)
{
    struct pl_relief_session *session = open_here(false);

    (void)state;
    assert_int_equal(chip.opened, 0);
    assert_int_equal(session->live.sight, PL_SIGHT_NONE);
    pl_relief_session_order(session, "{\"nonsense\":true}");
    assert_true(session->live.refused);
    pl_relief_session_order(session, "{\"done\":true}");
    assert_int_equal(session->live.stage, PL_GUIDE_ASK_PAIN);
    pl_relief_session_order(session, "{\"pain\":3}");
    assert_int_equal(session->live.stage, PL_GUIDE_OVER);
    assert_int_equal(session->live.outcome, PL_OUTCOME_DONE);
    pl_relief_session_close(session);
}

/* --- in a daemon ------------------------------------------------------------------------------- */

static bool play_daemon(void *user, const char *text, char *ret_answer)
{
    struct pl_relief_live live = {.stage = PL_GUIDE_READY, .answers = true};
    char news[PL_RELIEF_LIVE_BYTES];

    live.refused = !strcmp(text, "refuse this");
    pl_relief_live_format(&live, ret_answer);
    if (!strcmp(text, "speak another tongue"))
        strcpy(ret_answer, "{\"tongue\":\"another\"}");
    if (!strcmp(text, "leave"))
        _exit(0);
    live.answers = false;
    live.rep = 7;
    pl_relief_live_format(&live, news);
    if (!strcmp(text, "tell"))
        pl_control_broadcast(*(struct pl_control **)user, news);
    return true;
}

static _Noreturn void be_a_daemon(int ready)
{
    struct pl_control *control = NULL;
    const struct pl_control_handler handler = {&control, play_daemon};
    sd_event *own;

    if (sd_event_new(&own) < 0 || pl_control_open(directory, own, &handler, &control) < 0 ||
        write(ready, "r", 1) != 1)
        _exit(1);
    sd_event_loop(own);
    _exit(0);
}

static pid_t start_daemon(void)
{
    int ready[2];
    char byte;
    pid_t daemon;

    assert_int_equal(pipe(ready), 0);
    daemon = fork();
    if (daemon == 0)
        be_a_daemon(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return daemon;
}

static void end_daemon(pid_t daemon)
{
    char path[64];

    kill(daemon, SIGKILL);
    waitpid(daemon, NULL, 0);
    snprintf(path, sizeof path, "%s/" PL_CONTROL_NAME, directory);
    unlink(path);
}

static struct pl_relief_session *open_there(void)
{
    struct pl_relief_session *session;

    assert_int_equal(pl_relief_session_in_daemon(directory, loop, &session), 0);
    return session;
}

static void without_a_daemon_there_is_none_to_lead_it(void **state)
{
    struct pl_relief_session *session = NULL;

    (void)state;
    assert_int_equal(pl_relief_session_in_daemon(directory, loop, &session), -ENOENT);
}

static void an_answer_is_told_from_news(void **state)
{
    pid_t daemon = start_daemon();
    struct pl_relief_session *session = open_there();

    (void)state;
    pl_relief_session_order(session,
                            "tell"); /* the first may not follow yet: news come with the second */
    pl_relief_session_order(session, "tell");
    assert_true(session->live.answers);
    assert_int_equal(session->live.rep, 0);
    pl_relief_session_order(session, "refuse this");
    assert_true(session->live.refused);
    assert_int_equal(session->live.stage, PL_GUIDE_READY);
    assert_false(session->lost);
    pl_relief_session_close(session);
    end_daemon(daemon);
}

static void a_daemon_of_another_version_is_lost(void **state)
{
    pid_t daemon = start_daemon();
    struct pl_relief_session *session = open_there();

    (void)state;
    pl_relief_session_order(session, "speak another tongue");
    assert_true(session->lost);
    pl_relief_session_close(session);
    end_daemon(daemon);
}

static void a_daemon_that_leaves_is_noticed(void **state)
{
    pid_t daemon = start_daemon();
    struct pl_relief_session *session = open_there();

    (void)state;
    pl_relief_session_order(session, "hello");
    assert_false(session->lost);
    pl_relief_session_order(session, "leave");
    assert_true(session->lost);
    pl_relief_session_close(session);
    end_daemon(daemon);
}

static int set_up(void **state)
{
    char path[64];
    FILE *file;

    (void)state;
    if (!mkdtemp(directory) || sd_event_new(&loop) < 0)
        return -1;
    snprintf(path, sizeof path, "%s/own.yaml", directory);
    file = fopen(path, "w");
    if (!file || fputs(catalogue, file) < 0 || fclose(file))
        return -1;
    settings = pl_settings_default();
    settings.relief.catalogue.count = 1;
    snprintf(settings.relief.catalogue.path[0], sizeof settings.relief.catalogue.path[0], "%s",
             path);
    snprintf(settings.gpio.buzzer, sizeof settings.gpio.buzzer, "GPIO18");
    snprintf(options.state_dir, sizeof options.state_dir, "%s", directory);
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"own.yaml", "relief.json", "relief.lock"};
    char path[64];

    (void)state;
    sd_event_unref(loop);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        unlink(path);
    }
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_buzzer_says_when_to_let_go),
        cmocka_unit_test(quiet_leaves_the_pin_alone_and_no_camera_is_told),
        cmocka_unit_test(without_a_daemon_there_is_none_to_lead_it),
        cmocka_unit_test(an_answer_is_told_from_news),
        cmocka_unit_test(a_daemon_of_another_version_is_lost),
        cmocka_unit_test(a_daemon_that_leaves_is_noticed),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
