/* A USB webcam in user space, for the emulated Pi: `webcam CLIP.mjpg WIDTH HEIGHT FPS`.
 *
 * It plugs itself into the kernel's stock vhci-hcd, so that the stock uvcvideo driver binds to it and our clip comes
 * out of /dev/video0, byte for byte. SIGUSR1 freezes and thaws it; when it ends, it is unplugged. */
#include "clip.h"
#include "descriptors.h"
#include "requests.h"
#include "usbip.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_URBS = 256,
    PAYLOAD_HEADER = 2,
};

struct urb {
    uint32_t sequence, length;
};

static struct {
    struct clip clip;
    int fps;

    struct urb waiting[MAX_URBS]; /* bulk transfers that the host has queued, oldest first */
    size_t waiting_count;

    const struct picture *sending; /* NULL between pictures */
    size_t sent, next;
    uint8_t frame_id; /* toggles with each picture */
    struct timespec due;
} cam;

static volatile sig_atomic_t frozen, stopped;

static void on_freeze(int signal)
{
    (void)signal;
    frozen = !frozen;
}

static void on_stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static int control(const struct usbip_request *request)
{
    static uint8_t data[65536];
    uint8_t reply[MAX_DESCRIPTOR];
    uint32_t length = request->length;
    int size;

    if (!request->in && length && (length > sizeof data || usbip_read_data(data, length)))
        return -1;
    size = request_answer(request->setup, reply);
    if (size < 0)
        return usbip_answer(request->sequence, -EPIPE, NULL, 0, 0);
    if (!request->in)
        return usbip_answer(request->sequence, 0, NULL, 0, length);
    if ((uint32_t)size > length)
        size = (int)length;
    return usbip_answer(request->sequence, 0, reply, (size_t)size, (uint32_t)size);
}

static long ms_until_due(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (cam.due.tv_sec - now.tv_sec) * 1000 + (cam.due.tv_nsec - now.tv_nsec) / 1000000;
}

static void begin_picture(void)
{
    if (ms_until_due() < -500) /* nobody was watching: do not catch up */
        clock_gettime(CLOCK_MONOTONIC, &cam.due);
    cam.due.tv_nsec += 1000000000 / cam.fps;
    if (cam.due.tv_nsec >= 1000000000) {
        cam.due.tv_nsec -= 1000000000;
        cam.due.tv_sec++;
    }
    cam.sending = &cam.clip.picture[cam.next++ % cam.clip.count];
    cam.sent = 0;
    cam.frame_id ^= 1;
}

static struct urb oldest_urb(void)
{
    struct urb urb = cam.waiting[0];
    memmove(cam.waiting, cam.waiting + 1, --cam.waiting_count * sizeof urb);
    return urb;
}

/* Answers one queued transfer with the next piece of the picture. */
static int send_piece(void)
{
    uint8_t payload[PAYLOAD];
    struct urb urb = oldest_urb();
    size_t room = (urb.length < PAYLOAD ? urb.length : PAYLOAD) - PAYLOAD_HEADER;
    size_t left = cam.sending->size - cam.sent;
    size_t piece = left < room ? left : room;
    int last = piece == left;

    payload[0] = PAYLOAD_HEADER;
    payload[1] = (uint8_t)(0x80 | cam.frame_id | (last ? 2 : 0));
    memcpy(payload + PAYLOAD_HEADER, cam.sending->bytes + cam.sent, piece);
    cam.sent += piece;
    if (last)
        cam.sending = NULL;
    return usbip_answer(urb.sequence, 0, payload, piece + PAYLOAD_HEADER,
                        (uint32_t)(piece + PAYLOAD_HEADER));
}

/* Serves the transfers that wait; returns how long to sleep in ms (-1: until the host asks), -2 at the end. */
static int serve_pictures(void)
{
    while (cam.waiting_count) {
        if (!cam.sending) {
            long ms = ms_until_due();
            if (frozen)
                return 50;
            if (ms > 0)
                return (int)ms;
            begin_picture();
        }
        if (send_piece())
            return -2;
    }
    return -1;
}

static int unlink_urb(uint32_t sequence, uint32_t victim)
{
    int found = 0;

    for (size_t i = 0; i < cam.waiting_count; i++)
        if (cam.waiting[i].sequence == victim) {
            memmove(cam.waiting + i, cam.waiting + i + 1,
                    (--cam.waiting_count - i) * sizeof *cam.waiting);
            found = 1;
            break;
        }
    if (!cam.waiting_count)
        cam.sending = NULL; /* the stream stopped: begin with a whole picture next time */
    return usbip_answer_unlink(sequence, found ? -ECONNRESET : 0);
}

static int serve_request(void)
{
    struct usbip_request request;

    if (usbip_read_request(&request))
        return -1;
    if (request.unlink)
        return unlink_urb(request.sequence, request.victim);
    if (request.endpoint == 0)
        return control(&request);
    if (cam.waiting_count == MAX_URBS || !request.in || request.length <= PAYLOAD_HEADER)
        return usbip_answer(request.sequence, -EPIPE, NULL, 0, 0);
    cam.waiting[cam.waiting_count++] = (struct urb){request.sequence, request.length};
    return 0;
}

static void handle_signals(void)
{
    struct sigaction action = {.sa_handler = on_freeze};

    sigaction(SIGUSR1, &action, NULL);
    action.sa_handler = on_stop;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
    int socket;

    if (argc != 5) {
        fputs("usage: webcam CLIP.mjpg WIDTH HEIGHT FPS\n", stderr);
        return 2;
    }
    cam.fps = (int)strtol(argv[4], NULL, 10);
    clip_load(&cam.clip, argv[1]);
    descriptors_make((int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10), cam.fps);
    handle_signals();
    socket = usbip_plug_in();
    fprintf(stderr, "webcam: plugged in, %zu pictures\n", cam.clip.count);
    while (!stopped) {
        int wait = serve_pictures();
        struct pollfd fd = {socket, POLLIN, 0};
        if (wait == -2 || (poll(&fd, 1, wait) > 0 && serve_request()))
            break;
    }
    fprintf(stderr, "webcam: unplugged after %zu pictures\n", cam.next);
    return 0;
}
