/* Who is the user, who is counted; and squares and masks that can be asked both ways. */
#include "vision/mask.h"
#include "vision/people.h"
#include "vision/square.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct pl_face_box face(float x, float y, float width, float score)
{
    return (struct pl_face_box){.centre = {x, y}, .width = width, .height = width, .score = score};
}

/* A colleague stands near the middle of 640x480, the user sits at the left, a poster hangs at the right. */
static const struct pl_face_boxes office = {
    .box = {{.centre = {330, 120}, .width = 50, .height = 50, .score = 0.95f},
            {.centre = {150, 260}, .width = 80, .height = 80, .score = 0.9f},
            {.centre = {600, 60}, .width = 90, .height = 90, .score = 0.3f}},
    .count = 3,
};

static void whoever_does_not_fit_the_seat_is_not_the_user(void **state)
{
    struct pl_seat seat = {{100, 400}, 20};
    struct pl_face_boxes order;

    (void)state;
    pl_people_order(&office, &seat, 640, 480, &order);
    assert_int_equal(order.count, 0);
    assert_false(pl_people_fits(&seat, (struct pl_point){100, 400}, 41));
    assert_false(pl_people_fits(&seat, (struct pl_point){100, 299}, 20));
    assert_true(pl_people_fits(&seat, (struct pl_point){130, 380}, 30));
}

static void the_seat_decides_before_size_and_middle(void **state)
{
    struct pl_seat seat = {{340, 130}, 52};
    struct pl_face_boxes order;

    (void)state;
    pl_people_order(&office, &seat, 640, 480, &order);
    assert_true(order.count >= 1);
    assert_true(order.box[0].centre.x == 330);
}

static void
without_a_seat_the_largest_near_the_middle_is_tried_first_and_unsure_faces_last(void **state)
{
    struct pl_face_boxes order;

    (void)state;
    pl_people_order(&office, NULL, 640, 480, &order);
    assert_int_equal(order.count, 3);
    assert_true(order.box[0].centre.x == 150);
    assert_true(order.box[1].centre.x == 330);
    assert_true(order.box[2].centre.x == 600);
}

static void a_user_without_a_face_is_counted_and_a_poster_is_not(void **state)
{
    struct pl_point behind_a_hand = {480, 300}, at_the_left = {150, 255};

    (void)state;
    assert_int_equal(pl_people_count(&office, NULL, 0), 2);
    assert_int_equal(pl_people_count(&office, &at_the_left, 80), 2);
    assert_int_equal(pl_people_count(&office, &behind_a_hand, 80), 3);
}

static void a_head_takes_the_face_nearest_to_it_and_none_that_is_away(void **state)
{
    struct pl_face_boxes two = {.box = {face(100, 100, 50, 0.9f), face(120, 100, 50, 0.8f)},
                                .count = 2};

    (void)state;
    assert_ptr_equal(pl_people_face_of(&two, (struct pl_point){118, 101}, 50), &two.box[1]);
    assert_null(pl_people_face_of(&two, (struct pl_point){300, 100}, 50));
}

static void squares_that_lead_nowhere_are_not_usable(void **state)
{
    (void)state;
    assert_false(pl_square_is_usable((struct pl_square){10, 10, 0, 0}));
    assert_false(pl_square_is_usable((struct pl_square){NAN, 10, 100, 0}));
    assert_false(pl_square_is_usable((struct pl_square){10, 10, 100, INFINITY}));
    assert_false(pl_square_is_usable((struct pl_square){10, 1e9f, 100, 0}));
    assert_true(pl_square_is_usable((struct pl_square){-200, 10, 5000, -3}));
}

static void a_point_of_a_turned_square_is_found_again(void **state)
{
    struct pl_square square = {320, 200, 512, 0.7f};
    struct pl_point p = pl_square_locate(square, 256, pl_square_point(square, 256, 40, 190));

    (void)state;
    assert_true(fabsf(p.x - 40) < 1e-3f && fabsf(p.y - 190) < 1e-3f);
}

static void a_mask_is_nobody_outside_and_smooth_inside(void **state)
{
    static struct pl_mask mask = {.square = {300, 300, 512, 0}};

    (void)state;
    mask.value[100 * PL_MASK_SIDE + 100] = 200;
    struct pl_point on = pl_square_point(mask.square, PL_MASK_SIDE, 100, 100);
    struct pl_point between = pl_square_point(mask.square, PL_MASK_SIDE, 100.5f, 100);
    assert_true(fabsf(pl_mask_at(&mask, on) - 200) < 0.1f);
    assert_true(fabsf(pl_mask_at(&mask, between) - 100) < 0.1f);
    assert_true(pl_mask_at(&mask, (struct pl_point){0, 0}) == 0);
    assert_true(pl_mask_at(&mask, (struct pl_point){NAN, 300}) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_does_not_fit_the_seat_is_not_the_user),
        cmocka_unit_test(the_seat_decides_before_size_and_middle),
        cmocka_unit_test(
            without_a_seat_the_largest_near_the_middle_is_tried_first_and_unsure_faces_last),
        cmocka_unit_test(a_user_without_a_face_is_counted_and_a_poster_is_not),
        cmocka_unit_test(a_head_takes_the_face_nearest_to_it_and_none_that_is_away),
        cmocka_unit_test(squares_that_lead_nowhere_are_not_usable),
        cmocka_unit_test(a_point_of_a_turned_square_is_found_again),
        cmocka_unit_test(a_mask_is_nobody_outside_and_smooth_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
