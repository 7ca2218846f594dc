# SPDX-FileCopyrightText: 2026 Bulkhead contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# The steps that installer/try and tests/run have in common; sourced by both, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
    printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root: run it as root, or install sudo. It was about to run: $*"
    fi
}

# The names in the lists of packages/ that are not installed yet.
missing_packages() {
    local list name
    for list in "$@"; do
        while read -r name; do
            case $name in '' | '#'*) continue ;; esac
            [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
        done <"$root/installer/packages/$list.txt"
    done
}

# apt's many lines are shown only when it fails.
quiet_apt() {
    local log
    log=$(mktemp)
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -y "$@" \
        >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        die "apt-get $1 failed; its words stand above."
    fi
    rm -f "$log"
}

# install_packages LIST…: what is missing of packages/LIST.txt.
install_packages() {
    local missing
    command -v apt-get >/dev/null ||
        die "there is no apt-get here. This script knows Debian 12; elsewhere install what installer/packages/*.txt name."
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "Installing packages, and what they stand on (a few minutes on a bare machine)"
    note "${missing[*]}"
    quiet_apt update
    quiet_apt install --no-install-recommends "${missing[@]}"
}

# Started by "sudo …": go on as the person who did, so that the build and the data are theirs.
# Call it with the script's own arguments, after the last step that needs root.
back_to_person() {
    [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ] || return 0
    local home
    home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
    exec runuser -u "$SUDO_USER" -- env HOME="$home" SUDO_USER= \
        XDG_RUNTIME_DIR="/run/user/$(id -u "$SUDO_USER")" "$0" "$@"
}

# Qt wants UTF-8, and a bare machine has no other such locale.
use_utf8() {
    [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8
}

# build PRESET [cmake option…]: into build/PRESET.
build() {
    local preset=$1 began=$SECONDS
    shift
    say "Configuring (preset $preset)"
    (cd "$root" && cmake --preset "$preset" --log-level=NOTICE "$@") ||
        die "the build cannot be configured; cmake's words stand above."
    say "Building in build/$preset with $(nproc) compilers at once"
    cmake --build "$root/build/$preset" --parallel "$(nproc)" ||
        die "the build failed; the compiler's words stand above."
    note "built in $((SECONDS - began)) s"
}
