/* A program of the user's that gets every event as a JSON line on its standard input.
 *
 * It is run without a shell, alone in its process group, with a handful of environment variables and no
 * descriptor of ours. The loop never waits for it: at most PL_HOOK_RUNNING_MAX run at once and PL_HOOK_WAITING_MAX
 * events wait; one that runs longer than its time is killed with its children. Loop thread. */
#pragma once

#include <systemd/sd-event.h>

struct pl_hook;

#define PL_HOOK_RUNNING_MAX 2
#define PL_HOOK_WAITING_MAX 16

/* `command` is an absolute path, copied. 0; -errno. */
int pl_hook_create(const char *command, int timeout_s, sd_event *loop, struct pl_hook **ret);

/* Takes NULL. Programs that still run are killed. */
void pl_hook_destroy(struct pl_hook *hook);

/* Runs the program with `line` and a line feed on its standard input, now or when one has ended; when too many
 * wait, this one is dropped, which is logged; once the loop has ended, none is run. The line is copied. */
void pl_hook_run(struct pl_hook *hook, const char *line);
