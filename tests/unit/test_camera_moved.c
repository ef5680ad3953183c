/* Whether the camera moved: the search on a background that was shifted by a known amount, and what is made of it. */
#include "posture/camera_moved.h"
#include "posture/silhouette.h"
#include "vision/background.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WIDTH 160
#define HEIGHT 120

static const struct pl_camera camera = {265, 160, 120}; /* of the finest level, 320 x 240 */
static struct pl_background then, now;

/* -1..1, the same for the same place. */
static double speckle(int x, int y, unsigned seed)
{
    unsigned h = ((unsigned)x * 73856093u) ^ ((unsigned)y * 19349663u) ^ (seed * 83492791u);

    h = (h ^ h >> 13) * 1274126177u;
    return (double)((h ^ h >> 16) & 0xffff) / 32768 - 1;
}

/* A wall without repetition, its stains about 8 px wide. */
static double wall(double x, double y, unsigned seed)
{
    double u = x / 8, v = y / 8, p = u - floor(u), q = v - floor(v);
    int i = (int)floor(u), j = (int)floor(v);
    double above = speckle(i, j, seed) * (1 - p) + speckle(i + 1, j, seed) * p;
    double below = speckle(i, j + 1, seed) * (1 - p) + speckle(i + 1, j + 1, seed) * p;

    return 2 * (above * (1 - q) + below * q);
}

/* What was at (x, y) is at (x, y) * zoom about the middle, and dy lower. */
static void paint(struct pl_background *b, double dy, double zoom, unsigned seed)
{
    b->width = WIDTH;
    b->height = HEIGHT;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            b->contrast[y * WIDTH + x] =
                (float)wall(WIDTH / 2 + (x - WIDTH / 2) / zoom,
                            HEIGHT / 2 + (y - dy - HEIGHT / 2) / zoom, seed);
}

static void hide_person(struct pl_background *b)
{
    for (int y = 30; y < HEIGHT; y++)
        for (int x = 50; x < 110; x++)
            b->contrast[y * WIDTH + x] = NAN;
}

static struct pl_background_match compared(void)
{
    hide_person(&then);
    hide_person(&now);
    return pl_background_compare(&then, &now, camera);
}

static enum pl_camera_state state_of(struct pl_background_match match)
{
    return pl_camera_motion_from(&match, 0, camera).state;
}

static void a_blank_or_hidden_wall_is_no_evidence(void **state)
{
    struct pl_background_match m;

    (void)state;
    paint(&then, 0, 1, 1);
    paint(&now, 0, 1, 1);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        now.contrast[i] *= 0.05f;
    m = compared();
    assert_false(m.judged);
    assert_int_equal(state_of(m), PL_CAMERA_STILL);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        now.contrast[i] = NAN;
    assert_false(compared().judged);
}

static void another_size_of_picture_is_not_compared(void **state)
{
    (void)state;
    paint(&then, 0, 1, 1);
    paint(&now, 0, 1, 1);
    now.height--;
    assert_false(compared().judged);
}

static void another_wall_is_lost(void **state)
{
    struct pl_background_match m;

    (void)state;
    paint(&then, 0, 1, 1);
    paint(&now, 0, 1, 2);
    m = compared();
    assert_true(m.judged && m.best < 0.4);
    assert_int_equal(state_of(m), PL_CAMERA_LOST);
}

static void a_camera_rolled_nearer_has_not_turned(void **state)
{
    (void)state;
    paint(&then, 0, 1, 1);
    paint(&now, 0, 1.12, 1);
    assert_true(compared().tilt_deg == 0);
    assert_int_not_equal(state_of(compared()), PL_CAMERA_TILTED);
}

static void a_wall_that_stayed_is_still(void **state)
{
    (void)state;
    paint(&then, 0, 1, 1);
    paint(&now, 0, 1, 1);
    assert_true(compared().at_rest > 0.99);
    assert_int_equal(state_of(compared()), PL_CAMERA_STILL);
}

static void the_shift_of_the_wall_tells_the_tilt(void **state)
{
    static const int shifts[] = {-40, -24, 20, 36};

    (void)state;
    for (size_t i = 0; i < sizeof(shifts) / sizeof(shifts[0]); i++) {
        struct pl_background_match m;
        double expected = -pl_degrees(atan(shifts[i] / (camera.focal_px / 2)));

        paint(&then, 0, 1, 1);
        paint(&now, shifts[i], 1, 1);
        m = compared();
        assert_true(m.judged && m.at_rest < 0.25 && m.best > 0.9);
        assert_true(fabs(m.tilt_deg - expected) < 0.01);
        assert_int_equal(state_of(m), PL_CAMERA_TILTED);
    }
}

/* Head and wall by the same angle: the camera only turned. The head in its place: it was also raised. */
static void what_the_head_does_corrects_the_tilt(void **state)
{
    struct pl_background_match m = {true, 0, 0.9, 8};
    double with_wall = -pl_radians(8) * camera.focal_px;
    struct pl_camera_motion turned = pl_camera_motion_from(&m, with_wall, camera);
    struct pl_camera_motion raised = pl_camera_motion_from(&m, 0, camera);
    struct pl_vec3 w = pl_rotation_to_vector(turned.rotation);

    (void)state;
    assert_true(fabs(turned.tilt_deg - 8) < 1e-9);
    assert_true(fabs(pl_degrees(w.v[0]) - 8) < 1e-9);
    assert_true(raised.tilt_deg > 10);
}

/* ---- the silhouette, which says what is background ---- */

static const struct pl_silhouette person = {{160, 80}, {160, 120}, 3};

static struct pl_point at_cm(double right, double below_shoulders)
{
    return (struct pl_point){(float)(160 + 3 * right), (float)(120 + 3 * below_shoulders)};
}

static void a_silhouette_knows_head_trunk_arms_and_wall(void **state)
{
    static const struct {
        double right, below;
        bool wide, narrow;
    } cases[] = {
        {0, -13, true, true},   /* the ears */
        {0, 10, true, true},    /* the chest */
        {0, -28, true, false},  /* hair */
        {24, 20, true, false},  /* an arm */
        {0, -2, true, false},   /* the neck: neither patch's */
        {0, -40, false, false}, /* the wall above */
        {45, 20, false, false}, /* and beside */
        {30, -20, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pl_point p = at_cm(cases[i].right, cases[i].below);

        assert_int_equal(pl_silhouette_wide(&person, p), cases[i].wide);
        assert_int_equal(pl_silhouette_narrow(&person, p), cases[i].narrow);
    }
}

static void what_is_surely_the_person_is_never_background(void **state)
{
    (void)state;
    for (int y = 0; y < 240; y++)
        for (int x = 0; x < 320; x++) {
            struct pl_point p = {(float)x, (float)y};

            assert_true(!pl_silhouette_narrow(&person, p) || pl_silhouette_wide(&person, p));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blank_or_hidden_wall_is_no_evidence),
        cmocka_unit_test(another_size_of_picture_is_not_compared),
        cmocka_unit_test(another_wall_is_lost),
        cmocka_unit_test(a_camera_rolled_nearer_has_not_turned),
        cmocka_unit_test(a_wall_that_stayed_is_still),
        cmocka_unit_test(the_shift_of_the_wall_tells_the_tilt),
        cmocka_unit_test(what_the_head_does_corrects_the_tilt),
        cmocka_unit_test(a_silhouette_knows_head_trunk_arms_and_wall),
        cmocka_unit_test(what_is_surely_the_person_is_never_background),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
