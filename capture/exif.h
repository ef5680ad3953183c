/* Which way up a JPEG file is to be shown: phones store what the sensor saw and note how they were held. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PL_EXIF_UPRIGHT 1

/* The orientation noted in the picture's Exif segment, 1 to 8 (Exif 2.3, tag 0x0112); PL_EXIF_UPRIGHT when it
 * says nothing, or nothing that makes sense. Reads only within `size` bytes. Pure. */
int pl_exif_orientation(const uint8_t *jpeg, size_t size);
