#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Configuration pane from outside: every kind of field is edited by mouse and keyboard, and what
the platform has then, and was sent, is read back from the sandbox.

To be run in a private desktop:

    build-aux/desktop.sh tests/ui/outside-configuration.py --build _build --output _build/pictures
"""
import argparse
import json
import os
import pathlib
import re
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402
from steps import Steps, Stop                             # noqa: E402

NAME = 'Corner shop'
SECRET = 'FAKE+Shop/Secret=first'
REPLACED = 'FAKE+Shop/Secret=second'
POLLER = '{"orders": {"url": "/hubs/ecommerce/orders", "pageSize": 50}}'
UNSAVED = re.compile('Unsaved Change')
SIZE = 1040, 900


def type_here(text):
    """Types text into what has the focus, in place of what is there."""
    a11y.keys('ctrl+a')
    if text:
        a11y.type_text(text)
    else:
        a11y.keys('BackSpace')


class Journey:
    """The steps, and what they share."""

    def __init__(self, build, output):
        self.build = build
        self.steps = Steps(output)
        self.sandbox = self.valence = self.app = self.window = None
        self.id = None

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
        lines = []
        if self.window:
            a11y.screenshot(self.steps.folder / 'failure.png', self.window)
            lines.append(self.window.dump())
        if self.valence:
            lines.append(self.valence.output.text)
        return lines

    def picture(self, slug):
        self.steps.picture(slug, lambda path: a11y.screenshot(path, self.window))

    # The platform, as its other clients see it

    def ask(self, method, path, body=None):
        about = self.sandbox.about
        request = urllib.request.Request(
            self.sandbox.base_url + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={'Content-Type': 'application/json',
                     'Authorization': f'User {about["userSecret"]}, '
                                      f'Organization {about["organizationSecret"]}'})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def control(self, method, path):
        about = self.sandbox.about
        request = urllib.request.Request(about['controlUrl'] + path, method=method,
                                         headers={'Sandbox-Control': about['controlToken']})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or 'null')

    def configuration(self):
        return self.ask('GET', f'/instances/{self.id}')['configuration']

    def sent(self):
        """Bodies of what was written, secrets redacted by the sandbox."""
        return [json.loads(request['body']) for request in self.control('GET', '/requests')
                if request['method'] not in ('GET', 'HEAD')]

    # The program

    def start(self, *, dark=False):
        scheme = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'} if dark else {}
        self.valence = Valence(self.build, f'--sandbox={self.sandbox.base_url}',
                               environment={'GSETTINGS_BACKEND': 'memory', **scheme})
        self.app = self.valence.connect()
        self.window = self.app.window('Valence')
        self.window.resize(*SIZE)
        a11y.wait_for(lambda: self.window.geometry['HEIGHT'] == SIZE[1], 'the window to grow')

    def open_pane(self):
        self.window.find('list', 'Instances').select_row(NAME)
        self.window.find('page tab', 'Configuration').click()
        self.window.find(name='Authentication Type')

    def entry(self, name):
        return self.window.entry(name)

    def save(self, expected):
        """Saves, and sees that exactly this was sent.  The message that tells of it is waited out,
        since it covers what is below."""
        self.control('DELETE', '/requests')
        self.window.keys('ctrl+s')
        a11y.wait_for(self.sent, 'something to be sent')
        a11y.wait_for(lambda: not self.window.has(a11y.BUTTON_ROLES, UNSAVED), 'no more changes')
        assert self.sent() == [{'configuration': expected}], self.sent()
        self.window.wait_gone('label', re.compile('^Saved'))

    # Chapters

    def prepare(self):
        with self.step('a sandbox has an instance with groups, JSON, secrets and an unknown key'):
            self.sandbox = Sandbox(self.build, '--instances', '3')
            created = self.ask('POST', '/instances', {
                'name': NAME, 'element': {'key': 'bigcommerce'},
                'configuration': {'authentication.type': 'basic', 'username': 'keeper',
                                  'password': SECRET, 'store.url': 'https://shop.example',
                                  'event.poller.configuration': '{"orders": {}}',
                                  'legacy.mode': 'slow', 'legacy.password': 'FAKE+Legacy'}})
            self.id = created['id']
        with self.step('the pane shows its form'):
            self.start()
            self.open_pane()
            assert self.entry('Store URL').text == 'https://shop.example'
            self.picture('form')

    def edit_text(self):
        with self.step('an emptied required field is refused with the reason, and not saved'):
            self.entry('Store URL').fill('')
            self.window.label('This field is required.')
            self.control('DELETE', '/requests')
            self.window.keys('ctrl+s')
            assert not self.save_is_there(), 'Save is not offered'
            self.picture('required')
            assert not self.sent()
        with self.step('text over the maximum length is cut, and the row says so'):
            self.entry('User name').fill('x' * 128)
            self.entry('User name').click()
            a11y.keys('End')
            a11y.type_text('y')
            self.window.label(re.compile('Cut to 128 characters'))
            assert len(self.entry('User name').text) == 128
        with self.step('only the two fields are sent'):
            self.entry('Store URL').fill('https://other.example')
            self.entry('User name').fill('owner')
            self.save({'store.url': 'https://other.example', 'username': 'owner'})
            assert self.configuration()['store.url'] == 'https://other.example'

    def save_is_there(self):
        """Whether Save can be pressed."""
        return self.window.has(a11y.BUTTON_ROLES, 'Save', lambda node: node.sensitive)

    def edit_switch_and_json(self):
        with self.step('a switch'):
            self.window.switch('Filter null values from the response').click()
            self.save({'filter.response.nulls': 'false'})
            assert self.configuration()['filter.response.nulls'] == 'false'
        with self.step('broken JSON is refused with line and column'):
            area = self.window.find('text', re.compile('Poller Resources'))
            area.click()
            type_here('{"orders": }')
            self.window.label(re.compile(r'line 1, column 12'))
            assert not self.save_is_there()
            self.picture('json')
        with self.step('whole JSON is sent'):
            area.click()
            type_here(POLLER)
            a11y.wait_for(self.save_is_there, 'Save')
            self.save({'event.poller.configuration': POLLER})
            assert json.loads(self.configuration()['event.poller.configuration']) == \
                json.loads(POLLER)

    def replace_secret(self):
        with self.step('a secret shows that it is set, and nothing else'):
            texts = self.window.texts
            assert 'Set' in texts and '********' not in texts
            assert not any(SECRET in text for text in texts)
        with self.step('Cancel puts the secret back'):
            self.window.button('Replace API token').click()
            self.entry('API token').fill('typed in vain')
            self.window.button('Cancel').click()
            self.window.button('Replace API token')
            assert not self.window.has(a11y.BUTTON_ROLES, UNSAVED)
        with self.step('a replaced secret is sent alone'):
            self.window.button('Replace API token').click()
            self.entry('API token').fill(REPLACED)
            self.picture('replace-secret')
            self.save({'password': '(redacted)'})
            self.window.button('Replace API token')
            assert self.configuration()['password'] == '********'

    def choose_group(self):
        with self.step('a combo chooses the group of fields'):
            self.window.find('combo box', 'Authentication Type').choose(re.compile('OAuth'))
            self.entry('Client ID')
            assert not self.window.has(a11y.ENTRY_ROLES, 'User name')
            a11y.wait_for(lambda: not self.save_is_there(), 'Save to wait for the required fields')
            self.picture('group')
        with self.step('going back leaves nothing to save'):
            self.window.find('combo box', 'Authentication Type').choose(re.compile('basic'))
            a11y.wait_for(lambda: not self.window.has(a11y.BUTTON_ROLES, UNSAVED),
                          'no more changes')

    def look_at_the_rest(self):
        with self.step('hidden settings come behind a switch'):
            assert not self.window.has(a11y.ENTRY_ROLES, 'Base URL')
            self.window.switch('Show Hidden Settings').click()
            self.entry('Base URL')
            self.picture('hidden')
            self.window.switch('Show Hidden Settings').click()
        with self.step('what the form does not know is listed, its secrets as dots'):
            self.window.find(name='Other Settings').click()
            self.window.label('slow')
            assert not self.window.has(name=re.compile('FAKE.Legacy'))
            self.window.button('Copy legacy.mode').click()
            a11y.wait_for(lambda: a11y.clipboard_text() == 'slow', 'the value to be copied')
            self.picture('other')

    def finish(self):
        with self.step('no mask ever left the program, and it ends without complaint'):
            assert self.control('GET', '/state')['masksReceived'] == 0
            self.window.button('Close').click()
            self.valence.wait()
        with self.step('dark and 360 wide'):
            self.start(dark=True)
            self.open_pane()
            self.picture('dark')
            self.window.resize_inside(360, 720)
            self.picture('narrow')
            self.window.button('Replace API token').click()
            self.picture('narrow-secret')
            self.window.button('Close').click()
            self.valence.wait()
            self.sandbox.stop()

    def run(self):
        try:
            self.prepare()
            self.edit_text()
            self.edit_switch_and_json()
            self.replace_secret()
            self.choose_group()
            self.look_at_the_rest()
            self.finish()
        except Stop:
            pass
        finally:
            if self.valence:
                self.valence.kill()
            if self.sandbox and self.sandbox.process.poll() is None:
                self.sandbox.process.kill()
        return self.steps.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', required=True, type=pathlib.Path, help='build folder')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    assert 'VALENCE_DESKTOP' in os.environ, 'run it with build-aux/desktop.sh'
    return Journey(options.build.resolve(), options.output.resolve()).run()


if __name__ == '__main__':
    sys.exit(main())
