#include "overlay/overlay.h"

#include "overlay/body.h"
#include "overlay/panel.h"
#include "overlay/picture.h"
#include "overlay/save.h"
#include "overlay/strip.h"
#include "overlay/style.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define MIN_WIDTH 640 /* below it, words are not legible */
#define MAX_WIDTH 1280

struct pl_overlay {
    struct pl_overlay_settings settings;
    struct pl_strip strip;
    cairo_surface_t *canvas;
    uint8_t *bgr; /* the canvas as 3 bytes a pixel, for pl_overlay_frame() */
};

int pl_overlay_create(const struct pl_overlay_settings *settings, struct pl_overlay **ret)
{
    struct pl_overlay *overlay = calloc(1, sizeof *overlay);

    if (!overlay)
        return -ENOMEM;
    overlay->settings = *settings;
    *ret = overlay;
    return 0;
}

void pl_overlay_destroy(struct pl_overlay *overlay)
{
    if (!overlay)
        return;
    if (overlay->canvas)
        cairo_surface_destroy(overlay->canvas);
    free(overlay->bgr);
    free(overlay);
}

static int error_of(cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return 0;
    return status == CAIRO_STATUS_INVALID_SIZE ? -EINVAL : -ENOMEM;
}

/* Even numbers, because videos store colour at half the resolution. */
static int even(double size)
{
    return (int)(size / 2 + 0.5) * 2;
}

static int make_canvas(struct pl_overlay *overlay, int width, int height)
{
    int w = even(width < MIN_WIDTH ? MIN_WIDTH : width > MAX_WIDTH ? MAX_WIDTH : width);
    int h = even((double)w * height / width + PL_PANEL_HEIGHT * w / PL_OVERLAY_WIDTH);
    cairo_surface_t *canvas = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    int r = error_of(cairo_surface_status(canvas));

    if (r == 0)
        overlay->bgr = malloc((size_t)w * 3 * (size_t)h);
    if (r == 0 && !overlay->bgr)
        r = -ENOMEM;
    if (r) {
        cairo_surface_destroy(canvas);
        return r;
    }
    overlay->canvas = canvas;
    return 0;
}

/* Height of the picture's part of the canvas, in units. */
static double picture_height(const struct pl_overlay *overlay)
{
    return PL_OVERLAY_WIDTH * cairo_image_surface_get_height(overlay->canvas) /
               cairo_image_surface_get_width(overlay->canvas) -
           PL_PANEL_HEIGHT;
}

/* Paints the picture into its part of the canvas, as large as fits. Returns units a picture pixel. */
static double paint_picture(cairo_t *cr, cairo_surface_t *picture, double height)
{
    double w = cairo_image_surface_get_width(picture), h = cairo_image_surface_get_height(picture);
    double scale = fmin(PL_OVERLAY_WIDTH / w, height / h);

    pl_set_colour(cr, pl_colour_ground, 1.0);
    cairo_paint(cr);
    cairo_translate(cr, (PL_OVERLAY_WIDTH - w * scale) / 2, (height - h * scale) / 2);
    cairo_save(cr);
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, picture, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
    return scale;
}

static void compose(struct pl_overlay *overlay, cairo_t *cr, cairo_surface_t *picture,
                    const struct pl_landmarks *landmarks, const struct pl_measurement *measurement)
{
    const struct pl_overlay_settings *s = &overlay->settings;
    double height = picture_height(overlay), unit, scale;
    struct pl_panel panel = {
        .measurement = measurement,
        .strip = s->moving ? &overlay->strip : NULL,
        .soft_cm = s->forward_head_cm,
        .strong_cm = s->forward_strong_cm,
    };

    unit = cairo_image_surface_get_width(overlay->canvas) / PL_OVERLAY_WIDTH;
    cairo_scale(cr, unit, unit);
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, PL_OVERLAY_WIDTH, height);
    cairo_clip(cr);
    scale = paint_picture(cr, picture, height);
    pl_draw_body(cr, landmarks, measurement,
                 pl_colour_of_posture(measurement, panel.soft_cm, panel.strong_cm), scale, height);
    cairo_restore(cr);
    cairo_translate(cr, 0, height);
    pl_draw_panel(cr, &panel);
}

int pl_overlay_draw(struct pl_overlay *overlay, const struct pl_frame *frame,
                    struct pl_mounting mounting, const struct pl_landmarks *landmarks,
                    const struct pl_measurement *measurement)
{
    cairo_surface_t *picture = pl_upright_surface(frame, mounting);
    int r = error_of(cairo_surface_status(picture));
    cairo_t *cr;

    if (r == 0 && !overlay->canvas)
        r = make_canvas(overlay, cairo_image_surface_get_width(picture),
                        cairo_image_surface_get_height(picture));
    if (r == 0) {
        pl_strip_add(&overlay->strip, measurement);
        cr = cairo_create(overlay->canvas);
        compose(overlay, cr, picture, landmarks, measurement);
        r = error_of(cairo_status(cr));
        cairo_destroy(cr);
    }
    cairo_surface_destroy(picture);
    return r;
}

struct pl_frame pl_overlay_frame(struct pl_overlay *overlay)
{
    assert(overlay->canvas);
    return pl_bgr_of_canvas(overlay->canvas, overlay->bgr);
}

int pl_overlay_save(const struct pl_overlay *overlay, const char *path, struct pl_message *reterr)
{
    assert(overlay->canvas);
    return pl_save_canvas(overlay->canvas, path, reterr);
}
