# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogues of the program as tests use them: one made up for right-to-left scripts, translations
of names that are looked for, and locales that need not be installed."""
import functools
import gettext
import os
import pathlib
import re
import subprocess

PO = pathlib.Path(__file__).resolve().parents[2] / 'po'
DOMAIN = 'valence'
# What is made up for the test: the letters are Arabic, the words are none.
MADE_UP = 'ar'
LOCALES = {'ar': 'ar_EG', 'de': 'de_DE', 'es': 'es_ES', 'fr': 'fr_FR', 'ja': 'ja_JP', 'ko': 'ko_KR',
           'pt_BR': 'pt_BR', 'zh_CN': 'zh_CN'}
LETTERS = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'
KEPT = re.compile(r"% ?[-#0-9.$']*l*[a-zA-Z%]|\{[^}]*\}|<[^>]*>|&\w+;|_|\$\w+")
PLACEHOLDER = re.compile(r'%(?:\d+\$)?[-0-9.]*l*[diuxsc]')


def listed():
    """The languages of po/LINGUAS."""
    text = (PO / 'LINGUAS').read_text(encoding='utf-8')
    return [word for line in text.splitlines() for word in line.partition('#')[0].split()]


def plain(text):
    """Without mnemonic, as the accessibility bus tells a name: 'Sa_ve' is 'Save', and so is '保存(_S)'
    '保存(S)'."""
    return text.replace('_', '')


class Language:
    """One language's words; English has no catalogue."""

    def __init__(self, code, catalogue=None):
        self.code = code
        self.catalogue = catalogue or {}

    @functools.cached_property
    def by_name(self):
        """English name -> its translations, of which contexts may make several."""
        found = {}
        for key, text in self.catalogue.items():
            if isinstance(key, tuple):
                continue
            found.setdefault(plain(key.rpartition('\x04')[2]), set()).add(plain(text))
        return found

    def find(self, name):
        """What a control of this English name is looked for by."""
        words = self.by_name.get(name)
        if not words:
            return name
        return re.compile('^(?:' + '|'.join(sorted(map(re.escape, words))) + ')$')

    @functools.cached_property
    def texts(self):
        """An expression that all texts of the program match, whatever is put into them; those that
        are mostly a placeholder are left out."""
        texts = {plain(text) for key, text in self.catalogue.items() if text and key}
        parts = [[re.escape(part) for part in PLACEHOLDER.split(text)] for text in texts]
        return re.compile('^(?:' + '|'.join(
            '.*'.join(part) for part in parts if len(''.join(part)) > 3) + ')$')

    def is_ours(self, text):
        """Whether the text is one of the program, and not a name or an address of somebody's data."""
        return bool(self.texts.match(text))


ENGLISH = Language('en')


def lengthened(text):
    """The text in made-up words, two fifths longer; what the program needs in it is kept."""
    out, last = [], 0
    for match in KEPT.finditer(text):
        out += [scrambled(text[last:match.start()]), match[0]]
        last = match.end()
    out.append(scrambled(text[last:]))
    return ''.join(out)


def scrambled(text):
    words = []
    for word in text.split(' '):
        letters = ''.join(LETTERS[ord(char) % len(LETTERS)] if char.isalpha() else char
                          for char in word)
        extra = round(sum(map(str.isalpha, word)) * 0.4)
        words.append(letters + ''.join(LETTERS[(len(word) + n) % len(LETTERS)] for n in range(extra)))
    return ' '.join(words)


def english_po():
    """The template as a catalogue: each text is its own translation."""
    return subprocess.run(['msgen', '--no-wrap', PO / 'valence.pot'], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL, check=True).stdout


def make_up(text):
    """The text of a PO file whose translations are replaced by longer, made-up ones."""
    lines, translating = [], False
    for line in text.splitlines():
        if line.startswith('msgstr'):
            translating = True
        elif not line.startswith('"'):
            translating = False
        if translating:
            head, quote, rest = line.partition('"')
            line = head + quote + lengthened_escaped(rest[:-1]) + '"'
        lines.append(line)
    return '\n'.join(lines) + '\n'


def lengthened_escaped(text):
    """The same for text with the escapes of PO files, which are kept."""
    return ''.join(part if part.startswith('\\') else lengthened(part)
                   for part in re.split(r'(\\.)', text))


def made_up_po():
    head, body = english_po().split('\n\n', 1)
    head = re.sub(r'"Plural-Forms:[^"]*"', r'"Plural-Forms: nplurals=2; plural=n != 1;\\n"', head)
    head = re.sub(r'"Language:[^"]*"', rf'"Language: {MADE_UP}\\n"', head)
    return head + '\n\n' + make_up(body)


def compile_to(folder, code):
    """Puts a language's catalogue where the program looks for it."""
    target = pathlib.Path(folder, code, 'LC_MESSAGES', f'{DOMAIN}.mo')
    target.parent.mkdir(parents=True, exist_ok=True)
    text = made_up_po() if code == MADE_UP else (PO / f'{code}.po').read_text(encoding='utf-8')
    subprocess.run(['msgfmt', '-o', target, '-'], input=text, text=True, check=True)
    return target


def load(folder, code):
    """Compiles a language and reads it."""
    if code == 'en':
        return ENGLISH
    with open(compile_to(folder, code), 'rb') as stream:
        return Language(code, gettext.GNUTranslations(stream)._catalog)     # pylint: disable=W0212


def make_locale(folder, code):
    """The environment for a program in that language, with a locale of its own."""
    if code == 'en':
        return {'LC_ALL': 'C.UTF-8'}
    name = f'{LOCALES[code]}.UTF-8'
    target = pathlib.Path(folder, name)
    if not target.exists():
        os.makedirs(folder, exist_ok=True)
        # Forced, since warnings about Debian's own definitions would fail it.
        subprocess.run(['localedef', '--quiet', '--force', '-i', LOCALES[code], '-f', 'UTF-8', target],
                       check=True)
    return {'LC_ALL': name, 'LOCPATH': str(folder), 'LANGUAGE': code}
