#include "vision/models.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLACES 5
#define PATH_SIZE 512

struct places {
    char directory[PLACES][PATH_SIZE];
    int count;
};

/* Adds a place when its parts are known and it is not longer than a path may be. */
static void add(struct places *places, const char *base, const char *below)
{
    if (!base || !*base)
        return;

    int length = snprintf(places->directory[places->count], PATH_SIZE, "%s%s", base, below);

    if (length > 0 && length < PATH_SIZE)
        places->count++;
}

static struct places places_in_order(const struct pl_model_places *given)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    struct places places = {.count = 0};

    add(&places, given->option, "");
    add(&places, given->directory, "");
    add(&places, "/usr/share/plumbline/models", "");
    add(&places, "/var/lib/plumbline/models", "");
    if (cache && *cache)
        add(&places, cache, "/plumbline/models");
    else
        add(&places, getenv("HOME"), "/.cache/plumbline/models");
    return places;
}

static void explain(const struct places *places, const char *file, struct pl_message *reterr)
{
    char list[PLACES * (PATH_SIZE + 2)] = "";
    size_t used = 0;

    for (int i = 0; i < places->count; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 places->directory[i]);
    pl_message_set(
        reterr,
        "the model %s is not there; run models/fetch (./dev does), or name its folder with "
        "--models DIR; looked in: %s",
        file, list);
}

int pl_models_find(const struct pl_model_places *places, const char *file, char *ret, size_t size,
                   struct pl_message *reterr)
{
    struct places in_order = places_in_order(places);
    char path[2 * PATH_SIZE];

    for (int i = 0; i < in_order.count; i++) {
        snprintf(path, sizeof path, "%s/%s", in_order.directory[i], file);
        if (strlen(path) < size && access(path, R_OK) == 0) {
            memcpy(ret, path, strlen(path) + 1);
            return 0;
        }
    }
    explain(&in_order, file, reterr);
    return -ENOENT;
}
