#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application id is the same in desktop file, metadata, schema and icons, and the first release
of the metadata is the version that meson.build builds.
"""
import re
import xml.etree.ElementTree as ElementTree

import sources


def meson_value(root, pattern):
    match = re.search(pattern, (root / 'meson.build').read_text(encoding='utf-8'), re.MULTILINE)
    assert match, f'meson.build: nothing matches {pattern}'
    return match[1]


class Names:
    """What meson.build says, and what it fills into the placeholders of templates."""

    def __init__(self, root):
        self.app_id = meson_value(root, r"^base_id = '([^']+)'")
        self.version = meson_value(root, r"^\s*version: '([^']+)'")
        self.path = '/' + self.app_id.replace('.', '/') + '/'

    def read(self, path):
        text = path.read_text(encoding='utf-8')
        for name, value in (('APP_ID', self.app_id), ('APP_PATH', self.path.rstrip('/')),
                            ('VERSION', self.version)):
            text = text.replace(f'@{name}@', value)
        return text


def desktop_findings(path, names):
    if not re.search(rf'^Icon={re.escape(names.app_id)}$', names.read(path), re.MULTILINE):
        yield f'{path}: Icon is not {names.app_id}'


def service_findings(path, names):
    if not re.search(rf'^Name={re.escape(names.app_id)}$', names.read(path), re.MULTILINE):
        yield f'{path}: Name is not {names.app_id}'


def metainfo_findings(path, names):
    tree = ElementTree.fromstring(names.read(path).encode())
    if (tree.findtext('id') or '').strip() != names.app_id:
        yield f'{path}: id is {tree.findtext("id")}, not {names.app_id}'
    launchable = (tree.findtext('launchable') or '').strip()
    if launchable != f'{names.app_id}.desktop':
        yield f'{path}: launchable is {launchable}, not {names.app_id}.desktop'
    release = tree.find('releases/release')
    found = release.get('version') if release is not None else None
    if found != names.version:
        yield f'{path}: first release is {found}, meson.build builds {names.version}'


def schema_findings(path, names):
    schemas = ElementTree.fromstring(names.read(path).encode()).findall('schema')
    ids = [schema.get('id') for schema in schemas]
    if names.app_id not in ids:
        yield f'{path}: schemas are {ids}, {names.app_id} is not among them'
    for schema in schemas:
        if not schema.get('path', names.path).startswith(names.path):
            yield f'{path}: path {schema.get("path")} does not belong to {names.app_id}'


def icon_findings(data, app_id):
    names = [path.name for path in (data / 'icons').rglob('*.svg')]
    for wanted in (f'{app_id}.svg', f'{app_id}-symbolic.svg'):
        if wanted not in names:
            yield f'{data / "icons"}: no {wanted} (there are {sorted(names)})'


def single(data, pattern):
    """The one file that matches; more or fewer are an error of the tree."""
    found = sorted(data.glob(pattern))
    assert len(found) == 1, f'{data}: {pattern} matches {[path.name for path in found]}'
    return found[0]


def main():
    root = sources.parse_root(__doc__)
    data = root / 'data'
    if not (data / 'meson.build').exists():
        sources.skip('no data/meson.build')
    names = Names(root)
    sources.finish([
        *desktop_findings(single(data, '*.desktop.in*'), names),
        *service_findings(single(data, '*.service.in*'), names),
        *metainfo_findings(single(data, '*.metainfo.xml.in*'), names),
        *schema_findings(single(data, '*.gschema.xml*'), names),
        *icon_findings(data, names.app_id),
    ])


main()
