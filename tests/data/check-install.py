#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`meson install` puts exactly the files of installed.txt below DESTDIR, and nothing in them tells
where they were built.

    check-install.py SOURCE BUILD MESON APP_ID VERSION PREFIX
"""
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile

import sources

HERE = pathlib.Path(__file__).resolve().parent


def linguas(source):
    text = (source / 'po' / 'LINGUAS').read_text(encoding='utf-8')
    return [word for line in text.splitlines() if not line.startswith('#') for word in line.split()]


def expected(source, app_id, prefix):
    """Paths below DESTDIR; a line with @LANG@ stands for one in each language."""
    for line in (HERE / 'installed.txt').read_text(encoding='utf-8').splitlines():
        path = f'{prefix.strip("/")}/{line}'.replace('@APP_ID@', app_id)
        if '@LANG@' in path:
            yield from (path.replace('@LANG@', language) for language in linguas(source))
        else:
            yield path


def install(build, meson, destdir):
    env = {**os.environ, 'DESTDIR': str(destdir)}
    subprocess.run([meson, 'install', '-C', str(build), '--quiet', '--strip'], env=env, check=True,
                   stdout=sys.stderr)


def list_findings(found, wanted):
    for path in sorted(wanted - found):
        yield f'{path} is not installed'
    for path in sorted(found - wanted):
        yield f'{path} is installed, but not in tests/data/installed.txt'


def mode_findings(path):
    mode = stat.S_IMODE(path.stat().st_mode)
    wanted = 0o755 if path.parent.name == 'bin' else 0o644
    if mode != wanted:
        yield f'{path.name} has mode {mode:o}, not {wanted:o}'


def content_findings(path, folders):
    data = path.read_bytes()
    for folder in folders:
        if re.search(rb'(?<![\w.-])' + re.escape(os.fsencode(folder)) + rb'(/|\0|$)', data):
            yield f'{path.name} names the folder {folder}'
    if data.startswith(b'\x7fELF'):
        dynamic = subprocess.run(['readelf', '-dW', str(path)], stdout=subprocess.PIPE, text=True,
                                 check=True).stdout
        if re.search(r'\((RPATH|RUNPATH)\)', dynamic):
            yield f'{path.name} has a path to libraries'
        if 'NOW' not in dynamic:
            yield f'{path.name} is bound lazily'


def version_findings(program, version):
    """The installed program starts without a display, as far as to tell its version."""
    env = {key: value for key, value in os.environ.items() if not key.endswith('DISPLAY')}
    said = subprocess.run([program, '--version'], env=env, stdout=subprocess.PIPE, text=True,
                          timeout=20, check=True).stdout
    if said != f'valence {version}\n':
        yield f'valence --version says {said!r}'


def main():
    source, build = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    meson, app_id, version, prefix = sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        destdir = pathlib.Path(folder)
        install(build, meson, destdir)
        paths = [path for path in destdir.rglob('*') if not path.is_dir()]
        found = {str(path.relative_to(destdir)) for path in paths}
        findings = list(list_findings(found, set(expected(source, app_id, prefix))))
        for path in paths:
            findings += mode_findings(path)
            findings += content_findings(path, (source, build, destdir))
        findings += version_findings(destdir / prefix.strip('/') / 'bin' / 'valence', version)
    print(f'{len(found)} files')
    sources.finish(findings)


main()
