/* Which entry of the catalogue a break away from the desk was. Pure. */
#pragma once

#include "alerts/event.h"
#include "protocol/engine.h"

/* The longest micro-break that fits in `length`, or the shortest of all. NULL: the catalogue has none, or one of
 * them was logged since this break began, so that it would count twice. */
const struct pl_entry *pl_relief_break(const struct pl_relief *relief,
                                       const struct pl_catalogue *catalogue, pl_usec length,
                                       struct pl_when now);

/* That entry as done by the break event: partly where less was seen than it takes. A declared break is the
 * person's word, so done and not seen. */
struct pl_practice pl_relief_break_practice(const struct pl_entry *entry,
                                            const struct pl_event *event, struct pl_when now);
