#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds and runs every suite: `_build` as it is shipped, and `_build-asan`
# with AddressSanitizer and UndefinedBehaviorSanitizer for what needs no display.  The last line is
# always `N passed, N failed, N skipped`; the exit code is 0 only if everything was built and nothing
# failed.  Meson's time limits bound every test.
set -u
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export PATH LC_ALL=C.UTF-8
cd "$(dirname "$0")/.." || exit 1
root=$(pwd)

# Tests bring their own display and bus; those of the person who runs them are not touched.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
# A busy machine may take its time: drivers wait this many times longer for a condition.
VALENCE_TEST_PATIENCE=${VALENCE_TEST_PATIENCE:-4}
export VALENCE_TEST_PATIENCE

broken=

say ()
{
  printf '\n== %s\n' "$*"
}

# Arguments: build folder, name of the log, then those of `meson test`.
run_suites ()
{
  dir=$1
  log=$2
  shift 2
  meson test -C "$dir" --logbase "testlog-$log" --print-errorlogs --no-stdsplit "$@"
  [ -s "$dir/meson-logs/testlog-$log.json" ] || broken="$broken $dir"
}

# GTK 4.8 at times complains about a window that is asked over the accessibility bus while it closes,
# which ends the program.  What drives the window from outside gets a second chance, and is named.
once_more ()
{
  again=$(python3 build-aux/count-results.py --driven _build)
  [ -n "$again" ] || return 0
  say "Once more: $again"
  # shellcheck disable=SC2086 # names of tests without blanks
  run_suites _build again --no-rebuild $again
}

as_shipped ()
{
  say 'Build'
  if sh build-aux/setup.sh _build -Dwerror=true && meson compile -C _build; then
    say 'Suites'
    run_suites _build all --no-rebuild
    once_more
  else
    broken="$broken _build"
  fi
}

# Arguments: whether stacks are unwound by frame pointers, then those of run_suites.
with_sanitizers ()
{
  fast=$1
  shift
  asan=detect_leaks=1:malloc_context_size=16:fast_unwind_on_malloc=$fast
  G_SLICE=always-malloc ASAN_OPTIONS="$asan:intercept_tls_get_addr=0" \
    LSAN_OPTIONS=suppressions="$root/tests/support/lsan.supp":print_suppressions=0 \
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
    run_suites _build-asan "$@" --timeout-multiplier 4
}

# GLib's slab allocator would hide leaks.  The suppressions match only whole stacks, which are slow
# to get through libraries without frame pointers; the unit tests need none and do without.
# The search for leaks misreads the blocks of __tls_get_addr that current C libraries make, and dies.
# Instrumented code draws warnings of its own, so that here they are no errors.
sanitized ()
{
  say 'Suites that need no display, with AddressSanitizer and UndefinedBehaviorSanitizer'
  if sh build-aux/setup.sh _build-asan -Dwerror=false \
    -Db_sanitize=address,undefined -Db_lundef=false; then
    with_sanitizers 1 unit --suite unit
    with_sanitizers 0 net --suite net --suite keyring
  else
    broken="$broken _build-asan"
  fi
}

sh build-aux/deps.sh build test || echo 'test: not everything could be installed, going on' >&2
rm -f _build/meson-logs/testlog* _build-asan/meson-logs/testlog*
as_shipped
case $broken in
  *_build*) ;;
  *) sanitized ;;
esac

say 'Result'
command -v python3 >/dev/null || { echo '0 passed, 1 failed, 0 skipped'; exit 1; }
# shellcheck disable=SC2086 # names of folders without blanks
python3 build-aux/count-results.py _build _build-asan --broken $broken
