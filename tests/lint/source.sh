#!/bin/sh
# source.sh SOURCE-DIR: what the compiler does not see. Functions that cannot be used safely, public headers
# without a word about themselves, files that hold more than one idea.
set -u
cd "$1" || exit 1
rooms='base capture posture vision alerts protocol config history stats record overlay app'
status=0

complain() { # TITLE; lines on standard input
    lines=$(cat)
    [ -n "$lines" ] || return 0
    printf '%s:\n%s\n' "$1" "$lines"
    return 1
}

# shellcheck disable=SC2086 # a list of folders
find_sources() { find $rooms -name '*.c' -o -name '*.h' -o -name '*.cpp'; }

banned='\b(sprintf|vsprintf|strcpy|strcat|strncpy|strtok|atoi|atol|atof|gets|usleep|system|popen|alloca|tmpnam)[ ]*\('
find_sources | xargs grep -nE "$banned" | complain 'banned functions (unbounded, unchecked or a shell)' || status=1

find_sources | while read -r file; do
    head -n 1 "$file" | grep -q '^/\*' || case $file in
        *.h) echo "  $file" ;;
    esac
done | complain 'headers that do not say at their top what they are' || status=1

find_sources | xargs wc -l | awk '$2 != "total" && $1 > 500 { print "  " $2 ": " $1 " lines" }' |
    complain 'files above 500 lines: is there more than one idea in each?' || status=1

exit $status
