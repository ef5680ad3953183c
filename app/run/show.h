/* What `run` shows of the present, and what it says of an event, in a line for people. */
#pragma once

#include "app/watch/judge.h"
#include "app/watch/worker.h"

#define PL_SHOW_SIZE 256

/* The present: seat, posture with its number, camera. */
void pl_show_now(const struct pl_judge *judge, const struct pl_sighting *seen,
                 char ret[PL_SHOW_SIZE]);

/* Draws `text` over the line drawn before, cut to the terminal's width. */
void pl_show_draw(const char *text);

/* Takes the drawn line away, so that something else can be printed. */
void pl_show_clear(void);

/* An event in a few words, with its time. False: not worth a line (what is held back). */
bool pl_show_event(const struct pl_event *event, char ret[PL_SHOW_SIZE]);
