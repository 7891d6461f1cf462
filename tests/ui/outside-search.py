#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop asks of the program: its search over D-Bus, without a window, keyring or
platform; a result that is chosen; and the command line, before and while the program runs.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-search.py --build _build --output _build/search
"""
import ast
import os
import pathlib
import re
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import journey                                            # noqa: E402
from programs import Collector, Sandbox, Valence          # noqa: E402

APP_ID = 'io.github.valence_desktop.Valence'
PATH = '/io/github/valence_desktop/Valence/SearchProvider'
INTERFACE = 'org.gnome.Shell.SearchProvider2'
SEEDED = 30
MAX_RESULTS = 20
ACCOUNT = 'Main Street Shop'


def bus(method, *arguments):
    """Asks the bus itself."""
    return subprocess.run(
        ['gdbus', 'call', '--session', '-d', 'org.freedesktop.DBus', '-o', '/org/freedesktop/DBus',
         '-m', f'org.freedesktop.DBus.{method}', *arguments],
        stdout=subprocess.PIPE, text=True, check=True, timeout=20).stdout


def is_running():
    return 'true' in bus('NameHasOwner', APP_ID)


class Search(journey.Journey):
    """The story; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.instances = []
        self.answers = ''
        self.results = []
        self.monitor = self.calls = None

    def ask(self, method, *arguments):
        """Asks as GNOME Shell does; returns the answer as text."""
        answer = subprocess.run(
            ['gdbus', 'call', '--session', '-d', APP_ID, '-o', PATH, '-m', f'{INTERFACE}.{method}',
             *arguments], stdout=subprocess.PIPE, text=True, check=True, timeout=30).stdout
        self.answers += answer
        return answer

    def find(self, *terms):
        return self.parse(self.ask('GetInitialResultSet', repr(list(terms))))

    @staticmethod
    def parse(answer):
        return ast.literal_eval(answer.replace('@as ', ''))[0]

    def ids(self, results):
        return [int(result.rpartition(':')[2]) for result in results]

    def run_valence(self, *arguments):
        """Starts the program once more, as from a terminal; its exit code and what it said."""
        env = {**os.environ, 'GSETTINGS_SCHEMA_DIR': str(self.build / 'data')}
        done = subprocess.run([self.build / 'src/valence', *arguments], env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=30)
        return done.returncode, done.stderr

    def install_service(self):
        """Lets the bus start the program, as the installed service file would."""
        folder = pathlib.Path(os.environ['VALENCE_DESKTOP'], 'services')
        (folder / f'{APP_ID}.service').write_text(
            f'[D-BUS Service]\nName={APP_ID}\n'
            f'Exec={self.build}/src/valence --gapplication-service\n', encoding='utf-8')
        names = ('DISPLAY', 'GDK_BACKEND', 'GSETTINGS_BACKEND', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME',
                 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'HOME', 'LC_ALL', 'GDK_DEBUG', 'GSK_RENDERER',
                 'ADW_DISABLE_PORTAL', 'DBUS_SESSION_BUS_ADDRESS', 'VALENCE_DESKTOP')
        env = {name: os.environ[name] for name in names if name in os.environ}
        env['GSETTINGS_SCHEMA_DIR'] = str(self.build / 'data')
        bus('UpdateActivationEnvironment',
            '{' + ', '.join(f'{name!r}: {value!r}' for name, value in env.items()) + '}')
        bus('ReloadConfig')

    def attach(self):
        """Finds the program that the bus has started."""
        pid = int(re.search(r'uint32 (\d+)', bus('GetConnectionUnixProcessID', APP_ID)).group(1))
        self.app = a11y.Application(pid)
        self.window = self.app.window('Valence')

    def selected_name(self, name):
        """The editor shows the instance: its name is in the entry, not only in the list."""
        return a11y.wait_for(
            lambda: self.window.has(a11y.ENTRY_ROLES, None,
                                    lambda node: node.editable is not None and node.text == name),
            f'“{name}” in the editor')

    # Chapters

    def add_account(self):
        self.steps.chapter('Account')
        with self.step('an account is added, and its list is kept'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            self.instances = self.sandbox.call('/instances')
            self.start()
            self.window.button('Add Account…').click()
            dialog = self.dialog('Add Account')
            dialog.entry('Name').fill(ACCOUNT)
            dialog.entry('Base URL').fill(self.sandbox.base_url)
            dialog.entry('User Secret').fill(self.sandbox.about['userSecret'])
            dialog.entry('Organization Secret').fill(self.sandbox.about['organizationSecret'])
            dialog.button('Save').click()
            self.app.wait_window_gone('Add Account')
            self.window.label(f'{SEEDED} instances')
            cache = pathlib.Path(os.environ['XDG_CACHE_HOME'], 'valence')
            a11y.wait_for(lambda: list(cache.glob('*.json')), 'the list on disk')
            self.close()
            a11y.wait_for(lambda: not is_running(), 'the program to leave the bus')

    def search(self):
        self.steps.chapter('Search')
        one = self.instances[4]
        with self.step('the bus starts the program, which answers while the platform is away'):
            self.install_service()
            self.monitor = subprocess.Popen(
                ['dbus-monitor', '--session', "destination='org.freedesktop.secrets'"],
                stdout=subprocess.PIPE)
            self.calls = Collector(self.monitor.stdout)
            self.sandbox.process.send_signal(signal.SIGSTOP)
            found = self.ids(self.find(str(one['id'])))
            assert found == [one['id']], found
        with self.step('names and elements are found, the beginning of a name first'):
            word = one['name'].split()[0]
            found = self.ids(self.find(word))
            wanted = {i['id'] for i in self.instances if word.lower() in i['name'].lower()}
            assert wanted <= set(found) or len(found) == MAX_RESULTS, (word, found, wanted)
            first = next(i for i in self.instances if i['id'] == found[0])
            assert first['name'].lower().startswith(word.lower()), first['name']
            found = self.ids(self.find(one['element']['key']))
            assert one['id'] in found or len(found) == MAX_RESULTS, found
        with self.step('a longer search narrows, and no more than a few are listed'):
            broad = self.find('e')
            assert len(broad) == MAX_RESULTS, len(broad)
            self.results = self.parse(self.ask('GetSubsearchResultSet', repr(broad),
                                               repr([str(one['id'])])))
            assert self.ids(self.results) == [one['id']], self.results
            assert self.find('no such instance anywhere') == []
        with self.step('a result has name, element and id'):
            metas = self.ask('GetResultMetas', repr(self.results))
            assert one['name'] in metas and str(one['id']) in metas, metas
            assert one['element']['key'] in metas, metas
            assert 'gone' not in self.ask('GetResultMetas', "['nobody:1', 'x', '']")
        with self.step('no window was opened, the keyring was not asked, nothing secret was given out'):
            assert not a11y.xdotool('search', '--all', '--onlyvisible', '--name', '^Valence$')
            assert not self.keyring_calls(), self.keyring_calls()
            secrets = [self.sandbox.about['userSecret'], self.sandbox.about['organizationSecret']]
            secrets += [i['token'] for i in self.instances if i.get('token')]
            assert len(secrets) > SEEDED, 'the sandbox gave no tokens to look for'
            assert not [secret for secret in secrets if secret in self.answers]
        with self.step('a setting turns it off'):
            self.set_search('false')
            a11y.wait_for(lambda: self.find(str(one['id'])) == [], 'no answers')
            self.set_search('true')
            a11y.wait_for(lambda: self.find(str(one['id'])) == self.results, 'answers again')

    def keyring_calls(self):
        return [line for line in self.calls.text.splitlines() if 'org.freedesktop.Secret' in line]

    def set_search(self, value):
        env = {**os.environ, 'GSETTINGS_SCHEMA_DIR': str(self.build / 'data')}
        subprocess.run(['gsettings', 'set', APP_ID, 'search-provider', value], env=env, check=True)

    def activate(self):
        self.steps.chapter('Results')
        one, other = self.instances[4], self.instances[7]
        with self.step('a result that is chosen opens the window at that instance'):
            self.ask('ActivateResult', self.results[0], '[]', '0')
            self.attach()
            self.selected_name(one['name'])
            self.sandbox.process.send_signal(signal.SIGCONT)
            self.window.label(f'{SEEDED} instances')
            self.selected_name(one['name'])
            assert self.keyring_calls(), 'the window needs the keyring, and nobody saw it ask'
            self.picture('result')
        with self.step('the open window answers, too'):
            assert self.ids(self.find(str(other['id']))) == [other['id']]
        with self.step('going on in the program opens its search'):
            self.ask('LaunchSearch', repr(other['name'].split()), '0')
            entry = self.window.entry('Search Instances')
            a11y.wait_for(lambda: entry.text == other['name'], 'the text in the search')
            self.picture('search')

    def command_line(self):
        self.steps.chapter('Command line, while the program runs')
        other = self.instances[7]
        with self.step('--instance selects it, whatever was searched for'):
            assert self.run_valence(f'--instance={self.instances[11]["id"]}') == (0, '')
            self.selected_name(self.instances[11]['name'])
            assert self.run_valence('--instance', str(other['id'])) == (0, '')
            self.selected_name(other['name'])
        with self.step('an ID of nowhere is told in the window, nonsense in the terminal'):
            assert self.run_valence('--instance=99999999') == (0, '')
            self.window.label(re.compile(f'no instance with ID 99999999 in “{ACCOUNT}”'))
            self.picture('unknown')
            self.window.button('Dismiss').click()
            for nonsense in ('abc', '0', '-5', '12.5', '99999999999999999999'):
                status, said = self.run_valence(f'--instance={nonsense}')
                assert status == 1 and 'not the ID of an instance' in said, (status, said)
        with self.step('--new-instance opens New Instance at the element'):
            assert self.run_valence('--new-instance=hootsuite') == (0, '')
            dialog = self.dialog('New Instance')
            dialog.label(re.compile('Hootsuite'))
            self.picture('new-instance', dialog)
            dialog.keys('Escape')
            self.app.wait_window_gone('New Instance')
        with self.step('a key that no element has is told there, nonsense in the terminal'):
            assert self.run_valence('--new-instance=nosuchelement') == (0, '')
            dialog = self.dialog('New Instance')
            dialog.label('Not Found')
            self.picture('unknown-element', dialog)
            dialog.keys('Escape')
            self.app.wait_window_gone('New Instance')
            for nonsense in ('', 'a/b', 'two words'):
                status, said = self.run_valence(f'--new-instance={nonsense}')
                assert status == 1 and 'not the key of an element' in said, (status, said)
        with self.step('without a key the element is chosen; the window ends the program'):
            assert self.run_valence('--new-instance') == (0, '')
            dialog = self.dialog('New Instance')
            dialog.entry('Search Elements')
            dialog.keys('Escape')
            self.app.wait_window_gone('New Instance')
            self.window.button('Close').click()
            a11y.wait_for(lambda: not is_running(), 'the program to end')
            self.app = None

    def start_at(self):
        self.steps.chapter('Command line, to begin with')
        one = self.instances[2]
        with self.step('--instance starts the program at that instance'):
            self.valence = Valence(self.build, f'--instance={one["id"]}')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.selected_name(one['name'])
            self.close()
        with self.step('--sandbox goes together with --new-instance'):
            self.valence = Valence(self.build, '--sandbox', '--new-instance=slack')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            dialog = self.dialog('New Instance')
            dialog.label(re.compile('Slack'))
            dialog.keys('Escape')
            self.app.wait_window_gone('New Instance')
            self.close()
            self.sandbox.stop()

    def chapters(self):
        return [self.add_account, self.search, self.activate, self.command_line, self.start_at]

    def run(self):
        try:
            return super().run()
        finally:
            if self.monitor:
                self.monitor.kill()


if __name__ == '__main__':
    sys.exit(journey.main(Search, __doc__))
