#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The permissions that Valence has inside Flatpak, and whether an installed application has these
and no others.

    permissions.py APPLICATION
"""
import configparser
import subprocess
import sys

# Secrets go through the Secret portal, the browser through OpenURI, files through FileChooser: no
# name on the bus and no folder is needed.
ARGUMENTS = ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
             '--device=dri']

# fallback-x11 is granted as x11 with a condition.
INSTALLED = {('Context', 'shared'): {'network', 'ipc'},
             ('Context', 'sockets'): {'wayland', 'x11', 'fallback-x11'},
             ('Context', 'devices'): {'dri'}}


def read(text):
    """(section, key) -> set of values of what `flatpak info --show-permissions` prints."""
    parser = configparser.ConfigParser(delimiters='=', interpolation=None, strict=True)
    parser.optionxform = str
    parser.read_string(text)
    return {(section, key): set(filter(None, value.split(';')))
            for section in parser.sections() for key, value in parser.items(section)}


def findings(text):
    """What differs from the permissions that are meant, a line each."""
    found = read(text)
    for place in sorted(found.keys() | INSTALLED.keys()):
        there, meant = found.get(place, set()), INSTALLED.get(place, set())
        if there != meant:
            yield f'[{place[0]}] {place[1]} is {sorted(there)}, meant is {sorted(meant)}'


def main():
    text = subprocess.run(['flatpak', 'info', '--user', '--show-permissions', sys.argv[1]],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    faults = list(findings(text))
    print(text.strip())
    print('\n'.join(faults) or 'permissions: as meant')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
