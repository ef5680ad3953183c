/* What the parts of `plumbline relief` share. */
#pragma once

#include "app/options.h"
#include "app/relief/store.h"
#include "app/terminal.h"
#include "protocol/catalogue_load.h"

#include <cjson/cJSON.h>

#define PL_RELIEF_ANSWERS_MAX 64

struct pl_relief_call {
    struct pl_options options;
    struct pl_config config;
    struct pl_catalogue *catalogue;
    struct pl_relief relief; /* as it was when the command began */
    struct pl_terminal terminal;
    struct pl_when now;

    /* the command line */
    bool json, all, quiet, no_camera, reset_range;
    int pain;   /* -1: not said */
    int spread; /* of enum pl_spread; -1: not said */
    const char *because, *done, *kind;
    const char *answer[PL_RELIEF_ANSWERS_MAX]; /* ID=yes or ID=no */
    int answer_count;
    const char *operand; /* ID, or NULL */
};

/* Each returns a pl_exit. */
int pl_relief_list(struct pl_relief_call *call);
int pl_relief_show(struct pl_relief_call *call);
int pl_relief_check_command(struct pl_relief_call *call);
int pl_relief_suggest_command(struct pl_relief_call *call);
int pl_relief_start(struct pl_relief_call *call);
int pl_relief_log(struct pl_relief_call *call);
int pl_relief_progress(struct pl_relief_call *call);

/* Changes the kept state, and call->relief with it. 0, or PL_EXIT_FAILED after saying why. */
int pl_relief_change(struct pl_relief_call *call,
                     void (*change)(struct pl_relief *relief, void *context), void *context);

/* Splits ID=yes|no. 0, or PL_EXIT_USAGE after saying what is wrong with it. */
int pl_relief_parse_answer(const struct pl_relief_call *call, const char *text,
                           const struct pl_entry **ret_question, bool *ret_yes);

/* Prints one line of text, wrapped at the terminal's width, each line indented. */
void pl_relief_print(const struct pl_relief_call *call, const char *indent, const char *text);

/* Prints where the safety check stands and what follows from it. */
void pl_relief_print_verdict(const struct pl_relief_call *call);

/* Prints the JSON and deletes it. A pl_exit. */
int pl_relief_print_json(cJSON *json);

/* Reads a line; false at the end of input. */
#define PL_RELIEF_LINE_BYTES 128
bool pl_relief_ask_line(char line[PL_RELIEF_LINE_BYTES]);
/* 1 yes, 0 no, -1 the end of input. Asks again until it is one of them: no answer is ever guessed. */
int pl_relief_ask_yes_no(const struct pl_relief_call *call, const char *question);
/* A number from 0 to 10, or -1 for none. */
int pl_relief_ask_pain(const struct pl_relief_call *call);

/* Colours of the gate and of accents; empty strings without colour. */
const char *pl_relief_colour(const struct pl_relief_call *call, enum pl_gate_level level);
const char *pl_relief_plain(const struct pl_relief_call *call);
