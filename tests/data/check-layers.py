#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Includes point only downward, name their folder, and GTK stays in src/ui and src/main.c.

Who may include whom is read from the table in CONTRIBUTING.md, so that the two cannot disagree.
"""
import re

import sources

ROW = re.compile(r'^\| `src/(\w+)` \|[^|]*\|([^|]*)\|$', re.MULTILINE)
PROJECT_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
SYSTEM_INCLUDE = re.compile(r'^\s*#\s*include\s*<([^>]+)>')
TOOLKIT = ('gtk/', 'gdk/', 'gsk/', 'adwaita')
NO_FOLDER = {'val-types.h', 'val-config.h'}


def allowed_table(root):
    """Folder -> set of folders whose headers it may include, itself among them."""
    text = (root / 'CONTRIBUTING.md').read_text(encoding='utf-8')
    table = {}
    for folder, cell in ROW.findall(text):
        names = {name.strip() for name in re.split(r',|\band\b', cell) if name.strip()}
        if 'everything above' in names:
            names = (names - {'everything above'}) | set(table)
        unknown = names - set(table)
        assert not unknown, f'CONTRIBUTING.md: src/{folder} names {unknown} before it is listed'
        table[folder] = names | {folder}
    assert table, 'CONTRIBUTING.md: no table of folders found'
    return table


def check_project_include(target, folder, allowed):
    """Why `#include "target"` is wrong in a file of the folder, or None."""
    if target in NO_FOLDER:
        return None
    if '/' not in target:
        return f'"{target}" does not name its folder'
    if '..' in target.split('/'):
        return f'"{target}" climbs out of its folder'
    if folder is not None and target.split('/')[0] not in allowed:
        return f'"{target}": {folder} may include only {", ".join(sorted(allowed))}'
    return None


def check_system_include(target, folder, at_top):
    """Why `#include <target>` is wrong in a file of the folder, or None."""
    if target.startswith(TOOLKIT) and folder != 'ui' and not at_top:
        return f'<{target}>: the toolkit belongs to src/ui and src/main.c'
    return None


def check_file(path, src, table):
    parts = path.relative_to(src).parts
    folder = parts[0] if len(parts) > 1 else None
    if folder is not None and folder not in table:
        yield f'{path}: src/{folder} is not in the table of CONTRIBUTING.md'
        return
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        project, system = PROJECT_INCLUDE.match(line), SYSTEM_INCLUDE.match(line)
        wrong = None
        if project:
            wrong = check_project_include(project[1], folder, table.get(folder))
        elif system:
            wrong = check_system_include(system[1], folder, path == src / 'main.c')
        if wrong:
            yield f'{path}:{number}: {wrong}'


def main():
    root = sources.parse_root(__doc__)
    table = allowed_table(root)
    paths = sources.files(root, ['src'], ['.c', '.h'])
    findings = [finding for path in paths for finding in check_file(path, root / 'src', table)]
    print(f'{len(paths)} files, {len(table)} folders')
    sources.finish(findings)


main()
