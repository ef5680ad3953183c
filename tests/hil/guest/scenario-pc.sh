# The camera of the emulated Pi, on a PC: pulled out, put back and frozen. There is no GPIO; that is said, and endured.
. /hil/scenario-pi.sh
