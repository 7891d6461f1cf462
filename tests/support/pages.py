# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page, pane, dialog and popover of the program, one after the other, in any language."""
import contextlib
import json
import os
import pathlib
import re
import urllib.request

import a11y
import bulk
import languages
from browser import DefaultBrowser
from programs import Sandbox, Valence

SEEDED = 24
ITEM_ROLES = ('menu item', 'push button')


class Visitor(bulk.Journey):
    """A journey that calls look_at (slug, window) with each page while it is on show."""

    def __init__(self, build, output, language=languages.ENGLISH):
        super().__init__(build, output)
        self.t = language.find
        self.browser = self.instance_id = None

    def look_at(self, slug, window):
        raise NotImplementedError

    # Helpers

    @contextlib.contextmanager
    def opened(self, *keys):
        """The window that opens after the keys, without the need to know its name; it is closed by
        Escape, as every dialog and every window beside the main one."""
        before = {name for _, name in self.app.shown_windows()}
        self.window.keys(*keys)
        window = self.new_window(before)
        yield window
        self.escape(window)

    def new_window(self, before):
        names = a11y.wait_for(
            lambda: [name for _, name in self.app.shown_windows() if name and name not in before],
            'a window to open')
        window = self.app.window(names[-1])
        a11y.centre_over(window, self.window)
        return window

    def escape(self, window):
        name = window.name
        window.keys('Escape')
        self.wait_closed(name)
        self.window.raise_()

    def wait_closed(self, name):
        """Asks the X server first: a window does not like to be asked while it closes."""
        a11y.wait_for(lambda: not a11y.xdotool(
            'search', '--all', '--onlyvisible', *self.app.owner, '--name', f'^{re.escape(name)}$'),
            f'“{name}” to close')
        a11y.wait_for(lambda: not self.app.has_window(name), f'“{name}” to leave the bus')

    def item(self, window, menu, name):
        """Opens the menu, and chooses the item."""
        window.find(a11y.BUTTON_ROLES, self.t(menu)).click()
        window.find(ITEM_ROLES, self.t(name)).press()

    def rows(self, name='Instances'):
        return self.window.find('list', self.t(name)).rows

    def launch(self, *arguments):
        return Valence(self.build, *arguments)

    def start_program(self):
        self.valence = self.launch()
        self.app = self.valence.connect()
        self.window = self.app.window(self.t('Valence'))

    # Chapters

    def welcome(self):
        self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
        if not self.browser:
            self.browser = DefaultBrowser(
                pathlib.Path(os.environ['VALENCE_DESKTOP'], 'browser.socket'))
        self.start_program()
        add = self.window.find('push button', self.t('Add Account…'))
        self.look_at('welcome', self.window)
        before = {name for _, name in self.app.shown_windows()}
        add.click()
        dialog = self.new_window(before)
        self.look_at('add-account', dialog)
        self.sign_in(dialog)
        self.escape(dialog)
        before = {name for _, name in self.app.shown_windows()}
        self.window.find('push button', self.t('Import…')).click()
        dialog = self.new_window(before)
        self.look_at('import', dialog)
        self.escape(dialog)

    def sign_in(self, dialog):
        before = {name for _, name in self.app.shown_windows()}
        dialog.find('push button', self.t('Sign In Instead…')).click()
        window = self.new_window(before)
        self.look_at('sign-in', window)
        name = window.name
        window.keys('Escape')
        self.wait_closed(name)

    def list(self):
        # The program that runs is told by the second one.
        self.launch(f'--sandbox={self.sandbox.base_url}').wait()
        a11y.wait_for(lambda: len(self.rows()) > 5, 'the rows')
        self.look_at('list', self.window)

    def menus(self):
        self.window.keys('F10')
        self.window.find(ITEM_ROLES, self.t('Keyboard Shortcuts'))
        self.look_at('main-menu', self.window)
        a11y.keys('Escape')
        self.window.wait_gone(ITEM_ROLES, self.t('Keyboard Shortcuts'))
        self.window.find(a11y.BUTTON_ROLES, self.t('Accounts')).click()
        self.window.find(ITEM_ROLES, self.t('Edit Account…'))
        self.look_at('accounts', self.window)
        a11y.keys('Escape')
        self.window.wait_gone(ITEM_ROLES, self.t('Edit Account…'))

    def filters(self):
        self.window.keys('ctrl+shift+f')
        self.window.find('check box')
        self.look_at('filters', self.window)
        a11y.keys('Escape')
        self.window.wait_gone('check box')
        self.window.keys('Escape')

    def choose_instance(self):
        """Of an element with OAuth, which all pages are about."""
        self.instance_id = next(key for key, value in self.instances().items()
                        if value['element']['key'] == 'hootsuite')
        self.launch(f'--instance={self.instance_id}').wait()
        self.window.find(a11y.BUTTON_ROLES, self.t('Instance Menu'))

    def show_pane(self, name):
        self.window.find('page tab', self.t(name)).click()
        a11y.wait_for(lambda: self.window.find('page tab', self.t(name)).selected, f'the pane {name}')

    def panes(self):
        self.choose_instance()
        for name in ('Overview', 'Events', 'Configuration', 'Activity', 'Requests'):
            self.show_pane(name)
            self.look_at(f'pane-{name.lower()}', self.window)

    def instance_menu(self):
        self.window.find(a11y.BUTTON_ROLES, self.t('Instance Menu')).click()
        self.window.find(ITEM_ROLES, self.t('API Documentation'))
        self.look_at('instance-menu', self.window)
        before = {name for _, name in self.app.shown_windows()}
        self.window.find(ITEM_ROLES, self.t('API Documentation')).press()
        window = self.new_window(before)
        window.find('list', self.t('Operations'))
        self.look_at('documentation', window)
        self.escape(window)

    def unsaved(self):
        self.show_pane('Overview')
        entry = self.window.entry(self.t('Name'))
        entry.fill('Something else')
        self.window.find('push button', self.t('Revert'))
        self.look_at('unsaved', self.window)
        self.conflict()
        self.window.keys('ctrl+shift+z')
        self.window.wait_gone('push button', self.t('Revert'))

    def conflict(self):
        """Somebody else has given the instance another name meanwhile."""
        self.patch(self.instance_id, {'name': 'Of somebody else'})
        before = {name for _, name in self.app.shown_windows()}
        self.window.keys('ctrl+s')
        window = self.new_window(before)
        self.look_at('conflict', window)
        self.escape(window)

    def patch(self, key, body):
        about = self.sandbox.about
        request = urllib.request.Request(
            f'{self.sandbox.base_url}/instances/{key}', json.dumps(body).encode(), method='PATCH',
            headers={'Content-Type': 'application/json',
                     'Authorization': f'User {about["userSecret"]}, '
                                      f'Organization {about["organizationSecret"]}'})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    def delete(self):
        with self.opened('ctrl+Delete') as window:
            self.look_at('delete', window)

    def many(self):
        rows = self.rows()
        rows[0].click()
        a11y.keys('shift+Down', 'shift+Down')
        self.window.find('push button', self.t('Check Connections'))
        self.look_at('many', self.window)
        with self.opened('ctrl+Delete') as window:
            self.look_at('delete-many', window)
        self.choose_instance()

    def new_instance(self):
        before = {name for _, name in self.app.shown_windows()}
        self.window.keys('ctrl+n')
        dialog = self.new_window(before)
        elements = dialog.find('list', self.t('Elements'))
        self.look_at('elements', dialog)
        elements.select_row(re.compile('Hootsuite'))
        dialog.entry(self.t('Instance Name')).fill('Shop news')
        self.look_at('new-instance', dialog)
        dialog.entry('API Key').fill('key')
        dialog.entry('API Secret').fill('secret')
        dialog.find('push button', self.t('Continue')).click()
        self.browser.next_address()
        self.look_at('consent', dialog)
        before = {name for _, name in self.app.shown_windows()}
        dialog.keys('Escape')
        self.leave(dialog, before)

    def leave(self, dialog, before):
        """Closes a dialog that may ask whether it should."""
        name = dialog.name
        a11y.wait_for(lambda: not self.app.has_window(name)
                      or {found for _, found in self.app.shown_windows()} - before, 'an answer')
        for found in {found for _, found in self.app.shown_windows()} - before:
            question = self.app.window(found)
            self.look_at('stop-question', question)
            question.keys('Tab', 'Return')
        self.wait_closed(name)
        self.window.raise_()

    def requests(self):
        with self.opened('ctrl+shift+r') as window:
            window.find('list', self.t('Requests')).rows[0].click()
            window.find(('text', 'entry'), self.t('Answer'))
            self.look_at('requests', window)

    def helping(self):
        with self.opened('F1') as window:
            window.find('list', self.t('Help Pages'))
            self.look_at('help', window)
        with self.opened('ctrl+question') as window:
            self.look_at('shortcuts', window)
        before = {name for _, name in self.app.shown_windows()}
        self.item(self.window, 'Main Menu', 'About Valence')
        window = self.new_window(before)
        self.look_at('about', window)
        self.escape(window)

    def bulk_pages(self):
        before = {name for _, name in self.app.shown_windows()}
        self.window.keys('ctrl+u')
        window = self.new_window(before)
        rule = window.find('combo box', self.t('Rule'))
        rule.click()
        a11y.keys('Home', 'Down', 'Down', 'Return')
        window.entry(self.t('Template')).fill('https://example.com/hooks/{instance.id}')
        window.find(None, re.compile('^https://example.com/hooks/[0-9]'))
        self.look_at('rule', window)
        window.find('push button', self.t('Preview')).click()
        window.find(None, self.t('Changes'))
        self.look_at('preview', window)
        self.run_update(window)
        self.escape_or_close(window)

    def run_update(self, window):
        before = {name for _, name in self.app.shown_windows()}
        window.find('push button', self.t('Apply…')).click()
        question = self.new_window(before)
        self.look_at('apply-question', question)
        question.find('push button', self.t('Apply')).press()
        window.find(a11y.BUTTON_ROLES, self.t('Report'), timeout=60)
        window.raise_()
        self.look_at('result', window)

    def escape_or_close(self, window):
        name = window.name
        window.keys('ctrl+w')
        self.wait_closed(name)
        self.window.raise_()

    def history(self):
        before = {name for _, name in self.app.shown_windows()}
        self.item(self.window, 'Main Menu', 'Update History')
        window = self.new_window(before)
        updates = window.find('list', self.t('Updates'))
        self.look_at('history', window)
        updates.rows[0].click()
        window.find(a11y.BUTTON_ROLES, self.t('More Actions'))
        self.look_at('history-job', window)
        self.escape(window)

    def leave_program(self):
        self.window.keys('ctrl+w')
        self.valence.wait()
        self.app = None
        self.sandbox.stop()

    CHAPTERS = ('welcome', 'list', 'menus', 'filters', 'panes', 'instance_menu', 'unsaved', 'delete',
                'many', 'new_instance', 'requests', 'helping', 'bulk_pages', 'history',
                'leave_program')

    def chapters(self):
        return [self.one_step(name) for name in self.CHAPTERS]

    def one_step(self, name):
        def run():
            with self.step(name.replace('_', ' ')):
                getattr(self, name)()
        return run
