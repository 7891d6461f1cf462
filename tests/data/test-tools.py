#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that the other tests lean on do what they promise: the private desktop ends with all that
it started, the sum of the results counts failures, the search for secrets finds them in every form,
more permissions of the Flatpak than are meant are told.
Prints TAP.
"""
import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

import tap

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESKTOP = ROOT / 'build-aux' / 'desktop.sh'
COUNT = ROOT / 'build-aux' / 'count-results.py'
SECRET = 'Ab+/=12?cdefgh"'

sys.path[:0] = [str(ROOT / 'tests' / 'support'), str(ROOT / 'flatpak')]
import leaks                                              # noqa: E402
import permissions                                        # noqa: E402


# As `flatpak info --show-permissions` prints it.
INSTALLED = '''[Context]
shared=network;ipc;
sockets=x11;wayland;fallback-x11;
devices=dri;
'''


def on_desktop(*arguments, script, stdin=''):
    return subprocess.run([DESKTOP, *arguments, 'sh', '-c', script], input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                          check=False)


def alive(pid):
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def ends(pid, timeout=5):
    end = time.monotonic() + timeout
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def exit_code_and_input():
    done = on_desktop(script='cat; exit 7', stdin='given')
    assert (done.returncode, done.stdout) == (7, 'given'), done


def display_and_bus():
    done = on_desktop(script='xdpyinfo >/dev/null && gdbus call --session -d org.a11y.Bus '
                             '-o /org/a11y/bus -m org.a11y.Bus.GetAddress')
    assert done.returncode == 0 and 'unix:' in done.stdout, done


def own_home():
    done = on_desktop('--no-display', script='echo "$HOME $XDG_CONFIG_HOME $XDG_RUNTIME_DIR"')
    assert all('/valence-desktop.' in path for path in done.stdout.split()), done
    assert not pathlib.Path(done.stdout.split()[0]).exists(), 'the folder is removed'


def leftovers_end():
    done = on_desktop('--no-display', script='setsid sleep 300 >/dev/null & echo $!')
    assert ends(int(done.stdout)), 'a process in a session of its own was left'


def ends_when_told():
    with subprocess.Popen([DESKTOP, 'sh', '-c', 'sleep 300 & echo $! $VALENCE_DESKTOP; wait'],
                          stdout=subprocess.PIPE, text=True) as process:
        pid, folder = process.stdout.readline().split()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
        assert ends(int(pid)) and not os.path.exists(folder)


def keyring(mode, expected):
    """A case: what storing and looking up gives in a mode."""
    def case():
        done = on_desktop('--no-display', '--keyring', mode, script='''
            printf value | secret-tool store --label=test key word 2>/dev/null; echo "store $?"
            printf '%s' "look up: $(secret-tool lookup key word 2>/dev/null)"''')
        assert done.stdout == expected, done
    return case


def write_log(path, tests):
    path.write_text('\n'.join(
        json.dumps({'name': name, 'result': result, 'stdout': output, 'returncode': 1})
        for name, result, output in tests))


def counted(tests, *arguments, again=()):
    """Exit code and last line of the count for made-up logs; `again` is that of a second run."""
    with tempfile.TemporaryDirectory() as folder:
        logs = pathlib.Path(folder, 'meson-logs')
        logs.mkdir()
        write_log(logs / 'testlog-all.json', tests)
        if again:
            write_log(logs / 'testlog-again.json', again)
        done = subprocess.run([COUNT, *arguments, folder], stdout=subprocess.PIPE, text=True,
                              timeout=20, check=False)
        return done.returncode, done.stdout.splitlines()[-1]


def count(tests, arguments, expected, again=()):
    """A case: the count of a log, and of that of a second run."""
    def case():
        found = counted(tests, *arguments, again=again)
        assert found == expected, found
    return case


TAP_MIXED = '# Start\nok 1 /a\nnot ok 2 /b\nok 3 /c # SKIP no display\n1..3\n'


def found_in(data):
    """A case: the secret is found in the data."""
    def case():
        searcher = leaks.Searcher()
        searcher.add('canary', SECRET)
        findings = searcher.in_bytes(data, 'here')
        assert findings and SECRET not in ''.join(findings)
        assert not searcher.in_bytes(data[:len(data) // 2], 'a half of it')
    return case


def found_in_files_and_process():
    searcher = leaks.Searcher()
    searcher.add('canary', SECRET)
    with tempfile.TemporaryDirectory() as folder:
        kept = pathlib.Path(folder, 'kept')
        kept.mkdir()
        (kept / 'keyring').write_text(SECRET)
        assert searcher.in_tree(folder, {kept}) == ([], 0)
        assert searcher.in_tree(folder)[0]
    # It waits without another exec, during which there is no environment to read.
    with subprocess.Popen(['sh', '-c', 'echo ready; read -r _'], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, env={'PATH': '/usr/bin:/bin', 'LEAK': SECRET}) as process:
        try:
            process.stdout.readline()
            assert searcher.in_process(process.pid)
        finally:
            process.kill()
    assert not searcher.in_process(os.getpid())


def permitted(text, *named):
    """A case: what is installed with these permissions is found fault with for these places."""
    def case():
        found = list(permissions.findings(text))
        assert len(found) == len(named) and all(map(str.__contains__, found, named)), found
    return case


def cases():
    yield 'the desktop passes on input and exit code', exit_code_and_input
    yield 'the desktop has a display and an accessibility bus', display_and_bus
    yield 'the desktop has a home of its own', own_home
    yield 'the desktop ends what its command left behind', leftovers_end
    yield 'the desktop ends when it is told to', ends_when_told
    yield 'no keyring', keyring('none', 'store 1\nlook up: ')
    yield 'unlocked keyring', keyring('unlocked', 'store 0\nlook up: value')
    yield 'locked keyring', keyring('locked', 'store 1\nlook up: ')
    yield 'absent keyring', keyring('absent', 'store 1\nlook up: ')
    yield 'lines of TAP are counted one by one', count(
        [('a', 'FAIL', TAP_MIXED)], [], (1, '1 passed, 1 failed, 1 skipped'))
    yield 'a test that broke after good lines fails', count(
        [('a', 'ERROR', 'ok 1 /a\n1..1\n'), ('b', 'OK', '')], [], (1, '2 passed, 1 failed, 0 skipped'))
    yield 'time limits, skips and broken builds are counted', count(
        [('a', 'TIMEOUT', ''), ('b', 'SKIP', ''), ('c', 'OK', '')], ['--broken', 'x', '--'],
        (1, '1 passed, 2 failed, 1 skipped'))
    yield 'nothing at all is no success', count([], [], (1, '0 passed, 0 failed, 0 skipped'))
    yield 'only successes succeed', count([('a', 'OK', '')], [], (0, '1 passed, 0 failed, 0 skipped'))
    yield 'a second run counts in place of the first', count(
        [('a', 'FAIL', ''), ('b', 'OK', '')], [], (0, '2 passed, 0 failed, 0 skipped'),
        again=[('a', 'OK', '')])
    yield 'a second run that fails is a failure', count(
        [('a', 'FAIL', '')], [], (1, '0 passed, 1 failed, 0 skipped'), again=[('a', 'FAIL', '')])
    yield 'only what drives the window is run once more', count(
        [('p:ui / outside-list', 'ERROR', ''), ('p:unit / json', 'FAIL', ''),
         ('p:tour / tour', 'OK', '')], ['--driven'], (0, 'outside-list'))
    raw = SECRET.encode()
    yield 'secret in clear', found_in(b'...' + raw + b'........')
    yield 'secret backwards', found_in(b'...' + raw[::-1] + b'........')
    yield 'secret in hexadecimal', found_in(b'...' + raw.hex().encode() + b'........')
    yield 'secret in a URL', found_in(f'...{urllib.parse.quote(SECRET, safe="")}........'.encode())
    yield 'secret in JSON', found_in(b'...' + json.dumps(SECRET).encode() + b'.......')
    yield 'secret in UTF-16', found_in(b'...' + SECRET.encode('utf-16-le') + b'........')
    for before in range(3):
        yield f'secret in Base64 after {before} bytes', found_in(
            base64.b64encode(b'x' * before + raw + b'yyyy'))
        yield f'secret in Base64 for URLs after {before} bytes', found_in(
            base64.urlsafe_b64encode(b'x' * before + raw + b'yyyy'))
    yield 'secret in files and in a process', found_in_files_and_process
    yield 'permissions as meant', permitted(INSTALLED)
    yield 'a folder more', permitted(INSTALLED + 'filesystems=home;\n', 'filesystems')
    yield 'a device more', permitted(INSTALLED.replace('dri', 'all'), 'devices')
    yield 'no network', permitted(INSTALLED.replace('network;', ''), 'shared')
    yield 'a name on the bus', permitted(
        INSTALLED + '[Session Bus Policy]\norg.freedesktop.secrets=talk\n', 'Session Bus Policy')
    yield 'a variable of the environment', permitted(INSTALLED + '[Environment]\nA=b\n', 'Environment')


if __name__ == '__main__':
    sys.exit(tap.run(cases()))
