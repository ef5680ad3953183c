/* Members of a JSON object whose value may not be known: null then, so that the key is always there and no reader
 * meets a NaN. Keys and texts are copied. Any thread, as long as the object belongs to it. */
#pragma once

#include <cjson/cJSON.h>
#include <math.h>

/* NULL is not known. */
static inline void pl_json_add_text(cJSON *to, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(to, key, text);
    else
        cJSON_AddNullToObject(to, key);
}

/* What is not finite is not known. */
static inline void pl_json_add_number(cJSON *to, const char *key, double number)
{
    if (isfinite(number))
        cJSON_AddNumberToObject(to, key, number);
    else
        cJSON_AddNullToObject(to, key);
}
