/* How much harder the neck works than in one's own upright, by a simple lever. */
#pragma once

#include "posture/measurement.h"

/* Percent; 100 is one's own upright, NaN when the change of forward head is not known. Further back than upright
 * counts as upright.
 *
 * The head, its centre L = 16 cm above the hinge at C7, is held by muscles whose lever is d = 4 cm:
 * effort = cos a + (L / d) sin a with sin a = change / L. The angles and loads that Hansraj published in 2014 are this
 * model with L / d = 4.2 to 4.7. Plausible levers are 3 to 5 cm, so the part above 100 may be a quarter less or a third
 * more; it is neither a measured load nor a sign of damage, and for that reason no weight is given. Pure. */
double pl_neck_effort_percent(const struct pl_measurement *m);
