/* Control requests: the standard ones of USB, and those of a video camera. */
#pragma once

#include <stdint.h>

/* Answers the request of this setup packet into `ret` (MAX_DESCRIPTOR bytes); the size of the answer, -1 for a stall. */
int request_answer(const uint8_t setup[8], uint8_t *ret);
