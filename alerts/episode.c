#include "alerts/episode.h"

#define OLD_DWELLS 3

static void restart_window(struct pl_episode *episode, pl_usec t)
{
    episode->window = t;
    episode->over = episode->known = 0;
}

static void begin(struct pl_episode *episode, pl_usec t)
{
    *episode = (struct pl_episode){.open = true, .began = t};
    restart_window(episode, t);
}

static bool mostly_over(const struct pl_episode *episode)
{
    return episode->known > 0 && 10 * episode->over >= 6 * episode->known;
}

static void count(struct pl_episode *episode, pl_usec elapsed, struct pl_fault_sign sight)
{
    if (!sight.known)
        return;
    episode->known += elapsed;
    if (sight.over)
        episode->over += elapsed;
    episode->clear = sight.under ? episode->clear + elapsed : 0;
}

/* Old and not mostly over: what was told stays told, what was not was nothing. */
static void begin_anew(struct pl_episode *episode, pl_usec t)
{
    if (episode->told)
        restart_window(episode, t);
    else
        episode->open = false;
}

enum pl_episode_news pl_episode_step(struct pl_episode *episode, pl_usec dwell, pl_usec clear,
                                     pl_usec t, pl_usec elapsed, struct pl_fault_sign sight)
{
    pl_usec age;

    if (!episode->open) {
        if (sight.known && sight.over)
            begin(episode, t);
        return PL_EPISODE_NOTHING;
    }
    count(episode, elapsed, sight);
    if (episode->clear >= clear) {
        episode->open = false;
        return PL_EPISODE_ENDED;
    }
    age = t - episode->window;
    if (age < dwell)
        return PL_EPISODE_NOTHING;
    if (!mostly_over(episode)) {
        if (age >= OLD_DWELLS * dwell)
            begin_anew(episode, t);
        return PL_EPISODE_NOTHING;
    }
    if (!sight.known || 2 * episode->known < age)
        return PL_EPISODE_UNSURE;
    return sight.over ? PL_EPISODE_DUE : PL_EPISODE_NOTHING;
}

void pl_episode_alerted(struct pl_episode *episode, pl_usec t, bool told)
{
    restart_window(episode, t);
    if (told) {
        episode->told = true;
        episode->alerted = t;
    }
}
