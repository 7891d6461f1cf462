#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Answers the keyring's prompts the way a person would, until it is ended.
#
#   answer-prompt.sh escape          dismisses
#   answer-prompt.sh type PASSWORD   types a password
#   answer-prompt.sh wrong           types a wrong password, then dismisses
#   answer-prompt.sh shown           ends when a prompt is there
#   answer-prompt.sh gone            ends when no prompt is there
set -eu

find_prompt ()
{
  xdotool search --onlyvisible --class gcr-prompter 2>/dev/null | tail -n 1
}

type_password ()
{
  xdotool windowfocus --sync "$1" key ctrl+a type --delay 20 "$2"
  xdotool key Return
}

tries=0
while :; do
  prompt=$(find_prompt)
  case $1 in
    shown) [ -z "$prompt" ] || exit 0 ;;
    gone) [ -n "$prompt" ] || exit 0 ;;
    escape) [ -z "$prompt" ] || xdotool windowfocus --sync "$prompt" key Escape || true ;;
    type) [ -z "$prompt" ] || type_password "$prompt" "$2" || true ;;
    wrong)
      if [ -n "$prompt" ] && [ "$tries" = 0 ]; then
        type_password "$prompt" wrong && tries=1
      elif [ -n "$prompt" ]; then
        xdotool windowfocus --sync "$prompt" key Escape || true
      fi ;;
  esac
  sleep 0.3
done
