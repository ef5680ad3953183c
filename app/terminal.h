/* What a command needs to know about the terminal, and keys without Enter.
 *
 * One terminal a process; one thread. pl_terminal_close() undoes everything, also from a signal's way out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pl_terminal {
    bool interactive; /* input and output are a terminal that can place its cursor */
    bool colour;      /* and NO_COLOR does not forbid it */
    bool utf8;        /* by the locale */
    bool raw;
};

#define PL_KEY_NONE 0    /* nothing was pressed in time */
#define PL_KEY_RESIZED 1 /* the window has another size now */
#define PL_KEY_STOP 3    /* Ctrl-C, or a signal asked to end */
#define PL_KEY_END 4     /* input is over: nobody will press anything */

/* Looks, and sets the locale. Changes nothing of the terminal yet. */
void pl_terminal_look(struct pl_terminal *terminal);

/* Keys one by one and unseen, until pl_terminal_close(). Only when interactive. */
void pl_terminal_open(struct pl_terminal *terminal);
void pl_terminal_close(struct pl_terminal *terminal);

/* Columns and rows; 80 by 24 when not known. */
void pl_terminal_size(int *ret_columns, int *ret_rows);

/* The next key, or a PL_KEY_, after at most `wait_ms`. Without raw keys the first letter of a line. */
int pl_terminal_key(const struct pl_terminal *terminal, int wait_ms);

/* What a signal asked for since the last look: PL_KEY_STOP, PL_KEY_RESIZED or PL_KEY_NONE. pl_terminal_key() says it as
 * well; this is for when no keys are read any more. */
int pl_terminal_signal(void);

/* The whole line whose first letter the last key was. Only without raw keys; until the next key. */
const char *pl_terminal_line(void);

/* The text as this terminal can show it, cut to `columns`: without UTF-8 every other letter gets its nearest
 * ASCII form. Returns the columns used. */
int pl_terminal_fit(const struct pl_terminal *terminal, const char *text, int columns, char *ret,
                    size_t size);
