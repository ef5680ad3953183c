/* Where the model files are.
 *
 * Each file is looked for in a settled order, and the first place that has it wins: --models DIR, the setting
 * model.directory, /usr/share/plumbline/models (the Debian package), /var/lib/plumbline/models, and
 * $XDG_CACHE_HOME/plumbline/models or ~/.cache/plumbline/models (where models/fetch puts them). */
#pragma once

#include "base/message.h"

#include <stddef.h>

/* What the user said about it; each may be NULL or "". Strings are borrowed. */
struct pl_model_places {
    const char *option;    /* --models */
    const char *directory; /* model.directory */
};

#define PL_MODEL_FACE_DETECTOR "face_detection_short_range.tflite"
#define PL_MODEL_FACE_MESH "face_landmark.tflite"
#define PL_MODEL_FACE_GEOMETRY "face_geometry.binarypb"
#define PL_MODEL_POSE_LITE "pose_landmark_lite.tflite"
#define PL_MODEL_POSE_FULL "pose_landmark_full.tflite"
#define PL_MODEL_POSE_HEAVY "pose_landmark_heavy.tflite"

/* Writes the path of `file` to ret[size]. 0; or -ENOENT, with *reterr listing the places that were looked
 * at and what to do. Reads the environment; any thread may call. */
int pl_models_find(const struct pl_model_places *places, const char *file, char *ret, size_t size,
                   struct pl_message *reterr);
