/* The pinhole: what a pixel means. Upright picture, square pixels, no lens distortion. */
#pragma once

#include "posture/landmarks.h"
#include "posture/linear.h"

struct pl_camera {
    double focal_px;
    double cx, cy; /* px: the optical axis, taken in the middle of the picture */
};

/* From the horizontal field of view. `fov_width` is the width that the field of view belongs to: the
 * captured one, which after a quarter turn is the upright picture's height. */
static inline struct pl_camera pl_camera_from_hfov(double hfov_deg, int fov_width, int width,
                                                   int height)
{
    return (struct pl_camera){fov_width / 2.0 / tan(pl_radians(hfov_deg) / 2), width / 2.0,
                              height / 2.0};
}

/* The same camera seen at another picture size. */
static inline struct pl_camera pl_camera_scaled(struct pl_camera c, double k)
{
    return (struct pl_camera){c.focal_px * k, c.cx * k, c.cy * k};
}

/* The ray through a pixel, with z = 1: times a depth it is the place. */
static inline struct pl_vec3 pl_camera_ray(struct pl_camera c, double x, double y)
{
    return pl_vec3((x - c.cx) / c.focal_px, (y - c.cy) / c.focal_px, 1);
}

/* Where a place in front of the camera falls. */
static inline struct pl_point pl_camera_project(struct pl_camera c, struct pl_vec3 p)
{
    return (struct pl_point){(float)(c.focal_px * p.v[0] / p.v[2] + c.cx),
                             (float)(c.focal_px * p.v[1] / p.v[2] + c.cy)};
}
