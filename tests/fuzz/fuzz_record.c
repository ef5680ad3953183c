/* Any bytes as measurement lines: what is accepted must survive being written and read again, and
 * being measured again. */
#include "record/reader.h"
#include "record/record.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A hostile observation may give any number, but one that is known is finite and has a name. */
static void measure(const struct pl_record *record)
{
    struct pl_reference ref = record->basis.reference;
    struct pl_measurement m;

    ref.id = record->basis.seen.reference_id;
    m = pl_measure(&ref, &record->basis.seen, &pl_fitted_default, &pl_posture_limits_default);
    assert(m.posture >= 0 && m.posture < PL_POSTURE_COUNT);
    assert(!pl_is_known(m.forward_head_delta_cm) || isfinite(m.forward_head_delta_cm.sd));
}

static void check(const struct pl_record *record)
{
    static struct pl_record again;
    char why[400], *first, *second;

    first = pl_record_format(record, PL_RECORD_FULL | PL_RECORD_REFERENCE);
    assert(pl_record_parse(first, why, sizeof why, &again) == PL_RECORD_OK);
    second = pl_record_format(&again, PL_RECORD_FULL | PL_RECORD_REFERENCE);
    assert(!strcmp(first, second));
    free(first);
    free(second);
    if (record->has_basis)
        measure(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_record record;
    struct pl_record_reader reader;
    FILE *from = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    int r;

    if (!from)
        return 0;
    r = pl_record_reader_init(&reader, from, "fuzz");
    while (r == PL_RECORD_OK || r == PL_RECORD_BAD) {
        r = pl_record_reader_next(&reader, &record);
        if (r == PL_RECORD_OK)
            check(&record);
    }
    pl_record_reader_done(&reader);
    fclose(from);
    return 0;
}
