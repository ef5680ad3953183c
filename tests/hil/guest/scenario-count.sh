# Counts instructions: on this machine a nanosecond is one.
echo "HIL: bench $(plumbline bench --json --frames 8 /hil/desk.mjpg)"
