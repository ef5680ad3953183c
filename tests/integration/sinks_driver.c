/* The sinks without camera or judge: driven by lines on standard input, so that the tests of the broker can
 * say what is shown and told, and when.
 *
 *     sinks_driver KEY=VALUE...     settings: host port username password tls ca retry ...
 *     show KEY NUMBER               a value of struct pl_published changes
 *     alert COUNT | exercise | break
 *     refuse 0|1                    orders are refused from now on
 * Prints "order KIND SETTING TEXT" for each order, "ready" at start, "online 0|1" when that changes. Ends on
 * SIGTERM or at the end of input as the daemon does. */
#include "alerts/sinks.h"
#include "base/time.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct driver {
    sd_event *loop;
    struct pl_sinks *sinks;
    struct pl_published published;
    bool refuse, online;
    char input[4096];
    size_t length;
};

static pl_wall_usec wall_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * PL_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void apply(struct pl_published_settings *s, const struct pl_order *order)
{
    if (!strcmp(order->setting, "thresholds.forward_head_cm"))
        s->forward_head_cm = strtod(order->text, NULL);
    else if (!strcmp(order->setting, "alerts.enabled"))
        s->alerts_enabled = !strcmp(order->text, "true");
    else if (!strcmp(order->setting, "camera.paused"))
        s->camera_paused = !strcmp(order->text, "true");
    else if (!strcmp(order->setting, "alerts.mode"))
        s->mode = strcmp(order->text, "silent") == 0 ? "silent" : "training";
}

static int on_order(void *user, const struct pl_order *order)
{
    struct driver *driver = user;

    printf("order %s %s %s\n", pl_order_kind_name(order->kind),
           order->setting ? order->setting : "-", order->text);
    if (driver->refuse)
        return 1;
    if (order->kind == PL_ORDER_SET)
        apply(&driver->published.settings, order);
    pl_sinks_show(driver->sinks, &driver->published);
    return 0;
}

static void show(struct driver *driver, const char *key, double value)
{
    struct pl_published *p = &driver->published;

    if (!strcmp(key, "score"))
        p->live.score = value;
    else if (!strcmp(key, "head_offset"))
        p->live.head_offset_cm = value;
    else if (!strcmp(key, "present"))
        p->live.present = value > 0;
    else if (!strcmp(key, "warning"))
        p->live.warning = value > 0;
    else if (!strcmp(key, "breaks_today"))
        p->session.breaks_today = (int)value;
    else if (!strcmp(key, "good_today"))
        p->session.good_today_min = value;
    else if (!strcmp(key, "camera"))
        p->camera_available = value > 0;
    else
        fprintf(stderr, "sinks_driver: no value '%s'\n", key);
    pl_sinks_show(driver->sinks, p);
}

/* The number of each alert is its head offset, so that a test can tell them apart. */
static void alert(struct driver *driver, int count)
{
    static int number;

    for (int i = 0; i < count; i++) {
        const struct pl_event event = {.kind = PL_EVENT_POSTURE_ALERT,
                                       .posture_alert = {.level = PL_LEVEL_SOFT,
                                                         .posture = PL_POSTURE_FORWARD_HEAD,
                                                         .forward_head_delta_cm = ++number}};
        pl_sinks_tell(driver->sinks, &event, wall_now());
    }
}

static void obey(struct driver *driver, const char *line)
{
    const struct pl_event pause = {.kind = PL_EVENT_BREAK, .pause = {300 * PL_USEC_PER_SEC, false}};
    const struct pl_event exercise = {.kind = PL_EVENT_EXERCISE,
                                      .exercise = {"chin_tuck", "Chin tucks", "forward head"}};
    char key[64];
    double value;

    if (sscanf(line, "show %63s %lf", key, &value) == 2)
        show(driver, key, value);
    else if (sscanf(line, "alert %lf", &value) == 1)
        alert(driver, (int)value);
    else if (sscanf(line, "refuse %lf", &value) == 1)
        driver->refuse = value > 0;
    else if (!strcmp(line, "break"))
        pl_sinks_tell(driver->sinks, &pause, wall_now());
    else if (!strcmp(line, "exercise"))
        pl_sinks_tell(driver->sinks, &exercise, wall_now());
    else
        fprintf(stderr, "sinks_driver: what is '%s'?\n", line);
}

static int on_input(sd_event_source *source, int fd, uint32_t revents, void *user)
{
    struct driver *driver = user;
    ssize_t n = read(fd, driver->input + driver->length, sizeof driver->input - 1 - driver->length);
    char *line = driver->input, *end;

    (void)source;
    (void)revents;
    if (n <= 0)
        return n < 0 && errno == EAGAIN ? 0 : sd_event_exit(driver->loop, 0);
    driver->length += (size_t)n;
    driver->input[driver->length] = '\0';
    while ((end = strchr(line, '\n'))) {
        *end = '\0';
        obey(driver, line);
        line = end + 1;
    }
    driver->length = strlen(line);
    memmove(driver->input, line, driver->length + 1);
    return 0;
}

static int on_tick(sd_event_source *source, uint64_t usec, void *user)
{
    struct driver *driver = user;
    bool online = pl_sinks_broker_is_online(driver->sinks);

    if (online != driver->online)
        printf("online %d\n", online);
    driver->online = online;
    sd_event_source_set_time(source, usec + 50 * PL_USEC_PER_MSEC);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static const char *argument(int argc, char **argv, const char *key, const char *otherwise)
{
    size_t length = strlen(key);

    for (int i = 1; i < argc; i++)
        if (!strncmp(argv[i], key, length) && argv[i][length] == '=')
            return argv[i] + length + 1;
    return otherwise;
}

static int number(int argc, char **argv, const char *key, const char *otherwise)
{
    return (int)strtol(argument(argc, argv, key, otherwise), NULL, 10);
}

static struct pl_sinks_settings settings_from(int argc, char **argv)
{
    return (struct pl_sinks_settings){
        .mqtt = {.host = argument(argc, argv, "host", ""),
                 .port = number(argc, argv, "port", "1883"),
                 .username = argument(argc, argv, "username", NULL),
                 .password = argument(argc, argv, "password", NULL),
                 .allow_plain_password = number(argc, argv, "plain", "0"),
                 .tls = number(argc, argv, "tls", "0"),
                 .ca_file = argument(argc, argv, "ca", NULL),
                 .cert_file = argument(argc, argv, "cert", NULL),
                 .key_file = argument(argc, argv, "key", NULL),
                 .device_id = argument(argc, argv, "id", "test"),
                 .discovery = true,
                 .keepalive_s = number(argc, argv, "keepalive", "20"),
                 .will_delay_s = number(argc, argv, "will_delay", "1"),
                 .retry_shortest = number(argc, argv, "retry_ms", "200") * PL_USEC_PER_MSEC,
                 .retry_longest = number(argc, argv, "longest_ms", "1000") * PL_USEC_PER_MSEC},
        .gpio = {.buzzer = argument(argc, argv, "buzzer", NULL)},
        .command = argument(argc, argv, "command", NULL),
        .command_timeout_s = number(argc, argv, "command_timeout", "5"),
        .version = "0.1.0",
    };
}

static struct pl_published first_values(void)
{
    struct pl_published published = pl_published_nothing();

    published.camera_available = true;
    published.settings = (struct pl_published_settings){.alerts_enabled = true,
                                                        .phase = "gentle",
                                                        .mode = "training",
                                                        .forward_head_cm = 2.5,
                                                        .shoulder_tilt_deg = 8,
                                                        .screen_distance_min_cm = 50,
                                                        .dwell_s = 120,
                                                        .cooldown_min = 15,
                                                        .soft_min = 30};
    return published;
}

static void attach(struct driver *driver)
{
    sigset_t signals;
    uint64_t now;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    sd_event_default(&driver->loop);
    sd_event_now(driver->loop, CLOCK_BOOTTIME, &now);
    sd_event_add_signal(driver->loop, NULL, SIGTERM, NULL, NULL);
    sd_event_add_time(driver->loop, NULL, CLOCK_BOOTTIME, now, 0, on_tick, driver);
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    sd_event_add_io(driver->loop, NULL, STDIN_FILENO, POLLIN, on_input, driver);
}

int main(int argc, char **argv)
{
    static struct driver driver;
    const struct pl_sinks_settings settings = settings_from(argc, argv);
    const struct pl_sinks_handlers handlers = {.user = &driver, .on_order = on_order};
    int r;

    attach(&driver);
    driver.published = first_values();
    r = pl_sinks_create(&settings, driver.loop, &handlers, &driver.sinks);
    if (r < 0) {
        fprintf(stderr, "sinks_driver: %s\n", strerror(-r));
        return 1;
    }
    pl_sinks_show(driver.sinks, &driver.published);
    puts("ready");
    r = sd_event_loop(driver.loop);
    pl_sinks_destroy(driver.sinks);
    sd_event_unref(driver.loop);
    return r < 0;
}
