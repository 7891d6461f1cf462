#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions and files stay small (CONTRIBUTING.md): nine of ten functions of src/ have at most 35
lines, none but a class_init more than 60; no file more than 700.

A function is counted from the line of its return type to its closing brace, both included.  It is
recognised by the layout that clang-format gives it: an opening brace alone in the first column
after a line that ends a list of parameters.
"""
import collections
import statistics

import sources

NINE_OF_TEN = 35
LONGEST = 60
LONGEST_FILE = 700

Function = collections.namedtuple('Function', 'path line name length')


def definition_start(lines, brace):
    """Walks up from the brace over parameters and name to the return type."""
    index = brace - 1
    while index > 0 and lines[index].startswith(' '):
        index -= 1
    return_type = lines[index - 1] if index > 0 else ''
    has_type = return_type.strip() and return_type[0] not in '#}/* \t'
    return (index - 1 if has_type else index), lines[index].split('(')[0].split()[-1]


def functions(path):
    lines = path.read_text(encoding='utf-8').splitlines()
    for index, line in enumerate(lines):
        if line != '{' or index == 0 or not lines[index - 1].rstrip().endswith(')'):
            continue
        end = lines.index('}', index)
        start, name = definition_start(lines, index)
        yield Function(path, start + 1, name, end - start + 1)


def print_figures(found, lengths_of_files):
    lengths = sorted(function.length for function in found)
    share = {limit: 100 * sum(length <= limit for length in lengths) / len(lengths)
             for limit in (10, 20, NINE_OF_TEN, LONGEST)}
    print(f'{len(lengths)} functions: median {statistics.median(lengths):.0f} lines, '
          f'longest {lengths[-1]}')
    print('share of functions by length: '
          + ', '.join(f'<= {limit}: {value:.1f} %' for limit, value in share.items()))
    print(f'{len(lengths_of_files)} files: median '
          f'{statistics.median(lengths_of_files.values()):.0f} lines, '
          f'longest {max(lengths_of_files.values())}')
    return share[NINE_OF_TEN]


def main():
    root = sources.parse_root(__doc__)
    paths = sources.files(root, ['src'], ['.c', '.h'])
    lengths_of_files = {path: len(path.read_text(encoding='utf-8').splitlines())
                        for path in paths}
    found = [function for path in paths for function in functions(path)]
    if not found:
        sources.skip('no functions')

    short_share = print_figures(found, lengths_of_files)
    findings = [f'{path}: {length} lines, more than {LONGEST_FILE}'
                for path, length in lengths_of_files.items() if length > LONGEST_FILE]
    findings += [f'{function.path}:{function.line}: {function.name} has {function.length} lines, '
                 f'more than {LONGEST}' for function in found
                 if function.length > LONGEST and not function.name.endswith('class_init')]
    if short_share < 90:
        findings.append(f'only {short_share:.1f} % of the functions have at most '
                        f'{NINE_OF_TEN} lines')
    sources.finish(findings)


main()
