#include "app/analyze/analyze_output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_EVERY_S 0.1
#define BAR_CELLS 24
#define SAY_EVERY (5 * PL_USEC_PER_SEC) /* of a video in which nothing changes */

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int pl_analyze_output_open(struct pl_analyze_output *output, struct pl_message *reterr)
{
    int r = 0;

    output->started_s = now_s();
    output->bar = isatty(STDERR_FILENO);
    if (output->record_path)
        r = pl_recording_open(&output->recording, output->record_path);
    if (r)
        pl_message_set(reterr, "%s: cannot record: %s", output->record_path, strerror(-r));
    return r;
}

void pl_analyze_output_clear(struct pl_analyze_output *output)
{
    if (output->bar_shown)
        fputs("\r\033[K", stderr);
    output->bar_shown = false;
}

static void show_bar(struct pl_analyze_output *output, const struct pl_moment *moment)
{
    const char *input = moment->smooth->input, *slash = strrchr(input, '/');
    double now = now_s(), part;

    if (!output->bar || now - output->bar_s < BAR_EVERY_S)
        return;
    output->bar_s = now;
    output->bar_shown = true;
    fprintf(stderr, "\r\033[K%.30s ", slash ? slash + 1 : input);
    if (moment->source->expected > 0) {
        part = fmin((double)(moment->smooth->frame + 1) / (double)moment->source->expected, 1);
        fputc('[', stderr);
        for (int i = 0; i < BAR_CELLS; i++)
            fputc(i < part * BAR_CELLS ? '#' : '.', stderr);
        fprintf(stderr, "] %3.0f %% ", 100 * part);
    }
    fprintf(stderr, "frame %ld, %.0f a second", moment->smooth->frame + 1,
            (double)output->frames / fmax(now - output->started_s, 1e-3));
    fflush(stderr);
}

/* "head_forward" reads better with a space. */
static void words_of(const struct pl_measurement *m, char *ret, size_t size)
{
    const char *word = m->posture == PL_POSTURE_UNKNOWN && m->reason != PL_REASON_NONE
                           ? pl_reason_name(m->reason)
                           : pl_posture_name(m->posture);

    snprintf(ret, size, "%s%s", m->posture == PL_POSTURE_UNKNOWN && m->present ? "not known: " : "",
             m->present ? word : "nobody");
    for (char *c = ret; *c; c++)
        if (*c == '_')
            *c = ' ';
}

/* Pictures are said one by one, of a video only what is new. */
static int say(struct pl_analyze_output *output, const struct pl_moment *moment)
{
    const struct pl_measurement *m = &moment->smooth->measurement;
    char words[96], number[64] = "", view[64] = "";
    bool is_news;

    words_of(m, words, sizeof words);
    is_news = moment->source->independent || strcmp(words, output->said) ||
              m->t - output->said_t >= SAY_EVERY;
    if (!is_news)
        return 0;
    snprintf(output->said, sizeof output->said, "%s", words);
    output->said_t = m->t;
    if (pl_is_known(m->forward_head_delta_cm))
        snprintf(number, sizeof number, "  %+.1f +- %.1f cm", m->forward_head_delta_cm.value,
                 m->forward_head_delta_cm.sd);
    if (pl_is_known(m->view_deg))
        snprintf(view, sizeof view, "  (seen from %.0f degrees)", m->view_deg.value);
    pl_analyze_output_clear(output);
    if (moment->source->independent)
        printf("%s: %s%s%s\n", moment->smooth->input, words, number, view);
    else
        printf("%7.1f s  %-28s%s%s\n", pl_seconds(m->t), words, number, view);
    return fflush(stdout) ? -errno : 0;
}

static void count(struct pl_analyze_output *output, const struct pl_measurement *m)
{
    output->frames++;
    output->present += m->present;
    output->several += m->people > 1;
    output->by_posture[m->posture] += m->present;
    if (pl_is_known(m->forward_head_delta_cm) && output->changes < PL_SUMMARY_MAX)
        output->change[output->changes++] = (float)m->forward_head_delta_cm.value;
}

int pl_analyze_output_moment(struct pl_analyze_output *output, const struct pl_moment *moment)
{
    int r;

    count(output, &moment->smooth->measurement);
    if (output->json)
        r = pl_recording_write_line(stdout, moment->smooth,
                                    output->landmarks ? PL_RECORD_LANDMARKS : PL_RECORD_PLAIN);
    else
        r = say(output, moment);
    if (r == 0)
        r = pl_recording_add(&output->recording, moment->raw);
    show_bar(output, moment);
    return r;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* With --json, standard output belongs to the lines. */
static void summarize(struct pl_analyze_output *output)
{
    FILE *to = output->json ? stderr : stdout;
    double seconds = fmax(now_s() - output->started_s, 1e-6);

    fprintf(to, "%ld frame%s in %.1f s (%.1f ms each), somebody in %ld", output->frames,
            output->frames == 1 ? "" : "s", seconds,
            1e3 * seconds / (double)(output->frames ? output->frames : 1), output->present);
    if (output->several)
        fprintf(to, ", several people in %ld", output->several);
    fputc('\n', to);
    if (output->changes) {
        qsort(output->change, (size_t)output->changes, sizeof *output->change, by_value);
        fprintf(to, "head forward of upright: median %+.1f cm, nine tenths below %+.1f cm\n",
                (double)output->change[output->changes / 2],
                (double)output->change[(int)(0.9 * output->changes)]);
    }
    for (int i = 1; i < PL_POSTURE_COUNT; i++)
        if (output->by_posture[i])
            fprintf(to, "  %-14s %3.0f %%\n", pl_posture_name((enum pl_posture)i),
                    100.0 * (double)output->by_posture[i] / (double)output->present);
}

int pl_analyze_output_close(struct pl_analyze_output *output, struct pl_message *reterr)
{
    int r;

    pl_analyze_output_clear(output);
    summarize(output);
    r = pl_recording_close(&output->recording);
    if (r)
        pl_message_set(reterr, "%s: cannot record: %s", output->record_path, strerror(-r));
    errno = 0;
    if (fflush(stdout) || ferror(stdout)) {
        r = errno ? -errno : -EIO;
        pl_message_set(reterr, "writing the measurements: %s", strerror(-r));
    }
    return r;
}
