#!/bin/sh
# analyze.sh PLUMBLINE SOURCE-DIR WORK-DIR: the contract of `plumbline analyze` on real files: keys, exit codes, and
# a sentence that names the file for whatever cannot be read.
set -u
plumbline=$1 source=$2 work=$3
footage=$source/tests/footage
still=$footage/still_Male_Adult_04_y90_f0.jpg
failed=0

rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1
export XDG_STATE_HOME=$work/state

fail() { printf 'FAILED: %s\n' "$1"; failed=1; }
# run EXPECTED-EXIT ARGUMENTS...: standard output in out, standard error in err
run() {
    expected=$1
    shift
    "$plumbline" analyze "$@" >out 2>err
    code=$?
    [ $code -eq "$expected" ] || { fail "analyze $*: exit $code, not $expected"; cat err; }
}
says() { grep -qF -- "$2" "$1" || { fail "$1 does not say: $2"; cat "$1"; }; }
lines() { [ "$(grep -c '^{' out)" -eq "$1" ] || fail "$(grep -c '^{' out) lines, not $1"; }

run 2
says err 'which picture, video or folder'
run 2 --pose huge "$still"
says err 'lite, full or heavy'
run 2 --hfov 400 "$still"
says err 'from 20 to 150'
run 2 --baseline first:never "$still"
says err "after 'first:'"
run 2 --nonsense "$still"
run 78 --set camera.rotation=45 "$still"

"$plumbline" analyze --json "$still" >out 2>err
code=$?
if [ $code -eq 1 ] && grep -q 'models/fetch' err; then
    echo 'skipped: the models are not here'
    exit 77
fi

# Every key of the contract, null or not.
run 0 --json --landmarks "$still"
lines 1
for key in input frame t present people confidence reason view_deg forward_head_cm forward_head_sd_cm \
    forward_head_delta_cm neck_angle_deg head_pitch_deg head_yaw_deg head_roll_deg shoulder_tilt_deg \
    torso_lean_deg trunk_forward_cm head_drop_cm trunk_drop_cm screen_distance_cm posture landmarks \
    left_ear right_shoulder; do
    says out "\"$key\":"
done
says out '"present":true'
says out '"reason":"no_baseline"'
says err '1 frame in'

# Bad inputs are named, the others go on, exit 1.
: >empty.jpg
head -c 3000 "$still" >torn.jpg
printf 'no picture\n' >words.png
head -c 20000 "$footage/desk.mp4" >torn.mp4
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\10\2\0\0\0\0\0\0\0' >huge.png
mkdir -p empty_folder
run 1 --json empty.jpg torn.jpg words.png torn.mp4 huge.png missing.jpg empty_folder "$still"
for bad in empty.jpg torn.jpg words.png torn.mp4 huge.png missing.jpg empty_folder; do
    says err "$bad"
done
lines 1

# A video is one sequence; a recording holds what is needed to measure again.
run 0 --json --record rec.jsonl --baseline first:4 "$footage/desk.mp4"
lines 145
[ "$(grep -c '"mesh":' rec.jsonl)" -ge 120 ] || fail 'the recording lacks face meshes'
[ "$(grep -c '"posture":"forward_head"' out)" -ge 20 ] || fail 'the forward head of the clip was not seen'
[ "$(grep -c '"present":false' out)" -ge 10 ] || fail 'the empty chair of the clip was not seen'
"$plumbline" replay rec.jsonl >events 2>err || fail "replay does not take the recording: $(cat err)"
says events '"event":"summary"'

# Measured again, from the text of the recording alone, every line is the same to the last byte.
"$plumbline" replay rec.jsonl --remeasure --record again.jsonl >events_again 2>err ||
    fail "the recording cannot be measured again: $(cat err)"
cmp rec.jsonl again.jsonl || fail 'measured again, the recording is another'
cmp events events_again || fail 'measured again, the day was another'
[ "$(grep -c '"observation":{' rec.jsonl)" -eq 145 ] || fail 'a line lacks its observation'
references=$(grep -c '"reference":{' rec.jsonl)
[ "$references" -ge 1 ] && [ "$references" -le 5 ] || fail "$references references in one clip"
# The numbers come from the observations, not from the lines.
sed 's/"forward_head_delta_cm":[0-9.-][0-9.-]*/"forward_head_delta_cm":99/' rec.jsonl >forged.jsonl
"$plumbline" replay forged.jsonl --remeasure --record again.jsonl >/dev/null || fail 'the forged recording fails'
cmp rec.jsonl again.jsonl || fail 'the numbers of the lines were taken'
"$plumbline" replay rec.jsonl --remeasure --record again.jsonl --set thresholds.forward_head_cm=15 \
    --set thresholds.forward_head_strong_cm=20 >/dev/null
grep -q '"posture":"forward_head"' again.jsonl && fail 'another threshold changes nothing'

# docs/analyze.md names every key of a recording.
grep -o '"[a-z_]*":' rec.jsonl | tr -d '":' | sort -u | while read -r key; do
    grep -qF "\`$key\`" "$source/docs/analyze.md" || echo "$key"
done >unnamed
[ -s unnamed ] && fail "docs/analyze.md does not name: $(tr '\n' ' ' <unnamed)"

# refuses EXPECTED-EXIT SENTENCE ARGUMENTS...: of replay
refuses() {
    expected=$1 sentence=$2
    shift 2
    "$plumbline" replay "$@" >/dev/null 2>err
    code=$?
    [ $code -eq "$expected" ] || fail "replay $*: exit $code, not $expected"
    says err "$sentence"
}
sed '3s/"observation":.*/"note":"cut"}/' rec.jsonl >cut.jsonl
refuses 1 'cut.jsonl:3: the line holds no "observation"' cut.jsonl --remeasure
tail -n 20 rec.jsonl >tail.jsonl
refuses 1 'the line was measured against reference' tail.jsonl --remeasure
"$plumbline" replay tail.jsonl >/dev/null || fail 'the numbers alone must do without --remeasure'
refuses 2 'read and written' rec.jsonl --remeasure --record ./rec.jsonl
[ -s rec.jsonl ] || fail 'the recording is gone'
refuses 2 'writes what --remeasure finds' rec.jsonl --record again.jsonl
refuses 1 'cannot record' rec.jsonl --remeasure --record /nowhere/again.jsonl

# Stills: independent moments in the order given, the first the upright one.
run 0 --json --baseline first:1 "$still" "$footage/still_Male_Adult_04_y90_f8.jpg"
lines 2

# Pictures, folders and videos are left where they were asked for.
run 0 --overlay out.png "$still"
says out 'still_Male_Adult_04_y90_f0.jpg'
[ "$(head -c 4 out.png | od -An -tx1 | tr -d ' ')" = 89504e47 ] || fail 'out.png is no PNG'
mkdir -p two && cp "$still" two/a.jpg && cp "$footage/still_Male_Adult_04_y90_f8.jpg" two/b.jpg
run 0 --overlay pictures/ two
[ -s pictures/a.jpg.png ] && [ -s pictures/b.jpg.png ] || fail 'a folder of overlays is incomplete'
run 0 --overlay out.mp4 two
[ -s out.mp4 ] || fail 'out.mp4 is not there'
run 1 --overlay /nowhere/out.png "$still"
says err '/nowhere/out.png'
run 1 --baseline first:2 --overlay /nowhere/out.mp4 two
says err '/nowhere/out.mp4'
! grep -q 'no baseline' err || fail "what ended early is blamed on the input: $(cat err)"
run 1 --record /nowhere/rec.jsonl "$still"
says err '/nowhere/rec.jsonl'
run 1 --baseline missing.baseline "$still"
says err 'missing.baseline'
run 1 --baseline first:9 "$still"
says err 'no baseline'

"$plumbline" analyze --json "$still" >/dev/full 2>err && fail 'a full disk goes unnoticed'
says err 'No space left'
[ $failed -eq 0 ] && echo 'analyze keeps its contract'
exit $failed
