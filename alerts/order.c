#include "alerts/order.h"

#include <assert.h>

static const char *const names[PL_ORDER_KIND_COUNT] = {
    [PL_ORDER_NONE] = "none",
    [PL_ORDER_SET] = "set",
    [PL_ORDER_SNOOZE] = "snooze",
    [PL_ORDER_DISMISS] = "dismiss",
    [PL_ORDER_INHIBIT] = "inhibit",
    [PL_ORDER_EXERCISE_DONE] = "exercise done",
    [PL_ORDER_EXERCISE] = "exercise",
    [PL_ORDER_BREAK_TAKEN] = "break taken",
    [PL_ORDER_NO_WARNING_SIGNS] = "no warning signs",
    [PL_ORDER_SAFETY_ANSWERS] = "safety answers",
    [PL_ORDER_CALIBRATE] = "calibrate",
    [PL_ORDER_REFRESH_BASELINE] = "refresh baseline",
    [PL_ORDER_RESTART] = "restart",
};

const char *pl_order_kind_name(enum pl_order_kind kind)
{
    assert(kind >= 0 && kind < PL_ORDER_KIND_COUNT);
    return names[kind];
}
