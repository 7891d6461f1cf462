# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cases and tells how they went as TAP."""
import traceback


class Skip(Exception):
    """The case cannot be tried here; the text says why."""


def run_case(number, name, function):
    """Runs one case and prints its line; whether it did not fail."""
    try:
        function()
    except Skip as reason:
        print(f'ok {number} - {name} # SKIP {reason}', flush=True)
        return True
    except Exception:
        print(f'not ok {number} - {name}')
        print(''.join(f'# {line}\n' for line in traceback.format_exc().splitlines()), end='',
              flush=True)
        return False
    print(f'ok {number} - {name}', flush=True)
    return True


def run(cases):
    """Runs (name, function) pairs; the exit code for the test runner."""
    cases = list(cases)
    print(f'1..{len(cases)}')
    results = [run_case(number, name, function)
               for number, (name, function) in enumerate(cases, 1)]
    return 0 if all(results) else 1
