/* A raised camera that still aims at the person turns: the wall moves in the picture, the person less.
 *
 * Thresholds: a static camera's background correlates by 0.86 to 1.0, a camera rolled by 12-15 cm by 0.20
 * to 0.63, one raised by 25 cm by -0.07 to 0.12 (rendered room). */
#include "posture/camera_moved.h"

#define STILL_AT_REST 0.25
#define FOUND 0.4
#define SMALL_TILT_DEG 4.0
/* How many times farther than the head the background is taken to be. */
#define BACKGROUND_RATIO 3.7

struct pl_camera_motion pl_camera_motion_from(const struct pl_background_match *match,
                                              double head_shift_px, struct pl_camera camera)
{
    struct pl_camera_motion m = {PL_CAMERA_STILL, 0, pl_mat3_identity()};
    double wall = match->tilt_deg, head = -pl_degrees(head_shift_px / camera.focal_px);

    if (!match->judged || match->at_rest > STILL_AT_REST)
        return m;
    if (match->best < FOUND) {
        m.state = PL_CAMERA_LOST;
        return m;
    }
    if (fabs(wall) <= SMALL_TILT_DEG)
        return m;
    m.state = PL_CAMERA_TILTED;
    m.tilt_deg = wall + (wall - head) / (BACKGROUND_RATIO - 1);
    m.rotation = pl_rotation_from_vector(pl_vec3(pl_radians(m.tilt_deg), 0, 0));
    return m;
}
