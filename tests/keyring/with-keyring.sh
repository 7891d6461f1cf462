#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one test program on a session bus of its own, in a home of its own, with the real
# gnome-keyring in one of these states:
#
#   unlocked   an open default keyring; its password is "test"
#   locked     the same, locked, with nothing that could ask for the password
#   prompter   unlocked, on an X server of its own, with the real prompter to ask
#   fresh      the service, and no keyring yet
#   absent     a bus without the service
#   nobus      no bus at all
#
#   with-keyring.sh STATE PROGRAM [ARGUMENT]...
#
# The program finds the state in VALENCE_KEYRING.
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
here=$(dirname "$0")

skip ()
{
  echo "1..0 # SKIP $1 is not installed"
  exit 0
}

need ()
{
  for tool in "$@"; do
    command -v "$tool" >/dev/null || skip "$tool"
  done
}

# What the daemon prints would disturb the test's own output.
open_keyring ()
{
  printf %s test | gnome-keyring-daemon --unlock --components=secrets >"$VALENCE_TMP/keyring.log" 2>&1
  gdbus wait --session --timeout 20 org.freedesktop.secrets
}

lock_keyring ()
{
  gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock \
    "['/org/freedesktop/secrets/collection/login']" >/dev/null
}

if [ "$1" = --inside ]; then
  shift
  case $VALENCE_KEYRING in
    unlocked | prompter) open_keyring ;;
    locked) open_keyring; lock_keyring ;;
    fresh)
      gnome-keyring-daemon --start --components=secrets >"$VALENCE_TMP/keyring.log" 2>&1
      gdbus wait --session --timeout 20 org.freedesktop.secrets ;;
  esac
  # shellcheck disable=SC2086 # one word for each variable
  exec env $VALENCE_TEST_ENV "$@"
fi

VALENCE_KEYRING=$1
shift
need dbus-run-session gdbus
case $VALENCE_KEYRING in
  unlocked | locked | fresh) need gnome-keyring-daemon ;;
  prompter)
    need gnome-keyring-daemon Xvfb xdotool
    [ -x /usr/libexec/gcr-prompter ] || skip gcr ;;
  absent | nobus) ;;
  *) echo "unknown state $VALENCE_KEYRING" >&2; exit 2 ;;
esac

VALENCE_TMP=$(mktemp -d)
display=
end ()
{
  [ -z "$display" ] || { kill "$display" 2>/dev/null || true; wait "$display" 2>/dev/null || true; }
  rm -rf "$VALENCE_TMP"
}
trap end EXIT
trap 'exit 130' HUP INT TERM

HOME=$VALENCE_TMP/home
XDG_RUNTIME_DIR=$VALENCE_TMP/run
XDG_CONFIG_HOME=$HOME/.config
XDG_DATA_HOME=$HOME/.local/share
XDG_CACHE_HOME=$HOME/.cache
export VALENCE_KEYRING VALENCE_TMP HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME
mkdir -p "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" \
  "$VALENCE_TMP/services"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS SECRET_BACKEND || true

# What makes the test strict is not for the programs that it talks to.
VALENCE_TEST_ENV=
for name in G_DEBUG G_SLICE MALLOC_CHECK_ MALLOC_PERTURB_; do
  value=$(printenv "$name") || continue
  VALENCE_TEST_ENV="$VALENCE_TEST_ENV $name=$value"
done
export VALENCE_TEST_ENV

if [ "$VALENCE_KEYRING" = nobus ]; then
  "$@"
  exit
fi

if [ "$VALENCE_KEYRING" = prompter ]; then
  cp /usr/share/dbus-1/services/org.gnome.keyring.*Prompter.service "$VALENCE_TMP/services/"
  Xvfb -displayfd 5 -screen 0 800x600x24 -nolisten tcp -noreset \
    5>"$VALENCE_TMP/display" 2>"$VALENCE_TMP/display.log" &
  display=$!
  until [ -s "$VALENCE_TMP/display" ]; do
    kill -0 "$display" || exit 1
    sleep 0.05
  done
  DISPLAY=:$(cat "$VALENCE_TMP/display")
  export DISPLAY GDK_BACKEND=x11
fi

sed "s|@SERVICES@|$VALENCE_TMP/services|" "$here/session.conf" >"$VALENCE_TMP/session.conf"
unset G_DEBUG G_SLICE MALLOC_CHECK_ MALLOC_PERTURB_ || true
dbus-run-session --config-file="$VALENCE_TMP/session.conf" -- "$0" --inside "$@" \
  2>"$VALENCE_TMP/stderr" || { code=$?; cat "$VALENCE_TMP/stderr" >&2; exit "$code"; }
