#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manual page is well formed, and names the options that the program names, and no others.

    check-man.py PAGE PROGRAM HELP-OPTION...
"""
import os
import re
import subprocess
import sys

OPTION = re.compile(r'(?<![\w-])--[a-z][a-z-]*')


def warnings(page):
    """What man says about the page."""
    done = subprocess.run(['man', '--warnings', '--local-file', '-E', 'UTF-8', '-Tutf8', '-Z', page],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
                          env={**os.environ, 'MANROFFSEQ': '', 'LC_ALL': 'C.UTF-8'})
    return done.stderr.splitlines() if done.returncode == 0 else [f'man: {done.stderr}']


def page_options(page):
    """Options that have an entry of their own below OPTIONS."""
    with open(page, encoding='utf-8') as stream:
        text = re.sub(r'\\f[BIR]', ' ', stream.read()).replace('\\-', '-')
    section = text.partition('.SH OPTIONS')[2].partition('.SH ')[0]
    entries = [lines.splitlines()[0] for lines in section.split('.TP\n')[1:]]
    return {option for entry in entries for option in OPTION.findall(entry)}


def help_options(program, arguments):
    env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}
    found = set()
    for argument in arguments:
        text = subprocess.run([program, argument], stdout=subprocess.PIPE, text=True, check=True,
                              env=env, timeout=20).stdout
        names = (re.split(r'\s{2,}', line.strip())[0] for line in text.splitlines())
        found |= {option for name in names if name.startswith('-')
                  for option in OPTION.findall(name)}
    return found


def main(page, program, *arguments):
    complaints = warnings(page)
    in_page, in_help = page_options(page), help_options(program, arguments)
    complaints += [f'{option} is missing from the page' for option in sorted(in_help - in_page)]
    complaints += [f'{option} is no option' for option in sorted(in_page - in_help)]
    if not in_help:
        complaints.append(f'{program} names no options')
    print('\n'.join(complaints) or f'{page}: {len(in_page)} options')
    return bool(complaints)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
