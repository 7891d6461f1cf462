# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets where none may be: in files, in texts, in what a process was started with."""
import base64
import json
import os
import pathlib
import urllib.parse

SHORTEST = 8


def encodings(secret):
    """Name -> bytes of each form in which the secret could stand somewhere."""
    raw = secret.encode()
    forms = {
        'clear': raw,
        'reversed': raw[::-1],
        'hex': raw.hex().encode(),
        'HEX': raw.hex().upper().encode(),
        'percent-encoded': urllib.parse.quote(secret, safe='').encode(),
        'JSON': json.dumps(secret)[1:-1].encode(),
        'JSON with escaped slash': json.dumps(secret)[1:-1].replace('/', '\\/').encode(),
        'UTF-16': secret.encode('utf-16-le'),
    }
    for shift in range(3):
        forms[f'Base64, shifted by {shift}'] = base64_core(raw, shift)
        forms[f'Base64 for URLs, shifted by {shift}'] = \
            base64_core(raw, shift).translate(bytes.maketrans(b'+/', b'-_'))
    return forms


def base64_core(raw, shift):
    """The part of the Base64 of something that holds raw at an offset (modulo 3) of shift, which
    does not depend on what stands around it."""
    whole = base64.b64encode(b'\0' * shift + raw)
    skipped = 0 if shift == 0 else 4
    return whole[skipped:len(whole) - 4 if (shift + len(raw)) % 3 else len(whole)]


class Searcher:
    """Knows the secrets by a name each, and never tells more than the name."""

    def __init__(self):
        self.forms = []

    def add(self, name, secret):
        assert len(secret) >= SHORTEST, f'{name} is too short to be looked for'
        self.forms += [(f'{name} ({form})', needle)
                       for form, needle in encodings(secret).items()]

    def in_bytes(self, data, where):
        """Findings, a line each."""
        return [f'{where}: {name}' for name, needle in self.forms if needle in data]

    def in_tree(self, folder, skipped=()):
        """Findings in names and contents of all files below the folder, but for the skipped ones
        (files or folders).  Returns the findings and how many files were read."""
        findings, count = [], 0
        for root, folders, names in os.walk(folder):
            here = pathlib.Path(root)
            folders[:] = [name for name in folders if here / name not in skipped]
            for path in (here / name for name in names):
                if path in skipped or not path.is_file():
                    continue
                count += 1
                findings += self.in_bytes(os.fsencode(path.name), f'name of {path}')
                findings += self.in_bytes(path.read_bytes(), path)
        return findings, count

    def in_process(self, pid):
        """Findings in the arguments and the environment of a process that runs."""
        return [finding for part in ('cmdline', 'environ') for finding in
                self.in_bytes(pathlib.Path(f'/proc/{pid}/{part}').read_bytes(),
                              f'{part} of process {pid}')]
