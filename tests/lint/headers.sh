#!/bin/sh
# headers.sh COMPILER SOURCE-DIR FLAGS...: each of our headers compiles alone, so including one never
# depends on what was included before it.
set -eu
compiler=$1
cd "$2"
shift 2

status=0
for header in $(find base capture posture vision alerts protocol config history stats record overlay app -name '*.h' | sort); do
    printf '#include "%s"\n' "$header" |
        "$compiler" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I. "$@" -x c - || {
        echo "$header does not stand alone"
        status=1
    }
done
exit $status
