/* What is sent when: dead bands, least gaps that keep the newest value, heartbeat; back-off; the store. */
#include "alerts/backoff.h"
#include "alerts/mqtt_board.h"
#include "alerts/pending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define S PL_USEC_PER_SEC

/* Sends everything that may be sent now; how many times the topic was among it. */
static int flush(struct pl_mqtt_board *board, enum pl_ha_topic wanted, pl_usec now)
{
    enum pl_ha_topic topic;
    int count = 0;

    while ((topic = pl_mqtt_board_next(board, now)) != PL_HA_TOPIC_NONE) {
        count += topic == wanted;
        assert_int_equal(pl_mqtt_board_sent(board, topic, now), 0);
    }
    return count;
}

static struct pl_mqtt_board *board_with(struct pl_published *published)
{
    struct pl_mqtt_board *board;

    *published = pl_published_nothing();
    published->live.present = true;
    published->live.score = 80;
    assert_int_equal(pl_mqtt_board_create(5 * S, &board), 0);
    assert_int_equal(pl_mqtt_board_update(board, published), 0);
    return board;
}

static void an_empty_board_has_nothing_to_send(void **state)
{
    struct pl_mqtt_board *board;

    (void)state;
    assert_int_equal(pl_mqtt_board_create(5 * S, &board), 0);
    assert_int_equal(pl_mqtt_board_next(board, 10 * S), PL_HA_TOPIC_NONE);
    assert_int_equal(pl_mqtt_board_due(board), INT64_MAX);
    pl_mqtt_board_destroy(board);
}

static void camera_availability_is_sent_last(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);
    enum pl_ha_topic topic, last = PL_HA_TOPIC_NONE;

    (void)state;
    while ((topic = pl_mqtt_board_next(board, S)) != PL_HA_TOPIC_NONE) {
        last = topic;
        assert_int_equal(pl_mqtt_board_sent(board, topic, S), 0);
    }
    assert_int_equal(last, PL_HA_TOPIC_CAMERA);
    pl_mqtt_board_destroy(board);
}

static void noise_waits_for_the_heartbeat(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    flush(board, PL_HA_TOPIC_LIVE, 0);
    published.live.score = 82.9;
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, 59 * S), 0);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, 60 * S), 1);
    pl_mqtt_board_destroy(board);
}

static void a_drift_waits_for_its_gap_and_the_newest_value_goes_out(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    flush(board, PL_HA_TOPIC_LIVE, 0);
    for (int i = 1; i <= 40; i++) { /* 10 frames a second for 4 s */
        published.live.score = 80 - i;
        pl_mqtt_board_update(board, &published);
        assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, i * S / 10), 0);
    }
    assert_int_equal(pl_mqtt_board_due(board), 5 * S);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, 5 * S), 1);
    assert_non_null(strstr(pl_mqtt_board_text(board, PL_HA_TOPIC_LIVE), "\"score\":40,"));
    pl_mqtt_board_destroy(board);
}

static void an_edge_goes_out_after_a_second_at_most(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    flush(board, PL_HA_TOPIC_LIVE, 0);
    published.live.warning = true;
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, S - 1), 0);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, S), 1);
    published.live.score = NAN; /* known became unknown: a drift, not noise */
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_LIVE, 6 * S), 1);
    pl_mqtt_board_destroy(board);
}

static void a_command_is_answered_even_if_nothing_changed(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    flush(board, PL_HA_TOPIC_LIVE, 0);
    assert_int_equal(flush(board, PL_HA_TOPIC_SETTINGS, 1), 0);
    pl_mqtt_board_resend(board, PL_HA_TOPIC_SETTINGS);
    assert_int_equal(flush(board, PL_HA_TOPIC_SETTINGS, 2), 1);
    pl_mqtt_board_destroy(board);
}

static void a_camera_in_trouble_does_not_wait_for_the_minute(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    flush(board, PL_HA_TOPIC_LIVE, 0);
    published.diagnostics.frames_per_s = 4;
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_DIAGNOSTICS, 59 * S), 0);
    published.diagnostics.camera_problem = true;
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_DIAGNOSTICS, 59 * S), 1);
    pl_mqtt_board_destroy(board);
}

static void midnight_resets_the_day(void **state)
{
    struct pl_published published;
    struct pl_mqtt_board *board = board_with(&published);

    (void)state;
    published.session.breaks_today = 7;
    published.session.good_today_min = 312.4;
    pl_mqtt_board_update(board, &published);
    flush(board, PL_HA_TOPIC_SESSION, 0);
    assert_non_null(strstr(pl_mqtt_board_text(board, PL_HA_TOPIC_SESSION), "\"good_today\":312,"));
    published.session.breaks_today = 0;
    published.session.good_today_min = 0;
    pl_mqtt_board_update(board, &published);
    assert_int_equal(flush(board, PL_HA_TOPIC_SESSION, S), 1);
    assert_non_null(strstr(pl_mqtt_board_text(board, PL_HA_TOPIC_SESSION), "\"breaks_today\":0,"));
    pl_mqtt_board_destroy(board);
}

static void backing_off_doubles_to_a_limit_and_never_waits_nothing(void **state)
{
    struct pl_backoff backoff = {.shortest = S, .longest = 60 * S};
    static const int expected[] = {1, 2, 4, 8, 16, 32, 60, 60};

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(pl_backoff_next(&backoff, 0), expected[i] * S);
    for (int i = 0; i < 100; i++) {
        pl_usec wait = pl_backoff_next(&backoff, UINT32_MAX);
        assert_true(wait >= 44 * S && wait <= 46 * S);
    }
    pl_backoff_reset(&backoff);
    assert_int_equal(pl_backoff_next(&backoff, 0), S);
    assert_int_equal(pl_backoff_longest(&backoff, 0), 60 * S);
}

static void the_store_keeps_the_newest_in_order(void **state)
{
    struct pl_pending_memory *store;
    struct pl_pending_item item = {0};
    int dropped = 0;

    (void)state;
    assert_int_equal(pl_pending_memory_create(&store), 0);
    assert_int_equal(pl_pending_memory_ops.peek(store, &item), PL_PENDING_EMPTY);
    for (int i = 0; i < 10000; i++) {
        snprintf(item.payload, sizeof item.payload, "%d", i);
        dropped += pl_pending_memory_ops.push(store, &item) == PL_PENDING_DROPPED;
    }
    assert_int_equal(dropped, 10000 - PL_PENDING_MAX);
    for (int i = 10000 - PL_PENDING_MAX; i < 10000; i++) {
        char expected[16];
        snprintf(expected, sizeof expected, "%d", i);
        assert_int_equal(pl_pending_memory_ops.peek(store, &item), 0);
        assert_string_equal(item.payload, expected);
        assert_int_equal(pl_pending_memory_ops.ack(store, item.id), 0);
        assert_int_equal(pl_pending_memory_ops.ack(store, item.id), 0); /* twice is fine */
    }
    assert_int_equal(pl_pending_memory_ops.peek(store, &item), PL_PENDING_EMPTY);
    pl_pending_memory_destroy(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_board_has_nothing_to_send),
        cmocka_unit_test(camera_availability_is_sent_last),
        cmocka_unit_test(noise_waits_for_the_heartbeat),
        cmocka_unit_test(a_drift_waits_for_its_gap_and_the_newest_value_goes_out),
        cmocka_unit_test(an_edge_goes_out_after_a_second_at_most),
        cmocka_unit_test(a_command_is_answered_even_if_nothing_changed),
        cmocka_unit_test(a_camera_in_trouble_does_not_wait_for_the_minute),
        cmocka_unit_test(midnight_resets_the_day),
        cmocka_unit_test(backing_off_doubles_to_a_limit_and_never_waits_nothing),
        cmocka_unit_test(the_store_keeps_the_newest_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
