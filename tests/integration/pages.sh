#!/bin/bash
# pages.sh PLUMBLINE: manual pages are well formed and complete, completions are good shell and complete.
set -euo pipefail
plumbline=$1
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

say() { echo "pages.sh: $*"; }
die() { say "$*"; exit 1; }

for page in plumbline.1 plumbline.yaml.5 bash zsh fish; do
    "$plumbline" pages "$page" >"$work/$page"
    [ -s "$work/$page" ] || die "$page is empty"
done

if command -v mandoc >/dev/null; then
    mandoc -Tlint -W warning "$work/plumbline.1" "$work/plumbline.yaml.5" || die "mandoc complains"
else
    say "mandoc is not here: layout of the manual pages not checked"
fi

"$plumbline" check-config --set history.enabled=true | awk '{ print $1 }' >"$work/keys"
[ "$(wc -l <"$work/keys")" -gt 50 ] || die "check-config prints too few settings"
while read -r key; do
    grep -qF ".B $key" "$work/plumbline.yaml.5" || die "plumbline.yaml.5 lacks $key"
    grep -qF "$key=" "$work/bash" || die "the completion lacks $key"
done <"$work/keys"

for shell in bash zsh fish; do
    if command -v "$shell" >/dev/null; then
        "$shell" -n "$work/$shell" || die "$shell does not accept its completion"
    else
        say "$shell is not here: its completion was not tried"
    fi
done

# What a person would get after pressing Tab.
complete_bash() {
    # shellcheck disable=SC1091 # made above
    source "$work/bash"
    COMP_WORDS=(plumbline "$@") COMP_CWORD=$#
    # shellcheck disable=SC2317 # called by the completion
    compopt() { :; }
    _plumbline
    echo "${COMPREPLY[*]}"
}
[ "$(complete_bash check-c)" = check-config ] || die "bash does not complete a command"
[ "$(complete_bash stats --mon)" = --month ] || die "bash does not complete an option"
[ "$(complete_bash stats --set mqtt.ho)" = mqtt.host= ] || die "bash does not complete a setting"

if "$plumbline" --help | grep pages >/dev/null; then
    die "'pages' is not for people and must not be listed"
fi

# Exit codes of the contract.
code() { set +e; "$plumbline" "$@" >/dev/null 2>&1; echo $?; set -e; }
[ "$(code check-config)" = 0 ] || die "check-config fails on the defaults"
[ "$(code check-config --set alerts.dwell_s=1)" = 78 ] || die "a wrong setting must exit 78"
[ "$(code check-config --sett x)" = 2 ] || die "a wrong option must exit 2"
[ "$(code stats --state "$work")" = 1 ] || die "no history must exit 1"
[ "$(code stats --day never --state "$work")" = 2 ] || die "a wrong date must exit 2"
"$plumbline" check-config --example >"$work/example.yaml"
[ "$(code check-config --config "$work/example.yaml")" = 0 ] || die "the example is not accepted"
"$plumbline" config set alerts.per_hour 3 --state "$work" >/dev/null
"$plumbline" check-config --state "$work" | grep '^alerts.per_hour  *3  *run-time change$' >/dev/null ||
    die "a change made while running is not shown"
"$plumbline" config reset alerts.per_hour --state "$work" >/dev/null
"$plumbline" check-config --state "$work" | grep '^alerts.per_hour  *2  *default$' >/dev/null ||
    die "a change cannot be undone"
# What root writes the service's user could not read.
if [ "$(id -u)" -eq 0 ]; then
    mkdir "$work/theirs"
    chown nobody "$work/theirs"
    refused=$("$plumbline" config set alerts.per_hour 3 --state "$work/theirs" 2>&1) && die "root writes into another user's directory"
    [[ $refused == *"belongs to another user"*"sudo -u plumbline"* ]] || die "root is told: $refused"
    [ -z "$(ls "$work/theirs")" ] || die "something was written all the same"
fi
# A daemon that holds the state directory is imitated by its lock.
two=$(flock "$work/history.lock" timeout 20 "$plumbline" run --state "$work" --set camera.source=synthetic 2>&1) &&
    die "a second daemon must not start"
[[ $two == *"another Plumbline is running on this state directory"* ]] || die "the second daemon says: $two"
say "all good"
