#include "app/door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define GUESTS_MAX 4

struct guest {
    struct pl_door *door;
    sd_event_source *source; /* NULL: the place is free */
    int fd;
    bool follows;
};

struct pl_door {
    struct pl_door_handler handler;
    struct sockaddr_un address;
    sd_event_source *source;
    int fd;
    struct guest guest[GUESTS_MAX];
};

static int address_of(const char *state_dir, struct sockaddr_un *ret)
{
    int n = snprintf(ret->sun_path, sizeof ret->sun_path, "%s/" PL_DOOR_NAME, state_dir);

    ret->sun_family = AF_UNIX;
    return n < 0 || (size_t)n >= sizeof ret->sun_path ? -ENAMETOOLONG : 0;
}

static int make_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    return fd < 0 ? -errno : fd;
}

static int knock(const struct sockaddr_un *address)
{
    int fd = make_socket();
    int r;

    if (fd < 0)
        return fd;
    if (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0)
        return fd;
    r = -errno;
    close(fd);
    return r;
}

int pl_door_knock(const char *state_dir)
{
    struct sockaddr_un address;
    int r = address_of(state_dir, &address);

    return r < 0 ? r : knock(&address);
}

/* --- guests ---------------------------------------------------------------------------------- */

static void see_off(struct guest *guest)
{
    guest->source = sd_event_source_unref(guest->source);
    close(guest->fd);
    guest->follows = false;
}

static void say(struct guest *guest, const char *text)
{
    send(guest->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static int on_guest(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct guest *guest = context;
    const struct pl_door_handler *handler = &guest->door->handler;
    char text[PL_DOOR_TEXT_MAX], answer[PL_DOOR_TEXT_MAX] = "";
    ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_TRUNC);

    (void)source;
    (void)events;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0 || (size_t)n >= sizeof text) { /* gone, or nothing that a command of ours says */
        see_off(guest);
        return 0;
    }
    text[n] = 0;
    guest->follows |= handler->heard(handler->user, text, answer);
    say(guest, answer);
    return 0;
}

static struct guest *free_place(struct pl_door *door)
{
    for (int i = 0; i < GUESTS_MAX; i++)
        if (!door->guest[i].source)
            return &door->guest[i];
    return NULL;
}

static int on_knock(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct pl_door *door = context;
    struct guest *guest = free_place(door);
    int come = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    (void)events;
    if (come < 0)
        return 0;
    if (guest && sd_event_add_io(sd_event_source_get_event(source), &guest->source, come, EPOLLIN,
                                 on_guest, guest) >= 0) {
        guest->door = door;
        guest->fd = come;
    } else {
        close(come); /* they see the end at once */
    }
    return 0;
}

/* --- the door -------------------------------------------------------------------------------- */

/* A socket that nobody answers is what a killed daemon left. */
static int clear_the_way(const struct sockaddr_un *address)
{
    int fd = knock(address);

    if (fd >= 0 || fd == -EAGAIN) {
        if (fd >= 0)
            close(fd);
        return -EADDRINUSE;
    }
    if (fd == -ECONNREFUSED && unlink(address->sun_path) < 0)
        return -errno;
    return fd == -ECONNREFUSED || fd == -ENOENT ? 0 : fd;
}

static int listen_at(const struct sockaddr_un *address)
{
    int fd = make_socket();
    int r;

    if (fd < 0)
        return fd;
    if (fchmod(fd, 0600) < 0 || bind(fd, (const struct sockaddr *)address, sizeof *address) < 0) {
        r = -errno;
        close(fd);
        return r;
    }
    if (listen(fd, GUESTS_MAX) == 0)
        return fd;
    r = -errno;
    unlink(address->sun_path);
    close(fd);
    return r;
}

int pl_door_open(const char *state_dir, sd_event *loop, const struct pl_door_handler *handler,
                 struct pl_door **ret)
{
    struct pl_door *door = calloc(1, sizeof *door);
    int r = door ? address_of(state_dir, &door->address) : -ENOMEM;

    if (r == 0)
        r = clear_the_way(&door->address);
    if (r == 0)
        r = door->fd = listen_at(&door->address);
    if (r < 0) {
        free(door);
        return r;
    }
    door->handler = *handler;
    r = sd_event_add_io(loop, &door->source, door->fd, EPOLLIN, on_knock, door);
    if (r < 0) {
        pl_door_close(door);
        return r;
    }
    *ret = door;
    return 0;
}

bool pl_door_is_followed(const struct pl_door *door)
{
    for (int i = 0; door && i < GUESTS_MAX; i++)
        if (door->guest[i].follows)
            return true;
    return false;
}

void pl_door_tell(struct pl_door *door, const char *text)
{
    for (int i = 0; door && i < GUESTS_MAX; i++)
        if (door->guest[i].follows)
            say(&door->guest[i], text);
}

void pl_door_close(struct pl_door *door)
{
    if (!door)
        return;
    for (int i = 0; i < GUESTS_MAX; i++)
        if (door->guest[i].source)
            see_off(&door->guest[i]);
    sd_event_source_unref(door->source);
    unlink(door->address.sun_path);
    close(door->fd);
    free(door);
}
