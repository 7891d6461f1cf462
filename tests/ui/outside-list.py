#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as a person uses it: sorts, filters, pastes what was found in a log, checks connections,
and opens the list of last time while the platform is away; compared with what the platform says.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-list.py --build _build --output _build/list
"""
import argparse
import base64
import os
import pathlib
import re
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402
from steps import Steps, Stop                             # noqa: E402

SEEDED = 10
ACCOUNT = 'Main Street Shop'
MENU_ROLES = ('menu item', 'radio menu item', 'check menu item', 'radio button', 'push button')


def named(instances):
    return sorted(instance['name'] for instance in instances)


class Journey:
    """The story; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        self.build = build
        self.steps = Steps(output)
        self.sandbox = self.valence = self.app = self.window = None
        self.instances = []

    # Helpers

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
        lines = []
        try:
            self.steps.picture('failure', lambda path: subprocess.run(
                ['import', '-silent', '-window', 'root', str(path)], timeout=20, check=True))
            lines += [a11y.Node(accessible).dump()
                      for accessible, _ in (self.app.shown_windows() if self.app else [])]
        except Exception as error:                        # the failure itself matters more
            lines.append(f'no picture: {error}\n')
        if self.valence:
            lines.append(self.valence.output.text)
        return lines

    def picture(self, slug):
        self.steps.picture(slug, lambda path: a11y.screenshot(path, self.window))

    def start(self, **environment):
        self.valence = Valence(self.build, environment=environment)
        self.app = self.valence.connect()
        self.window = self.app.window('Valence')

    def close(self):
        self.window.button('Close').click()
        self.valence.wait()
        self.app = None

    def shown(self):
        """The names on the rows, from top to bottom."""
        names = {instance['name'] for instance in self.instances}
        rows = self.window.find('list', 'Instances').rows
        return [next((text for text in row.texts if text in names), '') for row in rows]

    def wait_rows(self, wanted, what):
        a11y.wait_for(lambda: sorted(self.shown()) == named(wanted), what)

    def search(self, text):
        self.window.keys('ctrl+f')
        self.window.entry('Search Instances').fill(text)

    def open_menu(self, menu, item):
        """The item of the menu.  A click while an earlier menu is on its way out only closes that."""
        for _ in range(4):
            self.window.button(menu).click()
            try:
                return self.window.find(MENU_ROLES, item, timeout=2)
            except a11y.NotThere:
                continue
        raise a11y.NotThere(f'"{menu}" does not open')

    def choose(self, menu, item):
        """Opens a menu, chooses from it, and waits for it to close."""
        self.open_menu(menu, item).press()
        self.window.wait_gone(MENU_ROLES, item)

    def check_box(self, name):
        return self.window.find('check box', re.compile(f'^{re.escape(name)}, '))

    # Chapters

    def add_account(self):
        self.steps.chapter('Account')
        with self.step('an account on a sandbox is added'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            self.instances = self.sandbox.call('/instances')
            self.start()
            self.window.button('Add Account…').click()
            dialog = self.app.window('Add Account')
            a11y.centre_over(dialog, self.window)
            dialog.entry('Name').fill(ACCOUNT)
            dialog.entry('Base URL').fill(self.sandbox.base_url)
            dialog.entry('User Secret').fill(self.sandbox.about['userSecret'])
            dialog.entry('Organization Secret').fill(self.sandbox.about['organizationSecret'])
            dialog.button('Save').click()
            self.app.wait_window_gone('Add Account')
            self.wait_rows(self.instances, 'all instances to be listed')

    def sort(self):
        self.steps.chapter('Order')
        by_id = [i['name'] for i in sorted(self.instances, key=lambda i: i['id'])]
        newest = [i['name'] for i in sorted(self.instances, key=lambda i: i['createdDate'],
                                            reverse=True)]
        for label, wanted in (('Newest First', newest), ('ID', by_id),
                              ('Name', named(self.instances))):
            with self.step(f'sorted by {label}'):
                self.choose('Sort Instances', label)
                a11y.wait_for(lambda order=wanted: self.shown() == order, f'the order by {label}')

    def filter(self):
        self.steps.chapter('Filters')
        disabled = [i for i in self.instances if i['disabled']]
        enabled = [i for i in self.instances if not i['disabled']]
        with self.step('filters show how many instances each would leave'):
            self.window.keys('ctrl+shift+f')
            self.check_box('Enabled')
            a11y.wait_for(lambda: self.check_box('Enabled').name == f'Enabled, {len(enabled)}',
                          'the count of enabled instances')
            self.picture('filters')
        with self.step('by keyboard, one that is chosen leaves those only, and says so'):
            self.window.keys('space')
            self.wait_rows(enabled, 'enabled instances only')
            self.window.keys('Escape')
            self.window.wait_gone('check box')
            self.window.label('Enabled')
            self.window.label(f'{len(enabled)} of {SEEDED}')
            self.picture('filtered')
        with self.step('clearing the filters brings all back'):
            self.window.button('Clear Filters').click()
            self.wait_rows(self.instances, 'all instances again')
        self.steps.note(f'{len(disabled)} disabled')

    def paste(self):
        self.steps.chapter('Paste anything')
        one = self.instances[3]
        encoded = base64.b64encode(str(one['id']).encode()).decode()
        key = one['element']['key']
        texts = {
            'a webhook URL': f'{self.sandbox.base_url}/events/{key}/{encoded}',
            'the end of one': encoded,
            'an id': str(one['id']),
            'a log line': f'2026-05-04 10:11:12 WARN instanceId={one["id"]} delivery failed (502)',
            'a cURL command': f"curl -X PATCH '{self.sandbox.base_url}/instances/{one['id']}'",
        }
        for what, text in texts.items():
            with self.step(f'{what} finds the instance'):
                self.search(text)
                self.wait_rows([one], 'the one row')
        self.picture('pasted')
        with self.step('an id of nowhere is told plainly'):
            self.search(f'{self.sandbox.base_url}/instances/99999999')
            self.window.label(re.compile('no instance with ID 99999999'))
        with self.step('the search is left again'):
            self.window.keys('Escape', 'Escape')
            self.wait_rows(self.instances, 'all instances again')

    def check(self):
        self.steps.chapter('Health')
        bad = [i for i in self.instances if i['disabled'] or not i['valid']]
        with self.step('nothing is asked before somebody says so'):
            assert not self.window.has(name=re.compile('^Connected, '))
        with self.step('checking the listed connections marks each row'):
            self.choose('Main Menu', 'Check Listed Connections')
            self.window.label(re.compile(f'^{SEEDED} connections checked: '))
            good = self.window.all('image', re.compile(r'^Connected, \d+ ms$'))
            good += self.window.all('icon', re.compile(r'^Connected, \d+ ms$'))
            assert len(good) == SEEDED - len(bad), f'{len(good)} good of {SEEDED}, {len(bad)} bad'
            self.picture('checked')
        with self.step('those with problems can be listed alone'):
            self.window.button('Show Problems').click()
            self.wait_rows(bad, 'those with problems')
            self.window.button('Clear Filters').click()
            self.window.button('Dismiss').click()
            self.wait_rows(self.instances, 'all instances again')

    def check_one(self):
        one = next(i for i in self.instances if i['valid'] and not i['disabled'])
        with self.step('one connection is checked from its overview, after it was disabled elsewhere'):
            self.window.find('list', 'Instances').select_row(one['name'])
            self.window.label(re.compile(r'^Connected, \d+ ms$'))
            self.sandbox.call(f'/instances/{one["id"]}/enabled', 'DELETE')
            self.window.button('Check').click()
            self.window.label(re.compile('^Disabled: .'))
            self.picture('checked-one')
        with self.step('several that are selected are checked together'):
            self.sandbox.call(f'/instances/{one["id"]}/enabled', 'PUT')
            self.window.find('list', 'Instances').select_row(named(self.instances)[0])
            self.window.keys('ctrl+a')
            self.window.label(f'{SEEDED} Instances Selected')
            self.window.button('Check Connections').click()
            self.window.label(re.compile(f'^{SEEDED} connections checked: '))
            self.picture('selected')

    def offline(self):
        self.steps.chapter('Offline')
        folder = pathlib.Path(os.environ['XDG_CACHE_HOME'], 'valence')
        with self.step('the list is kept, for its owner alone, without a token'):
            file = a11y.wait_for(lambda: next(iter(folder.glob('*.json')), None), 'the kept list')
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            text = file.read_text(encoding='utf-8')
            assert all(instance['name'] in text for instance in self.instances)
            assert not any(instance['token'] in text for instance in self.instances)
        with self.step('while the platform is away the list of last time opens, marked so'):
            self.close()
            self.sandbox.stop()
            self.start(ADW_DEBUG_COLOR_SCHEME='prefer-dark')
            self.wait_rows(self.instances, 'the rows of last time')
            self.window.label(re.compile('^Offline: list of '), timeout=30)
            self.picture('offline')
        with self.step('what is not known of an instance is not made up'):
            self.window.find('list', 'Instances').select_row(named(self.instances)[0])
            self.window.label(re.compile('^Not loaded yet: '))
            self.picture('not-loaded')
            self.window.find(None, 'Events', lambda node: node.actions).press()
            self.window.label('Not loaded yet')
            assert not self.window.has(a11y.ENTRY_ROLES, 'Callback URL'), 'an empty callback URL'
            self.picture('not-loaded-events')
            self.window.resize(372, 640)
            self.picture('offline-narrow')
        with self.step('the kept list goes with the account'):
            self.window.resize(1052, 692)
            self.window.button('Accounts').click()
            self.window.button('Remove Account…').click()
            dialog = a11y.wait_for(self.app.shown_windows, 'a dialog') and self.app.window(
                re.compile('Remove'))
            dialog.button('Remove').click()
            a11y.wait_for(lambda: not list(folder.glob('*.json')), 'the kept list to go')
            self.close()

    def run(self):
        try:
            self.add_account()
            self.sort()
            self.filter()
            self.paste()
            self.check()
            self.check_one()
            self.offline()
        except Stop:
            pass
        finally:
            if self.valence:
                self.valence.kill()
            if self.sandbox and self.sandbox.process.poll() is None:
                self.sandbox.process.kill()
        return self.steps.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', required=True, type=pathlib.Path, help='build folder')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    return Journey(options.build.resolve(), options.output.resolve()).run()


if __name__ == '__main__':
    sys.exit(main())
