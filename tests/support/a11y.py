# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a GTK 4 program the way a person does: finds controls by role and name on the
accessibility bus, clicks them with the mouse, types on the keyboard, and reads what is there.
GTK 4.8 and 4.18 tell different things of the same control; here they are made the same.

Meant for a display without window manager (build-aux/desktop.sh).  What GTK 4.8 does not do over
the bus is done around it: focus cannot be grabbed, so a control is clicked first; screen
coordinates are unknown to it (asking logs a warning in the program), so only window coordinates
are used.

Text is handed to xdotool on its input, never as an argument: it may be a secret.
"""
import itertools
import os
import re
import subprocess
import time

import pyatspi
from gi.repository import GLib

import menus

BUTTON_ROLES = ('push button', 'toggle button', 'menu item')
ENTRY_ROLES = ('text', 'entry', 'password text')
SWITCH_ROLES = ('check box', 'switch', 'toggle button')
# Seconds; a slow machine or an instrumented program needs more.
PATIENCE = float(os.environ.get('VALENCE_TEST_PATIENCE', '1'))
TIMEOUT = 20 * PATIENCE
STEP = 0.03
SMALL = 48                              # pixels
MOST_PICTURES = 6                       # of what never stands still


class NotThere(AssertionError):
    """Something did not show up, or did not become so, in time."""


def wait_for(condition, what, timeout=TIMEOUT):
    """The first true value of condition (), asked again and again; objects of the program that go
    away meanwhile, and such that it does not find, count as not yet."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
            if value:
                return value
        except (GLib.Error, LookupError, NotThere):
            pass
        if time.monotonic() > end:
            raise NotThere(f'not within {timeout} s: {what}')
        time.sleep(STEP)


def xdotool(*arguments, text=None):
    """Runs xdotool; text is its input.  Returns its output."""
    done = subprocess.run(['xdotool', *map(str, arguments)], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, timeout=60, check=False)
    return done.stdout.strip()


def keys(*names):
    """Presses keys or chords one after the other, such as 'ctrl+n' or 'Escape'."""
    xdotool('key', '--clearmodifiers', '--delay', 20, *names)


def type_text(text):
    """Types on the keyboard, into whatever has the focus; slowly what the keyboard has no keys for,
    since each such character changes the layout for a moment."""
    delay = 4 if text.isascii() else 60
    xdotool('type', '--clearmodifiers', '--delay', delay, '--file', '-', text=text)


def clean_name(name):
    """GTK 4.8 calls a control with a mnemonic "Sa_ve Save"; this calls it "Save"."""
    words = name.split(' ')
    half = len(words) // 2
    if len(words) % 2 == 0 and [word.replace('_', '') for word in words[:half]] == words[half:]:
        return ' '.join(words[half:])
    return name


def matches(pattern, text):
    """Whether text is the pattern, or matches it if it is a compiled expression."""
    if isinstance(pattern, re.Pattern):
        return bool(pattern.search(text))
    return pattern is None or pattern == text


class Node:
    """A control, or anything else that the program shows."""

    def __init__(self, accessible, window=None):
        self.accessible = accessible
        self.window = window

    def __repr__(self):
        return f'{self.role} "{self.name}"'

    @property
    def role(self):
        """Newer AT-SPI calls a push button a button."""
        role = self.accessible.getRoleName()
        return 'push button' if role == 'button' else role

    @property
    def name(self):
        return clean_name(self.accessible.name)

    @property
    def description(self):
        return self.accessible.description

    def is_called(self, pattern):
        """Whether this is its name, or what takes the place of a name.  GTK 4.18 names a drop-down
        after its choice, which leaves it the tooltip, and a menu item not at all."""
        if matches(pattern, self.name):
            return True
        if self.role == 'combo box':
            return matches(pattern, self.description)
        return not self.name and self.role in menus.ROLES and menus.is_item(pattern, self.shortcuts)

    @property
    def shortcuts(self):
        """What is pressed to reach it, such as 'Alt+n' and 'F1', as far as the bus tells."""
        attributes = dict(entry.split(':', 1) for entry in self.accessible.getAttributes())
        return attributes.get('keyshortcuts', '').split()

    @property
    def parent(self):
        return Node(self.accessible.parent, self.window)

    def has_state(self, state):
        self.accessible.clearCache()
        return self.accessible.getState().contains(state)

    @property
    def showing(self):
        """Whether it can be seen, if need be after scrolling.  GTK 4.8 tells nobody (it calls the
        pages of a stack that are turned away visible), but knows what a point would hit."""
        if self.has_state(pyatspi.STATE_SHOWING):
            return True
        try:
            x, y, width, height = self.extents
            return width > 0 and height > 0 and self.accessible.queryComponent().contains(
                x + width // 2, y + height // 2, pyatspi.WINDOW_COORDS)
        except NotImplementedError:
            return False

    @property
    def sensitive(self):
        return self.has_state(pyatspi.STATE_SENSITIVE)

    @property
    def checked(self):
        return self.has_state(pyatspi.STATE_CHECKED) or self.has_state(pyatspi.STATE_PRESSED)

    @property
    def selected(self):
        return self.has_state(pyatspi.STATE_SELECTED)

    def walk(self):
        """This and everything below it, top down, as it is now."""
        self.accessible.clearCache()
        yield from self.walk_cached()

    def walk_cached(self):
        yield self
        for index in range(self.accessible.childCount):
            child = self.accessible.getChildAtIndex(index)
            if child is not None:
                yield from Node(child, self.window).walk_cached()

    def each(self, role=None, name=None, where=None):
        """Yields what is below, is shown, has the role (or one of them) and the name."""
        roles = (role,) if isinstance(role, str) else role
        for node in self.walk():
            try:
                if ((roles is None or node.role in roles) and node.is_called(name)
                        and node.showing and (where is None or where(node))):
                    yield node
            except (GLib.Error, LookupError):
                continue

    def all(self, role=None, name=None, where=None):
        return list(self.each(role, name, where))

    def has(self, role=None, name=None, where=None):
        """Whether it is there now."""
        return next(self.each(role, name, where), None) is not None

    def find(self, role=None, name=None, where=None, timeout=TIMEOUT):
        """The first that is there, waiting for it."""
        what = f'{role or "anything"} "{getattr(name, "pattern", name) or ""}"'
        return wait_for(lambda: next(self.each(role, name, where), None), what, timeout)

    def wait_gone(self, role=None, name=None, timeout=TIMEOUT):
        wait_for(lambda: not self.has(role, name),
                 f'{role} "{getattr(name, "pattern", name)}" to go', timeout)

    def button(self, name, timeout=TIMEOUT):
        """The button that can be pressed, by its name or, if it shows an icon, its tooltip."""
        return self.find(BUTTON_ROLES, None,
                         lambda node: (name == node.description or node.is_called(name))
                         and node.sensitive and node.actions, timeout)

    def entry(self, name, timeout=TIMEOUT):
        return self.find(ENTRY_ROLES, name, lambda node: node.editable is not None, timeout)

    def switch(self, name, timeout=TIMEOUT):
        return self.find(SWITCH_ROLES, name, timeout=timeout)

    def item(self, name, place):
        """The item of the open menu; newer GTK tells neither name nor key of one without a mnemonic,
        so that its place from the top has to be known."""
        def look():
            items = self.all('menu item')
            named = [item for item in items if item.name == name]
            return named[0] if named else items[place] if not any(i.name for i in items) else None
        return wait_for(look, f'menu item "{name}"')

    def label(self, name, timeout=TIMEOUT):
        """The text on show: a word for word string, or what a compiled expression finds."""
        return self.find('label', name, timeout=timeout)

    @property
    def texts(self):
        """All words that are on show below this, in order."""
        return [node.name for node in self.all('label') if node.name]

    @property
    def actions(self):
        try:
            action = self.accessible.queryAction()
        except NotImplementedError:
            return []
        return [action.getName(index) for index in range(action.nActions)]

    @property
    def editable(self):
        try:
            return self.accessible.queryEditableText()
        except NotImplementedError:
            return None

    @property
    def text(self):
        """What an entry holds."""
        text = self.accessible.queryText()
        return text.getText(0, text.characterCount)

    @property
    def extents(self):
        """x, y, width, height inside its window."""
        box = self.accessible.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return box.x, box.y, box.width, box.height

    def press(self):
        """Presses it as assistive technology does; for what a mouse cannot reach, too."""
        names = self.actions
        self.accessible.queryAction().doAction(names.index('click') if 'click' in names else 0)

    def click(self, button=1, times=1):
        """Clicks in its middle with the mouse, after scrolling it into view if need be."""
        self.window.raise_()
        if self.is_missed and button == 1:
            for _ in range(times):
                self.press()
            return
        x, y = self.scrolled_into_view()
        self.window.click_at(x, y, button, times)

    @property
    def is_missed(self):
        """Whether it is a button so small that a click in what should be its middle can miss it: GTK
        4.18 leaves out margins and padding of what is around."""
        _, _, width, height = self.extents
        return (not self.accessible.getApplication().toolkitVersion.startswith('4.8.')
                and max(width, height) < SMALL and 'click' in self.actions)

    @property
    def middle(self):
        x, y, width, height = self.extents
        return x + width // 2, y + height // 2

    @property
    def scroll_pane(self):
        """The area that this is scrolled in, or None."""
        pane = self.accessible.parent
        while pane is not None and pane.getRoleName() != 'scroll pane':
            pane = pane.parent
        return Node(pane, self.window) if pane is not None else None

    def scrolled_into_view(self):
        """Turns the wheel until the middle of this is inside the area it is scrolled in; where it
        is then."""
        pane = self.scroll_pane
        for _ in range(100):
            x, y = self.middle
            if pane is None:
                return x, y
            left, top, _, height = pane.extents
            if top < y < top + height:
                return x, y
            # At the edge, where nothing that scrolls by itself takes the wheel.
            self.window.click_at(left + 12, top + height // 2, 4 if y <= top else 5, 1)
            wait_for(lambda was=y: self.middle[1] != was, f'{self} to scroll', 2 * PATIENCE)
        raise NotThere(f'{self} could not be scrolled into view')

    def toggle(self):
        """Clicks this small check box, a little further down and right each time until it has heard:
        GTK 4.18 tells it to be where it would be without the padding of what is around."""
        was = self.checked
        self.window.raise_()
        x, y = self.scrolled_into_view()
        shifts = sorted(itertools.product(range(0, 40, 8), repeat=2), key=sum)
        for right, down in shifts:
            self.window.click_at(x + right, y + down, 1, 1)
            try:
                wait_for(lambda: self.checked != was, 'the check', .3 * PATIENCE)
                return
            except NotThere:
                continue
        raise NotThere(f'{self} does not toggle')

    def choose_by_key(self):
        """Goes there with Tab and chooses it with Space: for what is small and deep inside, which GTK
        4.18 tells to be where it would be without the padding of what is around it."""
        self.window.raise_()
        for _ in range(40):
            try:
                wait_for(lambda: self.has_state(pyatspi.STATE_FOCUSED), 'focus', .2 * PATIENCE)
                keys('space')
                return
            except NotThere:
                keys('Tab')
        raise NotThere(f'{self} is not reached by Tab')

    def fill(self, text):
        """Replaces what the entry holds, by mouse and keyboard, and checks that it arrived.  A
        newer GTK shows bullets for a password."""
        self.click()
        keys('ctrl+a')
        if text:
            type_text(text)
        else:
            keys('BackSpace')
        wait_for(lambda: self.text in (text, '●' * len(text)),
                 f'{self} to hold the {len(text)} characters typed', 5 * PATIENCE)

    def select_row(self, text, timeout=TIMEOUT):
        """Clicks the row of this list that shows the text."""
        def row():
            return [item for item in self.all('list item')
                    if item.has('label', text) or matches(text, item.name)]
        found = wait_for(row, f'row "{text}" in {self}', timeout)[0]
        found.click()
        return found

    def choose(self, text):
        """Opens this combo box and goes to the item with the text by arrow keys."""
        self.click()
        items = wait_for(lambda: [item.find('label', timeout=0) for item in self.popup_rows()],
                         f'the items of {self}')
        names = [item.name for item in items]
        wanted = next((index for index, name in enumerate(names) if matches(text, name)), None)
        if wanted is None:
            raise NotThere(f'{self} has {names}')
        current = next((index for index, row in enumerate(self.popup_rows()) if row.selected), 0)
        keys(*['Down' if wanted > current else 'Up'] * abs(wanted - current), 'Return')
        wait_for(lambda: not self.popup_rows() and self.has('label', names[wanted]),
                 f'{self} to show the choice')

    def popup_rows(self):
        """Rows of the list that pops up; one of a single row shows the choice."""
        lists = self.all('list')
        rows = lists[-1].rows if lists else []
        return rows if len(rows) > 1 else []

    @property
    def rows(self):
        return self.all('list item')

    def dump(self, depth=0):
        """What is shown below, one line each, for a message about a failure; what entries hold is
        left out, since it may be a secret."""
        try:
            parts = [repr(self), self.description and f'({self.description})',
                     'click' in self.actions and '[click]', not self.sensitive and '[insensitive]']
            line = ''
            if self.showing or not depth:
                line = '  ' * depth + ' '.join(part for part in parts if part) + '\n'
            return line + ''.join(Node(child, self.window).dump(depth + bool(line))
                                  for child in self.accessible if child is not None)
        except (GLib.Error, LookupError):
            return '  ' * depth + '(gone)\n'


class Window(Node):
    """A window of the program, with the X window that it is."""

    def __init__(self, accessible, owner):
        super().__init__(accessible)
        self.window = self
        self.owner = owner
        self.xid = wait_for(self.look_up_xid, f'X window of {self}')

    def look_up_xid(self):
        found = xdotool('search', '--all', '--onlyvisible', *self.owner,
                        '--name', f'^{re.escape(self.name)}$').split()
        return found[-1] if found else None

    @property
    def geometry(self):
        """X, Y, WIDTH and HEIGHT of the X window on the screen."""
        lines = xdotool('getwindowgeometry', '--shell', self.xid).splitlines()
        return {key: int(value) for key, value in (line.split('=') for line in lines)}

    @property
    def margin(self):
        """Width of the shadow or border that the X window has around what GTK counts from."""
        shape = self.geometry
        x, y, width, height = self.extents
        return (shape['WIDTH'] - width) // 2 - x, (shape['HEIGHT'] - height) // 2 - y

    def raise_(self):
        """Gives the window the keyboard; without a window manager nobody else does."""
        if xdotool('getwindowfocus', '-f') != self.xid:
            xdotool('windowraise', self.xid, 'windowfocus', '--sync', self.xid)

    def move(self, x, y):
        xdotool('windowmove', '--sync', self.xid, x, y)

    def resize(self, width, height):
        """Asks for a size of the X window; GTK keeps its minimum."""
        xdotool('windowsize', self.xid, width, height)

    def resize_inside(self, width, height):
        """Makes it as wide as that without its border, and fails if its content needs more."""
        border, _ = self.margin
        self.resize(width + 2 * border, height)
        wait_for(lambda: self.geometry['WIDTH'] == width + 2 * self.margin[0],
                 f'{self} to be {width} wide')

    def click_at(self, x, y, button, times):
        left, top = self.margin
        xdotool('mousemove', '--window', self.xid, x + left, y + top,
                'click', '--repeat', times, '--delay', 40, button)

    def keys(self, *names):
        self.raise_()
        keys(*names)


class Application:
    """A program on the accessibility bus, found by the process that it is."""

    def __init__(self, pid, timeout=TIMEOUT):
        self.pid = pid
        self.accessible = wait_for(self.look_up, f'process {pid} on the accessibility bus', timeout)

    @property
    def owner(self):
        """What xdotool finds its windows by."""
        return '--pid', self.pid

    def is_ours(self, accessible):
        return accessible.get_process_id() == self.pid

    def look_up(self):
        desktop = pyatspi.Registry.getDesktop(0)
        desktop.clearCache()
        return next((app for app in desktop if app is not None and self.is_ours(app)), None)

    def shown_windows(self):
        """(accessible, name) of all windows on show: whatever is right below the program, since GTK
        4.8 gives some dialogs no role."""
        self.accessible.clearCache()
        nodes = [Node(child) for child in self.accessible if child is not None]
        return [(node.accessible, node.name) for node in nodes if node.showing]

    def has_window(self, name):
        return any(matches(name, found) for _, found in self.shown_windows())

    def window(self, name, timeout=TIMEOUT):
        """The window of this name, waiting for it; it gets the keyboard."""
        def look():
            return [accessible for accessible, found in self.shown_windows()
                    if matches(name, found)]
        window = Window(wait_for(look, f'window "{name}"', timeout)[-1], self.owner)
        window.raise_()
        return window

    def wait_window_gone(self, name, timeout=TIMEOUT):
        """Waits for the window of this title to close.  Asks the X server: GTK 4.8 may complain when
        a window is asked over the accessibility bus while it closes."""
        wait_for(lambda: not xdotool('search', '--all', '--onlyvisible', *self.owner,
                                     '--name', f'^{name}$'), f'window "{name}" to close', timeout)
        wait_for(lambda: not self.has_window(name), f'window "{name}" to leave the bus', timeout)


def centre_over(window, parent):
    """Puts a dialog over the middle of its parent, as a window manager would."""
    inner, outer = window.geometry, parent.geometry
    window.move(max(0, outer['X'] + (outer['WIDTH'] - inner['WIDTH']) // 2),
                max(0, outer['Y'] + (outer['HEIGHT'] - inner['HEIGHT']) // 2))


def screenshot(path, window):
    """A picture of what is on the screen where the window is, dialogs above it included, when nothing
    moves any more; what never stands still is not waited for."""
    shape = window.geometry
    crop = f'{shape["WIDTH"]}x{shape["HEIGHT"]}+{shape["X"]}+{shape["Y"]}'
    before = None
    for _ in range(MOST_PICTURES):
        subprocess.run(['import', '-silent', '-window', 'root', '-crop', crop, '+repage', '-strip',
                        str(path)], timeout=30, check=True)
        picture = path.read_bytes()
        if picture == before:
            return
        before = picture


def clipboard_text():
    """What a paste into another program would give."""
    return subprocess.run(['xclip', '-o', '-selection', 'clipboard'], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, timeout=10, check=False).stdout
