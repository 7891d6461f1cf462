#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves the lists of packages: makes an empty Debian root, clones this checkout's last commit into it
# and runs a command there, by default every suite.  To be run as root; an existing root is used again.
#
#   build-aux/fresh-root.sh [--suite SUITE] DIRECTORY [COMMAND [ARGUMENT]...]
#
# --suite names the release of Debian: by default bookworm, whose versions are the floor.
#
# Where packages come from is the machine's own affair: its lists of sources, with the release's name
# changed, and its proxy are used.  Mounts and processes are the command's own and end with it.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH
suite=bookworm
if [ "${1-}" = --suite ]; then
  suite=$2
  shift 2
fi
[ $# -gt 0 ] || { echo "usage: $0 [--suite SUITE] DIRECTORY [COMMAND [ARGUMENT]...]" >&2; exit 2; }
target=$(realpath -m "$1")
shift
[ $# -gt 0 ] || set -- sh build-aux/test.sh
cd "$(dirname "$0")/.."
sh build-aux/deps.sh root

# The machine's own lists of Debian's archive, and nothing else of its lists, made those of the suite.
sources ()
{
  own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  grep -lsE "^(deb|Suites:) .*\\b$own( |\$)" /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources |
    while read -r list; do
      sed "s/\\b$own\\b/$suite/g" "$list" >"$1/${list##*/}"
    done
}

proxy ()
{
  apt-config dump | grep -E '^Acquire::https?::Proxy' || true
}

make_root ()
{
  lists=$(mktemp -d)
  sources "$lists"
  mmdebstrap --variant=minbase "$suite" "$target" "$lists"/*
  rm -rf "$lists"
  proxy >"$target/etc/apt/apt.conf.d/90proxy"
  # What an installer writes: without it, nothing there knows "localhost".
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' >"$target/etc/hosts"
}

clone ()
{
  rm -rf "$target/valence"
  git clone --quiet --no-hardlinks . "$target/valence"
}

[ -e "$target/etc/debian_version" ] || make_root
clone
# shellcheck disable=SC2016 # expanded in the inner shell
exec unshare --mount --pid --fork --kill-child sh -eu -c '
  target=$1
  shift
  mount -t proc proc "$target/proc"
  mount --rbind /dev "$target/dev"
  mount -t tmpfs -o mode=1777 tmp "$target/tmp"
  exec chroot "$target" env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LC_ALL=C.UTF-8 \
    http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" \
    sh -c "cd /valence && exec \"\$@\"" sh "$@"
' sh "$target" "$@"
