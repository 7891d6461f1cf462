#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the results of `meson test` in several build folders.

    count-results.py BUILD_DIR... [--broken BUILD_DIR...]
    count-results.py --driven BUILD_DIR

Each line of TAP output counts for itself, so a program of forty cases counts forty times.  Folders
named after --broken could not be built or run, and count as one failure each.  A test that was run
once more counts as it ended then, and is named.  Prints what failed, and as its last line
`N passed, N failed, N skipped`; the exit code is 1 if anything failed.

With --driven it only prints the names of the failed tests that drive the window from outside.
"""
import argparse
import collections
import json
import pathlib
import re
import sys

TAP_LINE = re.compile(r'^(not )?ok\b[ \t]*\d*[ \t]*(?:- )?(.*?)[ \t]*(?:# *(skip|todo)\b.*)?$',
                      re.IGNORECASE)
TAP_PLAN = re.compile(r'^1\.\.\d+', re.MULTILINE)
DRIVEN = re.compile(r'^(tour|outside-.*)$')
AGAIN = 'testlog-again'
GOOD = {'OK', 'EXPECTEDFAIL'}
SKIPPED = {'SKIP'}


def tap_results(output):
    """Yields (verdict, name) for each line of TAP; nothing for other output."""
    if not TAP_PLAN.search(output):
        return
    for line in output.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        directive = (match[3] or '').upper()
        if directive:
            verdict = 'skipped'
        else:
            verdict = 'failed' if match[1] else 'passed'
        yield verdict, match[2]


def test_results(test):
    """Yields (verdict, name) for one line of Meson's log."""
    cases = list(tap_results(test.get('stdout') or ''))
    for verdict, name in cases:
        yield verdict, f'{test["name"]}: {name}'
    if test['result'] in SKIPPED:
        if not cases:
            yield 'skipped', test['name']
    elif test['result'] in GOOD:
        if not cases:
            yield 'passed', test['name']
    elif not any(verdict == 'failed' for verdict, _ in cases):
        yield 'failed', f'{test["name"]} ({test["result"]}, exit code {test["returncode"]})'


def folder_tests(folder):
    """All tests of a build folder, as they ended last; in Meson's own form."""
    logs = sorted(pathlib.Path(folder, 'meson-logs').glob('testlog*.json'),
                  key=lambda log: (log.stem == AGAIN, log.name))
    tests = {}
    for log in logs:
        for line in log.read_text(encoding='utf-8').splitlines():
            test = json.loads(line)
            if log.stem == AGAIN:
                print(f'run once more: {folder}: {test["name"]} ({test["result"]})')
            tests[test['name']] = test
    return list(tests.values())


def folder_results(folder):
    """Yields (verdict, name) for all tests of a build folder; nothing if none ran."""
    for test in folder_tests(folder):
        for verdict, name in test_results(test):
            yield verdict, f'{folder}: {name}'


def driven_failures(folder):
    """Names, as `meson test` takes them, of failed tests that drive the window from outside."""
    for test in folder_tests(folder):
        name = test['name'].rpartition(' / ')[2]
        if DRIVEN.match(name) and any(verdict == 'failed' for verdict, _ in test_results(test)):
            yield name


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folders', nargs='*')
    parser.add_argument('--driven', metavar='BUILD_DIR')
    parser.add_argument('--broken', nargs='*', default=[])
    options = parser.parse_args()

    if options.driven:
        print(*driven_failures(options.driven))
        return 0
    results = [(verdict, name) for folder in options.folders
               for verdict, name in folder_results(folder)]
    results += [('failed', f'{folder}: could not be built or run') for folder in options.broken]
    for verdict, name in results:
        if verdict != 'passed':
            print(f'{verdict}: {name}')
    count = collections.Counter(verdict for verdict, _ in results)
    print(f'{count["passed"]} passed, {count["failed"]} failed, {count["skipped"]} skipped')
    return 1 if count['failed'] or not count['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
