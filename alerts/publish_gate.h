/* When a retained state is worth sending. Pure.
 *
 * The recorder of Home Assistant keeps every change, so noise is held back: small movements inside
 * a dead band, and more than one message in a while. What is held back is never lost: the change is
 * always judged against what was sent last, so the newest value goes out as soon as it may. */
#pragma once

#include "alerts/published.h"
#include "base/time.h"

#include <stdbool.h>

enum pl_change {
    PL_CHANGE_NONE,  /* nothing beyond the dead bands */
    PL_CHANGE_DRIFT, /* a number moved */
    PL_CHANGE_EDGE,  /* a word or a yes/no changed: people wait for it */
};

/* Least time between two messages after each kind of change; heartbeat 0: none. */
struct pl_publish_rule {
    pl_usec edge_gap, drift_gap, heartbeat;
};

struct pl_publish_gate {
    bool sent; /* false: nothing was sent on this connection yet */
    pl_usec last;
};

/* Whether to send now. The caller sends and calls pl_publish_gate_sent(). */
bool pl_publish_gate_open(const struct pl_publish_gate *gate, const struct pl_publish_rule *rule,
                          enum pl_change change, pl_usec now);

/* The moment at which it will be open if nothing else changes; INT64_MAX: never. */
pl_usec pl_publish_gate_due(const struct pl_publish_gate *gate, const struct pl_publish_rule *rule,
                            enum pl_change change);

void pl_publish_gate_sent(struct pl_publish_gate *gate, pl_usec now);

/* How `now` differs from what was sent. `why` is compared as text; both strings are borrowed. */
enum pl_change pl_live_change(const struct pl_published_live *sent,
                              const struct pl_published_live *now);
