# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of menu items, which are all that GTK 4.18 tells of an item: it gives them no name."""
import functools
import pathlib
import xml.etree.ElementTree as ElementTree

TEMPLATES = pathlib.Path(__file__).resolve().parents[2] / 'src' / 'ui'
ROLES = ('menu item', 'radio menu item', 'check menu item')


def labels():
    for path in TEMPLATES.glob('*.ui'):
        for item in ElementTree.parse(path).iterfind('.//menu//item/attribute[@name="label"]'):
            yield item.text


@functools.cache
def keys():
    """Name of each item -> the keys it has, as the accessibility bus tells them; an item of the same
    name in another menu may have another."""
    found = {}
    for label in labels():
        before, mark, after = label.partition('_')
        if mark:
            found.setdefault(before + after, set()).add(f'Alt+{after[0].lower()}')
    return found


def is_item(name, shortcuts):
    """Whether an item without name, but with these keys, can be the one of that name."""
    return bool(keys().get(name, set()) & set(shortcuts))
