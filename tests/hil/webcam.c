/* A USB webcam in user space, for the emulated Pi: `webcam CLIP.mjpg WIDTH HEIGHT FPS`.
 *
 * It plugs itself into the kernel's stock vhci-hcd (the receiving end of USB/IP), so that the stock uvcvideo
 * driver binds to it and our clip comes out of /dev/video0, byte for byte. SIGUSR1 freezes and thaws it;
 * when it ends, it is unplugged.
 *
 * The device: USB 2.0, one configuration, a video control interface (camera, a processing unit with
 * brightness, output) and a video streaming interface with one bulk endpoint, MJPEG only. Numbers are from
 * the USB Video Class 1.1 specification and the kernel's Documentation/usb/usbip_protocol.rst. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_FRAMES = 4096,
    MAX_URBS = 256,
    /* uvcvideo splits larger payloads over several URBs (UVC_MAX_PACKETS * 512), and then the extra
     * headers would land in the picture. */
    PAYLOAD = 16384,
    PAYLOAD_HEADER = 2,
    PROBE_SIZE = 34,
    USBIP_HEADER = 48,
};

enum usbip_command {
    USBIP_SUBMIT = 1,
    USBIP_UNLINK = 2,
    USBIP_RET_SUBMIT = 3,
    USBIP_RET_UNLINK = 4
};
enum usb_request {
    USB_GET_STATUS = 0,
    USB_GET_DESCRIPTOR = 6,
    USB_GET_CONFIGURATION = 8,
    USB_GET_INTERFACE = 10
};
enum uvc_request {
    UVC_SET_CUR = 0x01,
    UVC_GET_CUR = 0x81,
    UVC_GET_MIN,
    UVC_GET_MAX,
    UVC_GET_RES,
    UVC_GET_LEN,
    UVC_GET_INFO,
    UVC_GET_DEF,
};

struct picture {
    const uint8_t *bytes;
    size_t size;
};

struct urb {
    uint32_t sequence, length;
};

static struct {
    int socket;
    int width, height, fps;
    struct picture clip[MAX_FRAMES];
    size_t pictures;

    uint8_t configuration[512];
    size_t configuration_size;

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

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* --- descriptors -------------------------------------------------------------------------- */

#define LE16(x) (uint8_t)(x), (uint8_t)((x) >> 8)
#define LE32(x) LE16(x), (uint8_t)((x) >> 16), (uint8_t)((x) >> 24)

static const uint8_t device_descriptor[] = {
    18, 1, LE16(0x0200), 0xef, 2, 1, 64, LE16(0x1d6b), LE16(0x0102), LE16(0x0100), 1, 2, 3, 1};

static void append(const uint8_t *bytes, size_t size)
{
    memcpy(cam.configuration + cam.configuration_size, bytes, size);
    cam.configuration_size += size;
}

#define APPEND(...) append((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void set_le16(size_t at, size_t value)
{
    cam.configuration[at] = (uint8_t)value;
    cam.configuration[at + 1] = (uint8_t)(value >> 8);
}

static void append_control_interface(void)
{
    size_t start;

    APPEND(9, 4, 0, 0, 0, 0x0e, 1, 0, 2);
    start = cam.configuration_size;
    APPEND(13, 0x24, 1, LE16(0x0110), 0, 0, LE32(48000000u), 1, 1);
    APPEND(18, 0x24, 2, 1, LE16(0x0201), 0, 0, LE16(0), LE16(0), LE16(0), 3, 0, 0, 0); /* camera */
    APPEND(12, 0x24, 5, 2, 1, LE16(0), 2, 1, 0, 0, 0); /* brightness */
    APPEND(9, 0x24, 3, 3, LE16(0x0101), 0, 2, 0);      /* output */
    set_le16(start + 5, cam.configuration_size - start);
}

static void append_streaming_interface(void)
{
    uint32_t interval = 10000000u / (uint32_t)cam.fps;
    uint32_t bytes = (uint32_t)(cam.width * cam.height * 2);
    uint32_t bits = bytes * 8 * (uint32_t)cam.fps;
    size_t start;

    APPEND(9, 4, 1, 0, 1, 0x0e, 2, 0, 0);
    start = cam.configuration_size;
    APPEND(14, 0x24, 1, 1, 0, 0, 0x81, 0, 3, 0, 0, 0, 1, 0);
    APPEND(11, 0x24, 6, 1, 1, 1, 1, 0, 0, 0, 0); /* MJPEG */
    APPEND(30, 0x24, 7, 1, 0, LE16(cam.width), LE16(cam.height), LE32(bits / 10), LE32(bits),
           LE32(bytes), LE32(interval), 1, LE32(interval));
    APPEND(6, 0x24, 13, 1, 1, 4);
    set_le16(start + 4, cam.configuration_size - start);
    APPEND(7, 5, 0x81, 2, LE16(512), 0);
}

static void make_configuration(void)
{
    APPEND(9, 2, 0, 0, 2, 1, 0, 0x80, 250);
    APPEND(8, 11, 0, 2, 0x0e, 3, 0, 2);
    append_control_interface();
    append_streaming_interface();
    set_le16(2, cam.configuration_size);
}

static size_t string_descriptor(int index, uint8_t *ret)
{
    static const char *const strings[] = {"", "Plumbline tests", "Emulated webcam", "0001"};
    size_t size = 2;

    if (index == 0) {
        memcpy(ret, (const uint8_t[]){4, 3, 9, 4}, 4);
        return 4;
    }
    for (const char *c = strings[index]; *c; c++) {
        ret[size++] = (uint8_t)*c;
        ret[size++] = 0;
    }
    ret[0] = (uint8_t)size;
    ret[1] = 3;
    return size;
}

/* The stream settings that host and camera agree on: there is only one choice. */
static void probe_block(uint8_t *ret)
{
    uint32_t interval = 10000000u / (uint32_t)cam.fps;
    uint32_t bytes = (uint32_t)(cam.width * cam.height * 2);

    memset(ret, 0, PROBE_SIZE);
    ret[2] = ret[3] = 1; /* the first format, the first size */
    memcpy(ret + 4, (const uint8_t[]){LE32(interval)}, 4);
    memcpy(ret + 18, (const uint8_t[]){LE32(bytes)}, 4);
    memcpy(ret + 22, (const uint8_t[]){LE32(PAYLOAD)}, 4);
    memcpy(ret + 26, (const uint8_t[]){LE32(48000000u)}, 4);
    ret[30] = 3;
}

/* --- the wire ------------------------------------------------------------------------------ */

static int receive(void *to, size_t size)
{
    for (uint8_t *p = to; size;) {
        ssize_t n = read(cam.socket, p, size);
        if (n < 0 && errno == EINTR && !stopped)
            continue;
        if (n <= 0)
            return -1;
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

static int transmit(const void *from, size_t size)
{
    for (const uint8_t *p = from; size;) {
        ssize_t n = write(cam.socket, p, size);
        if (n < 0 && errno == EINTR && !stopped)
            continue;
        if (n <= 0)
            return -1;
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

static uint32_t get_be32(const uint8_t *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof value);
    return ntohl(value);
}

static void put_be32(uint8_t *p, uint32_t value)
{
    value = htonl(value);
    memcpy(p, &value, sizeof value);
}

static int answer(enum usbip_command command, uint32_t sequence, int status, const void *data,
                  size_t size, uint32_t actual)
{
    uint8_t header[USBIP_HEADER] = {0};

    put_be32(header, command);
    put_be32(header + 4, sequence);
    put_be32(header + 20, (uint32_t)status);
    if (command == USBIP_RET_SUBMIT)
        put_be32(header + 24, actual);
    if (transmit(header, sizeof header))
        return -1;
    return size ? transmit(data, size) : 0;
}

/* --- control transfers --------------------------------------------------------------------- */

/* Answers a standard request; returns the size, or -1 for a stall. */
static int standard_request(const uint8_t *setup, uint8_t *ret)
{
    switch (setup[1]) {
    case USB_GET_DESCRIPTOR:
        if (setup[3] == 1) {
            memcpy(ret, device_descriptor, sizeof device_descriptor);
            return sizeof device_descriptor;
        }
        if (setup[3] == 2) {
            memcpy(ret, cam.configuration, cam.configuration_size);
            return (int)cam.configuration_size;
        }
        return setup[3] == 3 && setup[2] <= 3 ? (int)string_descriptor(setup[2], ret) : -1;
    case USB_GET_STATUS:
        ret[0] = ret[1] = 0;
        return 2;
    case USB_GET_CONFIGURATION:
        ret[0] = 1;
        return 1;
    case USB_GET_INTERFACE:
        ret[0] = 0;
        return 1;
    default: /* set address, configuration, interface, clear feature: nothing to keep */
        return 0;
    }
}

static int stream_request(uint8_t request, uint8_t *ret)
{
    switch (request) {
    case UVC_GET_LEN:
        ret[0] = PROBE_SIZE;
        ret[1] = 0;
        return 2;
    case UVC_GET_INFO:
        ret[0] = 3;
        return 1;
    case UVC_GET_RES:
        memset(ret, 0, PROBE_SIZE);
        return PROBE_SIZE;
    case UVC_SET_CUR:
        return 0;
    default:
        probe_block(ret);
        return PROBE_SIZE;
    }
}

static int brightness_request(uint8_t request, uint8_t *ret)
{
    int value = request == UVC_GET_MIN   ? -64
                : request == UVC_GET_MAX ? 64
                : request == UVC_GET_RES ? 1
                                         : 0;

    if (request == UVC_SET_CUR)
        return 0;
    if (request == UVC_GET_INFO) {
        ret[0] = 3;
        return 1;
    }
    if (request == UVC_GET_LEN)
        value = 2;
    ret[0] = (uint8_t)value;
    ret[1] = (uint8_t)(value >> 8);
    return 2;
}

static int class_request(const uint8_t *setup, uint8_t *ret)
{
    int selector = setup[3], interface = setup[4], unit = setup[5];

    if (interface == 1 && (selector == 1 || selector == 2)) /* probe, commit */
        return stream_request(setup[1], ret);
    if (unit == 2 && selector == 2)
        return brightness_request(setup[1], ret);
    return -1;
}

static int control(uint32_t sequence, int in, uint32_t length, const uint8_t *setup)
{
    static uint8_t data[65536];
    uint8_t reply[sizeof cam.configuration];
    int size;

    if (!in && length && (length > sizeof data || receive(data, length)))
        return -1;
    size = (setup[0] & 0x60) == 0 ? standard_request(setup, reply) : class_request(setup, reply);
    if (size < 0)
        return answer(USBIP_RET_SUBMIT, sequence, -EPIPE, NULL, 0, 0);
    if (!in)
        return answer(USBIP_RET_SUBMIT, sequence, 0, NULL, 0, length);
    if ((uint32_t)size > length)
        size = (int)length;
    return answer(USBIP_RET_SUBMIT, sequence, 0, reply, (size_t)size, (uint32_t)size);
}

/* --- pictures ------------------------------------------------------------------------------ */

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
    cam.sending = &cam.clip[cam.next++ % cam.pictures];
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
    return answer(USBIP_RET_SUBMIT, urb.sequence, 0, payload, piece + PAYLOAD_HEADER,
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
    return answer(USBIP_RET_UNLINK, sequence, found ? -ECONNRESET : 0, NULL, 0, 0);
}

static int serve_request(void)
{
    uint8_t header[USBIP_HEADER];
    uint32_t sequence, length;
    int in, endpoint;

    if (receive(header, sizeof header))
        return -1;
    sequence = get_be32(header + 4);
    in = get_be32(header + 12) == 1;
    endpoint = (int)get_be32(header + 16);
    length = get_be32(header + 24);
    if (get_be32(header) == USBIP_UNLINK)
        return unlink_urb(sequence, get_be32(header + 20));
    if (endpoint == 0)
        return control(sequence, in, length, header + 40);
    if (cam.waiting_count == MAX_URBS || !in || length <= PAYLOAD_HEADER)
        return answer(USBIP_RET_SUBMIT, sequence, -EPIPE, NULL, 0, 0);
    cam.waiting[cam.waiting_count++] = (struct urb){sequence, length};
    return 0;
}

/* Cuts a stream of JPEGs at the markers: end of image followed by start of image. */
static void load_clip(const char *path)
{
    struct stat st;
    const uint8_t *bytes;
    size_t size, start = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st))
        die(path);
    size = (size_t)st.st_size;
    bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        die(path);
    for (size_t i = 2; i <= size && cam.pictures < MAX_FRAMES; i++)
        if (i == size || (i + 1 < size && !memcmp(bytes + i - 2, "\xff\xd9\xff\xd8", 4))) {
            cam.clip[cam.pictures++] = (struct picture){bytes + start, i - start};
            start = i;
        }
}

static void plug_in(void)
{
    int ends[2], attach, buffer = 1 << 20;
    char line[64];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
        die("socketpair");
    for (int i = 0; i < 2; i++)
        setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    attach = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY | O_CLOEXEC);
    /* port, socket, device id, speed 3 = high */
    snprintf(line, sizeof line, "0 %d %d 3", ends[1], 0x10001);
    if (attach < 0 || write(attach, line, strlen(line)) < 0)
        die("plugging into vhci_hcd");
    close(attach);
    close(ends[1]);
    cam.socket = ends[0];
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
    if (argc != 5) {
        fputs("usage: webcam CLIP.mjpg WIDTH HEIGHT FPS\n", stderr);
        return 2;
    }
    cam.width = (int)strtol(argv[2], NULL, 10);
    cam.height = (int)strtol(argv[3], NULL, 10);
    cam.fps = (int)strtol(argv[4], NULL, 10);
    load_clip(argv[1]);
    make_configuration();
    handle_signals();
    plug_in();
    fprintf(stderr, "webcam: plugged in, %zu pictures\n", cam.pictures);
    while (!stopped) {
        int wait = serve_pictures();
        struct pollfd fd = {cam.socket, POLLIN, 0};
        if (wait == -2 || (poll(&fd, 1, wait) > 0 && serve_request()))
            break;
    }
    fprintf(stderr, "webcam: unplugged after %zu pictures\n", cam.next);
    return 0;
}
