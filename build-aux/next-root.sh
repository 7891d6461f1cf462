#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What fresh-root.sh does, with the release of Debian after the floor: GTK 4.18 and libadwaita 1.7.
#
#   build-aux/next-root.sh DIRECTORY [COMMAND [ARGUMENT]...]
exec sh "$(dirname "$0")/fresh-root.sh" --suite trixie "$@"
