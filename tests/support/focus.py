# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the keyboard is, as the program tells assistive technology."""
import time

import pyatspi
from gi.repository import GLib

import a11y

# The longest way round that is looked at; no page has as many controls.
LONGEST = 90
# Seconds in which the program tells that the focus has moved.
SOON = 0.4


class Focus:
    """Follows the focus of a program.  When it goes into an entry GTK 4.8 says nothing; such entries
    are asked then, but those in rows of libadwaita 1.2 do not know either.  Whoever writes into one
    of these sees where the text arrives."""

    def __init__(self, pid):
        self.pid = pid
        self.at = None
        self.moves = 0
        pyatspi.Registry.registerEventListener(self.moved, 'object:state-changed:focused')

    def moved(self, event):
        if event.detail1 and event.source.get_process_id() == self.pid:
            self.at = event.source
            self.moves += 1

    @staticmethod
    def listen():
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass

    def press(self, key, entries):
        """Presses a key that moves the focus; whether it moved."""
        self.listen()
        before, at = self.moves, self.at
        a11y.keys(key)
        end = time.monotonic() + SOON * a11y.PATIENCE
        while self.moves == before and time.monotonic() < end:
            time.sleep(0.01)
            self.listen()
        if self.moves == before:
            self.ask(entries)
        return self.moves > before or self.at != at

    def ask(self, entries):
        for entry in entries:
            if entry.has_state(pyatspi.STATE_FOCUSED):
                self.at = entry.accessible

    def go_to(self, window, wanted, key='Tab'):
        """Presses Tab until the control of that name has the focus.  The window has the keyboard."""
        self.listen()
        entries = window.all(a11y.ENTRY_ROLES)
        self.ask(entries)
        passed = []
        for _ in range(LONGEST):
            node = a11y.Node(self.at, window) if self.at is not None else None
            if node and node.role != 'list item' and (
                    node.is_called(wanted) or wanted == node.description):
                return node
            passed.append(repr(node))
            self.press(key, entries)
        raise a11y.NotThere(f'“{wanted}” is not reached by {key}; passed: {", ".join(passed[-30:])}')

    def write(self, window, wanted, text, here=False):
        """Presses Tab until what is typed arrives in the entry of that name, and replaces its text; what
        arrived elsewhere is undone.  If it is here, the focus is there from the beginning."""
        window.raise_()
        entry = window.entry(wanted)
        moved = not here and self.press('Tab', ())
        for _ in range(LONGEST):
            if not moved or entry.has_state(pyatspi.STATE_FOCUSED):
                before = entry.text
                a11y.keys('ctrl+a')
                a11y.type_text('y' if before == 'x' else 'x')
                if self.arrived(entry, before):
                    a11y.keys('ctrl+a')
                    a11y.type_text(text)
                    a11y.wait_for(lambda: entry.text in (text, '●' * len(text)),
                                  f'{wanted} to hold what was typed')
                    return
                a11y.keys('ctrl+z')
            moved = self.press('Tab', ())
        raise a11y.NotThere(f'“{wanted}” is not reached by Tab')

    @staticmethod
    def arrived(entry, before):
        try:
            return a11y.wait_for(lambda: entry.text != before and len(entry.text) == 1, 'the letter',
                                 a11y.PATIENCE)
        except a11y.NotThere:
            return False

    def way_round(self, window, key):
        """The controls that the key goes to until it comes to one for the second time; an entry that
        says nothing is left out."""
        entries = window.all(a11y.ENTRY_ROLES)
        way, silent = [], 0
        for _ in range(LONGEST):
            moved = self.press(key, entries)
            silent = 0 if moved else silent + 1
            if moved and self.at in way:
                return way
            if silent > len(entries) + 1:
                break
            way += [self.at] if moved else []
        raise a11y.NotThere(f'{key} does not come round: {[item.name for item in way[-12:]]}')
