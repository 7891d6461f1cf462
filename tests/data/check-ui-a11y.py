#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Controls in the templates of src/ui can be told apart without seeing them: a button that shows
only an icon has a tooltip and an accessible label, an entry has a title, a label or a mnemonic.
"""
import xml.etree.ElementTree as ElementTree

import sources

BUTTONS = {'GtkButton', 'GtkMenuButton', 'GtkToggleButton', 'AdwSplitButton'}
ENTRIES = {'GtkEntry', 'GtkSearchEntry', 'GtkPasswordEntry', 'GtkTextView', 'GtkSpinButton',
           'GtkDropDown', 'GtkComboBoxText', 'GtkSwitch', 'GtkListView', 'GtkListBox',
           'GtkColumnView', 'GtkScale'}
ROWS = {'AdwEntryRow', 'AdwPasswordEntryRow', 'AdwComboRow', 'AdwActionRow', 'AdwExpanderRow'}


def properties(node):
    return {child.get('name').replace('_', '-'): child for child in node.findall('property')}


def filled(props, name):
    """Whether the property is there, with a text, an object or a binding."""
    node = props.get(name)
    return node is not None and bool((node.text or '').strip() or len(node) or node.get('bind-source'))


def accessible_label(node):
    """Whether <accessibility> gives a label, or names the widget that is one."""
    return any(item.get('name') in ('label', 'labelled-by') and (item.text or '').strip()
               for block in node.findall('accessibility') for item in block)


def shows_only_icon(node):
    """A button with an icon and nothing to read; a child widget may hold a label."""
    props = properties(node)
    if filled(props, 'label') or any(inner.get('class') in ('GtkLabel', 'AdwButtonContent')
                                     for inner in node.iter('object')):
        return False
    return filled(props, 'icon-name') or node.get('class') == 'GtkMenuButton' or any(
        inner.get('class') == 'GtkImage' for inner in node.iter('object'))


def mnemonic_targets(tree):
    return {(prop.text or '').strip() for prop in tree.iter('property')
            if prop.get('name').replace('_', '-') == 'mnemonic-widget'}


def wrong_with(node, targets):
    """What the object lacks, or None."""
    kind, props = node.get('class'), properties(node)
    if kind in BUTTONS and shows_only_icon(node):
        if not filled(props, 'tooltip-text'):
            return 'shows only an icon and has no tooltip-text'
        if not accessible_label(node):
            return 'shows only an icon and has no accessible label'
    if kind in ENTRIES and not accessible_label(node) and node.get('id') not in targets:
        return 'has no accessible label'
    if kind in ROWS and not filled(props, 'title'):
        return 'has no title'
    return None


def check_file(path):
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        yield f'{path}: {error}'
        return
    targets = mnemonic_targets(tree)
    for node in tree.iter('object'):
        wrong = wrong_with(node, targets)
        if wrong:
            yield f'{path}: {node.get("class")} "{node.get("id", "without id")}" {wrong}'


def main():
    root = sources.parse_root(__doc__)
    paths = sources.files(root, ['src/ui'], ['.ui'])
    if not paths:
        sources.skip('no templates')
    print(f'{len(paths)} templates')
    sources.finish([finding for path in paths for finding in check_file(path)])


main()
