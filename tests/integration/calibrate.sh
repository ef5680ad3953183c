#!/bin/sh
# calibrate.sh PLUMBLINE SOURCE-DIR EDIT-PICTURE WORK-DIR: a calibration that must be refused says why, exits with 1 and
# leaves the baseline of before as it was, to the byte.
set -u
plumbline=$1 source=$2 edit=$3 work=$4
still=$source/tests/footage/still_Female_Adult_01_y00_f0.jpg
clip=$source/tests/footage/desk.mp4
turned=${PL_FOOTAGE:-$source/../shared/footage}/synth/Female_Adult_01_y00_f0_turnL.jpg
baseline=$work/state/baseline-default.plb
failed=0

rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1

fail() { printf 'FAILED: %s\n' "$1"; cat err; failed=1; }
calibrate() { # INPUT ARGUMENTS...
    input=$1
    shift
    "$plumbline" calibrate --state "$work/state" --set "camera.source=file:$input" "$@" >out 2>err
}
# folder NAME PICTURE: twice the same picture, as a source of independent pictures
folder() {
    mkdir "$1"
    cp "$2" "$1/a.${2##*.}"
    cp "$2" "$1/b.${2##*.}"
}
# refused WHY INPUT ARGUMENTS...
refused() {
    why=$1
    shift
    calibrate "$@"
    code=$?
    [ $code -eq 1 ] || fail "exit $code, not 1, for: $why"
    grep -qF "not calibrated: $why" err || fail "nothing said about: $why"
    grep -qF 'nothing was changed' err || fail "the old baseline is not spoken of: $why"
    [ -s out ] && fail "a result was printed: $why"
    cmp -s "$baseline" before || fail "the baseline was touched: $why"
    [ "$(ls state)" = "$(basename "$baseline")" ] || fail "something was left behind: $why"
}

folder upright "$still"
calibrate upright
code=$?
if [ $code -ne 0 ] && grep -q 'models/fetch' err; then
    echo 'skipped: the models are not here'
    exit 77
fi
[ $code -eq 0 ] || fail "exit $code for somebody who sits tall"
cp "$baseline" before || exit 1

"$edit" "$still" dark.ppm shade 0 0 640 480 0.1 && folder dark dark.ppm
refused 'it is too dark' dark
"$edit" "$still" near.ppm crop 220 60 200 190 && folder near near.ppm
refused 'your shoulders are outside the picture' near
refused 'you are moving' "$clip" --length 22
if [ -e "$turned" ]; then
    folder turned "$turned"
    refused 'your head is turned' turned
else
    echo 'the turned head is left out: the footage is not there'
fi

# What is not refused does replace it; otherwise nothing above would mean anything.
calibrate "$clip" --length 2 || fail 'a good calibration was refused'
cmp -s "$baseline" before && fail 'a good calibration changed nothing'
exit $failed
