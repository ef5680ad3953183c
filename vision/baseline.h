/* A person's baseline on disk: what lasts, and the last key frame's patches when the user lets them be kept.
 *
 * One file a profile, mode 0600, written beside and renamed over, so that it is whole or not there. The
 * format is versioned, its numbers are little-endian, and a checksum guards it; a file that is cut short,
 * damaged or hostile gives a sentence and nothing else. */
#pragma once

#include "base/message.h"
#include "vision/track.h"

#define PL_PROFILE_NAME_SIZE 64

struct pl_baseline {
    char profile[PL_PROFILE_NAME_SIZE];
    double made_s;    /* wall time, seconds since 1970, of the calibration */
    double spread_cm; /* how the calibration's own results scattered */
    double quality;   /* 0..1 */
    bool has_patches;
    struct pl_key_frame key; /* without patches: the reference and the background's size only */
};

/* The path of a profile's file in `directory`. 0; -EINVAL with a sentence when the name is empty, too long or holds
 * other than letters, digits, '-' and '_'. */
int pl_baseline_path(const char *directory, const char *profile, char *ret, size_t size,
                     struct pl_message *reterr);

/* 0; negative errno with a sentence. */
int pl_baseline_write(const char *path, const struct pl_baseline *baseline,
                      struct pl_message *reterr);

/* 0; -ENOENT: there is none; -EPROTO: written by another version; -EBADMSG: no baseline, or damaged; other negative
 * errno. With a sentence; *ret is untouched then. */
int pl_baseline_read(const char *path, struct pl_baseline *ret, struct pl_message *reterr);

/* The same on bytes; what the fuzzer calls. `size` bytes at `data`. 0, -EPROTO or -EBADMSG. */
int pl_baseline_decode(const uint8_t *data, size_t size, struct pl_baseline *ret);
