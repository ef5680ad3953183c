/* plumbline relief start: a guided session in the terminal. */
#include "app/command.h"
#include "app/relief/json.h"
#include "app/relief/relief.h"
#include "app/relief/screen.h"
#include "app/relief/session.h"
#include "base/log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK (PL_USEC_PER_SEC / 5)

/* The terminal's side of a session. */
struct sitting {
    struct pl_relief_call *call;
    sd_event *loop;
    sd_event_source *keys; /* NULL: input that a loop cannot wait for, as a file */
    struct pl_relief_session *session;
    struct pl_relief_screen screen;
    bool ended; /* input is over: time alone goes on */
};

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

/* ---- keys ------------------------------------------------------------------------------------------ */

static void press(struct sitting *s, int key)
{
    static const struct {
        int key;
        const char *order;
    } orders[] = {
        {'s', "{\"skip\":true}"},  {'d', "{\"done\":true}"}, {'h', "{\"hurts\":true}"},
        {'!', "{\"hurts\":true}"}, {'q', "{\"stop\":true}"}, {PL_KEY_STOP, "{\"stop\":true}"},
    };

    if (key == PL_KEY_RESIZED)
        pl_relief_screen_begin(&s->screen);
    if (key == ' ' || key == 'p')
        pl_relief_session_order(s->session,
                                s->session->live.paused ? "{\"pause\":false}" : "{\"pause\":true}");
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        if (key == orders[i].key)
            pl_relief_session_order(s->session, orders[i].order);
}

/* Only wakes the loop; next_key() reads. */
static int on_key(sd_event_source *source, int fd, uint32_t events, void *context)
{
    (void)source;
    (void)fd;
    (void)events;
    (void)context;
    return 0;
}

/* Lets a tick pass, or less when something comes, and brings the session up to date. */
static int next_key(struct sitting *s)
{
    int key;

    sd_event_run(s->loop, TICK);
    key = s->ended ? pl_terminal_signal() : pl_terminal_key(&s->call->terminal, 0);
    if (key == PL_KEY_END) {
        s->ended = true;
        s->keys = sd_event_source_unref(s->keys);
        if (s->call->terminal.raw || s->session->live.paused)
            key =
                PL_KEY_STOP; /* the terminal is gone, or nobody is left to go on after the pause */
    }
    pl_relief_session_step(s->session);
    return key;
}

/* Whether it is still ours: somebody may have begun another over MQTT. */
static bool is_ours(const struct sitting *s)
{
    return !s->session->lost && !strcmp(s->session->live.id, s->screen.entry->id);
}

static bool is_under_way(const struct sitting *s)
{
    const enum pl_guide_stage stage = s->session->live.stage;

    return is_ours(s) && stage != PL_GUIDE_ASK_PAIN && stage != PL_GUIDE_OVER;
}

/* Nobody waits for ever for the answer: after two minutes the session ends without. */
static bool is_asked(const struct sitting *s)
{
    return is_ours(s) && s->session->live.stage == PL_GUIDE_ASK_PAIN;
}

/* ---- how it goes ------------------------------------------------------------------------------------ */

#define NOT_SAID (-1)
#define NOT_UNDERSTOOD (-2)

/* 0..10, or one of the above. */
static int pain_of(const char *text)
{
    char *end;
    const long pain = strtol(text, &end, 10);

    if (!*text)
        return NOT_SAID;
    return !*end && pain >= 0 && pain <= 10 ? (int)pain : NOT_UNDERSTOOD;
}

static bool ends_answer(int key)
{
    return key == PL_KEY_STOP || key == '\n' || key == '\r' || key == 'q';
}

/* Digits until Enter, or a line that comes whole; Enter alone is no answer. Returns as pain_of(). */
static int read_pain(struct sitting *s)
{
    char digits[4] = "";
    size_t count = 0;
    int key = PL_KEY_NONE;

    while (!s->ended && is_asked(s) && !ends_answer(key)) {
        key = next_key(s);
        if (key < '0' || key > '9' || count >= 2)
            continue;
        if (!s->call->terminal.raw)
            return pain_of(pl_terminal_line());
        digits[count++] = (char)key;
        putchar(key);
        fflush(stdout);
    }
    return pain_of(digits);
}

static void ask_pain(struct sitting *s)
{
    char order[32] = "{\"stop\":true}";
    int pain = s->ended ? NOT_SAID : NOT_UNDERSTOOD;

    while (pain == NOT_UNDERSTOOD && is_asked(s)) {
        putchar('\n');
        pl_relief_print(s->call, "  ", s->call->catalogue->text[PL_TEXT_PAIN_SCALE]);
        printf("  0 to 10, then Enter (Enter alone: not said): ");
        fflush(stdout);
        pain = read_pain(s);
        putchar('\n');
    }
    if (pain >= 0)
        snprintf(order, sizeof(order), "{\"pain\":%d}", pain);
    if (is_asked(s))
        pl_relief_session_order(s->session, order);
}

static void lead(struct sitting *s)
{
    pl_terminal_open(&s->call->terminal);
    pl_relief_screen_begin(&s->screen);
    while (is_under_way(s)) {
        if (pl_relief_screen_update(&s->screen) && s->call->terminal.interactive && !s->call->quiet)
            putchar('\a'); /* the speaker of whoever sits at the other end of this terminal */
        fflush(stdout);
        press(s, next_key(s));
    }
    pl_relief_screen_update(&s->screen);
    pl_relief_screen_end(&s->screen);
    ask_pain(s);
    while (is_ours(s) && s->session->live.stage != PL_GUIDE_OVER && next_key(s) != PL_KEY_STOP)
        ;
    pl_terminal_close(&s->call->terminal);
}

static const char *seen_words(const struct pl_relief_live *live)
{
    static const char *const words[] = {", not seen: your word counts", ", partly seen", ", seen"};

    return live->sight == PL_SIGHT_NOTHING ? "" : words[live->seen];
}

/* "right 38 (best 40)"; what was not seen is left out. */
static void say_turn(const char *side, double turned_deg, double best_deg)
{
    if (turned_deg <= 0)
        return;
    printf(", %s %.0f", side, turned_deg);
    if (best_deg > 0)
        printf(" (best %.0f)", fmax(best_deg, turned_deg));
}

static void say_turns(const struct sitting *s)
{
    const struct pl_relief_live *live = &s->session->live;

    if (s->screen.entry->camera != PL_CAMERA_HEAD_TURN ||
        (live->turned_right_deg <= 0 && live->turned_left_deg <= 0))
        return;
    printf("  head turn in degrees");
    say_turn("right", live->turned_right_deg, live->best_right_deg);
    say_turn("left", live->turned_left_deg, live->best_left_deg);
    putchar('\n');
}

static int say_end(const struct sitting *s)
{
    const struct pl_relief_call *call = s->call;
    const struct pl_relief_live *live = &s->session->live;

    if (s->session->lost) {
        fprintf(stderr, "plumbline relief: the daemon has gone, and the session with it\n");
        return PL_EXIT_FAILED;
    }
    if (!is_ours(s)) {
        printf("  another session was begun: %s\n", live->id);
        return PL_EXIT_DONE;
    }
    printf("  %s: %s%s\n", s->screen.entry->id, pl_outcome_name(live->outcome), seen_words(live));
    say_turns(s);
    if (live->outcome == PL_OUTCOME_STOPPED)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_STOP_NOW]);
    else if (live->ease_off)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_EASE_OFF]);
    if (s->screen.entry->kind == PL_KIND_CARE)
        pl_relief_print(call, "  ", call->catalogue->text[PL_TEXT_PAIN_RELIEF]);
    return PL_EXIT_DONE;
}

/* ---- beginning and end ------------------------------------------------------------------------------ */

static bool is_for_the_camera(const struct pl_relief_call *call, const struct pl_entry *entry)
{
    return !call->no_camera && !call->config.settings.camera.paused &&
           entry->camera != PL_CAMERA_NOTHING && entry->camera != PL_CAMERA_TIMER;
}

/* The daemon first: it has the camera. */
static int open_session(struct sitting *s, const struct pl_entry *entry)
{
    const struct pl_relief_call *call = s->call;
    const struct pl_relief_session_wish wish = {
        .options = &call->options,
        .settings = &call->config.settings,
        .camera = is_for_the_camera(call, entry),
        .buzzer = !call->quiet,
    };

    if (pl_relief_session_in_daemon(call->options.state_dir, s->loop, &s->session) == 0)
        return 0;
    return pl_relief_session_here(&wish, s->loop, &s->session);
}

static bool has_begun(struct pl_relief_session *session, const struct pl_entry *entry)
{
    char order[PL_CATALOGUE_ID_BYTES + 16];

    snprintf(order, sizeof(order), "{\"start\":\"%s\"}", entry->id);
    pl_relief_session_order(session, order);
    if (!session->live.refused && !session->lost)
        return true;
    fprintf(stderr, "plumbline relief: the daemon did not begin it; its log may say why\n");
    return false;
}

static int hold(struct sitting *s, const struct pl_entry *entry)
{
    int r = open_session(s, entry);

    if (r < 0) {
        fprintf(stderr, "plumbline relief: no session: %s\n", strerror(-r));
        return PL_EXIT_FAILED;
    }
    if (!has_begun(s->session, entry))
        return PL_EXIT_FAILED;
    sd_event_add_io(s->loop, &s->keys, STDIN_FILENO, EPOLLIN, on_key, NULL);
    s->screen = (struct pl_relief_screen){.call = s->call, .entry = entry, .session = s->session};
    lead(s);
    return say_end(s);
}

int pl_relief_start(struct pl_relief_call *call)
{
    const struct pl_entry *entry = wanted(call);
    struct sitting sitting = {.call = call};
    enum pl_lock lock;
    int r;

    if (!entry)
        return PL_EXIT_USAGE;
    lock = pl_relief_lock(&call->relief, call->catalogue, entry, call->now);
    if (lock)
        return say_locked(call, entry, lock);
    if ((r = pl_options_make_state_dir(&call->options)) != 0)
        return r;
    pl_log_set_level(PL_LOG_ERROR); /* the screen is for the session */
    setenv("LIBCAMERA_LOG_LEVELS", "*:FATAL", 0);
    r = sd_event_new(&sitting.loop) < 0 ? PL_EXIT_FAILED : hold(&sitting, entry);
    pl_relief_session_close(sitting.session);
    sd_event_source_unref(sitting.keys);
    sd_event_unref(sitting.loop);
    return r;
}
