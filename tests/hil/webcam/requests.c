#include "requests.h"

#include "descriptors.h"

#include <string.h>

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

static int standard_request(const uint8_t *setup, uint8_t *ret)
{
    switch (setup[1]) {
    case USB_GET_DESCRIPTOR:
        return descriptor(setup[3], setup[2], ret);
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

int request_answer(const uint8_t setup[8], uint8_t *ret)
{
    return (setup[0] & 0x60) == 0 ? standard_request(setup, ret) : class_request(setup, ret);
}
