/* plumbline relief start: a guided session in the terminal. */
#include "app/command.h"
#include "app/relief.h"
#include "app/relief_json.h"
#include "app/relief_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_MS 200

static pl_usec monotonic_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * PL_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void sound(const struct pl_relief_call *call, enum pl_guide_sound what)
{
    if (what != PL_GUIDE_SOUND_NONE && call->terminal.interactive && !call->quiet) {
        putchar('\a');
        fflush(stdout);
    }
}

static void press(struct pl_guide *guide, struct pl_relief_screen *screen, int key)
{
    switch (key) {
    case ' ':
    case 'p':
        pl_guide_pause(guide, !guide->paused);
        break;
    case 's':
        pl_guide_skip(guide);
        break;
    case 'd':
        pl_guide_done(guide);
        break;
    case 'h':
    case '!':
        pl_guide_stop(guide, true);
        break;
    case 'q':
    case PL_KEY_STOP:
        pl_guide_stop(guide, false);
        break;
    case PL_KEY_RESIZED:
        pl_relief_screen_begin(screen, guide);
        break;
    default:
        break;
    }
}

/* Without anybody to press a key (a pipe that ended), time alone goes on. */
static int wait_for_key(const struct pl_terminal *terminal, bool *ended)
{
    const struct timespec tick = {.tv_nsec = TICK_MS * 1000000L};
    int key;

    if (*ended) {
        nanosleep(&tick, NULL);
        return PL_KEY_NONE;
    }
    key = pl_terminal_key(terminal, TICK_MS);
    *ended = key == PL_KEY_END;
    return key;
}

/* Digits until Enter; Enter alone is no answer. */
static void ask_pain(struct pl_relief_call *call, struct pl_guide *guide, bool ended)
{
    char digits[4] = "";
    size_t count = 0;
    long pain;
    int key;

    if (ended) {
        pl_guide_finish(guide);
        return;
    }
    putchar('\n');
    pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_PAIN_SCALE]);
    printf("  0 to 10, then Enter (Enter alone: not said): ");
    fflush(stdout);
    while ((key = pl_terminal_key(&call->terminal, 60000)) != PL_KEY_END && key != PL_KEY_STOP &&
           key != '\n' && key != '\r' && key != 'q') {
        if (key < '0' || key > '9' || count >= 2)
            continue;
        digits[count++] = (char)key;
        if (call->terminal.raw)
            putchar(key);
        fflush(stdout);
        if (!call->terminal.raw)
            break;
    }
    putchar('\n');
    pain = strtol(digits, NULL, 10);
    if (count && pain <= 10)
        pl_guide_pain(guide, (int)pain);
    else
        pl_guide_finish(guide);
}

static void run_session(struct pl_relief_call *call, struct pl_guide *guide)
{
    struct pl_relief_screen screen = {.call = call};
    bool ended = false;

    pl_terminal_open(&call->terminal);
    pl_relief_screen_begin(&screen, guide);
    while (pl_guide_running(guide) && guide->stage != PL_GUIDE_ASK_PAIN) {
        pl_relief_screen_update(&screen, guide);
        press(guide, &screen, wait_for_key(&call->terminal, &ended));
        sound(call, pl_guide_tick(guide, monotonic_now()));
    }
    pl_relief_screen_update(&screen, guide);
    pl_relief_screen_end(&screen);
    if (guide->stage == PL_GUIDE_ASK_PAIN)
        ask_pain(call, guide, ended);
    pl_terminal_close(&call->terminal);
}

struct keeping {
    struct pl_relief_call *call;
    const struct pl_guide *guide;
};

static void keep(struct pl_relief *relief, void *context)
{
    struct keeping *keeping = context;

    pl_relief_practise(relief, keeping->call->catalogue,
                       pl_guide_practice(keeping->guide, keeping->call->now));
}

/* Without an ID: what suits now, by whatever the day has been; nothing is noted as suggested. */
static const struct pl_entry *choose(struct pl_relief_call *call)
{
    const struct pl_suggest_limits none = {0, PL_SUGGESTIONS_KEPT + 1, PL_SUGGESTIONS_KEPT + 1};
    static const enum pl_trigger order[] = {PL_TRIGGER_FORWARD_HEAD, PL_TRIGGER_SLOUCHED,
                                            PL_TRIGGER_SITTING};
    const struct pl_entry *chosen = NULL;

    for (size_t i = 0; !chosen && i < sizeof(order) / sizeof(order[0]); i++)
        pl_relief_suggest(&call->relief, call->catalogue, order[i], none, call->now, &chosen);
    return chosen;
}

static const struct pl_entry *wanted(struct pl_relief_call *call)
{
    const struct pl_entry *entry =
        call->operand ? pl_catalogue_find(call->catalogue, call->operand) : choose(call);

    if (entry && entry->step_count)
        return entry;
    fprintf(stderr,
            "plumbline relief: '%s' is not something to do; 'plumbline relief list' has what is\n",
            call->operand ? call->operand : "");
    return NULL;
}

static int say_locked(const struct pl_relief_call *call, const struct pl_entry *entry,
                      enum pl_lock lock)
{
    char advice[3 * PL_CATALOGUE_TEXT_BYTES];

    fprintf(stderr, "plumbline relief: %s: %s\n", entry->id, pl_lock_text(call->catalogue, lock));
    if (lock == PL_LOCK_RED) {
        pl_relief_advice(&call->relief, call->catalogue, call->now, advice, sizeof(advice));
        fprintf(stderr, "%s\n", advice);
    }
    return PL_EXIT_FAILED;
}

static void say_end(const struct pl_relief_call *call, const struct pl_guide *guide)
{
    printf("  %s: %s\n", guide->entry->id, pl_outcome_name(guide->outcome));
    if (guide->outcome == PL_OUTCOME_STOPPED)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_STOP_NOW]);
    else if (guide->ease_off)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_EASE_OFF]);
    if (guide->entry->kind == PL_KIND_CARE)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_PAIN_RELIEF]);
}

int pl_relief_start(struct pl_relief_call *call)
{
    const struct pl_entry *entry = wanted(call);
    struct pl_guide guide;
    struct keeping keeping = {call, &guide};
    enum pl_lock lock;
    int r;

    if (!entry)
        return PL_EXIT_USAGE;
    lock = pl_relief_lock(&call->relief, call->catalogue, entry, call->now);
    if (lock)
        return say_locked(call, entry, lock);
    pl_guide_start(&guide, entry, pl_relief_dose(&call->relief, entry, call->now), monotonic_now());
    run_session(call, &guide);
    r = pl_relief_change(call, keep, &keeping);
    if (!r)
        say_end(call, &guide);
    return r;
}
