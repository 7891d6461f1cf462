#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The translations: the template has exactly the texts of the sources, each language of po/LINGUAS
has all of them, none fuzzy and none that gettext refuses, and no two controls of a template of
src/ui have the same mnemonic.  Every file in po/ is listed.
"""
import collections
import os
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

import sources

GLIB_KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3',
                 'g_dpgettext2:2c,3']
GLIB_FLAGS = ['N_:1:pass-c-format', 'C_:2:pass-c-format', 'NC_:2:pass-c-format',
              'g_dngettext:2:pass-c-format', 'g_strdup_printf:1:c-format',
              'g_string_append_printf:2:c-format', 'g_string_printf:2:c-format',
              'g_error_new:3:c-format', 'g_set_error:4:c-format', 'g_print:1:c-format']
SHOWN = 8


def run(*command, **environment):
    """Exit code and output of a command, in English."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', **environment})
    return done.returncode, done.stdout


def unquoted(line):
    return line.partition('"')[2].rpartition('"')[0]


def entries(path):
    """Of each message of a PO file: (context, id), its flags and its translations."""
    entry, field = {}, None
    for line in path.read_text(encoding='utf-8').splitlines() + ['']:
        if not line.strip():
            if 'msgid' in entry:
                yield entry
            entry, field = {}, None
        elif line.startswith('#,'):
            entry.setdefault('flags', set()).update(re.split(r'[,\s]+', line[2:].strip()))
        elif line.startswith('#'):
            continue
        else:
            if not line.startswith('"'):
                field = line.split(' ', 1)[0]
            entry[field] = entry.get(field, '') + unquoted(line)


def key(entry):
    return entry.get('msgctxt', ''), entry['msgid']


def shown(key_of_entry):
    context, text = key_of_entry
    text = text if len(text) <= 70 else text[:69] + '…'
    return f'“{text}”' + (f' ({context})' if context else '')


def some(what, keys):
    """A finding for a list of messages; a long one is cut."""
    if keys:
        yield f'{what}: {len(keys)}'
        yield from (f'    {shown(item)}' for item in sorted(keys)[:SHOWN])


def extract(root, folder):
    """The template as the sources have it now, made the way meson's glib preset does."""
    target = pathlib.Path(folder, 'valence.pot')
    status, told = run(
        'xgettext', '--from-code=UTF-8', '--add-comments', f'--files-from={root / "po/POTFILES.in"}',
        f'--directory={root}', f'--output={target}', '--package-name=valence',
        *[f'--keyword={word}' for word in GLIB_KEYWORDS], *[f'--flag={flag}' for flag in GLIB_FLAGS],
        GETTEXTDATADIRS=root / 'po/gettext')                # what is text in pages of the help
    if status:
        return None, told
    return {key(entry) for entry in entries(target)}, told


def check_template(root):
    with tempfile.TemporaryDirectory() as folder:
        wanted, told = extract(root, folder)
    if wanted is None:
        yield f'xgettext: {told}'
        return
    there = {key(entry) for entry in entries(root / 'po/valence.pot')}
    yield from some('po/valence.pot lacks texts of the sources (meson compile valence-pot)',
                    wanted - there)
    yield from some('po/valence.pot has texts that are in no source (meson compile valence-pot)',
                    there - wanted)


def translations(entry):
    return [text for field, text in entry.items() if field.startswith('msgstr')]


def check_language(root, code, wanted):
    path = root / 'po' / f'{code}.po'
    if not path.exists():
        yield f'po/LINGUAS lists {code}, but there is no po/{code}.po'
        return
    found = {key(entry): entry for entry in entries(path)}
    yield from some(f'{code}: not in the catalogue', wanted - set(found))
    yield from some(f'{code}: not translated', {
        item for item in wanted & set(found) if not all(translations(found[item]))})
    yield from some(f'{code}: fuzzy', {
        item for item in wanted & set(found) if item[1] and 'fuzzy' in found[item].get('flags', ())})
    # No --check-accelerators: an underscore is a mnemonic in labels only, and check_mnemonics () sees
    # which these are.
    status, told = run('msgfmt', '--check-format', '--check-header', '--output-file=/dev/null', path)
    if status:
        yield f'{code}: {told}'
    yield from check_mnemonics(root, {
        item: entry['msgstr'] for item, entry in found.items() if entry.get('msgstr')}, code)


def labels(tree):
    """(kind, key) of the texts with a mnemonic, grouped by what is on show together: a menu, or the
    template as far as it is one page."""
    menus = [('menu', menu.iterfind('.//attribute[@name="label"]')) for menu in tree.iterfind('menu')]
    for kind, nodes in menus:
        yield kind, [(node.get('context', ''), node.text) for node in nodes if '_' in (node.text or '')]
    for page in pages(tree):
        yield 'page', page


def underlined(node):
    """The text of an object that takes a mnemonic."""
    props = {prop.get('name').replace('_', '-'): prop for prop in node.findall('property')}
    if 'use-underline' not in props or (props['use-underline'].text or '').lower() not in ('true', 'yes'):
        return None
    text = props.get('label', props.get('title'))
    return (text.get('context', ''), text.text) if text is not None and '_' in text.text else None


def pages(tree):
    """The texts of each page of a stack, with those outside any stack; pages are shown by turns."""
    for template in tree.iterfind('template'):
        turns = [page for page in template.iter('object') if page.get('class', '').endswith('Page')
                 and page.get('class') in ('GtkStackPage', 'AdwViewStackPage', 'AdwLeafletPage')]
        inner = {id(node) for page in turns for node in page.iter('object')}
        common = [text for node in template.iter('object') if id(node) not in inner
                  for text in [underlined(node)] if text]
        leaves = [page for page in turns if sum(other is not page and id(other) in {
            id(node) for node in page.iter('object')} for other in turns) == 0]
        for page in leaves or [template]:
            own = [text for node in page.iter('object') for text in [underlined(node)] if text]
            yield own if page is template else own + common


def mnemonic(text):
    match = re.search(r'_(\w)', text)
    return match[1].lower() if match else None


def check_mnemonics(root, translated, code):
    """A label that has a mnemonic has one in the translation, too, and shares it with nobody."""
    for path in sorted((root / 'src/ui').glob('*.ui')):
        for kind, group in labels(ElementTree.parse(path)):
            texts = [translated.get(item, item[1]) if translated else item[1] for item in group]
            for item, text in zip(group, texts):
                if mnemonic(text) is None:
                    yield f'{code}: {path.name}: “{text}” has lost its mnemonic'
            counted = collections.Counter(filter(None, map(mnemonic, texts)))
            for letter, count in counted.items():
                if count > 1:
                    both = ', '.join(f'“{text}”' for text in texts if mnemonic(text) == letter)
                    yield f'{code}: {path.name}, one {kind}: {both} share a mnemonic'


def main():
    root = sources.parse_root(__doc__)
    if not (root / 'po/LINGUAS').exists():
        sources.skip('no po/LINGUAS')
    text = (root / 'po/LINGUAS').read_text(encoding='utf-8')
    codes = [word for line in text.splitlines() for word in line.partition('#')[0].split()]
    findings = list(check_template(root)) + list(check_mnemonics(root, None, 'en'))
    wanted = {key(entry) for entry in entries(root / 'po/valence.pot')} - {('', '')}
    for code in codes:
        findings += check_language(root, code, wanted)
    for path in sorted((root / 'po').glob('*.po')):
        if path.stem not in codes:
            findings.append(f'po/{path.name} is not in po/LINGUAS')
    print(f'{len(codes)} languages, {len(wanted)} texts')
    sources.finish(findings)


main()
