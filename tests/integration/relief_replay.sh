#!/bin/sh
# relief_replay.sh PLUMBLINE: a recorded morning brings exercises with its alerts: before the safety check only
# what needs none, after it what was measured, never the same twice running; with relief off, nothing.
set -eu
plumbline=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Four hours at the desk; the head is 4 cm forward for a quarter of each hour.
awk 'BEGIN { for (t = 0; t < 14400; t += 2)
    printf "{\"t\":%d,\"present\":true,\"confidence\":0.9,\"forward_head_delta_cm\":%s,\"head_drop_cm\":0,\"trunk_forward_cm\":0,\"trunk_drop_cm\":0,\"screen_distance_cm\":60,\"shoulder_tilt_deg\":0,\"torso_lean_deg\":0}\n",
        t, ((t % 3600 > 600 && t % 3600 < 1500) ? "4.0" : "0.2") }' >"$work/morning.jsonl"
exercises() {
    "$plumbline" replay "$work/morning.jsonl" --start 2026-03-02T09:00:00 --state "$work/state" "$@" |
        sed -n 's/.*"event":"exercise","id":"\([a-z_]*\)".*"because":"\([a-z_]*\)".*/\2 \1/p'
}
fail() { echo "$1"; cat "$work/out"; exit 1; }

exercises >"$work/out"
grep -q '^forward_head ' "$work/out" || fail 'no exercise came with the posture alert'
grep -q '^sitting' "$work/out" || fail 'none came with the due break'
while read -r _ id; do
    "$plumbline" relief show "$id" --json --state "$work/state" | grep -q '"needs":.*"nothing"' ||
        fail "$id was suggested before the safety check"
done <"$work/out"

answers=$("$plumbline" relief list --kind red_flag --json |
    sed -n 's/.*"id":[[:space:]]*"\([a-z_]*\)".*/--answer \1=no/p')
# shellcheck disable=SC2086 # a list of words
"$plumbline" relief check $answers --state "$work/state" </dev/null >/dev/null
exercises >"$work/out"
grep -q '^forward_head chin_tuck' "$work/out" || fail 'no chin tuck for a forward head'
uniq -d -f 1 "$work/out" | grep . && fail 'the same came twice running'
exercises >"$work/again"
cmp -s "$work/out" "$work/again" || fail 'a replay changed the answers that are kept'

"$plumbline" relief check --answer RF-01=yes --state "$work/state" </dev/null >/dev/null
exercises >"$work/out"
grep -q 'chin_tuck\|scapular_squeeze' "$work/out" && fail 'an exercise past a red flag'
exercises --set relief.enabled=false >"$work/out"
[ ! -s "$work/out" ] || fail 'exercises although relief is off'
echo 'a recorded morning brings the right exercises'
