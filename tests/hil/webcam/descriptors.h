/* What the webcam says it is: USB 2.0, one configuration, a video control interface (camera, a processing unit with
 * brightness, output) and a video streaming interface with one bulk endpoint, MJPEG only. Numbers are from the USB Video
 * Class 1.1 specification. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    MAX_DESCRIPTOR = 512,
    PROBE_SIZE = 34,
    /* uvcvideo splits larger payloads over several URBs (UVC_MAX_PACKETS * 512), and then the extra headers would land
     * in the picture. */
    PAYLOAD = 16384,
};

/* The only mode that is offered. */
void descriptors_make(int width, int height, int fps);

/* Writes descriptor `type` (1 device, 2 configuration, 3 string) number `index`; its size, -1 when there is none. */
int descriptor(int type, int index, uint8_t ret[MAX_DESCRIPTOR]);

/* The stream settings that host and camera agree on: there is only one choice. */
void probe_block(uint8_t ret[PROBE_SIZE]);
