#!/bin/sh
# purity.sh LIBRARY: fails when a pure library needs a symbol that is not on the list of mathematics,
# memory moves and what compilers and sanitizers add. Pure means: no I/O, clock, heap or log.
set -eu
library=$1

allowed='^(pl_.*|mem(cpy|move|set|cmp|chr)|str(len|n?cmp)|__stack_chk_fail|__assert_fail|__(asan|ubsan|tsan|sancov|lsan|sanitizer|start___sancov|stop___sancov)_.*|_GLOBAL_OFFSET_TABLE_'
allowed="$allowed|a?(sin|cos|tan)h?f?|atan2f?|sincosf?|sqrtf?|expm?1?f?|logf?|log1pf?|powf?|fabsf?|fmodf?|hypotf?|ldexpf?|floorf?|ceilf?|roundf?|l?lroundf?|lrintf?|rintf?|truncf?|nanf?|fminf?|fmaxf?|copysignf?|cbrtf?|erff?|qsort|bsearch|abs|__.*div.*|__aarch64_.*)\$"

defined=$(nm --defined-only "$library" | awk 'NF == 3 { print $3 }' | sort -u)
needed=$(nm --undefined-only "$library" | awk 'NF == 2 { print $2 }' | sort -u)
bad=$(printf '%s\n' "$needed" | grep -vxF "$defined" | grep -vE "$allowed" || true)
if [ -n "$bad" ]; then
    echo "$library must stay pure, but needs:"
    printf '%s\n' "$bad" | sed 's/^/  /'
    exit 1
fi
echo "$library is pure: $(printf '%s\n' "$needed" | wc -l) symbols needed, all of them mathematics or memory moves"
