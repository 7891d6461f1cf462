#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian packages of this checkout's files by the recipe in build-aux/debian, and looks at
# them with lintian.
#
#   build-aux/make-deb.sh FOLDER [ROOT]
#
# FOLDER gets the packages.  With ROOT, which has to be run as root, they are also installed into an
# empty Debian root made there (fresh-root.sh), with nothing but what they depend on, and started.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH LC_ALL=C.UTF-8
[ $# -gt 0 ] || { echo "usage: $0 FOLDER [ROOT]" >&2; exit 2; }
mkdir -p "$1"
folder=$(realpath "$1")
root=${2:+$(realpath -m "$2")}
cd "$(dirname "$0")/.."
sh build-aux/deps.sh build deb

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The files that git knows, as they are now, where dpkg wants them.
copy_tree ()
{
  mkdir "$work/valence"
  git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - |
    tar -C "$work/valence" -xf -
  cp -r build-aux/debian "$work/valence/debian"
}

check_versions ()
{
  theirs=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
  ours=$(dpkg-parsechangelog -l build-aux/debian/changelog -S Version)
  [ "$theirs" = "$ours" ] || { echo "make-deb: $ours in the changelog, $theirs in meson.build"; exit 1; }
}

# As somebody who has nothing else would install them.
try_in_root ()
{
  sh build-aux/fresh-root.sh "$root" true
  rm -rf "$root/packages"
  mkdir "$root/packages"
  cp "$folder"/*.deb "$root/packages"
  # shellcheck disable=SC2016 # expanded in the root
  sh build-aux/fresh-root.sh "$root" sh -eux -c '
    apt-get update -q
    apt-get install -q -y --no-install-recommends /packages/valence_*.deb /packages/valence-sandbox_*.deb
    valence --version
    valence-sandbox --help >/dev/null
    test -z "$(dpkg --verify valence valence-sandbox)"
    ! ldd /usr/bin/valence /usr/bin/valence-sandbox | grep "not found"'
}

check_versions
copy_tree
(cd "$work/valence" && dpkg-buildpackage -us -uc -b)
rm -f "$folder"/valence*.deb
cp "$work"/*.deb "$folder"
lintian --fail-on error --suppress-tags bad-distribution-in-changes-file "$work"/*.changes
for package in "$folder"/*.deb; do
  echo "$package"
  dpkg-deb -c "$package"
done
[ -z "$root" ] || try_in_root
