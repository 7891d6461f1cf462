#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifests of the Flatpak ask for the permissions that flatpak/permissions.py lists and no
others, are of one runtime, build from this tree with tests, and differ only in what makes the
development variant.
"""
import json
import pathlib
import re
import sys

import sources

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEVEL = '.Devel'
DEVEL_ONLY = {'id', 'tags', 'desktop-file-name-suffix'}
DEVEL_OPTION = '-Dprofile=development'

sys.path.insert(0, str(ROOT / 'flatpak'))
import permissions                                        # noqa: E402


def base_id(root):
    text = (root / 'meson.build').read_text(encoding='utf-8')
    return re.search(r"^base_id = '([^']+)'", text, re.MULTILINE)[1]


def manifest_findings(path, manifest):
    """What is wrong with one manifest on its own."""
    arguments = manifest.get('finish-args', [])
    for argument in sorted(set(arguments) ^ set(permissions.ARGUMENTS)):
        what = 'is not meant' if argument in arguments else 'is missing'
        yield f'{path}: permission {argument} {what}'
    if len(arguments) != len(set(arguments)):
        yield f'{path}: a permission is listed twice'
    if manifest.get('id') != path.stem:
        yield f'{path}: id is {manifest.get("id")}, the file is called {path.stem}'
    if (manifest.get('runtime'), manifest.get('sdk')) != ('org.gnome.Platform', 'org.gnome.Sdk'):
        yield f'{path}: runtime and sdk are not those of GNOME'
    if not re.fullmatch(r'\d+', manifest.get('runtime-version', '')):
        yield f'{path}: runtime-version is not the number of a release'
    if not manifest['modules'][-1].get('run-tests'):
        yield f'{path}: tests do not run'


def without_devel(manifest):
    """The manifest without what the development variant has for itself."""
    common = {key: value for key, value in manifest.items() if key not in DEVEL_ONLY}
    common['modules'] = [{key: value for key, value in module.items() if key != 'config-opts'}
                         for module in manifest['modules']]
    return common


def pair_findings(path, manifest, devel_path, devel):
    """What is wrong with both together."""
    common, devel_common = without_devel(manifest), without_devel(devel)
    for key in sorted(common.keys() | devel_common.keys()):
        if common.get(key) != devel_common.get(key):
            yield f'{devel_path}: {key} differs from {path.name}'
    options = [DEVEL_OPTION in one['modules'][-1].get('config-opts', []) for one in (manifest, devel)]
    if options != [False, True]:
        yield f'{devel_path}: {DEVEL_OPTION} belongs here, and here alone'


def main():
    root = sources.parse_root(__doc__)
    app = base_id(root)
    paths = [root / 'flatpak' / f'{name}.json' for name in (app, app + DEVEL)]
    missing = [f'{path} is missing' for path in paths if not path.exists()]
    if missing:
        sources.finish(missing)
    manifests = [json.loads(path.read_text(encoding='utf-8')) for path in paths]
    sources.finish([finding for path, manifest in zip(paths, manifests)
                    for finding in manifest_findings(path, manifest)]
                   + list(pair_findings(paths[0], manifests[0], paths[1], manifests[1])))


main()
