# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
# What build.sh and try.sh agree upon; read with the root of the sources as the current folder.
# They take these arguments:
#
#   --quick          no tests while building
#   --devel          the development variant
#   --from REMOTE    the runtime comes from a remote that this person's Flatpak knows, such as
#                    flathub, and Valence is installed beside the person's other programs; without
#                    this, the runtime is a stand-in and all is in a folder of its own
#
# VALENCE_FLATPAK names that folder; _build/flatpak by default.
app=io.github.valence_desktop.Valence
folder=$(realpath -m "${VALENCE_FLATPAK:-_build/flatpak}")
remote=
quick=
while [ $# -gt 0 ]; do
  case $1 in
    --devel) app=$app.Devel; shift ;;
    --quick) quick=1; shift ;;
    --from) remote=$2; shift 2 ;;
    *) echo "flatpak: unknown argument $1" >&2; exit 2 ;;
  esac
done

manifest=flatpak/$app.json
branch=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["runtime-version"])' \
  "$manifest")
if [ -z "$remote" ]; then
  FLATPAK_USER_DIR=$folder/user
else
  FLATPAK_USER_DIR=${FLATPAK_USER_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/flatpak}
fi
# Flatpak warns of installations whose exports the desktop does not look at.
XDG_DATA_DIRS=$FLATPAK_USER_DIR/exports/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
export FLATPAK_USER_DIR XDG_DATA_DIRS
