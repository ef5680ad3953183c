/* Private to history/. Pure. */
#pragma once

/* The median of those of `count` values that are finite; NaN when none is. The values are put in order. */
double pl_median(float *values, int count);
