#!/bin/sh
# instructions.sh [PLUMBLINE]: instructions a frame, all in, by callgrind: the difference between a long and a short
# run, so that start-up does not count. Slow (minutes).
set -eu
plumbline=${1:-build/release/plumbline}
command -v valgrind >/dev/null || { echo 'skipped: valgrind is missing'; exit 77; }
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$plumbline" bench --frames "$1" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
few=$(count 6)
many=$(count 16)
echo "$(((many - few) / 10 / 1000000)) million instructions a frame (whole way, and each part once more)"
