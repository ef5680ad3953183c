/* The control between the daemon and a command beside it, on a real socket in a real directory. */
#include "app/run/control.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char directory[] = "/tmp/plumbline-control-XXXXXX";
static sd_event *loop;
static char last_heard[PL_CONTROL_TEXT_MAX];
static int heard_count;

/* "follow" follows; everything is answered with itself. */
static bool heard(void *user, const char *text, char *ret_answer)
{
    assert_ptr_equal(user, &loop);
    heard_count++;
    strcpy(last_heard, text);
    strcpy(ret_answer, text);
    return !strcmp(text, "follow");
}

static struct pl_control *open_control(void)
{
    const struct pl_control_handler handler = {&loop, heard};
    struct pl_control *control = NULL;

    assert_int_equal(pl_control_open(directory, loop, &handler, &control), 0);
    return control;
}

static void turn_loop(void)
{
    while (sd_event_run(loop, 0) > 0)
        ;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
    turn_loop();
}

/* What has come, "" for nothing, "end" for the end. */
static const char *hear(int fd)
{
    static char text[PL_CONTROL_TEXT_MAX];
    const ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);

    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return "end";
    text[n < 0 ? 0 : n] = 0;
    return text;
}

static int enter(void)
{
    int fd = pl_control_connect(directory);

    assert_true(fd >= 0);
    turn_loop();
    return fd;
}

static void nobody_is_at_home(void **state)
{
    (void)state;
    assert_int_equal(pl_control_connect(directory), -ENOENT);
}

static void everybody_is_answered_and_who_follows_hears_the_rest(void **state)
{
    struct pl_control *control = open_control();
    int one = enter(), two = enter();

    (void)state;
    assert_false(pl_control_is_followed(control));
    say(one, "follow");
    say(two, "just asking");
    assert_string_equal(hear(one), "follow");
    assert_string_equal(hear(two), "just asking");
    assert_true(pl_control_is_followed(control));
    pl_control_broadcast(control, "news");
    assert_string_equal(hear(one), "news");
    assert_string_equal(hear(two), "");
    close(one);
    turn_loop();
    assert_false(pl_control_is_followed(control));
    pl_control_broadcast(control, "to nobody");
    pl_control_close(control);
    assert_string_equal(hear(two), "end");
    close(two);
    assert_int_equal(pl_control_connect(directory), -ENOENT);
}

static void more_guests_than_places_are_sent_away(void **state)
{
    struct pl_control *control = open_control();
    int client[6];

    (void)state;
    for (int i = 0; i < 6; i++)
        client[i] = enter();
    assert_string_equal(hear(client[3]), "");
    assert_string_equal(hear(client[4]), "end");
    assert_string_equal(hear(client[5]), "end");
    close(client[0]);
    turn_loop();
    close(client[5]);
    client[5] = enter();
    say(client[5], "a place is free again");
    assert_string_equal(hear(client[5]), "a place is free again");
    for (int i = 1; i < 6; i++)
        close(client[i]);
    pl_control_close(control);
}

static void what_is_too_long_ends_the_visit(void **state)
{
    struct pl_control *control = open_control();
    char longest[PL_CONTROL_TEXT_MAX + 1];
    int fd = enter();

    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[PL_CONTROL_TEXT_MAX - 1] = 0;
    say(fd, longest);
    assert_string_equal(hear(fd), longest);
    longest[PL_CONTROL_TEXT_MAX - 1] = 'x';
    longest[PL_CONTROL_TEXT_MAX] = 0;
    heard_count = 0;
    say(fd, longest);
    assert_string_equal(hear(fd), "end");
    assert_int_equal(heard_count, 0);
    close(fd);
    pl_control_close(control);
}

static void who_does_not_read_misses_it_and_holds_nobody_up(void **state)
{
    struct pl_control *control = open_control();
    int fd = enter();

    (void)state;
    say(fd, "follow");
    for (int i = 0; i < 100000; i++)
        pl_control_broadcast(control, "news");
    assert_string_equal(hear(fd), "follow");
    close(fd);
    pl_control_close(control);
}

static void a_second_daemon_leaves_the_door_to_the_first(void **state)
{
    const struct pl_control_handler handler = {&loop, heard};
    struct pl_control *first = open_control(), *second = NULL;
    int fd;

    (void)state;
    assert_int_equal(pl_control_open(directory, loop, &handler, &second), -EADDRINUSE);
    assert_null(second);
    fd = enter();
    say(fd, "still here");
    assert_string_equal(hear(fd), "still here");
    close(fd);
    pl_control_close(first);
}

/* A socket stays in the file system when its process dies. */
static void what_a_killed_daemon_left_is_replaced(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int left = socket(AF_UNIX, SOCK_SEQPACKET, 0), fd;
    struct pl_control *control;
    struct stat info;

    (void)state;
    snprintf(address.sun_path, sizeof address.sun_path, "%s/" PL_CONTROL_NAME, directory);
    assert_int_equal(bind(left, (struct sockaddr *)&address, sizeof address), 0);
    close(left);
    assert_int_equal(pl_control_connect(directory), -ECONNREFUSED);
    control = open_control();
    assert_int_equal(stat(address.sun_path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    fd = enter();
    say(fd, "new");
    assert_string_equal(hear(fd), "new");
    close(fd);
    pl_control_close(control);
}

static void a_path_that_is_too_long_is_said(void **state)
{
    const struct pl_control_handler handler = {&loop, heard};
    struct pl_control *control = NULL;
    char path[200];

    (void)state;
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = 0;
    assert_int_equal(pl_control_open(path, loop, &handler, &control), -ENAMETOOLONG);
    assert_int_equal(pl_control_connect(path), -ENAMETOOLONG);
}

/* Without the limit on guests this would turn for ever. */
static void a_guest_who_cannot_be_let_in_does_not_keep_the_loop_busy(void **state)
{
    struct pl_control *control = open_control();
    struct rlimit before, none;
    int fd = pl_control_connect(directory);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){.rlim_cur = (rlim_t)fd, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    turn_loop();
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(send(fd, "again", 5, 0), 5);
    for (int i = 0; i < 3 && strcmp(last_heard, "again"); i++)
        sd_event_run(loop, 1000000);
    turn_loop();
    assert_string_equal(hear(fd), "again");
    close(fd);
    turn_loop();
    pl_control_close(control);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) && sd_event_new(&loop) >= 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sd_event_unref(loop);
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_at_home),
        cmocka_unit_test(everybody_is_answered_and_who_follows_hears_the_rest),
        cmocka_unit_test(more_guests_than_places_are_sent_away),
        cmocka_unit_test(what_is_too_long_ends_the_visit),
        cmocka_unit_test(who_does_not_read_misses_it_and_holds_nobody_up),
        cmocka_unit_test(a_second_daemon_leaves_the_door_to_the_first),
        cmocka_unit_test(what_a_killed_daemon_left_is_replaced),
        cmocka_unit_test(a_path_that_is_too_long_is_said),
        cmocka_unit_test(a_guest_who_cannot_be_let_in_does_not_keep_the_loop_busy),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
