#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and installs the Flatpak, runs it on a private desktop with portals, a real keyring and a real
# browser, and does the main job in its window as a person would.
#
#   flatpak/try.sh [--devel] [--from REMOTE] [--quick]
#
# settings.sh tells what the arguments mean.  Numbered screenshots and transcript.txt are left in
# `tour` in its folder, which is _build/flatpak by default.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH
cd "$(dirname "$0")/.."
sh flatpak/build.sh "$@"
# shellcheck source-path=SCRIPTDIR source=settings.sh
. flatpak/settings.sh

# The imitated platform runs outside.
sh build-aux/deps.sh build test
sh build-aux/setup.sh _build
meson compile -C _build valence-sandbox

# The portals ask the desktop's name for who is to serve them.
status=0
sh build-aux/desktop.sh --keyring unlocked \
  --service org.freedesktop.portal.Desktop \
  --service org.freedesktop.portal.Documents \
  --service org.freedesktop.portal.Flatpak \
  --service org.freedesktop.impl.portal.PermissionStore \
  --service org.freedesktop.impl.portal.desktop.gtk \
  --service org.freedesktop.impl.portal.Secret \
  sh -c 'dbus-update-activation-environment XDG_CURRENT_DESKTOP=GNOME && exec "$@"' sh \
  env PYTHONDONTWRITEBYTECODE=1 python3 flatpak/tour.py \
  --app "$app" --build _build --output "$folder/tour" || status=$?
echo "Screenshots and transcript.txt are in $folder/tour"
exit "$status"
