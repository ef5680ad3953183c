/* One measurement line: what `analyze` writes and `replay` reads. JSON, one object a line.
 *
 * A line carries a measurement; a full one (`analyze --record`) also carries what sight found and
 * everything that pl_measure() was given, to the last bit, so that it can be measured again. Keys and units are listed in docs/analyze.md. Everything here may be called
 * from any thread; nothing is kept between calls. */
#pragma once

#include "posture/landmarks.h"
#include "posture/measure.h"

#include <stddef.h>

#define PL_RECORD_INPUT_SIZE \
    512 /* bytes of an input's name, ending zero included; longer ones are cut */
#define PL_RECORD_MAX_LINE 131072 /* bytes of a line; a full one takes about 16 kB */

struct pl_record {
    char input[PL_RECORD_INPUT_SIZE]; /* "" when the line does not say */
    long frame; /* counts from 0 in each input; -1 when the line does not say */
    struct pl_measurement measurement;
    bool has_sight; /* the members below are there */
    double hfov_deg;
    struct pl_landmarks landmarks;
    bool has_basis; /* basis.seen is there; basis.reference too when basis.has_reference */
    struct pl_basis basis;
};

/* What a line holds beyond the measurement. */
enum pl_record_detail {
    PL_RECORD_PLAIN = 0,
    PL_RECORD_LANDMARKS =
        1, /* `landmarks`: name -> [x px, y px, confidence], null when nobody is there */
    PL_RECORD_FULL = 2, /* `sd` of every number, `sight` and `observation` */
    PL_RECORD_REFERENCE =
        4, /* `reference`: what this line and those after it are measured against */
};

/* Conditions of reading, each with a sentence for people. */
enum pl_record_state {
    PL_RECORD_OK = 0,
    PL_RECORD_BAD, /* the line is no measurement line */
    PL_RECORD_END, /* no more lines */
};

/* The line for `record`, without a line feed; `details` are pl_record_detail bits. Landmarks and sight are
 * written only when has_sight, observation and reference only when has_basis and has_reference. Numbers that are not known are null. The caller frees the result with
 * free(). NULL when memory is out. */
char *pl_record_format(const struct pl_record *record, unsigned details);

/* Reads one line. `t` (s) and `present` must be there; any other key may be missing and is then unknown,
 * and keys that we do not know are passed over, as are an observation and a reference of another version.
 * 0, or PL_RECORD_BAD: `why` holds a sentence that names the key and what would have been right, and *ret
 * is untouched. */
int pl_record_parse(const char *line, char *why, size_t why_size, struct pl_record *ret);

/* The same for who wants no more than the measurement. */
int pl_record_read_line(const char *line, char *why, size_t why_size, struct pl_measurement *ret);

/* Whether two references would be written alike. */
bool pl_record_same_reference(const struct pl_reference *a, const struct pl_reference *b);

/* The snake_case name of a point of the pose, 0 <= point < PL_POSE_NAMED_POINTS (asserted). */
const char *pl_pose_point_name(enum pl_pose_point point);
