/* The daemon's control socket, for commands beside it: a local socket in the state directory.
 *
 * What only one of them can have, the camera and the buzzer, stays with the daemon; a command hands over what it
 * wants done and follows how it goes. A message is one text of at most PL_CONTROL_TEXT_MAX bytes: a session's order
 * in JSON, or words about a calibration (app/calibrate/calibration_by_daemon.h). Who may enter the state directory may connect.
 * Loop thread only; nothing blocks. */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

#define PL_CONTROL_TEXT_MAX 1024  /* with its NUL */
#define PL_CONTROL_NAME "control" /* in the state directory */

struct pl_control;

struct pl_control_handler {
    void *user;
    /* Somebody asks for `text`; *ret_answer, at most PL_CONTROL_TEXT_MAX bytes, goes back to them alone. Returns whether
     * they want to hear what is told to everybody from now on. */
    bool (*heard)(void *user, const char *text, char *ret_answer);
};

/* Opens it, in place of what a daemon that was killed left behind. 0; -EADDRINUSE when another daemon answers there;
 * another negative errno (-ENAMETOOLONG: the path of the state directory is too long for a socket). */
int pl_control_open(const char *state_dir, sd_event *loop, const struct pl_control_handler *handler,
                    struct pl_control **ret);

/* Whether anybody follows. NULL: nobody. */
bool pl_control_is_followed(const struct pl_control *control);

/* Tells everybody who follows. One who does not read misses it. NULL is fine. */
void pl_control_broadcast(struct pl_control *control, const char *text);

/* Removes the socket; whoever follows sees the end. NULL is fine. */
void pl_control_close(struct pl_control *control);

/* The other side: a descriptor that belongs to the caller, for send() and recv() of whole texts without waiting.
 * -ENOENT or -ECONNREFUSED: no daemon runs on that state directory; or another negative errno. */
int pl_control_connect(const char *state_dir);
