/* Buzzer, LED and button on pins that come and go; the passive buzzer on a made-up sysfs, and its guard. */
#include "alerts/gpio.h"
#include "alerts/gpio_sink.h"
#include "alerts/pwm_buzzer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a chip of our own instead of libgpiod's --------------------------------------------------- */

struct pl_gpio_line {
    bool is_output, on;
    int changes, fds[2];
};

static struct {
    enum pl_gpio_condition condition; /* of every attempt to open */
    int opened, closed;
    bool broken; /* lines that are open fail */
    struct pl_gpio_line output, input;
} chip;

enum pl_gpio_condition pl_gpio_open_output(const struct pl_gpio_place *place, bool active_low,
                                           struct pl_gpio_line **ret)
{
    (void)place;
    (void)active_low;
    chip.opened++;
    *ret = &chip.output;
    chip.output.is_output = true;
    return chip.condition;
}

enum pl_gpio_condition pl_gpio_open_input(const struct pl_gpio_place *place, bool active_low,
                                          enum pl_gpio_bias bias, struct pl_gpio_line **ret)
{
    (void)place;
    (void)active_low;
    (void)bias;
    chip.opened++;
    *ret = &chip.input;
    assert_int_equal(pipe2(chip.input.fds, O_NONBLOCK | O_CLOEXEC), 0);
    return chip.condition;
}

enum pl_gpio_condition pl_gpio_set(struct pl_gpio_line *line, bool on)
{
    line->changes += line->on != on;
    line->on = on;
    return chip.broken ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

enum pl_gpio_condition pl_gpio_get(struct pl_gpio_line *line, bool *ret)
{
    *ret = line->on;
    return chip.broken ? PL_GPIO_BROKEN : PL_GPIO_OK;
}

int pl_gpio_fd(const struct pl_gpio_line *line)
{
    return line->fds[0];
}

enum pl_gpio_condition pl_gpio_forget_edges(struct pl_gpio_line *line)
{
    char byte;

    while (read(line->fds[0], &byte, 1) == 1)
        ;
    return PL_GPIO_OK;
}

void pl_gpio_close(struct pl_gpio_line *line)
{
    if (!line)
        return;
    chip.closed++;
    line->on = false;
    if (!line->is_output) {
        close(line->fds[0]);
        close(line->fds[1]);
    }
}

/* --- helpers ----------------------------------------------------------------------------------- */

static struct pl_order heard;

static int on_order(void *user, const struct pl_order *order)
{
    (void)user;
    heard = *order;
    return 0;
}

static struct pl_gpio_sink *sink_with(sd_event *loop, const char *buzzer, const char *button)
{
    const struct pl_sinks_settings settings = {
        .gpio = {.buzzer = buzzer, .button = button, .button_debounce_ms = 5}};
    const struct pl_sinks_handlers handlers = {.on_order = on_order};
    struct pl_gpio_sink *sink;

    assert_int_equal(pl_gpio_sink_create(&settings, loop, &handlers, &sink), 0);
    return sink;
}

static int fresh(void **state)
{
    sd_event *loop;

    memset(&chip, 0, sizeof chip);
    memset(&heard, 0, sizeof heard);
    assert_int_equal(sd_event_new(&loop), 0);
    *state = loop;
    return 0;
}

static int done(void **state)
{
    sd_event_unref(*state);
    return 0;
}

/* Runs the loop until it has nothing to do for longer than a beep or the wait for a second press. */
static void run(sd_event *loop)
{
    while (sd_event_run(loop, 450 * PL_USEC_PER_MSEC) > 0)
        ;
}

/* --- pins -------------------------------------------------------------------------------------- */

static void a_busy_line_is_no_error_and_playing_on_it_does_nothing(void **state)
{
    struct pl_gpio_sink *sink;

    chip.condition = PL_GPIO_BUSY;
    sink = sink_with(*state, "GPIO18", "");
    chip.output.changes = 0;
    pl_gpio_sink_play(sink, PL_TUNE_POSTURE_STRONG);
    assert_int_equal(chip.opened, 1); /* not tried again at once */
    pl_gpio_sink_destroy(sink);
}

static void a_tune_ends_by_itself_and_sounds_as_often_as_it_says(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    pl_gpio_sink_play(sink, PL_TUNE_POSTURE_STRONG);
    assert_true(chip.output.on);
    run(*state);
    assert_false(chip.output.on);
    assert_int_equal(chip.output.changes, 6);
    pl_gpio_sink_destroy(sink);
}

/* Both belong to one moment: the alert's one beep, a pause, the exercise's four. */
static void an_exercise_sounds_after_the_alert_that_brought_it(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    pl_gpio_sink_play(sink, PL_TUNE_POSTURE_SOFT);
    pl_gpio_sink_play(sink, PL_TUNE_EXERCISE);
    assert_true(chip.output.on);
    assert_int_equal(chip.output.changes, 1);
    while (chip.output.on)
        assert_true(sd_event_run(*state, PL_USEC_PER_SEC) > 0);
    assert_int_equal(chip.output.changes, 2);
    while (!chip.output.on)
        assert_true(sd_event_run(*state, PL_USEC_PER_SEC) > 0);
    run(*state);
    assert_false(chip.output.on);
    assert_int_equal(chip.output.changes, 2 + 8);
    pl_gpio_sink_destroy(sink);
}

static void the_tick_of_the_button_does_not_disturb_an_alert(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    pl_gpio_sink_play(sink, PL_TUNE_POSTURE_SOFT);
    pl_gpio_sink_play(sink, PL_TUNE_NOTED);
    run(*state);
    assert_int_equal(chip.output.changes, 2);
    pl_gpio_sink_destroy(sink);
}

static void a_chip_that_goes_away_in_the_middle_is_let_go(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    chip.broken = true;
    pl_gpio_sink_play(sink, PL_TUNE_POSTURE_SOFT);
    assert_int_equal(chip.closed, 1);
    pl_gpio_sink_destroy(sink);
}

static void a_chip_that_was_away_and_is_back_when_it_is_missed_sounds_all_the_same(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    chip.broken = true; /* the line that is held belongs to the chip that was */
    pl_gpio_sink_play(sink, PL_TUNE_BREAK_FIRM);
    assert_int_equal(chip.closed, 1);
    chip.broken = false;
    assert_true(sd_event_run(*state, 0) > 0);
    assert_int_equal(chip.opened, 2);
    assert_true(chip.output.on);
    pl_gpio_sink_destroy(sink);
}

static void leaving_in_the_middle_of_a_tune_is_silence(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "GPIO18", "");

    pl_gpio_sink_play(sink, PL_TUNE_BREAK_FIRM);
    assert_true(chip.output.on);
    pl_gpio_sink_destroy(sink);
    assert_false(chip.output.on);
    assert_int_equal(chip.closed, 1);
}

static void a_short_press_snoozes(void **state)
{
    struct pl_gpio_sink *sink = sink_with(*state, "", "GPIO17");

    for (int i = 1; i >= 0; i--) {
        chip.input.on = i;
        assert_int_equal(write(chip.input.fds[1], "", 1), 1);
        while (sd_event_run(*state, 50 * PL_USEC_PER_MSEC) > 0)
            ;
    }
    run(*state);
    assert_int_equal(heard.kind, PL_ORDER_SNOOZE);
    pl_gpio_sink_destroy(sink);
}

static void places_are_names_or_chips_with_offsets(void **state)
{
    struct pl_gpio_place place;

    (void)state;
    assert_int_equal(pl_gpio_place_parse("", &place), 1);
    assert_int_equal(pl_gpio_place_parse(":18", &place), 1);
    assert_int_equal(pl_gpio_place_parse("gpiochip0:", &place), 1);
    assert_int_equal(pl_gpio_place_parse("gpiochip0:x", &place), 1);
    assert_int_equal(pl_gpio_place_parse("gpiochip0:-1", &place), 1);
    assert_int_equal(pl_gpio_place_parse("gpiochip0:99999", &place), 1);
    assert_int_equal(pl_gpio_place_parse("GPIO18", &place), 0);
    assert_string_equal(place.name, "GPIO18");
    assert_int_equal(pl_gpio_place_parse("gpiochip0:18", &place), 0);
    assert_string_equal(place.chip, "gpiochip0");
    assert_int_equal(place.offset, 18);
    assert_string_equal(place.name, "");
}

/* --- the passive buzzer ------------------------------------------------------------------------ */

static char root[] = "/tmp/plumbline-pwm-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", root, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_file(const char *name, const char *expected)
{
    char path[256], text[64] = "";
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", root, name);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_string_equal(text, expected);
}

static void make_pwm(void)
{
    char path[256];

    assert_non_null(mkdtemp(root));
    snprintf(path, sizeof path, "%s/pwmchip0", root);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/pwmchip0/pwm0", root);
    mkdir(path, 0755);
    write_file("pwmchip0/pwm0/duty_cycle", "");
    write_file("pwmchip0/pwm0/period", "");
    write_file("pwmchip0/pwm0/enable", "1");
}

static int forget_pwm(void **state)
{
    static const char *const names[] = {"pwmchip0/pwm0/duty_cycle",
                                        "pwmchip0/pwm0/period",
                                        "pwmchip0/pwm0/enable",
                                        "pwmchip0/pwm0",
                                        "pwmchip0",
                                        "."};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        if (remove(path) != 0)
            rmdir(root);
    }
    return 0;
}

static void a_passive_buzzer_is_tuned_and_silent_at_first(void **state)
{
    struct pl_pwm_buzzer *buzzer;

    (void)state;
    make_pwm();
    assert_int_equal(pl_pwm_buzzer_open(root, "pwmchip9:0", 2000, &buzzer), PL_PWM_MISSING);
    assert_int_equal(pl_pwm_buzzer_open(root, "pwmchip0:0", 2000, &buzzer), 0);
    assert_file("pwmchip0/pwm0/period", "500000");
    assert_file("pwmchip0/pwm0/enable", "0");
    assert_int_equal(pl_pwm_buzzer_set(buzzer, true), 0);
    assert_file("pwmchip0/pwm0/enable", "1");
    pl_pwm_buzzer_close(buzzer);
    assert_file("pwmchip0/pwm0/enable", "0");
}

/* The crash: a child opens the buzzer, sounds it and is killed. Its guard holds `alive` until it is done. */
static void a_crash_in_the_middle_of_a_tone_is_silenced_by_the_guard(void **state)
{
    int ready[2];
    char byte;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        struct pl_pwm_buzzer *buzzer;
        if (pl_pwm_buzzer_open(root, "pwmchip0:0", 2000, &buzzer) != 0 ||
            pl_pwm_buzzer_set(buzzer, true) < 0)
            _exit(1);
        (void)!write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_file("pwmchip0/pwm0/enable", "1");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    for (int i = 0; i < 500; i++) {
        char path[256], text[8] = "";
        FILE *file;
        snprintf(path, sizeof path, "%s/pwmchip0/pwm0/enable", root);
        file = fopen(path, "r");
        if (fgets(text, sizeof text, file) && text[0] == '0')
            i = 500;
        fclose(file);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    assert_file("pwmchip0/pwm0/enable", "0");
    close(ready[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_names_or_chips_with_offsets),
        cmocka_unit_test_setup_teardown(a_busy_line_is_no_error_and_playing_on_it_does_nothing,
                                        fresh, done),
        cmocka_unit_test_setup_teardown(a_chip_that_goes_away_in_the_middle_is_let_go, fresh, done),
        cmocka_unit_test_setup_teardown(
            a_chip_that_was_away_and_is_back_when_it_is_missed_sounds_all_the_same, fresh, done),
        cmocka_unit_test_setup_teardown(a_tune_ends_by_itself_and_sounds_as_often_as_it_says, fresh,
                                        done),
        cmocka_unit_test_setup_teardown(an_exercise_sounds_after_the_alert_that_brought_it, fresh,
                                        done),
        cmocka_unit_test_setup_teardown(the_tick_of_the_button_does_not_disturb_an_alert, fresh,
                                        done),
        cmocka_unit_test_setup_teardown(leaving_in_the_middle_of_a_tune_is_silence, fresh, done),
        cmocka_unit_test_setup_teardown(a_short_press_snoozes, fresh, done),
        cmocka_unit_test(a_passive_buzzer_is_tuned_and_silent_at_first),
        cmocka_unit_test_teardown(a_crash_in_the_middle_of_a_tone_is_silenced_by_the_guard,
                                  forget_pwm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
