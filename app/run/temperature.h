/* How warm the processor is. */
#pragma once

/* Degrees Celsius of the first thermal zone below `directory` ("/sys/class/thermal") whose type names a processor:
 * "cpu-thermal" on a Raspberry Pi, "x86_pkg_temp" on a PC. NaN when there is none. Reads two small files a zone. */
double pl_cpu_temperature_c(const char *directory);
