#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that a job needs, and only those that are missing.
#
#   build-aux/deps.sh [--list] [build|test|root|deb|flatpak]...      (default: build test)
#
# --list prints the names and installs nothing.  When nothing is missing it needs no network and no
# rights.  On a system without apt-get it says what is needed and goes on.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH

# What compiles Valence.
build_packages='gcc libc6-dev pkgconf meson ninja-build gettext
  libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsecret-1-dev
  libglib2.0-bin libglib2.0-dev-bin libxml2-utils desktop-file-utils appstream'

# What the suites use: a display, a bus, a keyring, the accessibility bus, a browser, linters.
test_packages='xvfb x11-utils xdotool imagemagick
  dbus dbus-bin dbus-daemon at-spi2-core python3 python3-gi python3-pyatspi gir1.2-atspi-2.0
  gnome-keyring gcr libsecret-tools openssl
  adwaita-icon-theme fonts-cantarell fonts-dejavu-core fonts-wqy-microhei gsettings-desktop-schemas
  locales
  librsvg2-bin librsvg2-common
  glib-networking ca-certificates xdg-utils chromium chromium-driver curl procps xclip man-db
  clang-format shellcheck'

# What build-aux/fresh-root.sh needs.
root_packages='mmdebstrap debian-archive-keyring git util-linux'

# What build-aux/make-deb.sh needs.
deb_packages='dpkg-dev debhelper fakeroot git lintian'

# What building and trying the Flatpak needs.
flatpak_packages='flatpak flatpak-builder mmdebstrap bubblewrap debian-archive-keyring
  xdg-desktop-portal xdg-desktop-portal-gtk elfutils debugedit'

say ()
{
  printf 'deps: %s\n' "$*" >&2
}

packages_of ()
{
  case $1 in
    build) echo "$build_packages" ;;
    test) echo "$test_packages" ;;
    root) echo "$root_packages" ;;
    deb) echo "$deb_packages" ;;
    flatpak) echo "$flatpak_packages" ;;
    *) say "no list is called '$1'"; exit 2 ;;
  esac
}

# Of the names given, those that dpkg does not have.
missing_of ()
{
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p' | tr '\n' ' ')
  for package in "$@"; do
    case " $installed" in
      *" $package "*) ;;
      *) echo "$package" ;;
    esac
  done
}

# Of the names given, those that this release can install; names the others.
available_of ()
{
  for package in "$@"; do
    case $(apt-cache policy "$package" 2>/dev/null) in
      *'Candidate: (none)'* | '') say "this release has no package '$package', going on without" ;;
      *) echo "$package" ;;
    esac
  done
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt ()
{
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=120 "$@" >&2
}

install_missing ()
{
  say "installing: $*"
  apt update || say 'apt-get update failed, trying with the lists that are there'
  # shellcheck disable=SC2046 # names of packages hold no blanks
  set -- $(available_of "$@")
  [ $# = 0 ] || apt install -y --no-install-recommends "$@"
}

only_list=
if [ "${1-}" = --list ]; then
  only_list=1
  shift
fi
[ $# -gt 0 ] || set -- build test

wanted=
for list in "$@"; do
  wanted="$wanted $(packages_of "$list")"
done
# shellcheck disable=SC2086 # names of packages hold no blanks
wanted=$(printf '%s\n' $wanted | sort -u | tr '\n' ' ')

if [ -n "$only_list" ]; then
  # shellcheck disable=SC2086
  printf '%s\n' $wanted
elif ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  say 'this is neither Debian nor Ubuntu; please install what these packages hold:'
  say "$wanted"
else
  # shellcheck disable=SC2086
  missing=$(missing_of $wanted)
  # shellcheck disable=SC2086
  [ -z "$missing" ] || install_missing $missing
fi
