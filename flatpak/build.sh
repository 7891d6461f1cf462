#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Flatpak, with the tests that make sense there, makes a bundle of it and installs it for
# the user.  The permissions it is installed with are compared with those that are meant.
#
#   flatpak/build.sh [--devel] [--from REMOTE] [--quick]
#
# settings.sh tells what the arguments mean and where everything goes; --quick leaves the tests out.
# Where no remote is named, a
# stand-in for GNOME's runtime is made first, which wants to be root.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=settings.sh
. flatpak/settings.sh

# Nothing here is anybody's desktop.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

install_stand_in ()
{
  [ -e "$folder/repo/refs/heads/runtime/org.gnome.Sdk/$(flatpak --default-arch)/$branch" ] ||
    sh flatpak/make-runtime.sh "$folder" "$branch"
  flatpak remote-add --user --if-not-exists --no-gpg-verify valence-stand-in "file://$folder/repo"
  flatpak install --user --noninteractive --or-update valence-stand-in \
    "org.gnome.Platform//$branch" "org.gnome.Sdk//$branch"
}

sh build-aux/deps.sh flatpak
mkdir -p "$folder"
[ -n "$remote" ] || install_stand_in

# Where FUSE is missing, as in containers, the build folder cannot be guarded by it.
flatpak-builder --user --install --force-clean --ccache --disable-rofiles-fuse \
  ${remote:+"--install-deps-from=$remote"} \
  ${quick:+--disable-tests} \
  --state-dir="$folder/state" --repo="$folder/apps" "$folder/build-$app" "$manifest"
flatpak build-bundle "$folder/apps" "$folder/$app.flatpak" "$app" master
python3 flatpak/permissions.py "$app"
echo "bundle: $folder/$app.flatpak"
