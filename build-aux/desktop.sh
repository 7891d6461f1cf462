#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one command on a desktop of its own: X server, session bus, accessibility bus, home folder,
# GNOME's look, somebody who takes notifications and, if asked for, a keyring.  Whatever was started
# is ended with the command, and the exit code is the command's.
#
#   build-aux/desktop.sh [OPTION]... COMMAND [ARGUMENT]...
#
#   --keyring MODE    none (default): no Secret Service on the bus
#                     unlocked: gnome-keyring with an open default keyring
#                     locked: the same, locked, with nothing that could ask for the password
#                     absent: gnome-keyring that has no keyring yet
#   --screen WxH      size of the screen (default 1280x1000)
#   --no-display      bus and keyring only
#   --service NAME    one more service that the bus may start (a file in dbus-1/services)
#   --keep            leave the temporary folder, and say where it is
#
# The command finds its folder in VALENCE_DESKTOP, with the logs of the servers in log/.
#
# shellcheck disable=SC2317 # what the traps call is reached
set -eu
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH

keyring=none
screen=1280x1000
display=x11
services=org.a11y.Bus
keep=
while [ $# -gt 0 ]; do
  case $1 in
    --keyring) keyring=$2; shift 2 ;;
    --screen) screen=$2; shift 2 ;;
    --no-display) display=; shift ;;
    --service) services="$services $2"; shift 2 ;;
    --keep) keep=1; shift ;;
    --) shift; break ;;
    -*) echo "desktop: unknown option $1" >&2; exit 2 ;;
    *) break ;;
  esac
done
case $keyring in
  none | unlocked | locked | absent) ;;
  *) echo "desktop: unknown keyring mode $keyring" >&2; exit 2 ;;
esac
[ $# -gt 0 ] || { echo 'desktop: no command' >&2; exit 2; }

tmp=$(mktemp -d "${TMPDIR:-/tmp}/valence-desktop.XXXXXX")
mark="VALENCE_DESKTOP=$tmp"
started=

# Processes that inherited the mark: a daemon leaves its parents, but not its environment.
inhabitants ()
{
  grep -lszxF "$mark" /proc/[0-9]*/environ | sed 's|^/proc/\([0-9]*\)/environ$|\1|' || true
}

end_inhabitants ()
{
  for signal in TERM KILL; do
    for _ in 1 2 3 4 5 6; do
      left=$(inhabitants)
      [ -n "$left" ] || return 0
      # shellcheck disable=SC2086 # a list of numbers
      kill -s "$signal" $left 2>/dev/null || true
      sleep 0.05
    done
  done
}

clean_up ()
{
  trap '' INT TERM HUP
  trap - EXIT
  end_inhabitants
  # shellcheck disable=SC2086 # a list of numbers
  [ -z "$started" ] || kill $started 2>/dev/null || true
  wait 2>/dev/null || true
  if [ -n "$keep" ]; then
    echo "desktop: kept $tmp" >&2
  else
    rm -rf "$tmp"
  fi
}

leave ()
{
  clean_up
  exit "$1"
}

die ()
{
  echo "desktop: $*" >&2
  tail -n 20 "$tmp"/log/* >&2 || true
  exit 99
}

# What is started here ends with this script, even if that is killed outright.  Its input is
# descriptor 6: of a background command the shell takes the input away.
serve ()
{
  log=$1
  shift
  setpriv --pdeathsig TERM "$@" <&6 6<&- >"$tmp/log/$log" 2>&1 &
  started="$started $!"
}

await ()
{
  tries=400
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.02
  done
}

make_home ()
{
  export HOME="$tmp/home" TMPDIR="$tmp/tmp"
  export XDG_RUNTIME_DIR="$tmp/run" XDG_CONFIG_HOME="$HOME/.config"
  export XDG_DATA_HOME="$HOME/.local/share" XDG_STATE_HOME="$HOME/.local/state"
  export XDG_CACHE_HOME="$HOME/.cache"
  mkdir -p "$TMPDIR" "$tmp/log" "$tmp/services" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME/gtk-4.0" \
    "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
  chmod 700 "$XDG_RUNTIME_DIR"
  cat >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<SETTINGS
[Settings]
gtk-font-name=Cantarell 11
gtk-icon-theme-name=Adwaita
gtk-decoration-layout=:close
gtk-enable-animations=false
gtk-cursor-blink=false
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
gtk-xft-rgba=none
gtk-xft-dpi=98304
SETTINGS
}

# The settings portal would start half a desktop, a locked keyring among it, so it is left out.
make_environment ()
{
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS XAUTHORITY \
    GTK_A11Y GNOME_KEYRING_CONTROL DESKTOP_STARTUP_ID XDG_CURRENT_DESKTOP GTK_THEME || true
  export ADW_DISABLE_PORTAL=1 GDK_DEBUG="${GDK_DEBUG:-gl-disable}" GSK_RENDERER=cairo
  export GSETTINGS_BACKEND="${GSETTINGS_BACKEND:-keyfile}" LC_ALL="${LC_ALL:-C.UTF-8}"
  export XDG_DATA_DIRS="${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
  export no_proxy=127.0.0.1,localhost,::1
}

# Only the named services can be started.  The limits are those of Debian's session.conf: with the
# system bus's, libsecret fails beyond 500 items.
bus_config ()
{
  cat <<CONFIG
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=$XDG_RUNTIME_DIR/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$tmp/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_incoming_unix_fds">250000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_outgoing_unix_fds">250000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="service_start_timeout">20000</limit>
  <limit name="auth_timeout">240000</limit>
  <limit name="pending_fd_timeout">150000</limit>
  <limit name="max_completed_connections">100000</limit>
  <limit name="max_incomplete_connections">10000</limit>
  <limit name="max_connections_per_user">100000</limit>
  <limit name="max_pending_service_starts">10000</limit>
  <limit name="max_names_per_connection">50000</limit>
  <limit name="max_match_rules_per_connection">50000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
CONFIG
}

start_display ()
{
  : >"$tmp/display"
  serve xvfb Xvfb -displayfd 7 -screen 0 "${screen}x24" -nolisten tcp -noreset 7>"$tmp/display"
  await test -s "$tmp/display" || die 'no display'
  DISPLAY=:$(cat "$tmp/display")
  export DISPLAY GDK_BACKEND=x11
}

start_bus ()
{
  for service in $services; do
    ln -s "/usr/share/dbus-1/services/$service.service" "$tmp/services/"
  done
  cat >"$tmp/services/org.freedesktop.Notifications.service" <<SERVICE
[D-BUS Service]
Name=org.freedesktop.Notifications
Exec=/usr/bin/python3 $(cd "$(dirname "$0")/.." && pwd)/tests/support/notifications.py
SERVICE
  bus_config >"$tmp/session.conf"
  serve bus env "$mark" dbus-daemon --nofork --nopidfile --config-file "$tmp/session.conf"
  await test -S "$XDG_RUNTIME_DIR/bus" || die 'no session bus'
  export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"
}

# The password is read up to the end of the input: a newline would become part of it.
start_keyring ()
{
  case $keyring in
    absent) serve keyring gnome-keyring-daemon --foreground --components=secrets ;;
    *)
      printf %s valence >"$tmp/password"
      serve keyring gnome-keyring-daemon --foreground --unlock --components=secrets \
        6<"$tmp/password"
      ;;
  esac
  gdbus wait --session --timeout 10 org.freedesktop.secrets || die 'no keyring'
  rm -f "$tmp/password"
  [ "$keyring" != locked ] || lock_keyring
}

lock_keyring ()
{
  gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets \
    -m org.freedesktop.Secret.Service.Lock \
    "['/org/freedesktop/secrets/collection/login']" >>"$tmp/log/keyring"
}

exec 6</dev/null 8<&0
trap clean_up EXIT
trap 'leave 130' INT
trap 'leave 143' TERM
trap 'leave 129' HUP

make_home
make_environment
[ -z "$display" ] || start_display
start_bus
[ "$keyring" = none ] || start_keyring

# In the background, so that a signal to this script is seen at once.
setpriv --pdeathsig TERM env "$mark" "$@" <&8 6<&- 8<&- &
status=0
wait "$!" || status=$?
exit "$status"
