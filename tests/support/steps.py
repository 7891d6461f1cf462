# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of a journey through the program: each passes or fails, takes its time, and is told as TAP
for the test runner and as a transcript for people; pictures are numbered in order."""
import contextlib
import pathlib
import shutil
import sys
import time
import traceback


class Stop(Exception):
    """A step failed, and what follows would only fail because of it."""


class Steps:
    """Writes transcript.txt and pictures into a folder, and TAP to the output."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.began = time.monotonic()
        self.count = 0
        self.failed = 0
        self.pictures = 0
        self.transcript = open(self.folder / 'transcript.txt', 'w', encoding='utf-8', buffering=1)

    def tell(self, line):
        self.transcript.write(line + '\n')

    def chapter(self, title):
        self.tell(f'\n{title}')
        print(f'# {title}', flush=True)

    def note(self, line):
        """Something that the reader of the transcript should see."""
        self.tell(f'               {line}')

    @contextlib.contextmanager
    def step(self, what, last_words=None):
        """One step; an exception in it is its failure and ends the journey."""
        began = time.monotonic()
        self.count += 1
        try:
            yield
        except Exception as error:
            self.failed += 1
            self.record('FAIL', 'not ok', what, began)
            self.tell_failure(error, last_words)
            raise Stop(what) from error
        self.record('PASS', 'ok', what, began)

    def record(self, verdict, tap, what, began):
        now = time.monotonic()
        self.tell(f'{verdict} {now - self.began:6.2f} s {what} ({now - began:.2f} s)')
        print(f'{tap} {self.count} - {what}', flush=True)

    def tell_failure(self, error, last_words):
        lines = traceback.format_exception(error)
        if last_words:
            lines += last_words()
        for line in ''.join(lines).splitlines():
            self.tell(f'               {line}')
            print(f'# {line}', flush=True)

    def picture(self, slug, take):
        """Numbers a picture; take (path) makes it."""
        self.pictures += 1
        path = self.folder / f'{self.pictures:02}-{slug}.png'
        take(path)
        assert path.stat().st_size > 0, f'{path.name} is empty'
        self.note(f'picture {path.name}')

    def finish(self):
        """Tells the sum; the exit code of the journey."""
        print(f'1..{self.count}', flush=True)
        self.tell(f'\n{self.count - self.failed} passed, {self.failed} failed, '
                  f'{time.monotonic() - self.began:.1f} s')
        self.transcript.close()
        if not self.count:
            print('nothing was done', file=sys.stderr)
        return 1 if self.failed or not self.count else 0
