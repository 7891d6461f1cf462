#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium, driven through chromedriver with nothing but the standard library, and the way
to make it the default browser of a private desktop.

A program that opens an address starts the default browser's command.  That command is this file:
run as a program it hands an address to the test through a socket, as a browser that is already
open takes an address from a second start of itself.  The test then acts in the page.
"""
import base64
import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

FLAGS = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage',
         '--no-first-run', '--no-proxy-server', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--disable-features=Translate',
         '--window-size=900,760')
ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
HANDLER = '''[Desktop Entry]
Type=Application
Name=Test Browser
Exec={command} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
NoDisplay=true
'''
DEFAULTS = '''[Default Applications]
x-scheme-handler/http=test-browser.desktop
x-scheme-handler/https=test-browser.desktop
'''


class Refused(RuntimeError):
    """chromedriver answered with an error."""


class Driver:
    """One chromedriver process, spoken to over HTTP."""

    def __init__(self, log):
        self.log = open(log, 'w', encoding='utf-8')
        self.process, port = self.start()
        self.base = f'http://127.0.0.1:{port}'
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def start(self):
        """The process and its port.  Given no port, chromedriver takes one that is free for IPv6
        and gives up if it is not free for IPv4 as well; so it is asked more than once."""
        for _ in range(20):
            process = subprocess.Popen(['chromedriver', '--port=0'], stdout=subprocess.PIPE,
                                       stderr=self.log, text=True)
            for line in process.stdout:
                match = re.search(r'started successfully on port (\d+)', line)
                if match:
                    return process, match[1]
            process.wait()
            process.stdout.close()
        raise Refused('chromedriver did not start')

    def call(self, method, path, body=None):
        data = None if method == 'GET' else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.base + path, method=method, data=data,
                                         headers={'Content-Type': 'application/json'})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error)['value']['message'].splitlines()[0]) from None

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
        self.log.close()


class Browser:
    """Chromium with a profile of its own in the folder."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.driver = Driver(folder / 'chromedriver.log')
        options = {'binary': '/usr/bin/chromium',
                   'args': [*FLAGS, f'--user-data-dir={folder / "profile"}']}
        session = self.driver.call('POST', '/session', {'capabilities': {'alwaysMatch': {
            'browserName': 'chrome', 'goog:chromeOptions': options}}})
        self.path = f'/session/{session["sessionId"]}'

    def get(self, what):
        return self.driver.call('GET', f'{self.path}/{what}')

    def post(self, what, **body):
        return self.driver.call('POST', f'{self.path}/{what}', body)

    @property
    def url(self):
        return self.get('url')

    @property
    def title(self):
        return self.get('title')

    def open(self, url):
        """Goes to the address and waits for the page."""
        self.post('url', url=url)

    def element(self, selector, timeout=10):
        """The first element that the CSS selector finds, waiting for it."""
        end = time.monotonic() + timeout
        while True:
            try:
                return self.post('element', using='css selector', value=selector)[ELEMENT]
            except Refused:
                if time.monotonic() > end:
                    raise AssertionError(f'no {selector} on {self.title!r}: '
                                         f'{self.text()[:300]!r}') from None
                time.sleep(0.05)

    def follow(self, selector, timeout=10):
        """Clicks what leads to another page, and waits until this one is left."""
        element = self.element(selector)
        self.post(f'element/{element}/click')
        end = time.monotonic() + timeout
        while self.still_has(element):
            if time.monotonic() > end:
                raise AssertionError(f'{selector} led nowhere')
            time.sleep(0.02)

    def still_has(self, element):
        try:
            return self.get(f'element/{element}/name')
        except Refused:
            return False

    def fill(self, selector, text):
        """Replaces what the field holds, by keyboard."""
        element = self.element(selector)
        self.post(f'element/{element}/clear')
        self.post(f'element/{element}/value', text=text)

    def value(self, selector):
        return self.get(f'element/{self.element(selector)}/property/value')

    def text(self, selector='body'):
        return self.get(f'element/{self.element(selector)}/text')

    def screenshot(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.get('screenshot')))

    def close(self):
        try:
            self.driver.call('DELETE', self.path)
        finally:
            self.driver.close()


class DefaultBrowser:
    """Stands in for http and https in the private XDG folders, and receives the addresses."""

    def __init__(self, socket_path):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(socket_path))
        self.server.listen(8)
        applications = pathlib.Path(os.environ['XDG_DATA_HOME'], 'applications')
        applications.mkdir(parents=True, exist_ok=True)
        command = shlex.join(['/usr/bin/python3', str(pathlib.Path(__file__).resolve()),
                              str(socket_path)])
        (applications / 'test-browser.desktop').write_text(HANDLER.format(command=command))
        pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'mimeapps.list').write_text(DEFAULTS)

    def next_address(self, timeout=15):
        """The next address that a program wants to see, waiting for it."""
        self.server.settimeout(timeout)
        try:
            connection, _ = self.server.accept()
        except TimeoutError:
            raise AssertionError(f'no program opened the browser within {timeout} s') from None
        with connection, connection.makefile(encoding='utf-8') as stream:
            return stream.read()

    def close(self):
        self.server.close()


def hand_over(socket_path, address):
    """What the default browser's command does."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(socket_path)
        client.sendall(address.encode())


if __name__ == '__main__':
    hand_over(*sys.argv[1:])
