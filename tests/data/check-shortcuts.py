#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of shortcuts shows every key that the application gives to an action, and no other:
the table of set_accels () in src/ui/val-application*.c against src/ui/help-overlay.ui.
"""
import collections
import re
import xml.etree.ElementTree as ElementTree

import sources

ENTRY = re.compile(r'\{\s*"((?:app|win|window)\.[^"]+)",\s*\{([^}]*)\}\s*\}')
# What GTK gives a key: the window of shortcuts itself, and the primary menu.
OF_GTK = {'win.show-help-overlay': ['<primary>question'], 'the primary menu': ['F10']}


def given(root):
    """Action -> its keys, as the source has it."""
    found = {}
    for path in sorted((root / 'src/ui').glob('val-application*.c')):
        for action, keys in ENTRY.findall(path.read_text(encoding='utf-8')):
            found[action] = re.findall(r'"([^"]+)"', keys)
    return found


def shown(root):
    """What each entry of the window is told by: the name of an action, or keys."""
    tree = ElementTree.parse(root / 'src/ui/help-overlay.ui')
    for node in tree.iter('object'):
        if node.get('class') == 'GtkShortcutsShortcut':
            props = {prop.get('name'): (prop.text or '').strip() for prop in node.findall('property')}
            yield props.get('title', ''), props.get('action-name'), props.get('accelerator')


def check(actions, entries):
    by_key = {key: action for action, keys in {**actions, **OF_GTK}.items() for key in keys}
    seen = set()
    for title, action, key in entries:
        if not title:
            yield f'help-overlay.ui: {action or key} has no title'
        if action is not None and action not in actions and action not in OF_GTK:
            yield f'help-overlay.ui: “{title}” is of {action}, which has no key'
        if action is None and key not in by_key:
            yield f'help-overlay.ui: “{title}” has the key {key}, which does nothing'
        seen.add(action or by_key.get(key))
    for action, keys in actions.items():
        if action not in seen:
            yield f'help-overlay.ui does not show {action} ({", ".join(keys)})'
    used = collections.Counter(key.lower() for keys in actions.values() for key in keys)
    for key, count in used.items():
        if count > 1:
            yield f'{key} is given to {count} actions'


def main():
    root = sources.parse_root(__doc__)
    actions = given(root)
    if not (root / 'src/ui/help-overlay.ui').exists() or not actions:
        sources.skip('no shortcuts')
    entries = list(shown(root))
    print(f'{len(actions)} actions, {len(entries)} entries')
    sources.finish(list(check(actions, entries)))


main()
