#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help as somebody finds it: by key, from the menu, and from messages, also while a dialog
waits for an answer.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-help.py --build _build --output _build/help
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import journey                                            # noqa: E402
from programs import Valence                              # noqa: E402

MENU_ROLES = ('menu item', 'push button')
HEADING_ROLES = ('heading', 'label')


class Help(journey.Journey):
    """The story."""

    def help_window(self):
        return self.app.window('Help')

    def is_in_view(self, window, text):
        """The heading is inside what can be seen of the page."""
        def look():
            heading = window.find(HEADING_ROLES, text)
            pane = heading.scroll_pane
            _, top, _, height = pane.extents
            return top <= heading.extents[1] < top + height
        a11y.wait_for(look, f'“{text}” in view')

    def by_key(self):
        self.steps.chapter('By key and menu')
        with self.step('F1 opens the first page'):
            self.valence = Valence(self.build, '--sandbox')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.window.label(re.compile(r'^\d+ instances$'))
            self.window.keys('F1')
            window = self.help_window()
            window.find(HEADING_ROLES, 'Add an Account')
            self.picture('first', window)
        with self.step('the pages are turned by keyboard, Escape closes the help'):
            window.keys('Down', 'Down')
            window.find(HEADING_ROLES, 'Callback URL: Where Events Go')
            window.keys('Escape')
            self.app.wait_window_gone('Help')
        with self.step('the menu opens it, too; a narrow window shows one thing at a time'):
            self.window.button('Main Menu').click()
            self.window.find(MENU_ROLES, 'Help').press()
            window = self.help_window()
            window.resize(360, 600)
            window.find('list', 'Help Pages').select_row('Secrets and the Keyring')
            window.find(HEADING_ROLES, 'Masked Values')
            self.picture('narrow', window)
            window.button('Help Pages').click()
            window.find('list', 'Help Pages').select_row('Command Line')
            window.find(HEADING_ROLES, 'Run the Sandbox Alone')
            window.keys('Escape')
            self.app.wait_window_gone('Help')

    def from_message(self):
        self.steps.chapter('From a message')
        with self.step('a message leads to its section, beside a dialog that waits'):
            other = Valence(self.build, '--new-instance=nosuchelement')
            other.wait()
            dialog = self.dialog('New Instance')
            dialog.label('Not Found')
            self.picture('message', dialog)
            dialog.button('Help').click()
            window = self.help_window()
            self.is_in_view(window, 'Not Found')
            self.picture('section', window)
        with self.step('the help can be read meanwhile, and links lead on'):
            window.find('list', 'Help Pages').select_row('Getting Started')
            window.find(HEADING_ROLES, 'Try the Sandbox')
            window.keys('Escape')
            self.app.wait_window_gone('Help')
            dialog.keys('Escape')
            self.app.wait_window_gone('New Instance')

    def closing(self):
        self.steps.chapter('End')
        with self.step('with the last other window the help closes, and the program ends'):
            self.window.keys('F1')
            self.help_window()
            self.window.button('Close').click()
            self.valence.wait()
            self.app = None

    def chapters(self):
        return [self.by_key, self.from_message, self.closing]


if __name__ == '__main__':
    sys.exit(journey.main(Help, __doc__))
