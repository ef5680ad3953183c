/* Did the camera move since the key frame? Told from the background, which people do not carry along. */
#pragma once

#include "posture/observation.h"

enum pl_camera_state {
    PL_CAMERA_STILL,
    PL_CAMERA_TILTED, /* moved, and `tilt_deg` says how it turned */
    PL_CAMERA_LOST,   /* moved in a way that the background does not tell */
};

struct pl_camera_motion {
    enum pl_camera_state state;
    double tilt_deg;         /* down positive; 0 unless tilted */
    struct pl_mat3 rotation; /* from the key frame's camera axes to this frame's */
};

/* `head_shift_px` is how far the head moved down in the picture, at `camera`'s resolution. A background
 * without structure, or hidden by the person, is no evidence: still. */
struct pl_camera_motion pl_camera_motion_from(const struct pl_background_match *match,
                                              double head_shift_px, struct pl_camera camera);
