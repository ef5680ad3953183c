#!/bin/sh
# run.sh PLUMBLINE SOURCE_DIR NOTIFY_TAP: the daemon as systemd sees it: readiness, a watchdog that is fed, a reload, a
# clean stop; a camera that is away; one measurement; wrong usage. Needs the models; without them it is skipped.
set -eu
plumbline=$1 source=$2 tap=$3
work=$(mktemp -d)
daemon=
trap 'test -z "$daemon" || kill "$daemon" 2>/dev/null || true; rm -rf "$work"' EXIT

fail()
{
    echo "not ok - $*"
    cat "$work"/*.out "$work"/*.err "$work"/notify 2>/dev/null || true
    exit 1
}

# Waits until a file holds a line, at most 30 s.
await()
{
    for _ in $(seq 300); do
        grep -q "$2" "$1" 2>/dev/null && return 0
        sleep 0.1
    done
    fail "no '$2' in $1"
}

picture=$source/../shared/footage/ours/still_Female_Adult_01_y00_f0.jpg
[ -n "${PL_FOOTAGE:-}" ] && picture=$PL_FOOTAGE/ours/still_Female_Adult_01_y00_f0.jpg
options="--state $work --config /dev/null"

"$plumbline" run $options extra 2>"$work/usage.err" && fail 'an operand is taken'
[ $? -eq 2 ] || true
grep -q "run takes no 'extra'" "$work/usage.err" || fail 'wrong usage is not explained'

if ! "$plumbline" run $options --dry-run --once --json --set camera.source=synthetic \
    >"$work/once.out" 2>"$work/once.err"; then
    grep -q model: "$work/once.err" && { echo 'skipped: the models are not there (models/fetch)'; exit 77; }
    fail 'no measurement of a made-up picture'
fi
grep -q '"present":' "$work/once.out" || fail 'one measurement is no measurement line'

if "$plumbline" run $options --dry-run --once --set camera.source=/dev/video63 >"$work/none.out" 2>"$work/none.err"; then
    fail 'a missing camera is a success'
fi
grep -q '/dev/video63 is not there' "$work/none.err" || fail 'a missing camera is not named'

if timeout 60 "$plumbline" run $options --dry-run --once --set camera.source=synthetic --set camera.paused=true \
    >"$work/paused.out" 2>"$work/paused.err"; then
    fail 'a paused camera is a success'
fi
grep -q 'camera: it is paused' "$work/paused.err" || fail 'one measurement of a paused camera waits for ever'

# A camera that is known to be away: ready, and the watchdog is fed.
"$tap" "$work/notify" "$plumbline" run $options --json --set camera.source=/dev/video63 \
    >"$work/away.out" 2>"$work/away.err" & daemon=$!
await "$work/notify" READY=1
await "$work/notify" WATCHDOG=1
await "$work/away.out" '"event":"camera","state":"no_device"'
[ "$(grep -c 'is not there' "$work/away.err")" = 1 ] || fail 'a missing camera is said more than once'
kill -TERM "$(cat "$work/notify.pid")"
wait "$daemon" || fail "a daemon without a camera ends with $?"
await "$work/notify" STOPPING=1

# A reader that goes ends it.
timeout 30 sh -c '"$@" 2>"$0/pipe.err" | head -1' "$work" "$plumbline" run $options --json --set camera.source=/dev/video63 >"$work/pipe.out" ||
    fail 'goes on though nobody reads'
[ "$(wc -l <"$work/pipe.out")" = 1 ] || fail 'not one line for head -1'

# Frames: fed, reloaded, stopped within two seconds (the tap measures), and the exit code is 0.
[ -e "$picture" ] || { echo 'skipped: the footage is not there'; exit 77; }
rm "$work"/notify*
"$tap" "$work/notify" "$plumbline" run $options --json --set "camera.source=file:$picture" --set camera.loop=true \
    >"$work/live.out" 2>"$work/live.err" & daemon=$!
await "$work/notify" READY=1
await "$work/notify" WATCHDOG=1
await "$work/live.err" 'plumbline calibrate'
# As after a suspend: what was missed is not made up for all at once.
kill -STOP "$(cat "$work/notify.pid")"
before=$(grep -c STATUS= "$work/notify")
sleep 4
kill -CONT "$(cat "$work/notify.pid")"
sleep 0.5
[ $(($(grep -c STATUS= "$work/notify") - before)) -lt 4 ] || fail 'missed ticks are made up for'
kill -HUP "$(cat "$work/notify.pid")"
await "$work/notify" RELOADING=1
await "$work/live.err" 'reloaded: 0 settings changed'
kill -TERM "$(cat "$work/notify.pid")"
wait "$daemon" || fail "the daemon ends with $?"
await "$work/notify" 'stopped after'
slow=$(sed -n 's/^stopped after \([0-9]*\) ms$/\1/p' "$work/notify")
[ "$slow" -lt 2000 ] || fail "stopping took $slow ms"
grep -q '"event":"summary"' "$work/live.out" || fail 'the day is not summed up at the end'
daemon=
echo "ok - readiness, watchdog, reload and a stop within $slow ms"
