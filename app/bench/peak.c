/* Enough independent sums to fill the pipeline (latency times issue width), all in registers. */
#include "app/bench/peak.h"

#include <time.h>

#define ROUNDS 200000
#define TRIES 8
#define SUMS 12

typedef float vector4 __attribute__((vector_size(16)));
typedef float vector8 __attribute__((vector_size(32)));
typedef float vector16 __attribute__((vector_size(64)));

/* Compiled with -ffp-contract=fast, so that a * b + c is one instruction. */
#define KERNEL(name, vector, lanes, target)                                                  \
    target static double name(void)                                                          \
    {                                                                                        \
        vector sum[SUMS], a, b;                                                              \
        float all = 0;                                                                       \
        for (int i = 0; i < lanes; i++) {                                                    \
            a[i] = 0.999f;                                                                   \
            b[i] = 1e-3f;                                                                    \
        }                                                                                    \
        for (int i = 0; i < SUMS; i++)                                                       \
            sum[i] = b;                                                                      \
        for (int round = 0; round < ROUNDS; round++)                                         \
            _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) sum[i] = sum[i] * a + b; \
        for (int i = 0; i < SUMS; i++)                                                       \
            all += sum[i][0];                                                                \
        sink = all;                                                                          \
        return (double)ROUNDS * SUMS * lanes;                                                \
    }

static volatile float sink;

KERNEL(run_4, vector4, 4, )
#if defined(__x86_64__)
KERNEL(run_8, vector8, 8, __attribute__((target("avx2,fma"))))
KERNEL(run_16, vector16, 16, __attribute__((target("avx512f"))))
#endif

static double (*widest(void))(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return run_16;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return run_8;
#endif
    return run_4;
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double pl_peak_macs_per_s(void)
{
    double (*run)(void) = widest(), best = 0;

    for (int i = 0; i < TRIES; i++) {
        double start = now_s(), macs = run(), rate = macs / (now_s() - start);
        best = rate > best ? rate : best;
    }
    return best;
}
