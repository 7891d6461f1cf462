#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh machine to a running Valence: installs what is missing, builds into `_build` and opens
# the window on the embedded sandbox, where nothing real can be broken.
#
#   build-aux/try.sh [--headless]
#
# With --headless, or where there is no display, a private desktop is started instead and the main
# job is done there as a person would, with a real browser and a real keyring; numbered screenshots
# and a transcript are left in `_build/tour`.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH
cd "$(dirname "$0")/.."
root=$(pwd)

headless=
case ${1-} in
  --headless) headless=1 ;;
  '') ;;
  *) echo "try: unknown argument $1" >&2; exit 2 ;;
esac
[ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] || headless=1

build ()
{
  sh build-aux/deps.sh "$@" || echo 'try: not everything could be installed, going on' >&2
  sh build-aux/setup.sh _build
  meson compile -C _build
}

tour ()
{
  status=0
  sh build-aux/desktop.sh --keyring unlocked python3 tests/tour/tour.py \
    --build "$root/_build" --output "$root/_build/tour" || status=$?
  echo
  echo "Screenshots and transcript.txt are in $root/_build/tour"
  return "$status"
}

if [ -n "$headless" ]; then
  build build test
  tour
else
  build build
  exec env GSETTINGS_SCHEMA_DIR="$root/_build/data" _build/src/valence --sandbox
fi
