#include "alerts/mqtt_board.h"

#include "alerts/ha_states.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WHY_SIZE 96

/* Live values with a copy of their words. */
struct live {
    struct pl_published_live value;
    char why[WHY_SIZE];
};

struct sheet {
    char *newest, *sent; /* NULL: none yet */
    struct pl_publish_gate gate;
};

struct pl_mqtt_board {
    struct sheet sheet[PL_HA_TOPIC_COUNT];
    struct pl_publish_rule rule[PL_HA_TOPIC_COUNT];
    struct live newest_live, sent_live;
    bool newest_problem, sent_problem; /* of the camera: an edge inside the diagnostics */
};

/* The order in which they are sent; what is measured becomes available last. */
static const enum pl_ha_topic order[] = {
    PL_HA_TOPIC_LIVE,     PL_HA_TOPIC_SESSION, PL_HA_TOPIC_SETTINGS, PL_HA_TOPIC_DIAGNOSTICS,
    PL_HA_TOPIC_EXERCISE, PL_HA_TOPIC_SAFETY,  PL_HA_TOPIC_CAMERA,
};

#define TOPICS (sizeof order / sizeof order[0])

static const struct pl_publish_rule rules[PL_HA_TOPIC_COUNT] = {
    [PL_HA_TOPIC_LIVE] = {PL_USEC_PER_SEC, 0, PL_USEC_PER_MIN},
    [PL_HA_TOPIC_SESSION] = {PL_USEC_PER_SEC, PL_USEC_PER_SEC, 0},
    [PL_HA_TOPIC_SETTINGS] = {0, 0, 0},
    [PL_HA_TOPIC_DIAGNOSTICS] = {PL_USEC_PER_SEC, PL_USEC_PER_MIN, 0},
    [PL_HA_TOPIC_EXERCISE] = {PL_USEC_PER_SEC, PL_USEC_PER_SEC, 0},
    [PL_HA_TOPIC_SAFETY] = {PL_USEC_PER_SEC, PL_USEC_PER_SEC, 0},
    [PL_HA_TOPIC_CAMERA] = {0, 0, 0},
};

int pl_mqtt_board_create(pl_usec interval, struct pl_mqtt_board **ret)
{
    struct pl_mqtt_board *board = calloc(1, sizeof *board);

    if (!board)
        return -ENOMEM;
    memcpy(board->rule, rules, sizeof rules);
    board->rule[PL_HA_TOPIC_LIVE].drift_gap = interval;
    *ret = board;
    return 0;
}

void pl_mqtt_board_destroy(struct pl_mqtt_board *board)
{
    if (!board)
        return;
    for (size_t i = 0; i < PL_HA_TOPIC_COUNT; i++) {
        free(board->sheet[i].newest);
        free(board->sheet[i].sent);
    }
    free(board);
}

static struct live copy_live(const struct pl_published_live *value)
{
    struct live copy = {.value = *value};

    copy.value.why = NULL;
    if (value->why)
        memcpy(copy.why, value->why, strnlen(value->why, WHY_SIZE - 1));
    return copy;
}

static int render(enum pl_ha_topic topic, const struct pl_published *published, char **ret)
{
    if (topic != PL_HA_TOPIC_CAMERA)
        return pl_ha_state_render(published, topic, ret);
    *ret = strdup(published->camera_available ? "online" : "offline");
    return *ret ? 0 : -ENOMEM;
}

int pl_mqtt_board_update(struct pl_mqtt_board *board, const struct pl_published *published)
{
    for (size_t i = 0; i < TOPICS; i++) {
        char *text;
        int r = render(order[i], published, &text);
        if (r < 0)
            return r;
        free(board->sheet[order[i]].newest);
        board->sheet[order[i]].newest = text;
    }
    board->newest_live = copy_live(&published->live);
    board->newest_problem = published->diagnostics.camera_problem;
    return 0;
}

void pl_mqtt_board_resend_all(struct pl_mqtt_board *board)
{
    for (size_t i = 0; i < TOPICS; i++)
        pl_mqtt_board_resend(board, order[i]);
}

void pl_mqtt_board_resend(struct pl_mqtt_board *board, enum pl_ha_topic topic)
{
    board->sheet[topic].gate.sent = false;
}

static enum pl_change live_change(const struct pl_mqtt_board *board)
{
    if (strcmp(board->sent_live.why, board->newest_live.why) != 0)
        return PL_CHANGE_EDGE;
    return pl_live_change(&board->sent_live.value, &board->newest_live.value);
}

static enum pl_change change_of(const struct pl_mqtt_board *board, enum pl_ha_topic topic)
{
    const struct sheet *sheet = &board->sheet[topic];

    if (topic == PL_HA_TOPIC_LIVE)
        return live_change(board);
    if (sheet->sent && !strcmp(sheet->sent, sheet->newest))
        return PL_CHANGE_NONE;
    if (topic == PL_HA_TOPIC_DIAGNOSTICS && board->newest_problem == board->sent_problem)
        return PL_CHANGE_DRIFT;
    return PL_CHANGE_EDGE;
}

enum pl_ha_topic pl_mqtt_board_next(const struct pl_mqtt_board *board, pl_usec now)
{
    for (size_t i = 0; i < TOPICS; i++) {
        const struct sheet *sheet = &board->sheet[order[i]];
        if (sheet->newest && pl_publish_gate_open(&sheet->gate, &board->rule[order[i]],
                                                  change_of(board, order[i]), now))
            return order[i];
    }
    return PL_HA_TOPIC_NONE;
}

const char *pl_mqtt_board_text(const struct pl_mqtt_board *board, enum pl_ha_topic topic)
{
    assert(board->sheet[topic].newest);
    return board->sheet[topic].newest;
}

int pl_mqtt_board_sent(struct pl_mqtt_board *board, enum pl_ha_topic topic, pl_usec now)
{
    struct sheet *sheet = &board->sheet[topic];
    char *copy = strdup(sheet->newest);

    if (!copy)
        return -ENOMEM;
    free(sheet->sent);
    sheet->sent = copy;
    pl_publish_gate_sent(&sheet->gate, now);
    if (topic == PL_HA_TOPIC_LIVE)
        board->sent_live = board->newest_live;
    if (topic == PL_HA_TOPIC_DIAGNOSTICS)
        board->sent_problem = board->newest_problem;
    return 0;
}

pl_usec pl_mqtt_board_due(const struct pl_mqtt_board *board)
{
    pl_usec earliest = INT64_MAX;

    for (size_t i = 0; i < TOPICS; i++) {
        const struct sheet *sheet = &board->sheet[order[i]];
        pl_usec due;
        if (!sheet->newest)
            continue;
        due = pl_publish_gate_due(&sheet->gate, &board->rule[order[i]], change_of(board, order[i]));
        earliest = due < earliest ? due : earliest;
    }
    return earliest;
}
