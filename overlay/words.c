#include "overlay/words.h"

#include <assert.h>
#include <stdio.h>

static const char *const titles[PL_POSTURE_COUNT] = {
    [PL_POSTURE_UNKNOWN] = "Not known",         [PL_POSTURE_UPRIGHT] = "Upright",
    [PL_POSTURE_FORWARD_HEAD] = "Head forward", [PL_POSTURE_SLOUCHED] = "Slouched",
    [PL_POSTURE_LEANING_LEFT] = "Leaning left", [PL_POSTURE_LEANING_RIGHT] = "Leaning right",
    [PL_POSTURE_TOO_CLOSE] = "Too close",       [PL_POSTURE_RECLINED] = "Reclined",
};

static const char *const sentences[PL_REASON_COUNT] = {
    [PL_REASON_NONE] = "",
    [PL_REASON_NO_PERSON] = "nobody is here",
    [PL_REASON_LOW_LIGHT] = "it is too dark to see",
    [PL_REASON_FACE_HIDDEN] = "the face is hidden",
    [PL_REASON_TURNED_AWAY] = "turned away",
    [PL_REASON_OUT_OF_FRAME] = "partly out of the picture",
    [PL_REASON_TOO_MANY_PEOPLE] = "too many people",
    [PL_REASON_LOW_CONFIDENCE] = "not seen well enough",
    [PL_REASON_CAMERA_MOVED] = "the camera was moved",
    [PL_REASON_NO_BASELINE] = "no upright baseline yet",
    [PL_REASON_BASELINE_STALE] = "the baseline no longer fits",
};

const char *pl_posture_title(enum pl_posture posture)
{
    assert(posture < PL_POSTURE_COUNT);
    return titles[posture];
}

const char *pl_reason_sentence(enum pl_reason reason)
{
    assert(reason < PL_REASON_COUNT);
    return sentences[reason];
}

void pl_number_text(struct pl_number number, const char *unit, bool is_change, char *ret,
                    size_t size)
{
    /* A true minus sign is as wide as the plus, so the number does not jump. */
    const char *sign = number.value < -0.05               ? "\u2212"
                       : is_change && number.value > 0.05 ? "+"
                                                          : "";

    if (!pl_is_known(number))
        snprintf(ret, size, "\u2013");
    else if (isfinite(number.sd))
        snprintf(ret, size, "%s%.1f \u00b1 %.1f%s", sign, fabs(number.value), number.sd, unit);
    else
        snprintf(ret, size, "%s%.1f%s", sign, fabs(number.value), unit);
}
