#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in each language of po/LINGUAS, and in a made-up one that is written from right to left
and two fifths longer than English: its windows can be 360 pixels wide, no text of the program is
cut, and nothing is complained of.  Pictures of both widths are left.

With --looks it takes pictures of every page instead, in English and German: light, dark, high
contrast, large text and narrow.

To be run in a private desktop, with a screen that is wide enough:

    build-aux/desktop.sh --screen 1400x1000 tests/ui/outside-languages.py --build _build \\
      --program _build/tests/ui/valence-in-languages --languages _build/languages \\
      --output _build/languages-pictures
"""
import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import languages                                          # noqa: E402
import pages                                              # noqa: E402
from programs import Valence                              # noqa: E402
from steps import Stop                                    # noqa: E402

NARROW, WIDE, HEIGHT = 360, 1200, 800
FRAME = 0.4                             # seconds, without hardware that draws
# The made-up language has words longer than any real one's, and gets a ninth more room.
MADE_UP_NARROW = 400
PANES = ('Overview', 'Events', 'Configuration', 'Activity', 'Requests')
LOOKS = {
    'light': {},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'contrast-dark': {'ADW_DEBUG_HIGH_CONTRAST': '1', 'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'large': {},
    'narrow': {},
}


class Languages(pages.Visitor):
    """The main pages in one language after the other, at two widths."""

    CHAPTERS = ('welcome', 'list', 'panes', 'unsaved', 'many', 'rule', 'leave_program')

    def __init__(self, options):
        super().__init__(options.build, options.output)
        self.program = options.program
        self.folder = options.languages
        self.language = languages.ENGLISH
        self.environment = {}
        self.only = options.only
        self.narrow = NARROW
        self.wrong = []
        self.told = 0

    # The program, in a language

    def launch(self, *arguments):
        return Valence(self.build, *arguments, environment=self.environment, program=self.program)

    def speak(self, code, **environment):
        self.language = languages.load(self.folder / 'locale', code)
        self.t = self.language.find
        self.narrow = MADE_UP_NARROW if code == languages.MADE_UP else NARROW
        self.environment = {**languages.make_locale(self.folder / 'locales', code), **environment,
                            'GSETTINGS_BACKEND': 'memory'}
        self.wrong = []

    def tell(self):
        """What the program says does not fit: pairs of what, and the text."""
        self.told += 1
        begin = len(self.valence.output.data)
        os.kill(self.valence.pid, signal.SIGUSR1)
        a11y.wait_for(lambda: b'told\n' in self.valence.output.data[begin:], 'what does not fit')
        text = self.valence.output.data[begin:].decode()
        return [line.split('\t') for line in text.splitlines() if '\t' in line]

    def check(self, slug, told):
        """What is wrong of it: the title of a window may make way for its buttons, and names and
        addresses of somebody's data may be of any length."""
        titles = {rest[1] for what, *rest in told if what == 'width'}
        for what, *rest in told:
            if a11y.matches(self.t('Sandbox'), rest[0]):
                continue                                  # the name of the account
            if self.narrow != NARROW and any(a11y.matches(self.t(name), rest[0]) for name in PANES):
                continue                                  # five words side by side
            if what == 'width' and int(rest[0]) > self.narrow:
                yield f'{slug}: “{rest[1]}” is at least {rest[0]} wide'
            elif what != 'width' and rest[0] not in titles and self.language.is_ours(rest[0]):
                yield f'{slug}: {what}: “{rest[0]}”'

    # Pages

    def look_at(self, slug, window):
        for width in (self.narrow, WIDE):
            if window is not self.window and width == WIDE:
                continue
            self.widen(window, width)
            self.picture(f'{self.language.code}-{slug}-{width}', window)
            try:                                          # a page may still be on its way
                a11y.wait_for(lambda width=width: not self.findings(slug, width), 'a page that fits', 2)
            except a11y.NotThere:
                self.wrong += self.findings(slug, width)

    def findings(self, slug, width):
        """How many changes there are makes way for the buttons beside it."""
        told = [line for line in self.tell() if slug != 'unsaved' or line[0] == 'width']
        return list(self.check(f'{slug}, {width} wide', told))

    def widen(self, window, width):
        """A dialog keeps its height."""
        border, _ = window.margin
        height = HEIGHT if window is self.window else window.geometry['HEIGHT']
        window.resize(width + 2 * border, height)
        try:
            a11y.wait_for(lambda: window.geometry['WIDTH'] == width + 2 * window.margin[0], 'the size', 2)
        except a11y.NotThere:
            pass                                          # the program tells how wide it has to be

    def panes(self):
        self.choose_instance()
        for name in PANES:
            self.window.find('page tab', self.t(name)).press()
            self.look_at(f'pane-{name.lower()}', self.window)

    def rule(self):
        before = {name for _, name in self.app.shown_windows()}
        self.window.keys('ctrl+u')
        window = self.new_window(before)
        window.find('push button', self.t('Preview'))
        self.look_at('rule', window)
        self.escape_or_close(window)
        with self.opened('ctrl+question') as window:
            # GTK's own window, which is as wide as it likes.
            self.picture(f'{self.language.code}-shortcuts', window)
            self.wrong += self.check('shortcuts', [
                line for line in self.tell() if line[0] != 'width'])

    def in_language(self, code):
        def run():
            try:
                with self.step(f'{code}: the main pages fit'):
                    self.speak(code)
                    for name in self.CHAPTERS:
                        getattr(self, name)()
                    assert not self.wrong, '\n'.join(self.wrong)
            except Stop:
                self.valence.kill()                       # the other languages are looked at all the same
        return run

    def chapters(self):
        codes = ['en', *languages.listed(), languages.MADE_UP]
        return [self.in_language(code) for code in codes if self.only in (None, code)]


class Looks(Languages):
    """Every page in every look."""

    CHAPTERS = pages.Visitor.CHAPTERS

    def __init__(self, options):
        super().__init__(options)
        self.look = None

    def look_at(self, slug, window):
        if self.look == 'narrow':
            self.widen(window, NARROW)
        time.sleep(FRAME)                                 # nobody tells when a page was drawn
        self.picture(f'{self.language.code}-{self.look}-{slug}', window)
        if self.look == 'narrow' and window is self.window:
            self.widen(window, WIDE)

    def chapters(self):
        codes = [code for code in ('en', 'de') if self.only in (None, code)]
        return [self.in_look(code, look) for code in codes for look in LOOKS]

    def in_look(self, code, look):
        def run():
            with self.step(f'{code}, {look}'):
                self.look = look
                self.speak(code, **LOOKS[look])
                settings = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0/settings.ini')
                text = settings.read_text(encoding='utf-8')
                size = 22 if look == 'large' else 11
                settings.write_text(re.sub(r'(gtk-font-name=\D+)\d+', rf'\g<1>{size}', text))
                for name in self.CHAPTERS:
                    getattr(self, name)()
        return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    for name, what in (('build', 'build folder'), ('program', 'valence-in-languages'),
                       ('languages', 'folder for catalogues and locales'),
                       ('output', 'folder for pictures and transcript; what is in it is removed')):
        parser.add_argument(f'--{name}', required=True, type=lambda text: pathlib.Path(text).resolve(),
                            help=what)
    parser.add_argument('--only', metavar='CODE', help='look at one language')
    parser.add_argument('--looks', action='store_true', help='pictures of every page in every look')
    options = parser.parse_args()
    return (Looks if options.looks else Languages)(options).run()


if __name__ == '__main__':
    sys.exit(main())
