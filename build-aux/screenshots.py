#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes screenshots that the metainfo shows, of the program on its own sandbox; the one of the events
is a picture of the tour.

    build-aux/desktop.sh --keyring unlocked build-aux/screenshots.py BUILD FOLDER
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tests' / 'support'))

import a11y                                               # noqa: E402
from programs import Valence                              # noqa: E402

SIZE = 1080, 720
INSTANCE = re.compile('GitHub')
PAGES = (('overview', 'Overview', {}),
         ('configuration', 'Configuration', {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}))


def take(build, path, page, environment):
    valence = Valence(build, '--sandbox', environment=environment)
    try:
        window = valence.connect().window('Valence')
        window.resize(*SIZE)
        a11y.wait_for(lambda: window.geometry['HEIGHT'] == SIZE[1], 'the window to grow')
        window.find('list', 'Instances').select_row(INSTANCE)
        window.find('page tab', page).click()
        a11y.wait_for(lambda: window.find('page tab', page).selected, f'the page {page}')
        a11y.xdotool('mousemove', SIZE[0] + 40, SIZE[1] + 40)
        a11y.screenshot(path, window)
        window.button('Close').click()
        valence.wait()
    finally:
        valence.kill()


def main():
    build, folder = map(pathlib.Path, sys.argv[1:])
    for name, page, environment in PAGES:
        take(build.resolve(), folder / f'{name}.png', page, environment)
        print(folder / f'{name}.png')


if __name__ == '__main__':
    main()
