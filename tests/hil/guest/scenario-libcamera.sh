# Cameras behind libcamera: its virtual one plays pictures of a person; vimc, a simulated sensor in the kernel with
# nobody before it, appears late.
. /hil/words.sh

# In the other scenarios an "auto" without any USB camera must not find these.
export PLUMBLINE_MODULE_DIR=/hil
mkdir -p /usr/share/libcamera/pipeline/virtual
cp /hil/virtual.yaml /usr/share/libcamera/pipeline/virtual/

watch() {
    plumbline run --json --state /run/plumbline --set camera.source="libcamera:$1" --set camera.freeze_s=60 \
        --set camera.fps=1 --set camera.height=360 >>/run/events 2>>/run/log &
    daemon=$!
}

watch Virtual0
until_true 100 grep -q '"sitting"' /run/events && mark "somebody sits before the virtual camera"
stop "$daemon"

mkdir -p /usr/lib/systemd
ln -s /usr/bin/udevadm /usr/lib/systemd/systemd-udevd
/usr/lib/systemd/systemd-udevd --daemon # libcamera learns of devices from it
watch 'platform/vimc.0 Sensor B'
until_true 60 grep -q '"no_device"' /run/events && mark "vimc: missed"
modprobe vimc
until_true 100 grep -q '"ok"' /run/events && mark "vimc: found"
until_true 200 grep -q '"away"' /run/events && mark "vimc: nobody is there"
stop "$daemon"
show
