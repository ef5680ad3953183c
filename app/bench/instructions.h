/* How many instructions this process executes outside the kernel, as the processor counts them: unlike time, the same on
 * a busy machine and an idle one. */
#pragma once

#include <stdint.h>

/* Begins to count, threads that start later included. 0; or why not: -ENOENT and -EOPNOTSUPP where the processor has no
 * counter (many virtual machines), -EACCES and -EPERM where the system does not permit it, -ENOSYS. */
int pl_instructions_start(void);

/* How many there have been since the start; -1 when they are not counted. */
int64_t pl_instructions(void);
