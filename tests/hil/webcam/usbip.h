/* The wire to the kernel's stock vhci-hcd, the receiving end of USB/IP. Numbers are from the kernel's
 * Documentation/usb/usbip_protocol.rst. Whatever fails returns -1: the cable is cut. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct usbip_request {
    uint32_t sequence;
    int unlink; /* takes request `victim` back; otherwise a transfer: */
    uint32_t victim;
    int in; /* towards the host */
    int endpoint;
    uint32_t length; /* of the data that follows (out) or that there is room for (in) */
    uint8_t setup[8];
};

/* Plugs the camera in; the socket to poll. Ends the program with a sentence when there is no vhci-hcd. */
int usbip_plug_in(void);

int usbip_read_request(struct usbip_request *ret);
int usbip_read_data(void *to, size_t size);

/* Answers a transfer: `status` 0 or negative errno, `actual` bytes moved, of which `size` follow (in). */
int usbip_answer(uint32_t sequence, int status, const void *data, size_t size, uint32_t actual);
int usbip_answer_unlink(uint32_t sequence, int status);
