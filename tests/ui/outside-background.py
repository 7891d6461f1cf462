#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long job whose end nobody watches: the window is closed, the program goes on, tells by
notification, and comes back where its button is pressed.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-background.py --build _build --output _build/background
"""
import json
import pathlib
import re
import subprocess
import sys

SUPPORT = pathlib.Path(__file__).resolve().parents[1] / 'support'
sys.path.insert(0, str(SUPPORT))

import a11y                                               # noqa: E402
import bulk                                               # noqa: E402
import journey                                            # noqa: E402
from programs import Collector, Sandbox, Valence          # noqa: E402

APP_ID = 'io.github.valence_desktop.Valence'
SEEDED = 24
MENU_ROLES = ('menu item', 'push button')


class Background(bulk.Journey):
    """The story; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.helpers = []
        self.told = self.asked = None

    def start_helper(self, name):
        """One more part of a desktop, and what it tells."""
        helper = subprocess.Popen([SUPPORT / name], stdout=subprocess.PIPE)
        self.helpers.append(helper)
        return Collector(helper.stdout)

    def events(self, event):
        lines = self.told.text.splitlines() + self.asked.text.splitlines()
        return [told for told in map(json.loads, lines) if told['event'] == event]

    def is_kept_awake(self):
        ended = {told['id'] for told in self.events('asleep')}
        return [told for told in self.events('awake') if told['id'] not in ended]

    def wait_event(self, event, **wanted):
        return a11y.wait_for(
            lambda: [told for told in self.events(event)
                     if all(told.get(key) == value for key, value in wanted.items())],
            f'{event} {wanted}', 60)[-1]

    def act(self, action):
        """Presses a button of a notification, as the desktop does."""
        assert action.startswith('app.'), action
        subprocess.run(['gdbus', 'call', '--session', '-d', APP_ID, '-o',
                        '/' + APP_ID.replace('.', '/'), '-m',
                        'org.freedesktop.Application.ActivateAction', action[4:], '[]', '{}'],
                       stdout=subprocess.DEVNULL, check=True, timeout=20)

    def is_shown(self):
        return bool(a11y.xdotool('search', '--all', '--onlyvisible', '--pid', self.valence.pid,
                                 '--name', '^Valence$'))

    def check_connections(self):
        self.window.button('Main Menu').click()
        self.window.find(MENU_ROLES, 'Check Listed Connections').press()

    def prepare(self):
        self.steps.chapter('A desktop with notifications')
        with self.step('the program opens on a slow sandbox'):
            self.told = self.start_helper('notifications.py')
            self.asked = self.start_helper('awake.py')
            a11y.wait_for(lambda: len(self.events('ready')) == 2, 'notifications and portal', 60)
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED), '--latency-ms', '2500')
            url = self.sandbox.base_url
            self.valence = Valence(self.build, f'--sandbox={url}')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.window.label(f'{SEEDED} instances', timeout=60)

    def watched(self):
        self.steps.chapter('Watched')
        with self.step('a job that ends before somebody\'s eyes sends nothing'):
            self.check_connections()
            self.window.label(re.compile(f'^{SEEDED} connections checked: '), timeout=60)
            assert not self.events('add'), self.events('add')
            self.window.button('Dismiss').click()

    def closed(self):
        self.steps.chapter('Closed')
        with self.step('closing the window while a job runs hides it, and says so'):
            self.check_connections()
            self.window.button('Close').click()
            told = self.wait_event('add', title='Still at Work')
            assert [button['label'] for button in told['buttons']] == ['Quit'], told
            assert not self.is_shown() and self.valence.process.poll() is None
        with self.step('the end of the job is told, with a button, and nothing secret'):
            told = self.wait_event('add', title='Connections Checked')
            assert re.match(f'{SEEDED} connections checked: ', told['body']), told
            self.wait_event('remove', id='background')
            text = self.told.text
            assert self.sandbox.about['userSecret'] not in text
            assert self.sandbox.about['organizationSecret'] not in text
        with self.step('its button brings the window back, and the notification goes'):
            button = told['buttons'][0]
            assert button['label'] == 'Show Problems', told
            self.act(button['action'])
            self.window = self.app.window('Valence')
            self.window.label(re.compile(f'^\\d+ of {SEEDED}$'))
            self.wait_event('remove', id=told['id'])
            self.picture('back')
            self.window.button('Clear Filters').click()

    def paused(self):
        self.steps.chapter('Paused')
        with self.step('an update of callback URLs goes on behind closed windows'):
            self.open_bulk()
            self.rule('Template')
            self.bulk.entry('Template').fill('https://events.example.org/{instance.id}')
            self.preview()
            self.bulk.find('check box', 'All Shown').click()
            self.bulk.button('Apply…').click()
            self.app.window(re.compile('^Change .* Callback URLs')).button('Apply').click()
            self.bulk.label('Updating')
            self.bulk.button('Close').click()
            self.app.window('Keep the Update Running?').button('Keep Running').click()
            self.app.wait_window_gone(bulk.TITLE)
            self.window.raise_()
            self.window.button('Close').click()
            self.app.window('Keep the Update Running?').button('Keep Running').click()
            a11y.wait_for(lambda: not self.is_shown(), 'the window to close')
        with self.step('the computer is kept awake for it, and is told why'):
            kept = a11y.wait_for(self.is_kept_awake, 'the computer to be kept awake')
            assert kept[0]['suspend'] and kept[0]['reason'] == 'Callback URLs are being updated', kept
        with self.step('that it waits for somebody is told'):
            self.control('faults', 'PUT', {'rules': [{'path': '*/instances/*', 'status': 401}]})
            told = self.wait_event('add', title='Update Paused')
            self.control('faults', 'PUT', {'rules': []})
        with self.step('meanwhile the computer may sleep'):
            a11y.wait_for(lambda: not self.is_kept_awake(), 'the computer to be let sleep')
        with self.step('the notification shows it'):
            self.act('app.show-update')
            self.window = self.app.window('Valence')
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Paused for Too Many Failures')
        with self.step('closed, it is marked as paused, and one key away'):
            self.bulk.button('Close').click()
            question = self.app.window('Resume the Update?')
            self.picture('paused-question', self.bulk)
            question.button('Keep Paused').click()
            self.app.wait_window_gone(bulk.TITLE)
            self.window.raise_()
            self.window.label('Paused')
            self.picture('paused', self.window)
            self.window.keys('ctrl+u')
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Paused for Too Many Failures')
        with self.step('the program may end with it, and goes on with it at its next start'):
            self.window.raise_()
            self.window.button('Close').click()
            question = self.app.window('Resume the Update?')
            self.picture('paused-end', self.window)
            question.button('Keep Paused').click()
            self.valence.wait()
            self.start_again()
            self.app.window('An Update Was Interrupted').button('Resume').click()
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Result', timeout=120)
            self.wait_event('remove', id=told['id'])
            self.close_bulk()

    def ends(self):
        self.steps.chapter('End')
        with self.step('a second Quit ends the program in the middle of a job'):
            self.check_connections()
            self.window.keys('ctrl+q')
            a11y.wait_for(lambda: not self.is_shown(), 'the window to close')
            assert self.valence.process.poll() is None
            self.act('app.quit')
            self.valence.wait()
            self.app = None
            self.sandbox.stop()

    def chapters(self):
        return [self.prepare, self.watched, self.closed, self.paused, self.ends]

    def run(self):
        try:
            return super().run()
        finally:
            for helper in self.helpers:
                helper.kill()


if __name__ == '__main__':
    sys.exit(journey.main(Background, __doc__))
