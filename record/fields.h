/* The numbers of a measurement line, in the order in which they are written. Private to record/. */
#pragma once

#include "posture/measurement.h"

#include <stddef.h>

struct pl_record_field {
    const char *key;
    size_t offset;   /* of a struct pl_number in struct pl_measurement */
    double decimals; /* a power of ten: what is written is rounded to 1 / decimals */
};

#define PL_RECORD_FIELDS 13

extern const struct pl_record_field pl_record_fields[PL_RECORD_FIELDS];

static inline struct pl_number *pl_record_number(struct pl_measurement *m, size_t i)
{
    return (struct pl_number *)(void *)((char *)m + pl_record_fields[i].offset);
}
