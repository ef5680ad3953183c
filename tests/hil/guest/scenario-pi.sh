echo "HIL: mark boot"
modprobe vhci-hcd; modprobe uvcvideo
/hil/webcam /hil/clip.mjpg 640 480 15 &
i=0; while [ ! -e /dev/video0 ] && [ $i -lt 80 ]; do usleep 100000; i=$((i+1)); done
ls -l /dev/video* /dev/gpiochip*
v4l2-ctl -d /dev/video0 --set-fmt-video=width=640,height=480,pixelformat=MJPG --stream-mmap --stream-count=20 --stream-to=/tmp/f.mjpg
md5sum /tmp/f.mjpg
gpioset -t 200ms,0 -c gpiochip0 GPIO18=1
plumbline version
