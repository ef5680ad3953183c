/* What others do with the same landmarks: the change of forward head in cm, nothing fitted. */
#pragma once

#include "tests/eval/study.h"

struct naive_method {
    const char *name;
    double (*change_cm)(const struct pair *p);
};

/* Ends with a NULL name. */
extern const struct naive_method naive_methods[];

/* Replaces the estimates by a method's; their sds become NaN. */
void naive_estimate(struct study *s, const struct naive_method *method);
