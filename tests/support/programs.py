# SPDX-License-Identifier: GPL-3.0-or-later
"""The two programs of a build folder, started as a person would start them."""
import json
import os
import pathlib
import re
import subprocess
import threading

from a11y import Application

COMPLAINT = re.compile(r'WARNING|CRITICAL|ERROR \*\*|runtime error|AddressSanitizer', re.IGNORECASE)


class Collector(threading.Thread):
    """Reads what a process says into memory, so that it neither blocks nor reaches a file."""

    def __init__(self, stream):
        super().__init__(daemon=True)
        self.stream = stream
        self.data = b''
        self.start()

    def run(self):
        for line in self.stream:
            self.data += line

    @property
    def text(self):
        return self.data.decode(errors='replace')


class Sandbox:
    """valence-sandbox; the secrets of its run come on its output and stay in memory here."""

    def __init__(self, build, *arguments):
        self.process = subprocess.Popen([pathlib.Path(build, 'src/valence-sandbox'), *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.complaints = Collector(self.process.stderr)
        line = self.process.stdout.readline()
        assert line, f'valence-sandbox said nothing: {self.complaints.text}'
        self.about = json.loads(line)
        self.output = Collector(self.process.stdout)

    @property
    def base_url(self):
        return self.about['baseUrl']

    def call(self, path, method='GET', expect=200):
        """Asks the platform with curl, which reads the secrets from its input.  Returns the JSON."""
        config = (f'header = "Authorization: User {self.about["userSecret"]}, '
                  f'Organization {self.about["organizationSecret"]}"\n')
        done = subprocess.run(
            ['curl', '--silent', '--show-error', '--noproxy', '*', '--max-time', '20', '--request',
             method, '--write-out', '\n%{http_code}', '--config', '-', self.base_url + path],
            input=config, stdout=subprocess.PIPE, text=True, check=True)
        body, _, status = done.stdout.rpartition('\n')
        assert int(status) == expect, f'{method} {path} was answered with {status}'
        return json.loads(body) if body else None

    def stop(self):
        self.process.terminate()
        assert self.process.wait(10) == 0, 'valence-sandbox did not end well'
        assert not COMPLAINT.search(self.complaints.text), self.complaints.text


class Program:
    """A program with a window."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.output = Collector(self.process.stdout)
        self.app = None

    @property
    def pid(self):
        return self.process.pid

    def connect(self):
        """Finds the program on the accessibility bus."""
        self.app = Application(self.pid)
        return self.app

    def check_silent(self):
        """Nothing that a person would report as a fault has been said."""
        found = [line for line in self.output.text.splitlines() if COMPLAINT.search(line)]
        assert not found, '\n'.join(found)

    def wait(self):
        """After its window was closed: it ends by itself, well and without complaint."""
        status = self.process.wait(10)
        self.output.join(5)
        self.check_silent()
        assert status == 0, f'valence ended with {status}: {self.output.text[-2000:]}'

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Valence(Program):
    """The application, with every warning fatal; or a program that is one, too."""

    def __init__(self, build, *arguments, environment=(), program=None):
        build = pathlib.Path(build)
        super().__init__([program or build / 'src/valence', *arguments],
                         {**os.environ, 'G_DEBUG': 'fatal-warnings',
                          'GSETTINGS_SCHEMA_DIR': str(build / 'data'), **dict(environment)})
