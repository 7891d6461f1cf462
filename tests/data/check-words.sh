#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No marks of unfinished work, no paths of somebody's machine in the sources, and no call for which
# the project has a function of its own that does more.
# Argument: source tree (default: this one).
set -u
cd "${1:-$(dirname "$0")/../..}" || exit 1
failed=0

# The brackets keep the patterns from finding themselves.
marks='T[O]DO|F[I]XME|X[X]X|H[A]CK'
paths='(^|[^[:alnum:]_.}$/-])/(h[o]me|r[o]ot|U[s]ers|w[o]rk|b[u]ilds)/[[:alnum:]]'

for folder in src tests build-aux flatpak; do
  grep -rnIE --exclude-dir=__pycache__ "\\b($marks)\\b" "$folder" && failed=1
done
for item in src tests build-aux data po flatpak .ci meson.build README.md CONTRIBUTING.md; do
  [ ! -e "$item" ] || { grep -rnIE --exclude-dir=__pycache__ "$paths" "$item" && failed=1; }
done

own='adw_message_dialog_new \('
grep -rnE --exclude=val-question.c "$own" src && { echo 'use val_question_new'; failed=1; }
exit "$failed"
