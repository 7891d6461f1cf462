#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Layout of all C sources by clang-format, shell scripts by shellcheck, an SPDX line in every
# source.  Argument: source tree (default: this one).
set -u
cd "${1:-$(dirname "$0")/../..}" || exit 1
failed=0

# Layout differs between versions of clang-format; this is the one that decides.
formatter=
for candidate in clang-format-14 clang-format; do
  case $("$candidate" --version 2>/dev/null) in
    *'version 14.'*) formatter=$candidate; break ;;
  esac
done

if [ -n "$formatter" ]; then
  find src tests \( -name '*.c' -o -name '*.h' \) -print0 |
    xargs -0 -r "$formatter" --dry-run -Werror || failed=1
else
  echo 'clang-format 14 is not here: layout not checked'
fi

if command -v shellcheck >/dev/null; then
  find build-aux flatpak tests .ci -type f \( -name '*.sh' -o -path .ci/run \) -print0 |
    xargs -0 -r shellcheck --external-sources || failed=1
else
  echo 'shellcheck is not here: scripts not checked'
fi

unmarked=$(find src tests build-aux data flatpak po .ci -type f \( -name '*.c' -o -name '*.h' -o -name '*.py' \
  -o -name '*.sh' -o -name '*.ui' -o -name '*.css' -o -name '*.supp' -o -name 'meson.build' \
  -o -name '*.xml*' -o -path .ci/run \) 2>/dev/null |
  while read -r file; do
    head -n 5 "$file" | grep -q 'SPDX-License-Identifier: ' || echo "$file: no SPDX line"
  done)
if [ -n "$unmarked" ]; then
  echo "$unmarked"
  failed=1
fi
exit "$failed"
