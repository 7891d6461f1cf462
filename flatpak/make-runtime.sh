#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes stand-ins for org.gnome.Platform and org.gnome.Sdk out of Debian packages of the same major
# versions, for machines that cannot download the real ones.  To be run as root.
#
#   flatpak/make-runtime.sh FOLDER BRANCH
#
# FOLDER/repo is an OSTree repository with both then; it is unsigned, and good for trying only.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH LC_ALL=C.UTF-8
[ $# = 2 ] || { echo "usage: $0 FOLDER BRANCH" >&2; exit 2; }
folder=$(realpath -m "$1")
branch=$2
cd "$(dirname "$0")"

# The release of Debian that has the GTK, GLib and libadwaita of the runtime's branch.
case $branch in
  48) suite=trixie ;;
  *) echo "make-runtime: no release of Debian is known to be like GNOME $branch" >&2; exit 2 ;;
esac
arch=$(flatpak --default-arch)

platform_packages='libgtk-4-1 libgtk-4-bin libadwaita-1-0 libsoup-3.0-0 glib-networking
  libjson-glib-1.0-0 libsecret-1-0 gsettings-desktop-schemas dconf-gsettings-backend libglib2.0-bin
  adwaita-icon-theme hicolor-icon-theme librsvg2-common shared-mime-info fonts-cantarell
  fonts-dejavu-core ca-certificates xdg-utils locales'

sdk_packages='gcc libc6-dev make pkgconf meson ninja-build gettext git patch xz-utils elfutils
  debugedit libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsecret-1-dev
  libglib2.0-dev-bin libxml2-utils desktop-file-utils appstream appstream-compose appstream-util python3 curl
  openssl procps'

# Where this machine has its packages of Debian from; mmdebstrap's default if it does not say.
mirror ()
{
  # shellcheck disable=SC2016 # apt expands it
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1
}

# Unpacks and sets up packages in the folder $1.
unpack ()
{
  root=$1
  shift
  rm -rf "$root"
  # shellcheck disable=SC2046 # at most one address
  mmdebstrap --quiet --variant=essential --include="$(echo "$@" | tr -s ' \n' ,)" \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/lintian/*' \
    "$suite" "$root" $(mirror)
}

# Flatpak brings these files itself, and what belongs to a machine has no place in a runtime.
strip_etc ()
(
  cd "$1"
  for file in passwd group shadow gshadow; do
    rm -f "$file" "$file-"
  done
  rm -f hostname hosts resolv.conf machine-id localtime mtab
  rm -rf apt dpkg init.d systemd skel cron.daily
)

# Libraries and fonts of the application are found where Flatpak mounts them.  Fonts of the host are
# left out: its cache would take the place of the one of the runtime's own, in folders of equal name.
write_etc ()
{
  cat >"$1/ld.so.conf" <<CONF
/app/lib
include /run/flatpak/ld.so.conf.d/app-*-*.conf
include /app/etc/ld.so.conf
include /etc/ld.so.conf.d/*.conf
include /run/flatpak/ld.so.conf.d/runtime-*-*.conf
CONF
  mkdir -p "$1/fonts/conf.d"
  cat >"$1/fonts/conf.d/50-flatpak.conf" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/app/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
CONF
}

write_metadata ()
{
  cat >"$1/metadata" <<METADATA
[Runtime]
name=$2
runtime=org.gnome.Platform/$arch/$branch
sdk=org.gnome.Sdk/$arch/$branch

[Environment]
GI_TYPELIB_PATH=/app/lib/girepository-1.0
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
METADATA
}

# A runtime has its files in usr, and /etc in usr/etc; Flatpak also looks for a folder called files.
# Device nodes and set-uid programs cannot be exported.
arrange ()
{
  root=$1
  tree=$2
  rm -rf "$tree"
  mkdir -p "$tree/files"
  mv "$root/usr" "$tree/usr"
  mv "$root/etc" "$tree/usr/etc"
  rm -rf "$root"
  strip_etc "$tree/usr/etc"
  write_etc "$tree/usr/etc"
  find "$tree/usr" \( -type b -o -type c -o -type p -o -type s \) -delete
  find "$tree/usr" -type f -perm /6000 -exec chmod ug-s {} +
}

make_runtime ()
{
  name=$1
  shift
  echo "make-runtime: $name//$branch from Debian $suite"
  unpack "$folder/$name.root" "$@"
  arrange "$folder/$name.root" "$folder/$name"
  write_metadata "$folder/$name" "$name"
  flatpak build-export --runtime --disable-sandbox --arch="$arch" \
    --subject="Stand-in for $name out of Debian $suite" "$folder/repo" "$folder/$name" "$branch" \
    >/dev/null
  rm -rf "${folder:?}/$name"
}

sh ../build-aux/deps.sh flatpak
mkdir -p "$folder"
# shellcheck disable=SC2086 # names of packages hold no blanks
make_runtime org.gnome.Platform $platform_packages
# shellcheck disable=SC2086
make_runtime org.gnome.Sdk $platform_packages $sdk_packages
flatpak build-update-repo "$folder/repo" >/dev/null
