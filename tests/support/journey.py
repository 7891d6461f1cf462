# SPDX-License-Identifier: GPL-3.0-or-later
"""What every journey through the program from outside begins and ends with."""
import argparse
import pathlib
import subprocess

import a11y
from programs import Valence
from steps import Steps, Stop


class Journey:
    """Chapters that are done in order; what one finds out, the next ones use."""

    def __init__(self, build, output):
        self.build = build
        self.steps = Steps(output)
        self.sandbox = self.valence = self.app = self.window = None

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
        """What helps to understand a failure: a picture, the windows, the program's output."""
        lines = []
        try:
            self.steps.picture('failure', lambda path: subprocess.run(
                ['import', '-silent', '-window', 'root', str(path)], timeout=20, check=True))
            lines += [a11y.Node(accessible).dump()
                      for accessible, _ in (self.app.shown_windows() if self.app else [])]
        except Exception as error:                        # the failure itself matters more
            lines.append(f'no picture: {error}\n')
        if self.valence:
            lines.append(self.valence.output.text)
        return lines

    def picture(self, slug, window=None):
        self.steps.picture(slug, lambda path: a11y.screenshot(path, window or self.window))

    def start(self, **environment):
        self.valence = Valence(self.build, environment=environment)
        self.app = self.valence.connect()
        self.window = self.app.window('Valence')

    def close(self):
        self.window.button('Close').click()
        self.valence.wait()
        self.app = None

    def dialog(self, name):
        dialog = self.app.window(name)
        a11y.centre_over(dialog, self.window)
        return dialog

    def chapters(self):
        """The functions of the journey, in order."""
        raise NotImplementedError

    def run(self):
        try:
            for chapter in self.chapters():
                chapter()
        except Stop:
            pass
        finally:
            if self.valence:
                self.valence.kill()
            if self.sandbox and self.sandbox.process.poll() is None:
                self.sandbox.process.kill()
        return self.steps.finish()


def main(journey, description):
    """Runs a journey as a program; returns its exit code."""
    parser = argparse.ArgumentParser(description=description.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', required=True, type=pathlib.Path, help='build folder')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    return journey(options.build.resolve(), options.output.resolve()).run()
