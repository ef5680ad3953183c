/* plumbline stats */
#include "app/command.h"
#include "app/options.h"
#include "stats/stats.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define DAYS_MAX 4000

struct wishes {
    int64_t now, from, to; /* local midnights of the first and the last day */
    int spans;             /* how often --day, --week or --month was given */
    bool ranged;           /* --from or --to was */
    bool json, csv;
    const char *svg;
};

/* YYYY-MM-DD, today, yesterday. 0, or PL_EXIT_USAGE after saying so. */
static int read_date(const char *text, int64_t now, int64_t *ret)
{
    struct tm local = {.tm_isdst = -1}, asked;
    const char *end;

    if (!strcmp(text, "today") || !strcmp(text, "yesterday")) {
        *ret = pl_local_midnight(now, -!strcmp(text, "yesterday"));
        return 0;
    }
    end = strptime(text, "%Y-%m-%d", &local);
    asked = local;
    *ret = mktime(&local);
    /* The 30th of February would become the 2nd of March. */
    if (!end || *end || local.tm_mday != asked.tm_mday || local.tm_mon != asked.tm_mon) {
        fprintf(stderr,
                "plumbline stats: '%s' is not a date such as 2026-03-02, today or yesterday\n",
                text);
        return PL_EXIT_USAGE;
    }
    return 0;
}

static int take_option(int option, const char *argument, void *context)
{
    struct wishes *wishes = context;
    int64_t today = pl_local_midnight(wishes->now, 0);
    int r = 0;

    wishes->spans += option == 'd' || option == 'w' || option == 'm';
    switch (option) {
    case 'd':
        r = read_date(argument, wishes->now, &wishes->from);
        wishes->to = wishes->from;
        return r;
    case 'w':
    case 'm':
        wishes->from = pl_local_midnight(today, option == 'w' ? -6 : -29);
        wishes->to = today;
        return 0;
    case 'f':
    case 't':
        wishes->ranged = true;
        return read_date(argument, wishes->now, option == 'f' ? &wishes->from : &wishes->to);
    case 's':
        wishes->svg = argument;
        return 0;
    default:
        wishes->json |= option == 'j';
        wishes->csv |= option == 'c';
        return 0;
    }
}

static int read_days(struct pl_history *history, const struct wishes *wishes,
                     struct pl_stats *stats)
{
    int64_t from = wishes->from;
    int r = 0;

    for (stats->count = 0; from <= wishes->to && stats->count < DAYS_MAX; stats->count++)
        from = pl_local_midnight(from, 1);
    stats->day = calloc((size_t)stats->count, sizeof *stats->day);
    if (!stats->day)
        return -ENOMEM;
    from = wishes->from;
    for (int i = 0; !r && i < stats->count; i++) {
        r = pl_day_report(history, from, wishes->now, &stats->day[i]);
        from = stats->day[i].to;
    }
    return r;
}

static struct pl_stats_style find_style(void)
{
    const char *no_colour = getenv("NO_COLOR"), *columns = getenv("COLUMNS");
    struct winsize size;
    struct pl_stats_style style = {
        .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8") && isatty(STDOUT_FILENO),
        .colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour),
        .width = columns ? (int)strtol(columns, NULL, 10) : 80,
    };

    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
        style.width = size.ws_col;
    style.width = style.width < PL_STATS_NARROWEST ? PL_STATS_NARROWEST
                  : style.width > 120              ? 120
                                                   : style.width;
    return style;
}

static int write_svg(const char *path, const struct pl_stats *stats)
{
    FILE *to = fopen(path, "we");
    int bad;

    /* A drawing is UTF-8; a locale of another encoding would spoil it with its names of months. */
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_TIME, "C");
    if (to) {
        pl_stats_print_svg(to, stats);
        bad = ferror(to);
        if (!fclose(to) && !bad)
            return 0;
    }
    fprintf(stderr, "plumbline stats: %s cannot be written: %s\n", path, strerror(errno));
    return PL_EXIT_FAILED;
}

static int show(struct pl_history *history, const struct wishes *wishes, double forward_head_cm)
{
    struct pl_stats stats = {.now = wishes->now, .forward_head_cm = forward_head_cm};
    int r = wishes->csv ? pl_stats_print_csv(stdout, history, wishes->from,
                                             pl_local_midnight(wishes->to, 1))
                        : read_days(history, wishes, &stats);

    if (r) {
        fprintf(stderr, "plumbline stats: the history cannot be read: %s\n", strerror(-r));
        r = PL_EXIT_FAILED;
    } else if (wishes->svg) {
        r = write_svg(wishes->svg, &stats);
    } else if (wishes->json) {
        pl_stats_print_json(stdout, &stats);
    } else if (!wishes->csv) {
        pl_stats_print_text(stdout, &stats, find_style());
    }
    free(stats.day);
    return r;
}

static int open_and_show(const struct pl_options *options, const struct pl_settings *settings,
                         const struct wishes *wishes)
{
    struct pl_history *history;
    int r = pl_history_open(options->state_dir, settings->profile.name, PL_HISTORY_READ, false,
                            &history);

    if (r) {
        fprintf(stderr, "plumbline stats: %s: %s\n", options->state_dir,
                r > 0 ? pl_history_condition_text((enum pl_history_condition)r) : strerror(-r));
        if (r == PL_HISTORY_NONE && strcmp(options->state_dir, PL_OPTIONS_SERVICE_STATE) != 0 &&
            !access(PL_OPTIONS_SERVICE_STATE, F_OK))
            fputs("The service's own is shown by 'sudo -u plumbline plumbline stats'.\n", stderr);
        return PL_EXIT_FAILED;
    }
    r = show(history, wishes, settings->thresholds.forward_head_cm);
    pl_history_close(history);
    return r;
}

static int64_t days_of(const struct wishes *wishes)
{
    return (wishes->to - wishes->from + 12 * 3600) / 86400 + 1;
}

/* What is wrong with the wishes taken together; NULL when nothing is. */
static const char *find_fault(const struct wishes *wishes)
{
    if (wishes->spans + wishes->ranged > 1)
        return "takes one of --day, --week, --month, or --from with --to";
    if (wishes->json + wishes->csv + (wishes->svg != NULL) > 1)
        return "takes one of --json, --csv and --svg";
    if (wishes->from > wishes->to)
        return "the first day lies after the last";
    if (!wishes->csv && days_of(wishes) > DAYS_MAX)
        return "shows 4000 days at most; --from and --to choose them (--csv takes any number)";
    return NULL;
}

int pl_cmd_stats(int argc, char **argv)
{
    static const struct option own[] = {{"day", required_argument, NULL, 'd'},
                                        {"week", no_argument, NULL, 'w'},
                                        {"month", no_argument, NULL, 'm'},
                                        {"from", required_argument, NULL, 'f'},
                                        {"to", required_argument, NULL, 't'},
                                        {"json", no_argument, NULL, 'j'},
                                        {"csv", no_argument, NULL, 'c'},
                                        {"svg", required_argument, NULL, 's'},
                                        {NULL, 0, NULL, 0}};
    static struct pl_config config;
    struct wishes wishes = {.now = time(NULL)};
    struct pl_options options;
    const char *fault;
    int r;

    /* Dates in the person's language; numbers stay as programs read them. */
    setlocale(LC_TIME, "");
    setlocale(LC_CTYPE, "");
    wishes.from = wishes.to = pl_local_midnight(wishes.now, 0);
    r = pl_options_parse(argc, argv, own, take_option, &wishes, &options);
    if (r)
        return r;
    fault = optind < argc ? "takes options only" : find_fault(&wishes);
    if (fault) {
        fprintf(stderr, "plumbline stats: %s\n", fault);
        return PL_EXIT_USAGE;
    }
    r = pl_options_load(&options, &config);
    return r ? r : open_and_show(&options, &config.settings, &wishes);
}
