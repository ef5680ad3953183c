/* Sources: what is said about wrong descriptions, that lending is strict, and that made-up pictures and
 * pacing keep their promises. */
#include "capture/paced.h"
#include "capture/source.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct pl_source_wish small = {.width = 64, .height = 48, .rate_hz = 10};

static struct pl_source *open_or_fail(const char *description, const struct pl_source_wish *wish)
{
    struct pl_source *source = NULL;
    char detail[PL_DETAIL_SIZE] = "";

    if (pl_source_open(description, wish, &source, detail) != 0)
        fail_msg("%s: %s", description, detail);
    return source;
}

static void wrong_descriptions_get_a_sentence(void **state)
{
    static const struct {
        const char *description, *says;
        int r;
    } cases[] = {
        {"synthetic:elephant", "synthetic:elephant is not known", PL_SOURCE_NO_DEVICE},
        {"file:/nowhere/at/all.jpg", "/nowhere/at/all.jpg is not there", PL_SOURCE_NO_DEVICE},
        {"/nowhere", "/nowhere is not there", PL_SOURCE_NO_DEVICE},
        {"automobile.jpg", "automobile.jpg is not there", PL_SOURCE_NO_DEVICE},
        {"synthetic.jpg", "synthetic.jpg is not there", PL_SOURCE_NO_DEVICE},
        {"/dev/null", "/dev/null is no camera", PL_SOURCE_WRONG_FORMAT},
        {"file:/proc/version", "neither a picture nor a video", PL_SOURCE_UNREADABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_source *source = NULL;
        char detail[PL_DETAIL_SIZE] = "";

        assert_int_equal(pl_source_open(cases[i].description, &small, &source, detail), cases[i].r);
        assert_null(source);
        if (!strstr(detail, cases[i].says))
            fail_msg("%s: %s", cases[i].description, detail);
    }
}

/* Runs `body` in a child and says whether an assert stopped it. */
static int is_stopped(void (*body)(struct pl_source *source))
{
    struct pl_source *source = open_or_fail("synthetic:still", &small);
    int status;
    pid_t child = fork();

    if (child == 0) {
        const struct rlimit no_core = {0, 0};

        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        body(source);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    pl_source_close(source);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void take_two(struct pl_source *source)
{
    struct pl_frame frame;

    pl_source_next(source, 0, &frame);
    pl_source_next(source, 0, &frame);
}

static void give_back_twice(struct pl_source *source)
{
    struct pl_frame frame;

    pl_source_next(source, 0, &frame);
    pl_source_release(source, &frame);
    pl_source_release(source, &frame);
}

static void close_while_lent(struct pl_source *source)
{
    struct pl_frame frame;

    pl_source_next(source, 0, &frame);
    pl_source_close(source);
}

static void take_one_and_give_it_back(struct pl_source *source)
{
    struct pl_frame frame;

    pl_source_next(source, 0, &frame);
    pl_source_release(source, &frame);
}

static void each_frame_is_released_exactly_once(void **state)
{
    (void)state;
    assert_true(is_stopped(take_two));
    assert_true(is_stopped(give_back_twice));
    assert_true(is_stopped(close_while_lent));
    assert_false(is_stopped(take_one_and_give_it_back));
}

static uint32_t luma_sum(struct pl_source *source, pl_usec *ret_t)
{
    struct pl_frame f;
    uint32_t sum = 0;

    assert_int_equal(pl_source_next(source, 0, &f), 0);
    for (int i = 0; i < f.stride[0] * f.height; i++)
        sum = sum * 31 + f.plane[0][i];
    *ret_t = f.t;
    pl_source_release(source, &f);
    assert_null(f.plane[0]);
    return sum;
}

static void made_up_pictures_repeat_exactly(void **state)
{
    static const struct {
        const char *description;
        bool changes;
    } cases[] = {{"synthetic", true},
                 {"synthetic:still", false},
                 {"synthetic:empty", false},
                 {"synthetic:noise", true}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_source *a = open_or_fail(cases[i].description, &small);
        struct pl_source *b = open_or_fail(cases[i].description, &small);
        pl_usec t, u;
        uint32_t first = luma_sum(a, &t), second;

        assert_int_equal(luma_sum(b, &u), first);
        second = luma_sum(a, &t);
        assert_int_equal(luma_sum(b, &u), second);
        assert_int_equal(t, u);
        assert_int_equal(t, 100000); /* the second frame at 10 Hz */
        assert_int_equal(first != second, cases[i].changes);
        pl_source_close(a);
        pl_source_close(b);
    }
}

/* A clock that stands still unless it is waited on or pushed. */
struct fake_clock {
    pl_usec now;
};

static pl_usec fake_now(void *context)
{
    return ((struct fake_clock *)context)->now;
}

static void fake_wait(void *context, pl_usec t)
{
    struct fake_clock *clock = context;

    if (t > clock->now)
        clock->now = t;
}

static struct pl_source *open_paced(struct fake_clock *clock)
{
    const struct pl_pace_clock pace = {fake_now, fake_wait, clock};
    struct pl_source *source = NULL;

    assert_int_equal(pl_paced_source_open(open_or_fail("synthetic:still", &small), &pace, &source),
                     0);
    return source;
}

static void expect_frame(struct pl_source *source, pl_usec t, uint32_t sequence)
{
    struct pl_frame f;

    assert_int_equal(pl_source_next(source, PL_USEC_PER_SEC, &f), 0);
    assert_int_equal(f.t, t);
    assert_int_equal(f.sequence, sequence);
    pl_source_release(source, &f);
}

static void a_paced_source_keeps_its_own_speed(void **state)
{
    struct fake_clock clock = {.now = 5000000};
    struct pl_source *source = open_paced(&clock);

    (void)state;
    expect_frame(source, 5000000, 0);
    expect_frame(source, 5100000, 1);
    assert_int_equal(clock.now, 5100000);
    pl_source_close(source);
}

static void a_slow_reader_gets_the_newest_frame(void **state)
{
    struct fake_clock clock = {.now = 5000000};
    struct pl_source *source = open_paced(&clock);

    (void)state;
    expect_frame(source, 5000000, 0);
    clock.now += 550000;
    expect_frame(source, 5500000, 5);
    assert_int_equal(source->dropped, 4);
    expect_frame(source, 5600000, 6);
    pl_source_close(source);
}

/* A source that counts how often it has to make a picture. */
struct counting {
    struct pl_source base;
    struct pl_source *inner;
    int read;
};

static int counting_next(struct pl_source *source, pl_usec timeout, struct pl_frame *ret)
{
    struct counting *c = (struct counting *)source;

    c->read++;
    return pl_source_next(c->inner, timeout, ret);
}

static int counting_skip(struct pl_source *source, pl_usec t)
{
    return pl_source_skip(((struct counting *)source)->inner, t);
}

static void counting_release(struct pl_source *source, struct pl_frame *frame)
{
    pl_source_release(((struct counting *)source)->inner, frame);
}

static void counting_close(struct pl_source *source)
{
    pl_source_close(((struct counting *)source)->inner);
}

static void what_is_overtaken_is_not_even_read(void **state)
{
    static const struct pl_source_ops ops = {"counting", counting_next, counting_skip,
                                             counting_release, counting_close};
    struct counting counting = {.base.ops = &ops, .inner = open_or_fail("synthetic:still", &small)};
    struct fake_clock clock = {.now = 5000000};
    const struct pl_pace_clock pace = {fake_now, fake_wait, &clock};
    struct pl_source *source = NULL;

    (void)state;
    assert_int_equal(pl_paced_source_open(&counting.base, &pace, &source), 0);
    expect_frame(source, 5000000, 0);
    clock.now += PL_USEC_PER_SEC + 50000; /* as seldom as the daemon looks at an empty seat */
    expect_frame(source, 6000000, 10);
    assert_int_equal(counting.read, 2);
    pl_source_close(source);
}

static void after_a_suspend_playing_starts_anew(void **state)
{
    struct fake_clock clock = {.now = 5000000};
    struct pl_source *source = open_paced(&clock);

    (void)state;
    expect_frame(source, 5000000, 0);
    clock.now += PL_USEC_PER_HOUR;
    expect_frame(source, 5000000 + PL_USEC_PER_HOUR, 1);
    expect_frame(source, 5100000 + PL_USEC_PER_HOUR, 2);
    pl_source_close(source);
}

static void a_short_timeout_loses_no_frame(void **state)
{
    struct fake_clock clock = {.now = 5000000};
    struct pl_source *source = open_paced(&clock);
    struct pl_frame f;

    (void)state;
    expect_frame(source, 5000000, 0);
    assert_int_equal(pl_source_next(source, 60000, &f), PL_SOURCE_NO_FRAME);
    assert_int_equal(clock.now, 5060000);
    expect_frame(source, 5100000, 1);
    assert_int_equal(pl_source_next(source, 60000, &f), PL_SOURCE_NO_FRAME);
    pl_source_close(source); /* with a frame in hand: the sanitizer sees a leak */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_descriptions_get_a_sentence),
        cmocka_unit_test(each_frame_is_released_exactly_once),
        cmocka_unit_test(made_up_pictures_repeat_exactly),
        cmocka_unit_test(a_paced_source_keeps_its_own_speed),
        cmocka_unit_test(a_slow_reader_gets_the_newest_frame),
        cmocka_unit_test(what_is_overtaken_is_not_even_read),
        cmocka_unit_test(after_a_suspend_playing_starts_anew),
        cmocka_unit_test(a_short_timeout_loses_no_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
