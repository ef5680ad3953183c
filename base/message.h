/* One sentence for people about what went wrong: who, where, and what would have been right.
 *
 * The caller owns the struct; functions that can fail fill it only when they do. */
#pragma once

struct pl_message {
    char text[512];
};

/* Writes the sentence, cut off if it is too long and without passwords of addresses. `message` may be NULL: then nobody wants to know. */
void pl_message_set(struct pl_message *message, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
