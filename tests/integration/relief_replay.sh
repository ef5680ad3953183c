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

# A day on which each hour has a quarter of something else: what was measured decides.
awk 'function put(t, forward, drop, distance, tilt) {
    printf "{\"t\":%d,\"present\":true,\"confidence\":0.9,\"forward_head_delta_cm\":%s,\"head_drop_cm\":%s,\"trunk_forward_cm\":0,\"trunk_drop_cm\":%s,\"screen_distance_cm\":%s,\"shoulder_tilt_deg\":%s,\"torso_lean_deg\":0}\n",
        t, forward, drop, drop, distance, tilt }
BEGIN { for (t = 0; t < 18000; t += 2) { hour = int(t / 3600); bad = t % 3600 > 600 && t % 3600 < 1500
    put(t, bad && hour == 0 ? 4 : bad && hour == 1 ? 6.5 : 0.2, bad && hour == 2 ? 6 : 0, bad && hour == 3 ? 38 : 60,
        bad && hour == 4 ? 14 : 0) } }' >"$work/morning.jsonl"
exercises >"$work/out"
cat >"$work/expected" <<'END'
forward_head chin_tuck
sitting stand_break
sitting_long long_walk
far_forward screen_distance
sitting_long chest_opener
slouched seated_extension
sitting_long long_walk
too_close screen_distance
sitting_long chest_opener
still posture_shift
END
cmp -s "$work/out" "$work/expected" || fail 'other exercises than what was measured asks for'

# A sore day is amber: squeezes and breaks, and nothing that needs more.
# shellcheck disable=SC2086
"$plumbline" relief check $answers --answer moderate=yes --state "$work/state" </dev/null >/dev/null
exercises >"$work/out"
while read -r _ id; do
    "$plumbline" relief show "$id" --json --state "$work/state" | grep -q '"needs":.*"green"' &&
        fail "$id was suggested on a sore day"
done <"$work/out"
grep -q '^forward_head scapular_squeeze' "$work/out" || fail 'no small squeezes on a sore day'

# A condition leaves out what names it.
# shellcheck disable=SC2086
"$plumbline" relief check $answers --answer moderate=no --answer osteoporosis=yes --answer shoulder_trouble=yes --state "$work/state" \
    </dev/null >/dev/null
exercises >"$work/out"
grep -q 'seated_extension\|chest_opener' "$work/out" && fail 'an exercise in spite of a condition'
grep -q '^slouched scapular_squeeze' "$work/out" || fail 'nothing instead of what a condition leaves out'

"$plumbline" relief check --answer RF-01=yes --state "$work/state" </dev/null >/dev/null
exercises >"$work/out"
grep -q 'chin_tuck\|scapular_squeeze' "$work/out" && fail 'an exercise past a red flag'
exercises --set relief.enabled=false >"$work/out"
[ ! -s "$work/out" ] || fail 'exercises although relief is off'
echo 'a recorded morning brings the right exercises'
