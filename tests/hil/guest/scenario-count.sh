# Counts instructions. Eight pictures, of which bench takes the medians.
echo "BENCH $(plumbline bench --json --frames 8 /hil/stills)"
