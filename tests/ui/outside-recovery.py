#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An update of many callback URLs that is killed in its middle: the next start offers to go on, and
brings it to its end; another one is taken back instead, and a third is left as it is.  The platform
was sent nothing but what the plans hold.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-recovery.py --build _build --output _build/recovery
"""
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import bulk                                               # noqa: E402
import journey                                            # noqa: E402

SEEDED = 150
LATENCY_MS = 120
QUESTION = 'An Update Was Interrupted'


class Recovery(bulk.Journey):
    """Three updates, each interrupted."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.old = {}

    # Helpers

    @staticmethod
    def wanted(host, key):
        return f'https://{host}/hooks/{key}'

    def count_new(self, host):
        return sum(value == self.wanted(host, key) for key, value in self.callback_urls().items())

    def begin_update(self, host):
        """Sends every instance's events to a host of the update's own."""
        self.old = self.callback_urls()
        self.control('requests', 'DELETE')
        self.open_bulk()
        self.rule('Template')
        self.bulk.entry('Template').fill(f'https://{host}/hooks/{{instance.id}}')
        self.preview()
        self.bulk.find('check box', 'All Shown').click()
        self.bulk.label(re.compile(f'^{SEEDED} of {SEEDED} '))
        self.bulk.button('Apply…').click()
        self.app.window(f'Change {SEEDED} Callback URLs?').button('Apply').click()

    def kill_in_the_middle(self, host, share):
        a11y.wait_for(lambda: self.count_new(host) > SEEDED * share, f'{share} of the instances')
        self.picture(f'running-{host.split(".", maxsplit=1)[0]}', self.bulk)
        self.valence.kill()
        assert self.count_new(host) < SEEDED, 'the update was over before it was killed'

    @staticmethod
    def newest_journal():
        folder = pathlib.Path(os.environ['XDG_DATA_HOME'], 'valence', 'jobs')
        return max(folder.glob('*.journal'), key=lambda path: path.stat().st_mtime)

    @staticmethod
    def tear(path):
        """Leaves half a line at the end, as a computer does that loses its power."""
        with path.open('a', encoding='utf-8') as journal:
            journal.write('0123456789abcdef 99 {"send":[1')

    def ask(self):
        """Starts the program, which asks a question."""
        self.start_again()
        return self.app.window(QUESTION)

    def answer(self, button):
        """What the next start asks, answered."""
        question = self.ask()
        self.picture(f'question-{button.strip("…").lower().replace(" ", "-")}', self.window)
        question.button(button).click()

    def check_writes(self, *allowed):
        """Everything written was one of the values that a plan holds for the instance."""
        for key, body in self.written():
            value = json.loads(body)['configuration']
            assert list(value) == [bulk.KEY], body
            assert value[bulk.KEY] in [values(key) for values in allowed], (key, body)

    # Chapters

    def chapters(self):
        return (self.begin, self.resume, self.undo, self.close_it, self.damaged, self.history,
                self.end)

    def begin(self):
        self.steps.chapter('Account')
        with self.step(f'a sandbox with {SEEDED} instances is listed'):
            self.begin_on('--instances', str(SEEDED), '--latency-ms', str(LATENCY_MS))
            self.window.label(f'{SEEDED} instances', timeout=60)

    def resume(self):
        self.steps.chapter('Going on')
        host = 'first.example.com'
        with self.step('an update is killed in its middle'):
            self.begin_update(host)
            self.kill_in_the_middle(host, 0.3)
        with self.step('the next start offers to go on, and does'):
            self.answer('Resume')
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Result', timeout=120)
            self.picture('result', self.bulk)
        with self.step('every instance is new, and nothing else was written'):
            assert self.count_new(host) == SEEDED
            self.check_writes(lambda key: self.wanted(host, key))
            self.close_bulk()

    def undo(self):
        self.steps.chapter('Taking back')
        host = 'second.example.com'
        with self.step('another update is killed'):
            self.begin_update(host)
            self.kill_in_the_middle(host, 0.4)
        with self.step('a preview of the way back that is not applied leaves everything as it is'):
            left = self.callback_urls()
            self.answer('Undo…')
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Preview')
            self.close_bulk()
            self.close()
            assert self.callback_urls() == left
        with self.step('what it did is taken back, with a preview first'):
            self.answer('Undo…')
            self.bulk = self.app.window(bulk.TITLE)
            self.bulk.label('Preview')
            self.picture('undo-preview', self.bulk)
            self.bulk.button('Apply…').click()
            self.app.window(re.compile('^Change .* Callback URLs')).button('Apply').click()
            self.bulk.label('Result', timeout=120)
        with self.step('every instance has its old value'):
            assert self.callback_urls() == self.old
            self.check_writes(lambda key: self.wanted(host, key), self.old.get)
            self.close_bulk()
        with self.step('what was taken back is not asked about any more'):
            self.close()
            self.start_again()
            self.window.label(f'{SEEDED} instances', timeout=60)
            assert not self.app.has_window(QUESTION)

    def close_it(self):
        self.steps.chapter('Leaving it')
        host = 'third.example.com'
        with self.step('a third update is killed, and closed as it is'):
            self.begin_update(host)
            self.kill_in_the_middle(host, 0.4)
            self.tear(self.newest_journal())
            question = self.ask()
            question.label(re.compile('The end of the journal was damaged'))
            self.picture('question-damaged', self.window)
            question.button('Close It').click()
            left = self.callback_urls()
        with self.step('nothing is asked again, and nothing was written'):
            self.app.wait_window_gone(QUESTION)
            self.control('requests', 'DELETE')
            self.close()
            self.start_again()
            self.window.label(f'{SEEDED} instances', timeout=60)
            assert not self.app.has_window(QUESTION)
            assert not self.written() and self.callback_urls() == left

    def damaged(self):
        self.steps.chapter('A journal that cannot be read')
        with self.step('it is told at the start, and where to look; its file is kept'):
            path = self.newest_journal().with_name('damaged.journal')
            path.write_text('this is none\n', encoding='utf-8')
            self.close()
            self.start_again()
            self.window.label('A journal of an update cannot be read. Its file is kept.', timeout=60)
            self.picture('damaged', self.window)
            self.window.button('Update History').click()
            history = self.app.window('Update History')
            history.find(None, re.compile('^damaged.journal'))
            history.button('Close').click()
            self.app.wait_window_gone('Update History')
            assert path.read_text(encoding='utf-8') == 'this is none\n'
            path.unlink()

    def history(self):
        self.steps.chapter('History')
        with self.step('the history has all of them, and a search finds one'):
            self.window.button('Main Menu').click()
            self.window.find(('menu item', 'push button'), 'Update History').press()
            window = self.app.window('Update History')
            window.find(None, re.compile('third.example.com'))
            window.label(re.compile('The end of the journal was damaged'))
            self.picture('history', window)
            window.entry('Search the History').fill('first.example')
            window.wait_gone(None, re.compile('third.example.com'))
        with self.step('one is opened, and shows each instance'):
            window.find(None, re.compile('first.example.com')).click()
            window.label(re.compile('Callback URLs Changed$'))
            self.picture('history-job', window)
            window.button('Close').click()
            self.app.wait_window_gone('Update History')

    def end(self):
        with self.step('the program ends well'):
            self.window.raise_()
            self.close()


if __name__ == '__main__':
    sys.exit(journey.main(Recovery, __doc__))
