#include "app/analyze/remeasure.h"

#include <errno.h>

/* An observation made without a key frame needs no reference. */
static bool lacks_reference(const struct pl_remeasure *remeasure, unsigned id)
{
    return id && !(remeasure->has_reference && remeasure->reference.id == id);
}

int pl_remeasure_step(struct pl_remeasure *remeasure, struct pl_record *record,
                      struct pl_message *reterr)
{
    struct pl_basis *basis = &record->basis;

    if (!record->has_basis) {
        pl_message_set(reterr,
                       "the line holds no \"observation\" that this version can measure again; "
                       "'plumbline analyze --record FILE' writes such lines");
        return -EINVAL;
    }
    if (basis->has_reference) {
        remeasure->has_reference = true;
        remeasure->reference = basis->reference;
    }
    if (lacks_reference(remeasure, basis->seen.reference_id)) {
        pl_message_set(
            reterr,
            "the line was measured against reference %u, which no line up to here holds; "
            "a recording must be read from its beginning",
            basis->seen.reference_id);
        return -EINVAL;
    }
    basis->has_reference = remeasure->has_reference;
    basis->reference = remeasure->reference;
    record->measurement = pl_measure(basis->has_reference ? &basis->reference : NULL, &basis->seen,
                                     &pl_fitted_default, &remeasure->limits);
    return 0;
}
