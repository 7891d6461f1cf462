# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the source tree share: which tree, which files, how a finding is told."""
import argparse
import pathlib
import sys

SKIP = 77


def parse_root(doc):
    """The tree to look at: the first argument, or the one this file is in."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument('root', nargs='?', default=pathlib.Path(__file__).parents[2],
                        type=pathlib.Path, help='source tree')
    return parser.parse_args().root.resolve()


def files(root, folders, suffixes):
    """All files below root/folder whose names end in one of the suffixes, sorted."""
    found = [path for folder in folders for path in (root / folder).rglob('*')
             if path.is_file() and path.name.endswith(tuple(suffixes))
             and '__pycache__' not in path.parts]
    return sorted(found)


def finish(findings):
    """Prints the findings and ends the check."""
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)


def skip(reason):
    """Ends the check as skipped."""
    print(f'skipped: {reason}')
    sys.exit(SKIP)
