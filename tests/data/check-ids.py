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


def filled_in(text, app_id):
    """The text of a template with the id in its placeholder."""
    return re.sub(r'@(app_id|APP_ID|application_id)@', app_id, text)


def desktop_findings(path, app_id):
    text = filled_in(path.read_text(encoding='utf-8'), app_id)
    if not re.search(rf'^Icon={re.escape(app_id)}$', text, re.MULTILINE):
        yield f'{path}: Icon is not {app_id}'


def metainfo_findings(path, app_id, version):
    tree = ElementTree.fromstring(filled_in(path.read_text(encoding='utf-8'), app_id))
    if (tree.findtext('id') or '').strip() != app_id:
        yield f'{path}: id is {tree.findtext("id")}, not {app_id}'
    launchable = (tree.findtext('launchable') or '').strip()
    if launchable != f'{app_id}.desktop':
        yield f'{path}: launchable is {launchable}, not {app_id}.desktop'
    release = tree.find('releases/release')
    found = release.get('version') if release is not None else None
    if found != version:
        yield f'{path}: first release is {found}, meson.build builds {version}'


def schema_findings(path, app_id):
    tree = ElementTree.fromstring(filled_in(path.read_text(encoding='utf-8'), app_id))
    ids = [schema.get('id') for schema in tree.findall('schema')]
    if app_id not in ids:
        yield f'{path}: schemas are {ids}, {app_id} is not among them'
    for schema in tree.findall('schema'):
        path_of = schema.get('path')
        if path_of is not None and not path_of.startswith('/' + app_id.replace('.', '/') + '/'):
            yield f'{path}: path {path_of} does not belong to {app_id}'


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
    app_id = meson_value(root, r"^base_id = '([^']+)'")
    version = meson_value(root, r"^\s*version: '([^']+)'")
    sources.finish([
        *desktop_findings(single(data, '*.desktop.in*'), app_id),
        *metainfo_findings(single(data, '*.metainfo.xml.in*'), app_id, version),
        *schema_findings(single(data, '*.gschema.xml*'), app_id),
        *icon_findings(data, app_id),
    ])


main()
