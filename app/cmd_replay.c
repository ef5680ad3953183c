/* plumbline replay: a recording judged in simulated time */
#include "alerts/event_json.h"
#include "app/analyze/recording.h"
#include "app/analyze/remeasure.h"
#include "app/command.h"
#include "app/options.h"
#include "app/relief/desk.h"
#include "app/watch/judge_settings.h"
#include "app/watch/lived.h"
#include "app/watch/posture_limits.h"
#include "record/reader.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define WRITE_EVERY 240 /* minutes or events in memory, far from their maximum */

struct wishes {
    bool started, into_history, remeasure;
    pl_wall_usec start;      /* wall time of the first line, when started */
    const char *record_path; /* NULL: no recording */
};

struct replay {
    struct pl_record_reader reader;
    struct pl_judge judge;
    struct pl_history *history; /* NULL: not wanted */
    struct pl_lived lived;
    const struct pl_settings *settings;
    const char *state_dir;
    struct pl_remeasure *remeasure; /* NULL: the lines' own numbers count */
    struct pl_recording recording;
    struct pl_relief_desk *relief; /* from the first line on; NULL: without */
    pl_wall_usec start;
    bool running;
    pl_usec first_t, t;
};

static int take_start(struct wishes *wishes, const char *argument)
{
    wishes->started = true;
    if (pl_rfc3339_parse(argument, &wishes->start) == 0)
        return 0;
    fprintf(stderr, "plumbline: --start %s is no time; right would be 2026-03-02T09:00:00\n",
            argument);
    return PL_EXIT_USAGE;
}

static int take_option(int option, const char *argument, void *context)
{
    struct wishes *wishes = context;

    switch (option) {
    case 'i':
        wishes->into_history = true;
        return 0;
    case 'm':
        wishes->remeasure = true;
        return 0;
    case 'r':
        wishes->record_path = argument;
        return 0;
    default:
        return take_start(wishes, argument);
    }
}

/* Nine o'clock today: a working day fits behind it. */
static pl_wall_usec default_start(void)
{
    time_t now = time(NULL);
    struct tm fields;

    localtime_r(&now, &fields);
    fields.tm_hour = 9;
    fields.tm_min = fields.tm_sec = 0;
    fields.tm_isdst = -1;
    return (pl_wall_usec)mktime(&fields) * 1000000;
}

static pl_wall_usec wall_of(const struct replay *replay, pl_usec t)
{
    return replay->start + (t - replay->first_t);
}

static void print_event(struct replay *replay, const struct pl_event *event)
{
    pl_wall_usec wall = wall_of(replay, event->t);
    char line[PL_EVENT_JSON_SIZE];

    pl_event_to_json(event, wall, line);
    puts(line);
    if (replay->history)
        pl_lived_event(&replay->lived, event, wall);
}

/* An alert may bring an exercise with it. */
static void say_event(const struct pl_event *event, void *context)
{
    struct replay *replay = context;
    struct pl_event exercise;

    print_event(replay, event);
    if (replay->relief && event->kind == PL_EVENT_BREAK)
        pl_relief_desk_break(replay->relief, event, pl_when_at(wall_of(replay, event->t)));
    if (replay->relief && pl_relief_desk_alert(replay->relief, event,
                                               pl_when_at(wall_of(replay, event->t)), &exercise))
        print_event(replay, &exercise);
}

/* The person's answers are read and moved into the recording's time; nothing of them is changed. */
static void open_relief(struct replay *replay)
{
    const struct pl_when start = pl_when_at(replay->start);

    if (pl_relief_desk_create(replay->settings, replay->state_dir, &start, &replay->relief))
        fputs("plumbline: goes on without exercises\n", stderr);
}

/* Hands what the judge has settled to the history. 0 or negative errno. */
static int keep(struct replay *replay)
{
    struct pl_history_status status;

    if (!replay->history)
        return 0;
    pl_lived_step(&replay->lived, &replay->judge, wall_of(replay, replay->t), "no_data");
    status = pl_history_status(replay->history);
    if (status.pending_minutes < WRITE_EVERY && status.pending_events < WRITE_EVERY)
        return 0;
    return pl_history_write(replay->history, replay->t);
}

static int live(struct replay *replay, const struct pl_measurement *m)
{
    struct pl_event exercise;

    if (!replay->running) {
        replay->running = true;
        replay->first_t = m->t;
        open_relief(replay);
    } else if (m->t < replay->t) {
        fprintf(
            stderr,
            "plumbline: %s:%ld: time goes back from %.3f to %.3f s; nothing is counted over that\n",
            replay->reader.name, replay->reader.line, pl_seconds(replay->t), pl_seconds(m->t));
    }
    replay->t = m->t;
    pl_judge_step(&replay->judge, m, pl_local_time_at(wall_of(replay, m->t)));
    if (replay->relief && pl_relief_desk_tick(replay->relief, &replay->judge, m->t,
                                              pl_when_at(wall_of(replay, m->t)), &exercise))
        print_event(replay, &exercise);
    return keep(replay);
}

static int fail_recording(int error)
{
    fprintf(stderr, "plumbline: cannot record: %s\n", strerror(-error));
    return PL_EXIT_FAILED;
}

static int fail_history(int error)
{
    fprintf(stderr, "plumbline: writing the history: %s\n", strerror(-error));
    return PL_EXIT_FAILED;
}

/* The measurement as its line says it, rounded: so the day is the same whether it is measured again or read
 * from the recording of that. 0 or -ENOMEM. */
static int round_as_written(struct pl_record *record)
{
    char *line = pl_record_format(record, PL_RECORD_FULL), why[200];
    int bad;

    if (!line)
        return -ENOMEM;
    bad = pl_record_read_line(line, why, sizeof why, &record->measurement);
    assert(!bad);
    free(line);
    return 0;
}

/* 0 or an exit code, after saying why. */
static int measure_again(struct replay *replay, struct pl_record *record)
{
    struct pl_message why;
    int r;

    if (!replay->remeasure)
        return 0;
    if (pl_remeasure_step(replay->remeasure, record, &why)) {
        fprintf(stderr, "plumbline: %s:%ld: %s\n", replay->reader.name, replay->reader.line,
                why.text);
        return PL_EXIT_FAILED;
    }
    r = pl_recording_add(&replay->recording, record);
    if (r == 0)
        r = round_as_written(record);
    return r ? fail_recording(r) : 0;
}

/* Reads to the end or to the first line that is wrong. */
static int live_all(struct replay *replay)
{
    static struct pl_record record;

    for (;;) {
        int r = pl_record_reader_next(&replay->reader, &record);

        if (r == PL_RECORD_END)
            return PL_EXIT_DONE;
        if (r == PL_RECORD_BAD) {
            fprintf(stderr, "plumbline: %s\n", replay->reader.why);
            return PL_EXIT_FAILED;
        }
        if (r < 0) {
            fprintf(stderr, "plumbline: %s: %s\n", replay->reader.name, strerror(-r));
            return PL_EXIT_FAILED;
        }
        r = measure_again(replay, &record);
        if (r)
            return r;
        r = live(replay, &record.measurement);
        if (r < 0)
            return fail_history(r);
    }
}

static int finish(struct replay *replay)
{
    if (!replay->running) {
        fprintf(stderr, "plumbline: %s holds no measurement line\n", replay->reader.name);
        return PL_EXIT_FAILED;
    }
    pl_judge_finish(&replay->judge, replay->t);
    if (replay->history) {
        keep(replay);
        pl_lived_finish(&replay->lived);
    }
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "plumbline: writing the events: %s\n", strerror(errno));
        return PL_EXIT_FAILED;
    }
    return PL_EXIT_DONE;
}

static int replay_stream(struct replay *replay, FILE *from, const char *name,
                         const struct pl_settings *settings)
{
    const struct pl_judge_config config = pl_judge_config_from(settings);
    int r = pl_record_reader_init(&replay->reader, from, name);

    if (r < 0) {
        fprintf(stderr, "plumbline: %s\n", strerror(-r));
        return PL_EXIT_FAILED;
    }
    pl_judge_init(&replay->judge, &config, (struct pl_judge_listener){say_event, replay});
    r = live_all(replay);
    if (r == PL_EXIT_DONE)
        r = finish(replay);
    pl_record_reader_done(&replay->reader);
    return r;
}

static int replay_file(struct replay *replay, const char *path, const struct pl_settings *settings)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "r") : stdin;
    int r;

    if (!file) {
        fprintf(stderr, "plumbline: %s: %s\n", path, strerror(errno));
        return PL_EXIT_FAILED;
    }
    r = replay_stream(replay, file, file == stdin ? "standard input" : path, settings);
    if (file != stdin)
        fclose(file);
    return r;
}

static int open_history(struct replay *replay, const struct pl_options *options,
                        const struct pl_settings *settings)
{
    int r = pl_options_make_state_dir(options);

    if (r)
        return r;
    r = pl_history_open(options->state_dir, settings->profile.name, PL_HISTORY_WRITE, true,
                        &replay->history);
    if (r) {
        fprintf(stderr, "plumbline: the history in %s: %s\n", options->state_dir,
                r > 0 ? pl_history_condition_text((enum pl_history_condition)r) : strerror(-r));
        return PL_EXIT_FAILED;
    }
    pl_lived_init(&replay->lived, replay->history);
    return PL_EXIT_DONE;
}

static int close_history(struct replay *replay)
{
    int r = pl_history_close(replay->history);

    return r < 0 ? fail_history(r) : PL_EXIT_DONE;
}

/* Opening for writing would empty what is to be read. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;

    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* Opens what is written into besides standard output. */
static int open_outputs(struct replay *replay, const struct wishes *wishes,
                        const struct pl_options *options)
{
    int r = 0;

    if (wishes->into_history)
        r = open_history(replay, options, replay->settings);
    if (r || !wishes->record_path)
        return r;
    r = pl_recording_open(&replay->recording, wishes->record_path);
    return r ? fail_recording(r) : PL_EXIT_DONE;
}

static int close_outputs(struct replay *replay)
{
    int r = pl_recording_close(&replay->recording);

    if (close_history(replay))
        return PL_EXIT_FAILED;
    return r ? fail_recording(r) : PL_EXIT_DONE;
}

static int check_usage(const struct wishes *wishes, int operands, char **inputs)
{
    if (operands != 1)
        fprintf(stderr, "plumbline: replay takes one recording ('-' is standard input); see "
                        "'plumbline replay --help'\n");
    else if (wishes->record_path && !wishes->remeasure)
        fprintf(stderr,
                "plumbline: --record writes what --remeasure finds, which is not asked for\n");
    else if (wishes->record_path && is_same_file(wishes->record_path, *inputs))
        fprintf(stderr, "plumbline: %s cannot be read and written at the same time\n", *inputs);
    else
        return 0;
    return PL_EXIT_USAGE;
}

int pl_cmd_replay(int argc, char **argv)
{
    static const struct option own[] = {{"start", required_argument, NULL, 's'},
                                        {"into-history", no_argument, NULL, 'i'},
                                        {"remeasure", no_argument, NULL, 'm'},
                                        {"record", required_argument, NULL, 'r'},
                                        {NULL, 0, NULL, 0}};
    static struct pl_config config;
    static struct pl_remeasure remeasure;
    static struct replay replay;
    struct wishes wishes = {0};
    static struct pl_options options;
    int r = pl_options_parse(argc, argv, own, take_option, &wishes, &options);

    if (!r)
        r = check_usage(&wishes, argc - optind, argv + optind);
    if (!r)
        r = pl_options_load(&options, &config);
    if (r)
        return r;
    replay.start = wishes.started ? wishes.start : default_start();
    replay.settings = &config.settings;
    replay.state_dir = options.state_dir;
    remeasure.limits = pl_posture_limits_from(&config.settings);
    replay.remeasure = wishes.remeasure ? &remeasure : NULL;
    r = open_outputs(&replay, &wishes, &options);
    if (!r)
        r = replay_file(&replay, argv[optind], &config.settings);
    pl_relief_desk_destroy(replay.relief);
    return close_outputs(&replay) ? PL_EXIT_FAILED : r;
}
