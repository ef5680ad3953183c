/* How fast this core multiplies and adds, measured: what inference speed is a share of. */
#pragma once

/* The best of several short runs of fused multiply-adds on single precision vectors, as wide as this CPU has
 * them; multiply-adds a second on one core. Takes about 50 ms. */
double pl_peak_macs_per_s(void);
