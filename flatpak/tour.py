#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour, with Valence inside its Flatpak and all else outside: the accessibility bus, the browser,
the keyring, the platform.  What leaves the sandbox is watched on the bus.

try.sh runs it in a private desktop that has portals.
"""
import argparse
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / 'tests' / folder) for folder in ('support', 'tour')]

import a11y                                               # noqa: E402
import tour                                               # noqa: E402
from gi.repository import GLib                            # noqa: E402
from programs import Collector, Program                   # noqa: E402

PORTAL = 'org.freedesktop.portal.Desktop'
SERVICE = 'org.freedesktop.secrets'
CECTL = '''[acme]
base = "{base}"
org = "{org}"
user = "{user}"
'''


class NamedApplication(a11y.Application):
    """Found by its name: on the bus, a sandboxed program is known by the process of its proxy, and to
    the X server by a number that counts inside the sandbox alone."""

    def __init__(self, name):
        self.name = name
        super().__init__(None)

    @property
    def owner(self):
        return ()

    def is_ours(self, accessible):
        try:
            accessible.clearCache()
            return accessible.name.lower() == self.name and accessible.childCount > 0
        except GLib.Error:                                # an earlier one that has ended
            return False


class SandboxedValence(Program):
    """`flatpak run`, with every warning fatal."""

    def __init__(self, app, *arguments, environment):
        given = [f'--env={name}={value}'
                 for name, value in {'G_DEBUG': 'fatal-warnings', **environment}.items()]
        super().__init__(['flatpak', 'run', '--user', *given, app, *arguments], os.environ)

    def connect(self):
        self.app = NamedApplication('valence')
        return self.app


class Monitor:
    """What crosses the session bus to the portals and to the keyring's service."""

    def __init__(self):
        self.process = subprocess.Popen(
            ['stdbuf', '--output=L', 'dbus-monitor', '--session',
             *[f"type='method_call',destination='{name}'" for name in (PORTAL, SERVICE)]],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.output = Collector(self.process.stdout)
        a11y.wait_for(lambda: 'NameAcquired' in self.output.text, 'the monitor of the bus')

    def calls(self):
        """(sender, destination, interface, member) of every call."""
        return re.findall(r'^method call .* sender=(\S+) -> destination=(\S+) .* '
                          r'interface=([^;]+); member=(\S+)', self.output.text, re.MULTILINE)

    def senders(self, interface, member):
        return {sender for sender, _, *called in self.calls() if called == [interface, member]}

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def choose_file(path):
    """Types the path into the file chooser that the portal shows, which is another program's.  The
    first key makes room for it; what is typed before it is there is lost."""
    window = NamedApplication('xdg-desktop-portal-gtk').window('Choose a File With Accounts')
    window.keys('ctrl+l')
    entry = window.find(a11y.ENTRY_ROLES, where=lambda node: node.editable is not None)
    a11y.keys('ctrl+a')
    a11y.type_text(str(path))
    a11y.wait_for(lambda: entry.text == str(path), 'the path to be typed')
    window.button('Open').press()


def descendants(pid):
    """A process and all that it started."""
    children = pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
    return [pid] + [found for child in children for found in descendants(int(child))]


class SandboxedTour(tour.Tour):
    """The same story; other proofs of where the secrets are."""

    def __init__(self, build, output, app):
        super().__init__(build, output)
        self.application = app
        self.data = pathlib.Path(os.environ['HOME'], '.var/app', app)
        self.monitor = None

    @property
    def keyring(self):
        return self.data / 'data/keyrings/default.keyring'

    def new_valence(self, environment):
        return SandboxedValence(self.application, environment=environment)

    def last_words(self):
        calls = self.monitor.calls() if self.monitor else []
        return super().last_words() + [' '.join(call) + '\n' for call in calls]

    def prepare(self):
        super().prepare()
        self.copy_look()
        self.monitor = Monitor()

    def copy_look(self):
        """Without a desktop's settings daemon, the look is in a file, and the sandbox has its own."""
        folder = self.data / 'config/gtk-4.0'
        folder.mkdir(parents=True)
        shutil.copy(pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0/settings.ini'), folder)

    def check_keyring(self):
        assert stat.S_IMODE(self.keyring.stat().st_mode) == 0o600, 'for this user alone'
        assert not self.searcher.in_tree(self.keyring.parent)[0], 'nothing is in the clear'
        valence = self.monitor.senders('org.freedesktop.portal.Secret', 'RetrieveSecret')
        assert len(valence) == 1, 'the key came from the portal, once'

    def may_hold_secrets(self):
        return set()

    def processes(self):
        return descendants(self.valence.pid)

    def check_bus(self):
        self.steps.chapter('Ways out of the sandbox')
        with self.step('the browser was opened through the portal'):
            opened = self.monitor.senders('org.freedesktop.portal.OpenURI', 'OpenURI')
            retrieved = self.monitor.senders('org.freedesktop.portal.Secret', 'RetrieveSecret')
            assert opened and opened <= retrieved, 'by the program that has the secrets'
        with self.step('nothing of the sandbox called the keyring itself'):
            direct = {sender for sender, destination, *_ in self.monitor.calls()
                      if destination == SERVICE}
            assert not direct & retrieved, direct
        with self.step('no secret crossed the bus to a portal'):
            findings = self.searcher.in_bytes(self.monitor.output.data, 'bus')
            assert not findings, '\n'.join(findings)
            for called in sorted({f'{interface}.{member}'
                                  for _, _, interface, member in self.monitor.calls()}):
                self.steps.note(called)

    def check_embedded(self):
        self.steps.chapter('The embedded sandbox')
        with self.step('the platform imitated inside the sandbox is reached over loopback'):
            self.valence = SandboxedValence(self.application, '--sandbox', environment={})
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.window.label(re.compile(r'^\d\d+ instances$'))
            self.picture('embedded')
            self.close_valence()

    def check_import(self):
        self.steps.chapter('Files from outside')
        file = pathlib.Path(os.environ['HOME'], '.config/ce/cectl.toml')
        file.parent.mkdir()
        base = self.sandbox.base_url                      # where nobody answers any more
        file.write_text(CECTL.format(base=base, user='user/Secret+0000', org='org0secret0000'),
                        encoding='utf-8')
        with self.step('a file in its usual place is not seen by the sandbox'):
            shutil.rmtree(self.data)
            self.copy_look()
            self.start_valence()
            self.window.button('Import…').click()
            dialog = self.dialog('Import Accounts')
            dialog.label('No Accounts Found')
        if os.environ['XDG_RUNTIME_DIR'] == f'/run/user/{os.getuid()}':
            self.import_chosen(dialog, file, CECTL.format(base=base, user='', org=''))
        else:
            self.steps.note('nothing is imported: the portal hands documents over at another place')
        with self.step('the window closes after that'):
            dialog.keys('Escape')
            self.app.wait_window_gone('Import Accounts')
            self.close_valence()

    def import_chosen(self, dialog, file, emptied):
        with self.step('it is read when it is chosen in the dialog of the portal'):
            dialog.button('Choose File…').click()
            choose_file(file)
            dialog.find('check box', 'acme')
            dialog.label('cectl.toml')
            assert self.monitor.senders('org.freedesktop.portal.FileChooser', 'OpenFile')
            self.picture('import')
        with self.step('its account is imported, and its secrets are taken out of it'):
            dialog.button('Import').click()
            dialog.label('1 account imported')
            dialog.button('Remove Secrets').click()
            a11y.wait_for(lambda: file.read_text(encoding='utf-8') == emptied,
                          'the file without secrets')
            self.picture('import-removed')

    def story(self):
        super().story()
        self.check_bus()
        self.check_embedded()
        self.check_import()

    def end(self):
        super().end()
        if self.monitor:
            self.monitor.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--app', required=True, help='id of the installed application')
    parser.add_argument('--build', required=True, type=pathlib.Path,
                        help='build folder, for the sandbox that imitates the platform')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    return SandboxedTour(options.build.resolve(), options.output.resolve(), options.app).run()


if __name__ == '__main__':
    sys.exit(main())
