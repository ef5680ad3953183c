# What the scenarios share.
mark() { echo "HIL: $* at $(cut -d' ' -f1 /proc/uptime)"; }

# until_true SECONDS COMMAND...: waits until the command succeeds; says so when it does not.
until_true() {
    left=$(($1 * 10))
    shift
    while ! "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || { mark "gave up waiting for: $*"; return 1; }
        usleep 100000
    done
}

# How often a pattern has been in a file; whether it has been there more than N times.
how_often() { grep -c "$1" "$2"; }
more_than() { [ "$(how_often "$2" "$3")" -gt "$1" ]; }

# stop PID: SIGTERM to our program, and how it ended.
stop() {
    kill -TERM "$1"
    wait "$1"
    echo "HIL: daemon exit $?"
}

show() {
    sed 's/^/EVENT /' /run/events
    sed 's/^/LOG /' /run/log
}
