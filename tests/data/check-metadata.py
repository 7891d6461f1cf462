#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop file, metainfo, D-Bus service, schema and icons, as they are installed, in both profiles:
each by the validator of its format, and all of one application id.

    check-metadata.py SOURCE MESON
"""
import configparser
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import tap

BASE = 'io.github.valence_desktop.Valence'
PROFILES = {'default': BASE, 'development': f'{BASE}.Devel'}
SIZES = 16, 24, 32, 48, 64, 128, 256, 512
SVG = '{http://www.w3.org/2000/svg}'
# An id with capital letters is GNOME's custom, and older versions do not know the developer's tag.
TOLERATED = {'cid-contains-uppercase-letter', 'unknown-tag'}


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, f'{command[0]} says:\n{done.stdout}'
    return done.stdout


def needed(program):
    if not shutil.which(program):
        raise tap.Skip(f'{program} is not installed')
    return program


class Profile:
    """The data of one profile, made in a build folder of its own."""

    def __init__(self, name, source, meson, folder):
        self.app_id = PROFILES[name]
        self.source = source
        self.build = folder / name
        self.data = self.build / 'data'
        run(meson, 'setup', self.build, source, f'-Dprofile={name}', '--prefix=/usr')
        run('ninja', '-C', self.build, f'data/{self.app_id}.desktop',
            f'data/{self.app_id}.metainfo.xml')

    def path(self, suffix):
        return self.data / (self.app_id + suffix)

    def keys(self, suffix, section):
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str
        parser.read(self.path(suffix), encoding='utf-8')
        return parser[section]

    def desktop_file(self):
        run(needed('desktop-file-validate'), self.path('.desktop'))
        entry = self.keys('.desktop', 'Desktop Entry')
        assert entry['Icon'] == self.app_id and entry['DBusActivatable'] == 'true', dict(entry)
        for action in filter(None, entry.get('Actions', '').split(';')):
            assert self.keys('.desktop', f'Desktop Action {action}')['Exec'], action

    def metainfo(self):
        said = run(needed('appstreamcli'), 'validate', '--no-net', '--pedantic',
                   self.path('.metainfo.xml'))
        tags = re.findall(r'^[EWIP]: \S+ (\S+)', said, re.MULTILINE)
        assert set(tags) <= TOLERATED, said
        tree = ElementTree.parse(self.path('.metainfo.xml'))
        assert tree.findtext('id') == self.app_id
        assert tree.findtext('launchable') == f'{self.app_id}.desktop'
        assert tree.findall('releases/release'), 'there is a release'

    def screenshots(self):
        """What the metainfo shows is in the tree, wide enough, and one is the default."""
        shots = ElementTree.parse(self.path('.metainfo.xml')).findall('screenshots/screenshot')
        assert [shot.get('type') for shot in shots].count('default') == 1, 'one is the default'
        for shot in shots:
            name = pathlib.PurePosixPath(shot.findtext('image')).name
            head = (self.source / 'data' / 'screenshots' / name).read_bytes()[:24]
            width, height = (int.from_bytes(head[at:at + 4], 'big') for at in (16, 20))
            assert head.startswith(b'\x89PNG') and width >= 1000 and height >= 560, name
            assert shot.findtext('caption'), f'{name} has a caption'

    def service(self):
        service = self.keys('.service', 'D-BUS Service')
        assert service['Name'] == self.app_id
        program, option = service['Exec'].split()
        assert program == '/usr/bin/valence' and option == '--gapplication-service'

    def schema(self):
        run('glib-compile-schemas', '--strict', '--dry-run', self.data)
        schema = ElementTree.parse(self.path('.gschema.xml')).find('schema')
        assert schema.get('id') == self.app_id
        assert schema.get('path') == f'/{self.app_id.replace(".", "/")}/'

    def search_provider(self):
        provider = self.keys('.search-provider.ini', 'Shell Search Provider')
        assert provider['DesktopId'] == f'{self.app_id}.desktop'
        assert provider['BusName'] == self.app_id
        assert provider['ObjectPath'].startswith('/' + self.app_id.replace('.', '/'))

    def cases(self, name):
        for function in (self.desktop_file, self.metainfo, self.screenshots, self.service, self.schema,
                         self.search_provider):
            yield f'{name}: {function.__name__.replace("_", " ")}', function


def icons(source):
    return sorted((source / 'data' / 'icons').rglob('*.svg')) + \
        sorted((source / 'src' / 'ui' / 'icons').rglob('*.svg'))


def check_shape(path):
    """Application icons are drawn on 128 pixels, symbolic ones on 16 in the one colour that GTK
    replaces; nothing is fetched from elsewhere."""
    tree = ElementTree.parse(path)
    symbolic = path.stem.endswith('-symbolic')
    box = '0 0 16 16' if symbolic else '0 0 128 128'
    assert tree.getroot().get('viewBox') == box, f'{path}: viewBox is not {box}'
    assert tree.find(f'.//{SVG}image') is None, f'{path} holds a picture'
    if symbolic:
        colours = {element.get(key) for element in tree.iter() for key in ('fill', 'stroke')}
        assert len(colours - {None, 'none', 'currentColor'}) <= 1, f'{path}: {colours}'


def check_pixels(path):
    """It can be drawn at each size, and leaves something to see."""
    for size in SIZES:
        done = subprocess.run([needed('rsvg-convert'), '-w', str(size), '-h', str(size), str(path)],
                              stdout=subprocess.PIPE, check=True)
        shown = run_on(done.stdout, 'convert', 'png:-', '-alpha', 'extract', '-format', '%[fx:mean]',
                       'info:')
        assert .1 < float(shown) < .95, f'{path} at {size} px covers {shown} of it'


def run_on(data, *command):
    needed(command[0])
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout.decode()


def main():
    source, meson = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    cases = []
    for path in icons(source):
        cases.append((f'{path.name}: shape', lambda path=path: check_shape(path)))
        cases.append((f'{path.name}: pixels', lambda path=path: check_pixels(path)))
    with tempfile.TemporaryDirectory() as folder:
        for name in PROFILES:
            cases += Profile(name, source, meson, pathlib.Path(folder)).cases(name)
        return tap.run(cases)


if __name__ == '__main__':
    sys.exit(main())
