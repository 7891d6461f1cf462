#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twelve tasks by keyboard alone, the mouse is not touched: an account, a search, filters, an
instance, its panes, a change saved and one taken back, a webhook URL, a new instance up to the
consent, a deletion, an update of callback URLs and its undoing, help and shortcuts.  What came of
them is read back from the platform.  Then every key of the window of shortcuts is pressed once.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-keyboard.py --build _build --output _build/keyboard
"""
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import bulk                                               # noqa: E402
import focus                                              # noqa: E402
import journey                                            # noqa: E402
from browser import DefaultBrowser                        # noqa: E402
from programs import Sandbox                              # noqa: E402

SEEDED = 12
TEMPLATE = 'https://keys.example.com/hooks/{instance.id}'
PANES = 'Overview', 'Events', 'Configuration', 'Activity', 'Requests'


class Keyboard(bulk.Journey):
    """The story; whatever is clicked elsewhere is reached by Tab and arrows here."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.focus = self.browser = None
        self.name = self.instance_id = self.before = None

    # Helpers

    def go_to(self, window, name, key='Tab'):
        return self.focus.go_to(window, name, key)

    def write(self, window, name, text, here=False):
        self.focus.write(window, name, text, here)

    def activate(self, window, name, key='Return'):
        self.go_to(window, name)
        a11y.keys(key)

    def opened(self, title, *keys):
        """The window that opens after the keys."""
        self.window.keys(*keys)
        return self.dialog(title)

    def closed(self, window, *keys):
        title = window.name
        window.keys(*keys)
        a11y.wait_for(lambda: not self.app.has_window(title), f'“{title}” to close')
        self.window.raise_()

    def pane(self, name):
        """Turns to a pane by its switcher, which newer libadwaita makes one stop of Tab."""
        here = self.go_to(self.window, re.compile(f'^({"|".join(PANES)})$')).name
        if here != name:
            self.go_to(self.window, name, 'Right' if PANES.index(here) < PANES.index(name) else 'Left')
        a11y.keys('space')
        a11y.wait_for(lambda: self.window.find('page tab', name).selected, f'the pane {name}')

    def platform(self):
        return self.sandbox.call('/instances?pageSize=200')

    def there(self):
        return self.sandbox.call(f'/instances/{self.instance_id}')

    # Tasks

    def add_account(self):
        self.steps.chapter('Account')
        about = self.sandbox.about
        with self.step('an account is added'):
            self.start()
            self.focus = focus.Focus(self.valence.pid)
            self.activate(self.window, 'Add Account…')
            dialog = self.dialog('Add Account')
            self.write(dialog, 'Name', 'Main Street Shop', here=True)
            self.write(dialog, 'Base URL', about['baseUrl'])
            self.write(dialog, 'User Secret', about['userSecret'])
            self.write(dialog, 'Organization Secret', about['organizationSecret'])
            dialog.keys('Return')
            self.app.wait_window_gone('Add Account')
            self.window.raise_()
            self.window.label(f'{SEEDED} instances')

    def search(self):
        self.steps.chapter('List')
        first = min(self.platform(), key=lambda instance: instance['id'])
        with self.step('a search leaves one, Escape brings all back'):
            self.window.keys('ctrl+f')
            a11y.type_text(str(first['id']))
            self.window.label(f'1 of {SEEDED}')
            self.window.keys('Escape', 'Escape')
            self.window.label(f'{SEEDED} instances')

    def filter(self):
        disabled = [i for i in self.platform() if not i['eventsEnabled']]
        with self.step('a filter is chosen and cleared'):
            self.window.keys('ctrl+shift+f')
            self.window.find('check box')
            self.go_to(self.window, re.compile('^Events Off, '))
            a11y.keys('space')
            self.window.label(f'{len(disabled)} of {SEEDED}')
            self.picture('filter')
            self.window.keys('Escape')
            self.window.wait_gone('check box')
            self.activate(self.window, 'Clear Filters')
            self.window.label(f'{SEEDED} instances')

    def open_instance(self):
        with self.step('an instance is opened from the list'):
            self.window.keys('ctrl+f')
            a11y.type_text('hootsuite')
            a11y.wait_for(lambda: not self.window.has('label', f'{SEEDED} instances'), 'the search')
            a11y.keys('Down')
            a11y.keys('Return')
            entry = self.window.entry('Name')
            self.name = a11y.wait_for(lambda: entry.text, 'its name')
            self.instance_id = next(i['id'] for i in self.platform() if i['name'] == self.name)

    def panes(self):
        self.steps.chapter('Instance')
        with self.step('all five panes are turned to'):
            for name in ('Events', 'Configuration', 'Activity', 'Requests', 'Overview'):
                self.pane(name)

    def save(self):
        with self.step('its name is changed and saved'):
            self.write(self.window, 'Name', 'Named by keys')
            self.window.keys('ctrl+s')
            a11y.wait_for(lambda: self.there()['name'] == 'Named by keys', 'the new name')
        with self.step('another change is taken back'):
            self.write(self.window, 'Name', 'A mistake')
            self.window.keys('ctrl+shift+z')
            a11y.wait_for(lambda: self.window.entry('Name').text == 'Named by keys', 'the old name')
            assert self.there()['name'] == 'Named by keys'

    def copy_webhook(self):
        with self.step('its webhook URL is copied'):
            self.window.keys('ctrl+shift+c')
            a11y.wait_for(lambda: a11y.clipboard_text().startswith(
                f'{self.sandbox.base_url}/events/hootsuite/'), 'the webhook URL')

    def new_instance(self):
        self.steps.chapter('New instance')
        with self.step('an element is found and chosen'):
            dialog = self.opened('New Instance', 'ctrl+n')
            dialog.entry('Search Elements')
            self.write(dialog, 'Search Elements', 'hootsuite', here=True)
            a11y.wait_for(lambda: len(dialog.find('list', 'Elements').rows) == 1, 'one element')
            a11y.keys('Return')
            dialog.entry('Instance Name')
        with self.step('the form leads to the consent in the browser'):
            self.write(dialog, 'Instance Name', 'Shop news', here=True)
            self.write(dialog, 'API Key', 'key')
            self.write(dialog, 'API Secret', 'secret')
            dialog.keys('alt+c')
            assert self.browser.next_address().startswith('http')
            self.picture('consent')
        with self.step('Escape leaves it, after a question'):
            dialog.keys('Escape')
            question = self.app.window('Discard This Instance?')
            question.keys('alt+d')
            self.app.wait_window_gone('New Instance')
            self.window.raise_()

    def delete(self):
        self.steps.chapter('Deleting')
        with self.step('two are selected, and deleted when their number was typed'):
            self.window.keys('ctrl+f')
            self.window.keys('Escape', 'Escape')
            self.window.label(f'{SEEDED} instances')
            # The first choice opens the editor, which takes the keyboard along.
            for _ in range(2):
                self.window.keys('ctrl+f')
                a11y.keys('Down')
                self.window.button('Instance Menu')
            a11y.keys('shift+Down')
            self.window.label('2 Instances Selected')
            question = self.opened('Delete 2 Instances?', 'ctrl+Delete')
            self.write(question, 'Number of Instances', '2', here=True)
            self.picture('delete')
            question.keys('Return')
            a11y.wait_for(lambda: len(self.platform()) == SEEDED - 2, 'both to go')

    def leave_out_second(self, window):
        """The arrow keys go from row to row, Tab within one; the row is taken in again."""
        tick = re.compile('^Change “[^”]*”$')
        fewer, all_rows = (re.compile(f'^{n} of {SEEDED - 2} ') for n in (SEEDED - 3, SEEDED - 2))
        first = self.go_to(window, tick).name
        a11y.keys('Down')
        assert self.go_to(window, tick).name != first
        for expected in (fewer, all_rows):
            a11y.keys('space')
            window.label(expected)
        a11y.keys('Down')                                 # to a row, not yet to what is in it
        for expected in (fewer, all_rows):
            a11y.keys('space')
            window.label(expected)

    def update(self):
        self.steps.chapter('Callback URLs')
        self.before = self.callback_urls()
        with self.step('a rule is written'):
            self.window.keys('Escape', 'Escape')
            self.window.label(f'{SEEDED - 2} instances')
            window = self.opened(bulk.TITLE, 'ctrl+u')
            window.entry('Current Host')
            self.go_to(window, re.compile('^Rule$'), 'shift+Tab')
            window.keys('space', 'Home', 'Down', 'Down', 'Return')
            self.write(window, 'Template', TEMPLATE)
        with self.step('its preview is looked at, all rows chosen, and applied'):
            window.label(re.compile('^https://keys.example.com/hooks/[0-9]'))
            window.keys('alt+p')
            window.find(None, 'Changes')
            window.keys('ctrl+f')
            a11y.type_text('nowhere')
            window.label('No Match')
            window.keys('Escape')
            window.find(None, 'Changes')
            self.activate(window, 'All Shown', 'space')
            window.label(re.compile(f'^{SEEDED - 2} of {SEEDED - 2} '))
            self.leave_out_second(window)
            window.keys('alt+a')
            question = self.app.window(f'Change {SEEDED - 2} Callback URLs?')
            question.keys('alt+a')
            window.button('Report', timeout=60)
            window.raise_()
            self.picture('result', window)
            wanted = {key: TEMPLATE.replace('{instance.id}', str(key)) for key in self.before}
            assert self.callback_urls() == wanted
            self.closed(window, 'ctrl+w')

    def undo(self):
        with self.step('the history undoes it'):
            self.window.keys('F10')
            self.window.find(a11y.BUTTON_ROLES, 'Update History')
            self.window.keys('y')
            window = self.app.window('Update History')
            window.find('list', 'Updates')
            self.activate(window, re.compile('keys.example.com'))
            window.button('Undo…')
            self.picture('history', window)
            window.keys('alt+u')
            preview = self.app.window(bulk.TITLE)
            preview.find(None, 'Changes')
            self.closed(preview, 'Escape')
            window.raise_()
            window.keys('alt+u')
            preview = self.app.window(bulk.TITLE)
            preview.find(None, 'Changes')
            preview.keys('alt+a')
            self.app.window(re.compile('^Change .* Callback URLs')).keys('alt+a')
            a11y.wait_for(lambda: self.callback_urls() == self.before, 'the old URLs', 60)
            preview.button('Report')
            self.closed(preview, 'ctrl+w')
            if self.app.has_window('Update History'):
                self.closed(self.app.window('Update History'), 'Escape')

    def help(self):
        self.steps.chapter('Help')
        with self.step('help and shortcuts open and close'):
            self.closed(self.opened('Help', 'F1'), 'Escape')
            self.closed(self.opened('Keyboard shortcuts', 'ctrl+question'), 'Escape')

    def shortcuts(self):
        self.steps.chapter('Every shortcut')
        with self.step('one of those that are left is opened'):
            self.window.keys('ctrl+f')
            a11y.type_text(str(self.platform()[0]['id']))
            self.window.label(f'1 of {SEEDED - 2}')
            a11y.keys('Down', 'Return')
            self.window.button('Instance Menu')
        for keys, title in (('ctrl+shift+r', 'Requests'), ('ctrl+n', 'New Instance'),
                            ('ctrl+d', 'Duplicate Instance'), ('ctrl+u', bulk.TITLE),
                            ('ctrl+shift+a', 'Re-Authenticate Instance'),
                            ('ctrl+Delete', re.compile('^Delete “'))):
            with self.step(f'{keys} opens “{getattr(title, "pattern", title)}”'):
                window = self.opened(title, keys)
                self.closed(window, 'ctrl+w' if title == bulk.TITLE else 'Escape')
        with self.step('F10 opens the main menu, Escape closes it'):
            self.window.keys('F10')
            self.window.find(a11y.BUTTON_ROLES, 'About Valence')
            self.window.keys('Escape')
            self.window.wait_gone(a11y.BUTTON_ROLES, 'About Valence')
        for keys in ('ctrl+r', 'F5'):
            with self.step(f'{keys} asks the platform again'):
                self.control('requests', 'DELETE')
                self.window.keys(keys)
                a11y.wait_for(lambda: [request for request in self.control('requests')
                                       if request['path'].endswith('/instances')], 'a request')

    def end(self):
        with self.step('ctrl+q ends it'):
            self.window.keys('ctrl+q')
            self.valence.wait()
            self.app = None
            self.sandbox.stop()

    def chapters(self):
        self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
        self.browser = DefaultBrowser(pathlib.Path(os.environ['VALENCE_DESKTOP'], 'browser.socket'))
        return (self.add_account, self.search, self.filter, self.open_instance, self.panes, self.save,
                self.copy_webhook, self.new_instance, self.delete, self.update, self.undo, self.help,
                self.shortcuts, self.end)


if __name__ == '__main__':
    sys.exit(journey.main(Keyboard, __doc__))
