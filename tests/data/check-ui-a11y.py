#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Controls in the templates of src/ui can be told apart without seeing them: a button that shows
only an icon has a tooltip and an accessible label, an entry has a title, a label or a mnemonic; and
no two items of a menu have the same key.  A class that says itself where the focus goes lets go of
it, too.
A label that depends on data may be given in the class's source instead.
"""
import re
import xml.etree.ElementTree as ElementTree

import sources

BUTTONS = {'GtkButton', 'GtkMenuButton', 'GtkToggleButton', 'AdwSplitButton'}
ENTRIES = {'GtkEntry', 'GtkSearchEntry', 'GtkPasswordEntry', 'GtkTextView', 'GtkSpinButton',
           'GtkDropDown', 'GtkComboBoxText', 'GtkSwitch', 'GtkListView', 'GtkColumnView',
           'GtkScale'}
SET_IN_SOURCE = re.compile(
    r'gtk_accessible_update_(?:property|relation) \(\s*GTK_ACCESSIBLE \(self->(\w+)\),\s*'
    r'GTK_ACCESSIBLE_(?:PROPERTY_LABEL|RELATION_LABELLED_BY)')
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


def labelled_elsewhere(path, tree):
    """Ids of objects that a mnemonic or the class's source gives a label."""
    mnemonics = {(prop.text or '').strip() for prop in tree.iter('property')
                 if prop.get('name').replace('_', '-') == 'mnemonic-widget'}
    source = path.with_suffix('.c')
    text = source.read_text(encoding='utf-8') if source.exists() else ''
    return mnemonics | set(SET_IN_SOURCE.findall(text))


def wrong_with(node, elsewhere):
    """What the object lacks, or None."""
    kind, props = node.get('class'), properties(node)
    labelled = accessible_label(node) or node.get('id') in elsewhere
    if kind in BUTTONS and shows_only_icon(node):
        if not filled(props, 'tooltip-text'):
            return 'shows only an icon and has no tooltip-text'
        if not labelled:
            return 'shows only an icon and has no accessible label'
    if kind in ENTRIES and not labelled:
        return 'has no accessible label'
    if kind in ROWS and not filled(props, 'title'):
        return 'has no title'
    return None


def key_findings(path, menu):
    """Items of one menu that are reached by the same key."""
    seen = {}
    for label in menu.iterfind('.//item/attribute[@name="label"]'):
        _, mark, after = label.text.partition('_')
        key = after[:1].lower()
        if mark and key in seen:
            yield f'{path}: "{label.text}" and "{seen[key]}" have the same key in one menu'
        seen[key] = label.text


def check_file(path):
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        yield f'{path}: {error}'
        return
    for menu in tree.iter('menu'):
        yield from key_findings(path, menu)
    elsewhere = labelled_elsewhere(path, tree)
    for node in tree.iter('object'):
        wrong = wrong_with(node, elsewhere)
        if wrong:
            yield f'{path}: {node.get("class")} "{node.get("id", "without id")}" {wrong}'


def trap_findings(path):
    """GTK grabs the focus for such a class when Tab is to leave it; rows of a list are left alone."""
    text = path.read_text(encoding='utf-8')
    if 'grab_focus = ' in text and '->focus = ' not in text and 'PREFERENCES_ROW)' not in text:
        yield f'{path}: grab_focus without focus = val_focus_children keeps Tab inside'


def main():
    root = sources.parse_root(__doc__)
    paths = sources.files(root, ['src/ui'], ['.ui'])
    if not paths:
        sources.skip('no templates')
    print(f'{len(paths)} templates')
    findings = [finding for path in paths for finding in check_file(path)]
    for path in sources.files(root, ['src/ui'], ['.c']):
        findings += trap_findings(path)
    sources.finish(findings)


main()
