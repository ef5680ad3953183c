/* Hides the passwords of network cameras: rtsp://anna:secret@host/ is shown as rtsp://anna:***@host/.
 *
 * Everything that shows an address calls this one function: log, sentences about settings and cameras, `input` of
 * measurement lines, doctor, check-config. When in doubt it hides too much. */
#pragma once

#include <stddef.h>

/* Replaces by "***", in every address of the text (a word with "://" or "rtsp:"): what stands between the first ':' and the last '@',
 * a ':' followed by something that is no port (an address that was cut off), and the value of a parameter whose name has
 * "pass", "pwd" or "token" in it. `text` lies in a buffer of `size` bytes and is cut off where it would grow out of it. */
void pl_redact(char *text, size_t size);
