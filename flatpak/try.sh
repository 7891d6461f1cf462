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

# Documents are handed over at the place where every sandbox has them, /run/user/UID, so the private
# folder is mounted there, seen by nobody else.  That takes root; without, no file is imported.
own=
if [ "$(id -u)" = 0 ]; then
  own='unshare --mount'
fi

# The portals ask the desktop's name for who is to serve them.
# shellcheck disable=SC2016 # expanded in the inner shell
inner='
if [ "$(id -u)" = 0 ]; then
  mkdir -p /run/user/0
  mount --bind "$XDG_RUNTIME_DIR" /run/user/0
  export XDG_RUNTIME_DIR=/run/user/0
fi
dbus-update-activation-environment XDG_RUNTIME_DIR XDG_CURRENT_DESKTOP=GNOME
exec "$@"'

status=0
# shellcheck disable=SC2086 # two words or none
$own sh build-aux/desktop.sh --keyring unlocked \
  --service org.freedesktop.portal.Desktop \
  --service org.freedesktop.portal.Documents \
  --service org.freedesktop.portal.Flatpak \
  --service org.freedesktop.impl.portal.PermissionStore \
  --service org.freedesktop.impl.portal.desktop.gtk \
  --service org.freedesktop.impl.portal.Secret \
  sh -euc "$inner" sh env PYTHONDONTWRITEBYTECODE=1 python3 flatpak/tour.py \
  --app "$app" --build _build --output "$folder/tour" || status=$?
echo "Screenshots and transcript.txt are in $folder/tour"
exit "$status"
