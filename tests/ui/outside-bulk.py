#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback URLs of many instances as a person updates them: a host for those that a filter
shows, a template for a selection, a table that was pasted; each first as a preview that sends
nothing, compared with what the platform has, before and after.

To be run in a private desktop:

    build-aux/desktop.sh tests/ui/outside-bulk.py --build _build --output _build/bulk
"""
import base64
import collections
import pathlib
import re
import subprocess
import sys
import urllib.parse

SUPPORT = pathlib.Path(__file__).resolve().parents[1] / 'support'
sys.path.insert(0, str(SUPPORT))

import a11y                                               # noqa: E402
import bulk                                               # noqa: E402
import journey                                            # noqa: E402
from bulk import READING, TITLE, callback_url             # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402

SEEDED = 60
OLD_HOST = 'old-hooks.example.net'
NEW_HOST = 'events.example.org'
TEMPLATE = 'https://example.com/hooks/{element.key}/{instance.id.base64}'
TABLE_ROLES = ('table', 'tree table')


def host(instance):
    return urllib.parse.urlsplit(callback_url(instance) or '').hostname


def expected_verdict(instance):
    """What the preview must say of an instance that a rule changes."""
    configuration = instance.get('configuration') or {}
    if instance['disabled']:
        return 'Disabled'
    if configuration.get('event.vendor.type') == 'polling':
        return 'Polling'
    return 'Change' if instance['eventsEnabled'] else 'Events Off'


class Journey(bulk.Journey):
    """Three rules, one of them to the end, and the way back."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.bulk = None
        self.before = {}

    # Helpers

    def back(self):
        self.bulk.button('Back to the Rule').click()
        self.bulk.label(TITLE)

    def rows(self):
        """ID, texts and tick of the rows that can be reached, from top to bottom."""
        found = []
        for row in self.bulk.find(None, 'Changes').all(('table row', 'list item')):
            texts = row.texts
            ids = [int(match[1]) for match in map(re.compile(r'· (\d+)$').search, texts) if match]
            if ids:
                found.append((ids[0], texts, row.find('check box', timeout=0).checked))
        return found

    def show_only(self, kind):
        self.bulk.find('combo box', 'Show Only').choose(re.compile(rf'^{kind} \('))

    def kinds(self):
        """How many rows there are of each kind, as the choice of what is shown tells."""
        choice = self.bulk.find('combo box', 'Show Only')
        choice.click()
        texts = a11y.wait_for(lambda: [row.texts[0] for row in choice.popup_rows()], 'the kinds')
        a11y.keys('Escape')
        a11y.wait_for(lambda: not choice.popup_rows(), 'the kinds to close')
        return {name: int(count.rstrip(')')) for name, _, count in
                (text.rpartition(' (') for text in texts)}

    def check_quiet(self):
        """Nothing but reading has reached the platform since it was last asked."""
        methods = collections.Counter(request['method'] for request in self.control('requests'))
        assert not set(methods) - set(READING), methods
        self.control('requests', 'DELETE')

    def check_untouched(self):
        now = {key: callback_url(value) for key, value in self.instances().items()}
        assert now == {key: callback_url(value) for key, value in self.before.items()}

    # Chapters

    def chapters(self):
        return (self.begin, self.replace_host, self.back_and_forth, self.template, self.table,
                self.run_it, self.undo, self.end)

    def begin(self):
        self.steps.chapter('Account')
        with self.step('a sandbox with 60 instances is listed'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            self.before = self.instances()
            self.valence = Valence(self.build, f'--sandbox={self.sandbox.base_url}')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
            self.window.label(f'{SEEDED} instances')
            self.control('requests', 'DELETE')

    def replace_host(self):
        self.steps.chapter('Another host')
        meant = {key: value for key, value in self.before.items() if host(value) == OLD_HOST}
        with self.step('the update is about what the search leaves'):
            self.window.keys('ctrl+f')
            self.window.entry('Search Instances').fill(OLD_HOST)
            self.window.label(f'{len(meant)} of {SEEDED}')
            self.open_bulk()
            self.bulk.label(f'What the Filter Shows ({len(meant)})')
        with self.step('what is no host is told at its field, and cannot be previewed'):
            self.bulk.entry('Current Host').fill(OLD_HOST)
            self.bulk.entry('New Host').fill('two words')
            self.bulk.label(re.compile('^Enter a host alone'))
            assert not self.bulk.find(a11y.BUTTON_ROLES, 'Preview').sensitive
        with self.step('an example shows the first instance, old and new'):
            self.bulk.entry('New Host').fill(NEW_HOST)
            self.bulk.label(re.compile(f'^https://{NEW_HOST}/'))
            self.picture('rule', self.bulk)
        with self.step('the preview has a verdict for each, as the platform has them'):
            self.preview()
            wanted = collections.Counter(map(expected_verdict, meant.values()))
            assert self.kinds() == {'All': len(meant), **wanted}, (self.kinds(), wanted)
            self.bulk.label(f'{wanted["Change"]} of {len(meant)} instances will be changed')
            for key, texts, ticked in self.rows():
                new_url = callback_url(meant[key]).replace(OLD_HOST, NEW_HOST)
                assert callback_url(meant[key]) in texts and new_url in texts, texts
                assert expected_verdict(meant[key]) in texts, texts
                assert ticked == (expected_verdict(meant[key]) == 'Change'), texts
            assert len(self.rows()) == len(meant)
            self.picture('preview', self.bulk)

    def back_and_forth(self):
        with self.step('rows are chosen by kind, by search and one by one'):
            changes = self.kinds()['Change']
            self.show_only('Change')
            a11y.wait_for(lambda: len(self.rows()) == changes, 'the changes alone')
            self.bulk.find('check box', 'All Shown').click()
            self.bulk.label(re.compile('^0 of '))
            assert not self.bulk.find(a11y.BUTTON_ROLES, 'Apply…').sensitive
            self.bulk.find('check box', re.compile('^Change “')).toggle()
            self.bulk.label(re.compile('^1 of '))
            self.bulk.find('check box', 'All Shown').click()
            self.bulk.label(re.compile(f'^{changes} of '))
        with self.step('a search without a match says so and is left again'):
            self.bulk.entry('Search Rows').fill('nowhere')
            self.bulk.label('No Match')
            self.bulk.button('Show All').click()
            self.bulk.find(None, 'Changes')
        with self.step('a narrow window has all of it, in a list'):
            self.bulk.resize(372, 640)
            self.bulk.find('list', 'Changes')
            self.picture('preview-narrow', self.bulk)
            self.bulk.resize(970, 690)
            self.bulk.find(TABLE_ROLES, 'Changes')
        with self.step('going back keeps what was typed'):
            self.back()
            assert self.bulk.entry('Current Host').text == OLD_HOST
            assert self.bulk.entry('New Host').text == NEW_HOST
        with self.step('nothing but reading was sent'):
            self.check_quiet()
            self.check_untouched()
            self.close_bulk()

    def select_some(self):
        """Selects what one search leaves, then shows all again; the instances."""
        meant = {key: value for key, value in self.before.items() if host(value) == OLD_HOST}
        self.window.keys('ctrl+f')
        self.window.entry('Search Instances').fill(OLD_HOST)
        self.window.label(f'{len(meant)} of {SEEDED}')
        # The first click opens the editor, which takes the keyboard along.
        self.window.find('list', 'Instances').rows[0].click()
        self.window.button('Instance Menu')
        self.window.find('list', 'Instances').rows[0].click()
        self.window.keys('ctrl+a')
        self.window.label(f'{len(meant)} Instances Selected')
        return meant

    def template(self):
        self.steps.chapter('A template')
        with self.step('several that are selected are what it is about'):
            self.control('requests', 'DELETE')
            meant = self.select_some()
            self.window.button('Update Callback URLs…').click()
            self.bulk = self.app.window(TITLE)
            self.bulk.label(f'Selected Instances ({len(meant)})')
            self.rule('Template')
        with self.step('a placeholder that nobody knows is pointed at'):
            self.bulk.entry('Template').fill('https://example.com/{nothing}')
            self.bulk.label(re.compile(r'^Character 21: '))
        with self.step('a placeholder is put in from a menu'):
            head, _, tail = TEMPLATE.partition('{element.key}')
            self.bulk.entry('Template').fill(head)
            self.bulk.button('Insert Placeholder').click()
            self.bulk.item('{element.key}', 0).press()
            a11y.wait_for(lambda: self.bulk.entry('Template').text == head + '{element.key}',
                          'the placeholder')
            a11y.type_text(tail)
            a11y.wait_for(lambda: self.bulk.entry('Template').text == TEMPLATE, 'the template')
            self.picture('template', self.bulk)
        with self.step('each gets a URL of its own'):
            self.preview()
            rows = self.rows()
            assert {key for key, *_ in rows} == set(meant), rows
            for key, texts, _ in rows:
                encoded = base64.b64encode(str(key).encode()).decode()
                element = meant[key]['element']['key']
                assert any(urllib.parse.unquote(text) ==
                           f'https://example.com/hooks/{element}/{encoded}' for text in texts), texts
            self.check_quiet()

    def table(self):
        self.steps.chapter('A table')
        ids = list(self.before)[:3]
        same, other, third = (self.before[key] for key in ids)
        lines = ['id,url', f'{other["id"]},https://table.example.com/{other["id"]}',
                 f'{third["id"]},ftp://table.example.com/', '99999999,https://table.example.com/none']
        if callback_url(same):
            lines.append(f'{same["id"]},{callback_url(same)}')
        with self.step('rows that are pasted say which instance gets which URL'):
            self.back()
            self.rule('From a CSV File')
            self.paste('\n'.join(lines) + '\n')
            self.bulk.label(f'{len(lines) - 1} URLs')
            self.picture('table', self.bulk)
            self.preview()
            kinds = self.kinds()
            assert kinds['Not Valid'] == 1 and kinds['Not Found'] == 1, kinds
            assert kinds.get('No Change', 0) == len(lines) - 4, kinds
            self.picture('table-preview', self.bulk)
        with self.step('a table that cannot be read says in which line'):
            self.back()
            self.paste('id,url\n12,"https://example.com/\n')
            self.bulk.label(re.compile(r'line \d', re.IGNORECASE))
            assert not self.bulk.find(a11y.BUTTON_ROLES, 'Preview').sensitive
            self.picture('table-bad', self.bulk)
            self.check_quiet()
            self.check_untouched()
            self.close_bulk()

    def paste(self, text):
        subprocess.run(['xclip', '-i', '-selection', 'clipboard'], input=text, text=True, timeout=10,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        self.bulk.button('Paste Rows').click()

    def run_it(self):
        self.steps.chapter('To the end')
        meant = {key for key, value in self.before.items() if host(value) == OLD_HOST
                 and expected_verdict(value) == 'Change'}
        with self.step('applying asks once, with the number and the account'):
            self.control('requests', 'DELETE')
            self.window.keys('Escape')
            self.open_bulk()
            self.bulk.entry('Current Host').fill(OLD_HOST)
            self.bulk.entry('New Host').fill(NEW_HOST)
            self.bulk.find('combo box', 'Apply To').choose(re.compile('^Whole Account'))
            self.preview()
            self.bulk.button('Apply…').click()
            question = self.app.window(f'Change {len(meant)} Callback URLs?')
            question.label(re.compile('Sandbox'))
            self.picture('question', self.bulk)
            self.check_quiet()
            question.button('Apply').click()
        with self.step('the result says how many were changed, and the platform has them'):
            self.bulk.label('Result', timeout=60)
            self.bulk.raise_()
            self.picture('result', self.bulk)
            now = self.instances()
            for key, value in self.before.items():
                old_url = callback_url(value)
                wanted = old_url.replace(OLD_HOST, NEW_HOST) if key in meant else old_url
                assert callback_url(now[key]) == wanted, (key, callback_url(now[key]), wanted)
        with self.step('only the meant instances were written to'):
            written = {int(re.search(r'/instances/(\d+)', request['path'])[1])
                       for request in self.control('requests')
                       if request['method'] not in READING}
            assert written == meant, written ^ meant

    def undo(self):
        self.steps.chapter('And back')
        with self.step('undoing is previewed, asked for and done'):
            self.bulk.button('Undo…').click()
            self.bulk.label('Preview')
            self.picture('undo', self.bulk)
            self.bulk.button('Apply…').click()
            self.app.window(re.compile('^Change .* Callback URLs')).button('Apply').click()
            self.bulk.label('Result', timeout=60)
            self.check_untouched()

    def end(self):
        with self.step('the program ends well'):
            self.close_bulk()
            self.close()


if __name__ == '__main__':
    sys.exit(journey.main(Journey, __doc__))
