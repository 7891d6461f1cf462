#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# po/POTFILES.in lists exactly the files of src/, data/ and help/ that hold strings for users.
# Argument: source tree (default: this one).
set -eu
cd "${1:-$(dirname "$0")/../..}"
[ -f po/POTFILES.in ] || { echo 'skipped: no po/POTFILES.in'; exit 77; }

listed=$(mktemp)
needed=$(mktemp)
trap 'rm -f "$listed" "$needed"' EXIT

grep -vE '^[[:space:]]*(#|$)' po/POTFILES.in | sort >"$listed"
{
  grep -rlE --include='*.c' --include='*.h' '(^|[^[:alnum:]_])(C|N|NC)?_ ?\(' src || true
  grep -rlE --include='*.c' --include='*.h' '(^|[^[:alnum:]_])d?n?p?gettext ?\(' src || true
  grep -rlE --include='*.ui' 'translatable="(yes|true)"' src || true
  grep -L '<page .*type="guide"' help/C/*.page 2>/dev/null || true
  find data -name '*.desktop.in*' -o -name '*.metainfo.xml.in*' -o -name '*.gschema.xml*' \
    2>/dev/null || true
} | sort -u >"$needed"

failed=0
for file in $(comm -13 "$listed" "$needed"); do
  echo "$file has strings for users but is not in po/POTFILES.in"
  failed=1
done
while read -r file; do
  [ -f "$file" ] || { echo "po/POTFILES.in lists $file, which is not there"; failed=1; }
done <"$listed"
for file in $(comm -23 "$listed" "$needed"); do
  [ ! -f "$file" ] || { echo "po/POTFILES.in lists $file, which has no strings"; failed=1; }
done
# A macro inside the literal ends what translators see at that point.
if grep -rnE --include='*.c' '_ ?\("[^"]*%[^"]*" G_' src; then
  echo 'a text for translators is cut by a macro: format the number first'
  failed=1
fi
exit "$failed"
