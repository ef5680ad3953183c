/* Fits how wide the sd of forward head must be: the product's sum of registration, size and nod, by likelihood. */
#pragma once

#include "tests/eval/study.h"

/* `change` holds one for each pair. Needs the gains in *f; replaces its registration_factor, nod_cm_per_deg, and the shares of
 * those sizes that the study has. `without` NULL: everybody. A moved camera does not count. */
void spread_fit(const struct study *s, const struct pl_head_change *change, const char *without,
                struct pl_fitted *f);
