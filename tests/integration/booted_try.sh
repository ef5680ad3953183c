# shellcheck shell=sh
# Runs inside the booted copy, as root: what README.md tells people to do, and what systemd says to it.
cd "$SOURCE" || exit 1
check() { what=$1; shift; if "$@"; then echo "ok - $what"; else echo "not ok - $what"; fi; }
shown() { systemctl show plumbline -p "$1" --value; }
fed_lately() { [ $(($(cut -d. -f1 /proc/uptime) - $(shown WatchdogTimestampMonotonic) / 1000000)) -le 5 ]; }
installs() { cmake --install "$BUILD" >/out/install; }
as_service() { setpriv --reuid plumbline --regid plumbline --init-groups "$@"; }
said() { journalctl -u plumbline --no-pager -o cat | grep -q "$1"; }
stops_within_2_s() { before=$(date +%s%N); systemctl stop plumbline && [ $(($(date +%s%N) - before)) -lt 2000000000 ]; }

# A build with sanitizers cannot look for leaks inside the service's walls; the other tests do.
export ASAN_OPTIONS=detect_leaks=0
systemctl set-environment "ASAN_OPTIONS=$ASAN_OPTIONS"

check 'it is installed' installs
systemd-sysusers && systemd-tmpfiles --create plumbline.conf
mkdir -p /usr/share/plumbline/models /etc/plumbline
cp "$MODELS"/*.tflite "$MODELS"/*.binarypb /usr/share/plumbline/models
install -m 644 tests/footage/still_Female_Adult_01_y00_f0.jpg /usr/share/plumbline/still.jpg
printf 'camera:\n  source: file:/usr/share/plumbline/still.jpg\n  loop: true\n' >/etc/plumbline/plumbline.yaml
systemctl daemon-reload
check 'its user is in the group video' sh -c 'id -nG plumbline | grep -qw video'
check 'its user can calibrate before the service has run' as_service plumbline calibrate --set camera.loop=false
check 'it starts, and says that it is ready' systemctl start plumbline
sleep 12
check 'somebody is seen' said 'event: sitting'
check 'the journal has the event as fields' sh -c 'journalctl PLUMBLINE_EVENT=sitting -o json | grep -q "\"PLUMBLINE_JSON\".*since"'
check 'the watchdog is fed' fed_lately
sed -i 's/loop: true/&\n  fps: 3/' /etc/plumbline/plumbline.yaml
check 'it is reloaded' systemctl reload plumbline
sleep 1
check 'the change is taken' said 'reloaded: 1 settings changed'
check 'it has not been started again' [ "$(shown NRestarts)" = 0 ]
check 'it stops within 2 s' stops_within_2_s
check 'it ends well' [ "$(shown Result) $(shown ExecMainStatus)" = 'success 0' ]
journalctl -u plumbline --no-pager | sed 's/^/# /'
echo 'done'
