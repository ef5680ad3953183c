#!/bin/sh
# bench.sh PLUMBLINE SOURCE-DIR: `plumbline bench` says what it promises, and a frame allocates nothing.
set -u
plumbline=$1 source=$2
failed=0

fail() { printf 'FAILED: %s\n%s\n' "$1" "${out:-}"; failed=1; }

out=$("$plumbline" bench --frames never 2>&1)
[ $? -eq 2 ] || fail 'a wrong number of frames is no usage error'
out=$("$plumbline" bench --frames 8 --json 2>&1)
code=$?
if [ $code -eq 1 ] && printf '%s' "$out" | grep -q 'models/fetch'; then
    echo 'skipped: the models are not here'
    exit 77
fi
[ $code -eq 0 ] || fail "exit $code"
for key in decode detect crop pose face fit whole median_ms p95_ms share_of_peak whole_by_networks \
    first_result_s rss_mb instructions_per_frame; do
    printf '%s' "$out" | grep -q "\"$key\":" || fail "no $key"
done
printf '%s' "$out" | grep -qE '"instructions_per_frame":([1-9][0-9]*|null,"instructions_reason":"..*)' ||
    fail 'neither instructions nor a reason'
printf '%s' "$out" | grep -qE '"allocations_after_start":(0|null)\}' || fail 'a frame allocates'
# A video's decoder allocates, but not in the frame path.
out=$("$plumbline" bench --frames 30 --json "$source/tests/footage/desk.mp4" 2>&1)
printf '%s' "$out" | grep -qE '"allocations_after_start":(0|null)\}' || fail 'a frame of a video allocates'
exit $failed
