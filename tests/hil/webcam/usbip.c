#include "usbip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 48 };

enum command {
    UNLINK = 2,
    RET_SUBMIT = 3,
    RET_UNLINK = 4,
};

static int wire;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

int usbip_read_data(void *to, size_t size)
{
    for (uint8_t *p = to; size;) {
        ssize_t n = read(wire, p, size);
        if (n < 0 && errno == EINTR)
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
        ssize_t n = write(wire, p, size);
        if (n < 0 && errno == EINTR)
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

int usbip_read_request(struct usbip_request *ret)
{
    uint8_t header[HEADER];

    if (usbip_read_data(header, sizeof header))
        return -1;
    *ret = (struct usbip_request){
        .sequence = get_be32(header + 4),
        .unlink = get_be32(header) == UNLINK,
        .victim = get_be32(header + 20),
        .in = get_be32(header + 12) == 1,
        .endpoint = (int)get_be32(header + 16),
        .length = get_be32(header + 24),
    };
    memcpy(ret->setup, header + 40, sizeof ret->setup);
    return 0;
}

static int answer(enum command command, uint32_t sequence, int status, uint32_t actual)
{
    uint8_t header[HEADER] = {0};

    put_be32(header, command);
    put_be32(header + 4, sequence);
    put_be32(header + 20, (uint32_t)status);
    put_be32(header + 24, actual);
    return transmit(header, sizeof header);
}

int usbip_answer(uint32_t sequence, int status, const void *data, size_t size, uint32_t actual)
{
    int r = answer(RET_SUBMIT, sequence, status, actual);

    return r || !size ? r : transmit(data, size);
}

int usbip_answer_unlink(uint32_t sequence, int status)
{
    return answer(RET_UNLINK, sequence, status, 0);
}

int usbip_plug_in(void)
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
    wire = ends[0];
    return wire;
}
