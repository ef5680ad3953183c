#include "app/run/control.h"

#include "base/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 4
#define GUESTS_PER_S 50

struct client {
    struct pl_control *control;
    sd_event_source *source; /* NULL: the place is free */
    int fd;
    bool follows;
};

struct pl_control {
    struct pl_control_handler handler;
    struct sockaddr_un address;
    sd_event_source *source;
    int fd;
    struct client client[CLIENTS_MAX];
};

static int address_of(const char *state_dir, struct sockaddr_un *ret)
{
    int n = snprintf(ret->sun_path, sizeof ret->sun_path, "%s/" PL_CONTROL_NAME, state_dir);

    ret->sun_family = AF_UNIX;
    return n < 0 || (size_t)n >= sizeof ret->sun_path ? -ENAMETOOLONG : 0;
}

static int make_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    return fd < 0 ? -errno : fd;
}

static int connect_to(const struct sockaddr_un *address)
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

int pl_control_connect(const char *state_dir)
{
    struct sockaddr_un address;
    int r = address_of(state_dir, &address);

    return r < 0 ? r : connect_to(&address);
}

/* --- clients ---------------------------------------------------------------------------------- */

static void drop(struct client *client)
{
    client->source = sd_event_source_unref(client->source);
    close(client->fd);
    client->follows = false;
}

static void say(struct client *client, const char *text)
{
    send(client->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static int on_client(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct client *client = context;
    const struct pl_control_handler *handler = &client->control->handler;
    char text[PL_CONTROL_TEXT_MAX], answer[PL_CONTROL_TEXT_MAX] = "";
    ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_TRUNC);

    (void)source;
    (void)events;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0 || (size_t)n >= sizeof text) { /* gone, or nothing that a command of ours says */
        drop(client);
        return 0;
    }
    text[n] = 0;
    client->follows |= handler->heard(handler->user, text, answer);
    say(client, answer);
    return 0;
}

static struct client *free_client(struct pl_control *control)
{
    for (int i = 0; i < CLIENTS_MAX; i++)
        if (!control->client[i].source)
            return &control->client[i];
    return NULL;
}

static int on_connect(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct pl_control *control = context;
    struct client *client = free_client(control);
    int come = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    (void)events;
    if (come < 0)
        return 0;
    if (client && sd_event_add_io(sd_event_source_get_event(source), &client->source, come, EPOLLIN,
                                  on_client, client) >= 0) {
        client->control = control;
        client->fd = come;
    } else {
        close(come); /* they see the end at once */
    }
    return 0;
}

/* --- the control -------------------------------------------------------------------------------- */

/* A socket that nobody answers is what a killed daemon left. */
static int clear_the_way(const struct sockaddr_un *address)
{
    int fd = connect_to(address);

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
    if (listen(fd, CLIENTS_MAX) == 0)
        return fd;
    r = -errno;
    unlink(address->sun_path);
    close(fd);
    return r;
}

int pl_control_open(const char *state_dir, sd_event *loop, const struct pl_control_handler *handler,
                    struct pl_control **ret)
{
    struct pl_control *control = calloc(1, sizeof *control);
    int r = control ? address_of(state_dir, &control->address) : -ENOMEM;

    if (r == 0)
        r = clear_the_way(&control->address);
    if (r == 0)
        r = control->fd = listen_at(&control->address);
    if (r < 0) {
        free(control);
        return r;
    }
    control->handler = *handler;
    r = sd_event_add_io(loop, &control->source, control->fd, EPOLLIN, on_connect, control);
    /* A guest for whom no descriptor is left stays at the door, and the loop would look at nobody else. */
    if (r >= 0)
        r = sd_event_source_set_ratelimit(control->source, PL_USEC_PER_SEC, GUESTS_PER_S);
    if (r < 0) {
        pl_control_close(control);
        return r;
    }
    *ret = control;
    return 0;
}

bool pl_control_is_followed(const struct pl_control *control)
{
    for (int i = 0; control && i < CLIENTS_MAX; i++)
        if (control->client[i].follows)
            return true;
    return false;
}

void pl_control_broadcast(struct pl_control *control, const char *text)
{
    for (int i = 0; control && i < CLIENTS_MAX; i++)
        if (control->client[i].follows)
            say(&control->client[i], text);
}

void pl_control_close(struct pl_control *control)
{
    if (!control)
        return;
    for (int i = 0; i < CLIENTS_MAX; i++)
        if (control->client[i].source)
            drop(&control->client[i]);
    sd_event_source_unref(control->source);
    unlink(control->address.sun_path);
    close(control->fd);
    free(control);
}
