/* Reads the average face from the fetched geometry file (face_geometry.binarypb).
 *
 * The file is a protocol buffer: field 1 is the mesh, whose field 3 lists five floats a vertex (x, y, z, u, v). */
#pragma once

#include "base/message.h"
#include "posture/canonical_face.h"

#include <stddef.h>
#include <stdint.h>

/* From the file's bytes. 0; -EINVAL when they are no geometry file, with *ret untouched. */
int pl_canonical_face_parse(const uint8_t *data, size_t size, struct pl_canonical_face *ret);

/* From the file. 0; negative errno with a sentence in *reterr. */
int pl_canonical_face_read(const char *path, struct pl_canonical_face *ret,
                           struct pl_message *reterr);
