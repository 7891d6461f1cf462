#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts of other tools are brought into a real keyring and their secrets out of the file; then
an account whose secrets are fetched with e-mail and password.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-import.py --build _build --output _build/import
"""
import os
import pathlib
import re
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import journey                                            # noqa: E402
import leaks                                              # noqa: E402
from programs import Sandbox                              # noqa: E402

SEEDED = 4
OTHER_SECRET = 'Us3r/Other+Secret=000000000000000000000B='
MENU_ROLES = ('menu item', 'push button')
NO_JSON = '[\n  {"name": "eu",\n   "userSecret": "Us3r/Cut+Secret=00000000000000000C=\n'

CECTL = '''# mine
profile = "default"

[default]
  base = "{base}"
  label = "acme"
  org = "{org}"
  user = "{user}"

[acme]
  base = "{base}"   # the sandbox
  org = "{org}"
  user = "{user}"

[other]
base='https://console.cloud-elements.com'
org='00112233445566778899aabbccddeeff'
user='{other}'

[old]
base='https://api.cloud-elements.co.uk'
'''


def keyring():
    """All that the keyring holds, as secret-tool tells it."""
    found = [subprocess.run(['secret-tool', 'search', '--all', '--unlock', 'kind', kind],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20,
                            check=True).stdout for kind in ('user', 'organization', 'book')]
    return '\n'.join(found)


class Import(journey.Journey):
    """From plain-text files to the keyring."""

    def __init__(self, build, output):
        super().__init__(build, output)
        home = pathlib.Path(os.environ['HOME'])
        self.cectl = home / '.config' / 'ce' / 'cectl.toml'
        self.doctor = home / '.doctor' / 'config.json'
        self.sandbox = Sandbox(build, '--instances', str(SEEDED))
        self.about = self.sandbox.about

    def cectl_text(self, user, org):
        return CECTL.format(base=self.about['baseUrl'], user=user, org=org, other=OTHER_SECRET)

    def choose(self, menu, item='Import Accounts…'):
        """Chooses from a menu and waits for it to close; a click that only ends what was open before
        is made again."""
        def shown():
            self.window.button(menu).click()
            try:
                return self.window.find(MENU_ROLES, item, timeout=3)
            except a11y.NotThere:
                return None
        a11y.wait_for(shown, f'the menu "{menu}"').press()
        self.window.wait_gone(MENU_ROLES, item)

    def open_import(self):
        dialog = self.dialog('Import Accounts')
        dialog.find('check box', 'acme')
        return dialog

    # Chapters

    def prepare(self):
        self.steps.chapter('Files of other tools')
        with self.step('there is a file of CECTL and a damaged one of Doctor'):
            for path, text in (
                    (self.cectl, self.cectl_text(self.about['userSecret'],
                                                 self.about['organizationSecret'])),
                    (self.doctor, NO_JSON)):
                path.parent.mkdir(parents=True)
                path.write_text(text, encoding='utf-8')
            self.cectl.chmod(0o640)

    def look(self):
        self.steps.chapter('Import')
        with self.step('the first run offers to import'):
            self.start()
            self.window.button('Import…').click()
            dialog = self.open_import()
        with self.step('what is in the files is listed, and what is wrong with one is told'):
            boxes = {box.name: box for box in dialog.all('check box')}
            assert boxes['other'].checked, 'what can be imported is ticked'
            dialog.label(re.compile(r'It holds no secrets'))
            dialog.label(re.compile(r'It is the same as “acme”'))
            dialog.label(re.compile(r'line 3, column \d+'))
            dialog.label('Cloud Elements, United States (Old Host)')
            assert not any(secret in text for text in dialog.texts
                           for secret in (OTHER_SECRET, self.about['userSecret']))
            self.picture('found')
        return dialog

    def keep(self, dialog):
        with self.step('the ticked account goes into the keyring and is opened'):
            dialog.find('check box', 'other').click()
            dialog.label('1 account chosen')
            dialog.button('Import').click()
            dialog.label('1 account imported')
            dialog.label('Imported')
            assert self.about['userSecret'] in keyring()
            assert self.about['organizationSecret'] in keyring()
            assert OTHER_SECRET not in keyring()
            self.picture('imported')
        with self.step('the file is as it was'):
            assert self.cectl.read_text(encoding='utf-8') == self.cectl_text(
                self.about['userSecret'], self.about['organizationSecret'])

    def clean(self, dialog):
        with self.step('removing takes the imported secrets out of the file, and nothing else'):
            dialog.button('Remove Secrets').click()
            dialog.label('The secrets are out of the file')
            dialog.label(re.compile('^4 values were emptied.*1 other account in it still has'))
            assert self.cectl.read_text(encoding='utf-8') == self.cectl_text('', '')
            assert stat.S_IMODE(self.cectl.stat().st_mode) == 0o640
            assert [path.name for path in self.cectl.parent.iterdir()] == ['cectl.toml']
            assert self.doctor.read_text(encoding='utf-8') == NO_JSON
            self.picture('removed')
        with self.step('the imported account is open behind the dialog'):
            dialog.button('Close').click()
            self.app.wait_window_gone('Import Accounts')
            self.window.label(f'{SEEDED} instances')
            self.picture('opened')

    def import_accounts(self):
        dialog = self.look()
        self.keep(dialog)
        self.clean(dialog)

    def import_again(self):
        with self.step('the menu of accounts offers it, too, and shows what is left'):
            self.choose('Accounts')
            dialog = self.open_import()
            assert not dialog.find('check box', 'acme').sensitive, 'no secrets any more'
            assert dialog.find('check box', 'other').checked
            dialog.keys('Escape')
            self.app.wait_window_gone('Import Accounts')
        with self.step('so does the main menu, and it fits a width of 360'):
            self.choose('Main Menu')
            dialog = self.open_import()
            dialog.resize_inside(360, 640)
            self.picture('narrow', dialog)
            dialog.keys('Escape')
            self.app.wait_window_gone('Import Accounts')

    def sign_in(self):
        self.steps.chapter('E-mail and password')
        with self.step('Add Account offers to sign in instead'):
            self.choose('Accounts', 'Add Account…')
            dialog = self.dialog('Add Account')
            dialog.entry('Name').fill('By e-mail')
            dialog.entry('Base URL').fill(self.about['baseUrl'])
            dialog.button('Sign In Instead…').click()
            sign_in = self.dialog('Sign In')
            sign_in.label(re.compile('Sent to 127.0.0.1'))
        with self.step('a wrong password is told'):
            sign_in.entry('E-Mail').fill(self.about['email'])
            sign_in.entry('Password').fill('wrong horse battery')
            sign_in.button('Sign In').click()
            sign_in.label(re.compile('did not accept e-mail and password'))
            self.picture('wrong-password')
        with self.step('the right one fetches both secrets'):
            sign_in.entry('Password').fill(self.about['password'])
            a11y.keys('Return')
            self.app.wait_window_gone('Sign In')
            dialog = self.app.window('Add Account')
            assert len(dialog.entry('User Secret').text) == len(self.about['userSecret'])
            dialog.button('Save').click()
            self.app.wait_window_gone('Add Account')
            self.window.find(None, re.compile('By e-mail'))
        with self.step('the keyring has the secrets twice, and the password not at all'):
            a11y.wait_for(lambda: keyring().count(self.about['userSecret']) == 2, 'both accounts')
            assert self.about['password'] not in keyring()
            self.window.label(f'{SEEDED} instances')

    def not_offered(self):
        with self.step('where the platform does not offer it, the dialog says so'):
            self.choose('Accounts', 'Add Account…')
            dialog = self.dialog('Add Account')
            dialog.entry('Base URL').fill(self.about['baseUrl'].replace('/elements', '/nowhere'))
            dialog.button('Sign In Instead…').click()
            sign_in = self.dialog('Sign In')
            sign_in.entry('E-Mail').fill(self.about['email'])
            sign_in.entry('Password').fill(self.about['password'])
            sign_in.button('Sign In').click()
            sign_in.label(re.compile('does not offer signing in'))
            self.picture('not-offered')
            sign_in.keys('Escape')
            self.app.wait_window_gone('Sign In')
            self.app.window('Add Account').keys('Escape')
            self.app.window(re.compile('Discard')).button('Discard').click()
            self.app.wait_window_gone('Add Account')

    def search(self):
        self.steps.chapter('Secrets')
        with self.step('no secret in any file but the keyring, nor in output or arguments'):
            desktop = pathlib.Path(os.environ['VALENCE_DESKTOP'])
            searcher = leaks.Searcher()
            for name in ('userSecret', 'organizationSecret', 'password'):
                searcher.add(name, self.about[name])
            findings = []
            for folder in ('home', 'tmp', 'run', 'log'):
                findings += searcher.in_tree(desktop / folder, {
                    pathlib.Path(os.environ['XDG_DATA_HOME'], 'keyrings')})[0]
            findings += searcher.in_process(self.valence.pid)
            findings += searcher.in_bytes(self.valence.output.data, 'output of valence')
            assert not findings, '\n'.join(findings)

    def leave(self):
        with self.step('it ends without a complaint'):
            self.close()
            self.sandbox.stop()

    def chapters(self):
        return (self.prepare, self.import_accounts, self.import_again, self.sign_in,
                self.not_offered, self.search, self.leave)


if __name__ == '__main__':
    sys.exit(journey.main(Import, __doc__))
