#include "history/median.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

double pl_median(float *values, int count)
{
    int n = 0;

    for (int i = 0; i < count; i++)
        if (isfinite(values[i]))
            values[n++] = values[i];
    if (!n)
        return NAN;
    qsort(values, (size_t)n, sizeof values[0], compare);
    return n % 2 ? values[n / 2] : ((double)values[n / 2 - 1] + (double)values[n / 2]) / 2;
}
