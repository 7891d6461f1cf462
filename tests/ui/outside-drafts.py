#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts and actions, from outside: somebody else changes an instance between load and save; three
instances are deleted by typing their number; the window is closed with something unsaved.

    build-aux/desktop.sh tests/ui/outside-drafts.py --build _build --output _build/outside/drafts
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402
from steps import Steps, Stop                             # noqa: E402

SEEDED = 12
SIZE = 1080, 900


class Journey:
    """The story, chapter by chapter."""

    def __init__(self, build, output):
        self.build = build
        self.steps = Steps(output)
        self.sandbox = self.valence = self.app = self.window = None

    # Helpers

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
        lines = []
        try:
            path = self.steps.folder / 'failure.png'
            subprocess.run(['import', '-silent', '-window', 'root', str(path)], timeout=20, check=True)
            for accessible, _ in self.app.shown_windows() if self.app else []:
                lines.append(a11y.Node(accessible).dump())
        except Exception as error:                        # the failure itself matters more
            lines.append(f'no picture: {error}\n')
        if self.valence:
            lines.append(self.valence.output.text)
        return lines

    def picture(self, slug):
        self.steps.picture(slug, lambda path: a11y.screenshot(path, self.window))

    def dialog(self, name):
        dialog = self.app.window(name)
        a11y.centre_over(dialog, self.window)
        return dialog

    def find_asked(self, heading):
        """The name of the window that asks this; a message dialog has none that is known before."""
        return next((name for accessible, name in self.app.shown_windows()
                     if name != 'Valence' and a11y.Node(accessible).has('label', heading)), None)

    def asked(self, heading):
        a11y.wait_for(lambda: self.find_asked(heading) is not None, f'question "{heading}"')
        return self.dialog(self.find_asked(heading))

    def change_elsewhere(self, instance_id, body):
        """What a colleague does with curl."""
        about = self.sandbox.about
        config = (f'header = "Authorization: User {about["userSecret"]}, '
                  f'Organization {about["organizationSecret"]}"\n'
                  'header = "Content-Type: application/json"\n')
        subprocess.run(['curl', '--silent', '--show-error', '--fail', '--noproxy', '*', '--request',
                        'PATCH', '--data', json.dumps(body), '--config', '-', '--output',
                        '/dev/null', f'{self.sandbox.base_url}/instances/{instance_id}'],
                       input=config, text=True, check=True, timeout=20)

    def there(self, instance):
        return self.sandbox.call(f'/instances/{instance["id"]}')

    def rows(self):
        return self.window.find('list', 'Instances')

    def select(self, name):
        self.rows().select_row(name)
        a11y.wait_for(lambda: self.window.entry('Name').text == name, f'{name} to be shown')

    def wait_there(self, instance, **wanted):
        """Waits until the platform has it so."""
        def is_so():
            now = self.there(instance)
            return all(now[key] == value for key, value in wanted.items())
        a11y.wait_for(is_so, f'{instance["id"]} to have {wanted}')

    # Chapters

    def prepare(self):
        self.steps.chapter('Start')
        with self.step('a sandbox and the program are running'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            self.instances = self.sandbox.call('/instances')
            self.valence = Valence(self.build, f'--sandbox={self.sandbox.base_url}',
                                   environment={'GSETTINGS_BACKEND': 'memory'})
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.window.resize(*SIZE)
            self.window.label(f'{SEEDED} instances')

    def keep_mine(self, instance):
        self.steps.chapter('Conflict: mine')
        with self.step('a change by somebody else is shown, and nothing is written over it'):
            self.select(instance['name'])
            self.window.entry('Name').fill('My name')
            self.change_elsewhere(instance['id'], {'name': 'Their name', 'tags': ['theirs']})
            self.window.button('Save').click()
            dialog = self.dialog('Changed Meanwhile')
            assert self.there(instance)['name'] == 'Their name'
            dialog.label(instance['name'])
            dialog.label('Their name')
            dialog.label('My name')
            self.picture('conflict')
        with self.step('without a choice there is nothing to save'):
            save = dialog.find('push button', 'Save')
            assert not save.sensitive, 'Save needs a choice'
        with self.step('the change of another field has come along'):
            assert self.window.entry('Tags').text == 'theirs'
        with self.step('Keep Mine is saved, and the other field stays theirs'):
            dialog.find(name='Keep Mine: Name').choose_by_key()
            dialog.button('Save').click()
            self.app.wait_window_gone('Changed Meanwhile')
            self.wait_there(instance, name='My name', tags=['theirs'])

    def take_theirs(self, instance):
        self.steps.chapter('Conflict: theirs')
        with self.step('a refresh marks the conflict'):
            self.select(instance['name'])
            self.window.entry('Name').fill('Mine again')
            self.change_elsewhere(instance['id'], {'name': 'Theirs again'})
            self.window.keys('F5')
            self.window.label('Changed Meanwhile')
            assert self.window.entry('Name').text == 'Mine again', 'the draft stays'
            self.picture('marked')
        with self.step('Take Theirs drops the change, and sends nothing'):
            self.window.button('Resolve…').click()
            dialog = self.dialog('Changed Meanwhile')
            dialog.find(name='Take Theirs: Name').choose_by_key()
            dialog.button('Save').click()
            self.app.wait_window_gone('Changed Meanwhile')
            a11y.wait_for(lambda: self.window.entry('Name').text == 'Theirs again', 'their name')
            assert self.there(instance)['name'] == 'Theirs again'
            self.window.wait_gone('push button', 'Revert')

    def menu(self, item):
        """Chooses from the menu; a click that only ends what was open before is made again."""
        for _ in range(3):
            self.window.find(name='Instance Menu').click()
            try:
                self.window.button(item, timeout=4).press()
                break
            except a11y.NotThere:
                continue
        else:
            raise a11y.NotThere(f'"{item}" in the menu')
        self.window.wait_gone(a11y.BUTTON_ROLES, item)

    def act_on_one(self, instance):
        self.steps.chapter('Actions on one')
        with self.step('disable and enable'):
            self.select(instance['name'])
            self.menu('Disable')
            self.wait_there(instance, disabled=True)
            a11y.wait_for(lambda: not self.window.switch('Enabled').checked, 'the switch to follow')
            self.menu('Enable')
            self.wait_there(instance, disabled=False)
            a11y.wait_for(lambda: self.window.switch('Enabled').checked, 'the switch to follow')
        with self.step('trace logging on and off'):
            self.menu('Start Trace Logging')
            self.wait_there(instance, traceLoggingEnabled=True)
            self.menu('Stop Trace Logging')
            self.wait_there(instance, traceLoggingEnabled=False)
        with self.step('its calls are listed'):
            self.menu('API Documentation')
            docs = self.dialog('API Documentation')
            docs.label('/ping')
            docs.button('Save JSON…')
            docs.label(re.compile(r'\d+ operations'))
            self.picture('docs')
            docs.keys('Escape')
            self.app.wait_window_gone('API Documentation')

    def delete_three(self):
        self.steps.chapter('Deleting three')
        names = sorted(item['name'] for item in self.sandbox.call('/instances'))
        with self.step('three are selected by keyboard'):
            rows = self.rows().rows
            rows[0].click()
            a11y.keys('shift+Down', 'shift+Down')
            self.window.label('3 Instances Selected')
            self.picture('many')
        with self.step('their number has to be typed'):
            self.window.button('Delete…').click()
            dialog = self.asked('Delete 3 Instances?')
            delete = dialog.find('push button', 'Delete')
            assert not delete.sensitive, 'not without the number'
            dialog.entry('Number of Instances').fill('2')
            assert not delete.sensitive, 'not with another number'
            dialog.entry('Number of Instances').fill('3')
            self.picture('delete-three')
            dialog.button('Delete').click()
        with self.step('they are gone, here and there'):
            self.window.label(f'{SEEDED - 3} instances')
            left = sorted(item['name'] for item in self.sandbox.call('/instances'))
            assert len(left) == SEEDED - 3 and set(left) < set(names), left
            assert len(self.rows().rows) == SEEDED - 3, 'their rows are gone'

    def close_unsaved(self):
        self.steps.chapter('Closing with something unsaved')
        left = self.sandbox.call('/instances')
        first, second = left[0], left[1]
        with self.step('the question names what is unsaved'):
            self.select(first['name'])
            self.window.entry('Name').fill('Unsaved one')
            self.select(second['name'])
            self.window.entry('Name').fill('Unsaved two')
            self.window.button('Close').click()
            dialog = self.asked('Save Changes?')
            names = dialog.find('list', 'Unsaved Instances').texts
            assert sorted(names) == sorted([first['name'], second['name']]), names
            self.picture('unsaved')
        with self.step('Cancel stays, with all changes'):
            dialog.button('Cancel').click()
            a11y.wait_for(lambda: self.find_asked('Save Changes?') is None, 'the question to close')
            assert self.window.entry('Name').text == 'Unsaved two'
        with self.step('Save All saves both, and the window closes'):
            self.window.button('Close').click()
            self.asked('Save Changes?').button('Save All').click()
            self.valence.wait()
            self.app = None
            assert self.there(first)['name'] == 'Unsaved one'
            assert self.there(second)['name'] == 'Unsaved two'

    def run(self):
        try:
            self.prepare()
            self.keep_mine(self.instances[0])
            self.take_theirs(self.instances[1])
            self.act_on_one(self.instances[2])
            self.delete_three()
            self.close_unsaved()
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
