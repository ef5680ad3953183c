# What the emulated machines need from the Debian archive: unpacked under the XDG cache, never installed, and executed
# only where it is of this machine's architecture. apt checks every package's signature and hash as it comes.
# $suite is that of the emulated Pi.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline/hil

began=$(date +%s%N)
# step WHAT: says that it begins, and how long everything before it took.
step() { printf '[%3d.%d s] %s\n' $((($(date +%s%N) - began) / 1000000000)) $((($(date +%s%N) - began) / 100000000 % 10)) "$*"; }

# shellcheck disable=SC2016 # apt's own variables
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | grep -v security | head -n 1)
[ -n "$mirror" ] || { echo 'no Debian mirror is set up in apt'; exit 77; }

# unpacked NAME SUITE ARCHITECTURE PACKAGES: prints the folder that holds them, filled on the first call.
unpacked() {
    key=$(printf '%s %s %s' "$2" "$3" "$4" | sha256sum | cut -c1-12)
    root=$cache/$1-$key
    mkdir -p "$cache"
    exec 9>"$root.lock" && flock 9 # another checkout may want the same
    if [ ! -e "$root/.complete" ]; then
        step "unpacking $1 ($2, $3): $4" >&2
        merged='' # Debian 12 still has packages with files in /lib
        [ "$2" = "$suite" ] || merged=--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr
        rm -rf "$root"
        mmdebstrap --quiet --variant=extract --architectures="$3" --mode=chrootless \
            ${merged:+"$merged"} --aptopt='APT::Install-Recommends "false"' --include="$4" \
            "$2" "$root" "deb $mirror $2 main" >&2
        touch "$root/.complete"
    fi
    echo "$root"
}

# kernel_tree KERNEL: prints the folder with what a module for that arm64 kernel is built from.
kernel_tree() {
    root=$cache/modules-$1
    mkdir -p "$cache"
    exec 9>"$root.lock" && flock 9
    if [ ! -e "$root/.complete" ]; then
        step "unpacking the headers of $1 and the sources of modules" >&2
        rm -rf "$root"
        # shellcheck disable=SC2016 # for the shell of the hook
        mmdebstrap --quiet --variant=custom --architectures=arm64,amd64 --mode=chrootless \
            --customize-hook='cd "$1" && APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq download '"linux-headers-$1:arm64 \
                linux-headers-${1%-arm64}-common:all linux-kbuild-${1%-arm64}:amd64 v4l2loopback-dkms:all \
                linux-source-$(echo "$1" | cut -d. -f1,2):all" \
            "$suite" "$root" "deb $mirror $suite main" >&2 ||
            { echo "the archive has moved on from $1: remove $cache/guest-* and run this again" >&2; exit 1; }
        for package in "$root"/*.deb; do dpkg-deb -x "$package" "$root"; rm "$package"; done
        tar -xJf "$root"/usr/src/linux-source-*.tar.xz -C "$root/usr/src" --wildcards \
            '*/drivers/gpio/gpio-sim.c' '*/kernel/irq/irq_sim.c' '*/drivers/media/test-drivers/vimc/*'
        rm "$root"/usr/src/linux-source-*.tar.xz
        touch "$root/.complete"
    fi
    echo "$root"
}
