/* "Did you mean": the key at the smallest edit distance. */
#include "config/table.h"

#include <string.h>

#define KEY_MAX 64

static int smallest(int a, int b, int c)
{
    int ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance, in characters put in, taken out or exchanged. Too long texts are far away. */
static int distance(const char *a, const char *b)
{
    int row[KEY_MAX + 1];
    size_t length = strlen(b);

    if (length > KEY_MAX || strlen(a) > KEY_MAX)
        return KEY_MAX;
    for (size_t j = 0; j <= length; j++)
        row[j] = (int)j;
    for (size_t i = 1; a[i - 1]; i++) {
        int corner = row[0];

        row[0] = (int)i;
        for (size_t j = 1; j <= length; j++) {
            int above = row[j], cost = a[i - 1] != b[j - 1];

            row[j] = smallest(above + 1, row[j - 1] + 1, corner + cost);
            corner = above;
        }
    }
    return row[length];
}

static const char *last_part(const char *key)
{
    const char *dot = strrchr(key, '.');

    return dot ? dot + 1 : key;
}

/* A right name under a wrong heading is one step away, however long the heading is. */
static int unlikeness(const char *key, const char *candidate)
{
    int whole = distance(key, candidate);
    int part = distance(last_part(key), last_part(candidate)) + 1;

    return whole < part ? whole : part;
}

const struct pl_setting *pl_setting_nearest(const char *key)
{
    const struct pl_setting *best = NULL;
    int least = 1 + (int)strlen(last_part(key)) / 2;

    for (int i = 0; i < pl_setting_count; i++) {
        int d = unlikeness(key, pl_setting_table[i].key);
        if (d < least) {
            least = d;
            best = &pl_setting_table[i];
        }
    }
    return best;
}
