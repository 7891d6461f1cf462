#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the program as a screen reader meets it: whatever can have the focus or be pressed
has a name, controls of one kind beside each other can be told apart, and Tab leads through each
window by all of its buttons and back to where it began.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-a11y.py --build _build --output _build/a11y
"""
import collections
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import pyatspi                                            # noqa: E402
from gi.repository import GLib                            # noqa: E402

import a11y                                               # noqa: E402
import focus                                              # noqa: E402
import journey                                            # noqa: E402
import menus                                              # noqa: E402
import pages                                              # noqa: E402

# What a person operates.
CONTROLS = ('push button', 'toggle button', 'check box', 'radio button', 'switch', 'combo box', 'text',
            'entry', 'password text', 'spin button', 'slider', 'menu item', 'check menu item',
            'radio menu item', 'page tab', 'table', 'tree table', 'link', 'list item',
            'table row')
PICTURES = ('image', 'icon')
# These are told by the words inside, if they have no name of their own.
NAMED_BY_CONTENT = ('list item', 'table row', 'link')
BUTTONS = ('push button', 'toggle button', 'check box')
# What the window manager has keys for, and the primary menu, which has F10.
OF_WINDOW = ('Close', 'Minimize', 'Maximize', 'Main Menu')
# Built by GTK and libadwaita, whose own buttons have no names there.
OF_TOOLKIT = ('shortcuts', 'about')
# GTK 4.8 tells the class of a widget that has no name.
CLASS_NAME = re.compile(r'^(?:Gtk|Adw|Val)[A-Z]\w+$')
# Pages on which Tab is pressed all the way round.
ROUNDS = ('welcome', 'add-account', 'import', 'sign-in', 'pane-overview', 'pane-events',
          'pane-configuration', 'unsaved', 'conflict', 'delete-many', 'elements', 'new-instance',
          'requests', 'help', 'rule', 'preview', 'history', 'history-job')


def name_of(node):
    name = node.name.strip()
    return '' if CLASS_NAME.match(name) else name


def named(node):
    """Whether a screen reader has something to say; of a menu item GTK 4.18 tells no more than keys."""
    if node.role in menus.ROLES and node.shortcuts:
        return True
    return bool(name_of(node)) or (node.role in NAMED_BY_CONTENT and any(node.texts))


def operable(node):
    return node.has_state(pyatspi.STATE_FOCUSABLE) or bool(node.actions)


class Walk(pages.Visitor):
    """Looks at all that is on show, page by page."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.focus = None
        self.wrong = []

    def start_program(self):
        super().start_program()
        self.focus = focus.Focus(self.valence.pid)

    def look_at(self, slug, window):
        self.picture(slug, self.window)
        controls = a11y.wait_for(lambda: window.all(CONTROLS + PICTURES), f'controls of {slug}')
        findings = [] if name_of(window) else [f'{window} has no name']
        if slug not in OF_TOOLKIT:
            findings += self.findings(controls)
        if slug in ROUNDS:
            findings += self.go_round(window, controls)
        self.wrong += [f'{slug}: {finding}' for finding in findings]
        for finding in findings:
            self.steps.note(f'{slug}: {finding}')

    def findings(self, controls):
        twins = collections.Counter()
        for node in filter(operable, controls):
            if not named(node):
                yield f'{self.place(node)} has no name'
            elif node.role not in NAMED_BY_CONTENT and name_of(node):
                twins[self.key(node)] += 1
        for (_, role, name), count in twins.items():
            if count > 1:
                yield f'{count} × {role} “{name}” beside each other'

    def go_round(self, window, controls):
        """Tab comes round, by all buttons, and by nothing that cannot be seen."""
        window.raise_()
        try:
            way = set(self.focus.way_round(window, 'Tab'))
        except a11y.NotThere as error:
            yield str(error)
            return
        reached = set()
        for item in way:
            node = a11y.Node(item, window)
            try:
                if not node.showing and not node.scroll_pane:
                    yield f'the focus goes to {self.place(node)}, which cannot be seen'
                reached.update(self.names_around(item, window))
            except GLib.Error:
                continue                                  # a row that was scrolled away meanwhile
        for node in controls:
            if node.parent.role == 'grouping' or self.in_table(node):
                continue                                  # of these Tab goes to one
            if (node.role in BUTTONS and operable(node) and node.sensitive and name_of(node)
                    and node.name not in reached and node.name not in OF_WINDOW):
                yield f'Tab does not go to {self.place(node)}'

    @staticmethod
    def in_table(node):
        """The arrow keys go from row to row."""
        while node.accessible.parent and node.role not in ('frame', 'dialog', 'table', 'tree table'):
            node = node.parent
        return node.role in ('table', 'tree table')

    @staticmethod
    def names_around(item, window):
        """A button that opens a menu is two, one in the other."""
        node = a11y.Node(item, window)
        return node.name, node.parent.name

    def verdict(self):
        with self.step('nothing was found'):
            assert not self.wrong, '\n'.join(self.wrong)

    def chapters(self):
        return [*super().chapters(), self.verdict]

    @staticmethod
    def key(node):
        return node.accessible.parent, node.role, node.name

    @staticmethod
    def place(node):
        """Where it is: the names of what it is in."""
        parts, at = [], node
        while at is not None and len(parts) < 6:
            parts.append(repr(at))
            at = at.parent if at.accessible.parent is not None else None
        return ' in '.join(parts)


if __name__ == '__main__':
    sys.exit(journey.main(Walk, __doc__))
