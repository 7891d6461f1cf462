#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up a build folder, or brings it up to date; one that Meson can no longer read is made anew.
#
#   build-aux/setup.sh FOLDER [OPTION OF MESON]...
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH
folder=$1
shift
cd "$(dirname "$0")/.."

if [ -f "$folder/build.ninja" ]; then
  meson setup --reconfigure "$folder" "$@" || meson setup --wipe "$folder" "$@"
else
  meson setup "$folder" "$@"
fi
