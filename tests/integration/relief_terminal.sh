#!/bin/sh
# relief_terminal.sh PLUMBLINE: a guided session as a person sees it: in a real terminal (tmux) by its keys,
# resized, without colour, without UTF-8; and through a pipe.
set -eu
plumbline=$1
command -v tmux >/dev/null || { echo 'skipped: tmux is not installed'; exit 77; }

work=$(mktemp -d)
count=0 socket=$work/tmux
daemon=
trap 'test -z "$daemon" || kill "$daemon" 2>/dev/null || :; tmux -S "$socket" kill-server 2>/dev/null || :; rm -rf "$work"' EXIT
state=$work/state

fail() {
    echo "$*"
    tmux -S "$socket" capture-pane -p -t relief 2>/dev/null || :
    exit 1
}
relief() { "$plumbline" relief "$@" --state "$state"; }
screen() { tmux -S "$socket" capture-pane -p "$@" -t relief; }
keys() { tmux -S "$socket" send-keys -t relief "$@"; }

# Waits until the pattern is on the screen, however slow the machine is.
see() {
    for _ in $(seq 100); do
        screen | grep -q "$1" && return 0
        sleep 0.1
    done
    fail "expected '$1' on the screen:"
}
# Closes the terminal, and waits until no session is left anywhere.
gone() {
    tmux -S "$socket" kill-server 2>/dev/null || :
    for _ in $(seq 100); do
        pgrep -f -- "relief start.*--state $state" >/dev/null || return 0
        sleep 0.1
    done
    pkill -KILL -f -- "relief start.*--state $state"
    fail "$1"
}
# terminal COLUMNS LOCALE COMMAND...: a fresh terminal running it.
terminal() {
    tmux -S "$socket" kill-server 2>/dev/null || :
    count=$((count + 1)) socket=$work/tmux$count # a server that is leaving still holds its socket
    columns=$1 locale=$2
    shift 2
    tmux -S "$socket" -u -f /dev/null new-session -d -s relief -x "$columns" -y 24 \
        "env LC_ALL=$locale $* --state $state; echo ended \$?; sleep 60"
}
done_today() { relief progress --json | sed -n 's/.*"done_today":[[:space:]]*\([0-9]*\).*/\1/p'; }
pass_check() {
    answers=$(relief list --kind red_flag --json | sed -n 's/.*"id":[[:space:]]*"\([a-z_]*\)".*/--answer \1=no/p')
    # shellcheck disable=SC2086 # a list of words
    relief check $answers </dev/null >/dev/null
}

# Before the check nothing starts, and it says how to do it.
if relief start chin_tuck >"$work/out" 2>&1; then fail 'an exercise started before the safety check'; fi
grep -q 'plumbline relief check' "$work/out" || fail "$(cat "$work/out")"

# The check asks on a terminal; a yes locks at once.
terminal 80 C.UTF-8 "$plumbline relief check"
see 'chest'
keys y Enter
see 'yes or no'
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13; do keys n Enter; done
see 'local emergency number'
see 'ended 0'
relief check --json </dev/null | grep -q '"level":.*"red"' || fail 'a yes must lock'
relief log --answer stiff_turn=yes >"$work/out"
grep -q 'Neck turns' "$work/out" && fail 'an exercise is named past a red flag'
pass_check
relief log --answer stiff_turn=yes | grep -q 'may help: Neck turns: .*start neck_turn' || fail 'what is logged brings nothing'

# Keys: pause holds the clock, skip goes on, done asks for pain, and the answer is kept.
terminal 80 C.UTF-8 "$plumbline relief start --no-camera chin_tuck"
see 'get ready: 1 of 5'
screen | grep -q '░' || fail 'a bar is drawn in UTF-8'
keys s
see 'go: 1 of 5'
keys Space
see 'paused: 1 of 5'
screen >"$work/one"; sleep 1; screen >"$work/two"
cmp -s "$work/one" "$work/two" || fail 'the clock ran while paused'
keys Space
see 'go: 1 of 5'
see '█'
see 'no camera; your word counts'
keys s
see 'let go: 2 of 5'
see 'go: 2 of 5'

# Another size: everything is drawn anew within the new width.
tmux -S "$socket" resize-window -t relief -x 40 -y 20
see 'Chin tucks'
see 's skip   d done   h'
screen | awk 'length($0) > 0 { lines++ } END { exit lines < 6 }' || fail 'the screen is empty after a resize'
tmux -S "$socket" resize-window -t relief -x 100 -y 30
see 'whole'

keys d
see '0 to 10, then Enter'
keys 1 1 Enter # no such pain: asked again
see '): 11'
keys 2 Enter
see 'chin_tuck: done, not seen: your word counts'
see 'ended 0'
relief progress --json | grep -q '"done_today":.*1' || fail 'the session was not kept'

# Colours are there, and NO_COLOR takes them away. (The cursor may still be placed.)
terminal 80 C.UTF-8 "$plumbline relief start --no-camera scapular_squeeze"
see 'get ready'
keys Space
see 'paused'
screen -e | grep 'paused' | grep -q "$(printf '\033')\[33m" || fail 'no colour where it was expected'
# A terminal that closes takes a paused session along.
gone 'a paused session has outlived its terminal'
terminal 80 C.UTF-8 "NO_COLOR=1 $plumbline relief start --no-camera scapular_squeeze"
see 'get ready'
keys Space
see 'paused'
if screen -e | grep 'paused' | grep -q "$(printf '\033')\[33m"; then fail 'colour in spite of NO_COLOR'; fi
keys q
see 'ended 0'

# Without UTF-8: plain bars, and no letter outside ASCII, in German too.
terminal 80 C "$plumbline relief start --no-camera neck_turn --set relief.language=de"
see 'get ready'
screen | grep -q '\.\.\.\.' || fail 'no plain bar'
screen | LC_ALL=C grep -q '[^ -~]' && fail 'letters outside ASCII under LC_ALL=C'
see 'Hand haelt'

# Ctrl-C ends it and leaves the terminal as it was.
keys C-c
see 'ended'
keys 'echo typed' # seen because echo is on again
see 'typed'

# Pain ends a session and asks for the check again.
terminal 80 C.UTF-8 "$plumbline relief start --no-camera chin_tuck"
see 'get ready'
keys h
see 'chin_tuck: stopped'
see 'ended 0'
relief check --json </dev/null | grep -q '"level":.*"due"' || fail 'a session stopped for pain must ask again'
pass_check

# Through a pipe: a line for each change, no escapes, commands by line.
printf 's\nd\n1\n' | relief start chest_opener --no-camera >"$work/out"
for line in 'go: 1 of 3' 'chest_opener: done'; do
    grep -q "$line" "$work/out" || fail "expected '$line' in: $(cat "$work/out")"
done
grep -q "$(printf '\033')" "$work/out" && fail 'escapes in a pipe'
# A signal ends a session whose keys are over, and a pause that nobody can end is the end.
"$plumbline" relief start chest_opener --no-camera --state "$state" </dev/null >"$work/out" & leading=$!
for _ in $(seq 100); do
    ! grep -q 'get ready' "$work/out" || break
    sleep 0.1
done
kill -TERM "$leading"
gone 'a session without keys did not hear a signal'
printf 'p\n' | relief start chest_opener --no-camera >"$work/out" & # a pause without anybody would last for ever
gone 'a pause has outlived its keys'
# A pain of 10 is not a 1: it stops the session, and the check is due.
printf 's\nd\n10\n' | relief start chin_tuck --no-camera >"$work/out"
grep -q 'chin_tuck: stopped' "$work/out" || fail "a pain of 10 was taken for less: $(cat "$work/out")"
relief check --json </dev/null | grep -q '"level":.*"due"' || fail 'a pain of 10 must ask again'
pass_check
relief log --pain 1 >/dev/null # or it stays a sore day

# TERM=dumb is no place for a cursor either.
terminal 80 C.UTF-8 "TERM=dumb $plumbline relief start --no-camera chin_tuck"
see 'get ready'
screen | grep -q '░' && fail 'a bar on a dumb terminal'
keys q Enter
see 'ended 0'
# Beside a daemon the session is the daemon's, and the keys reach it; a daemon that is killed is noticed.
"$plumbline" run --state "$state" --config /dev/null --set camera.source=synthetic:empty 2>"$work/daemon" & daemon=$!
for _ in $(seq 100); do
    [ ! -S "$state/control" ] || break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
done
if [ -S "$state/control" ]; then
    before=$(done_today)
    terminal 80 C.UTF-8 "$plumbline relief start chin_tuck"
    see 'The running daemon leads this'
    see 'get ready: 1 of 5'
    keys Space
    see 'paused: 1 of 5'
    keys Space
    see 'get ready: 1 of 5'
    see 'camera: cannot see this just now'
    keys s
    see 'go: 1 of 5'
    tmux -S "$socket" resize-window -t relief -x 60 -y 24
    see 'daemon leads this'
    keys d
    see '0 to 10, then Enter'
    keys 1 Enter
    see 'chin_tuck: done, not seen'
    see 'ended 0'
    [ "$(done_today)" = $((before + 1)) ] || fail 'the daemon did not keep the session'
    terminal 80 C.UTF-8 "$plumbline relief start chin_tuck"
    see 'get ready: 1 of 5'
    kill -9 "$daemon"
    see 'the daemon has gone'
    see 'ended 1'
    daemon=
else
    grep -q 'model' "$work/daemon" || fail "$(cat "$work/daemon")"
fi
echo 'guided sessions work by key, resized, plain, through a pipe'
