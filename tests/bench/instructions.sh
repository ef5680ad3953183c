#!/bin/sh
# instructions.sh [PLUMBLINE [INPUT]]: instructions a frame, all in, by callgrind: the difference between a long and a
# short run, so that start-up does not count. Slow (minutes).
set -eu
plumbline=${1:-build/release/plumbline}
input=${2:-tests/footage/desk.mp4}
command -v valgrind >/dev/null || { echo 'skipped: valgrind is missing'; exit 77; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$plumbline" bench --frames "$1" "$input" \
        >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log"
}

few=$(count 6)
many=$(count 16)
echo "$(((many - few) / 10 / 1000000)) million instructions a frame (whole way, and each part once more)"
