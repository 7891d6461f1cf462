#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened and what was sent, as a person looks at it: events that reach the platform, a change
that is saved, the request that did it, the platform's own record of that, and the same request
again as a cURL command in a shell.

To be run in a private desktop:

    build-aux/desktop.sh tests/ui/outside-requests.py --build _build --output _build/requests
"""
import argparse
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import leaks                                              # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402
from steps import Steps, Stop                             # noqa: E402

SEEDED = 30
NEW_NAME = "Renamed by 'hand' & $HOME"
PAGE = 50


class Journey:
    """The story; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        self.build = build
        self.steps = Steps(output)
        self.searcher = leaks.Searcher()
        self.sandbox = self.valence = self.app = self.window = self.requests = None
        self.instance = self.command = None

    # Helpers

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
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

    @property
    def path(self):
        return f'/instances/{self.instance["id"]}'

    def send_events(self, count):
        """What the provider would send, as one webhook for each event."""
        encoded = base64.b64encode(str(self.instance['id']).encode()).decode()
        url = f'{self.sandbox.base_url}/events/{self.instance["element"]["key"]}/{encoded}'
        for number in range(count):
            body = [{'seq_no': str(number), 'type': 'com.hootsuite.messages.event.v1',
                     'data': {'message': {'id': str(5550000 + number), 'state': 'SENT'}}}]
            request = urllib.request.Request(url, json.dumps(body).encode(),
                                             {'Content-Type': 'application/json'})
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status == 200

    def show_page(self, name):
        self.window.find('page tab', name).click()

    @staticmethod
    def view_text(window, name):
        """What a body view shows."""
        return window.find(('text', 'entry'), name).text

    def rows(self, window):
        """Words of each row of the list of requests, newest first."""
        return [row.texts for row in window.find('list', 'Requests').rows]

    # Chapters

    def begin(self):
        self.steps.chapter('Begin')
        with self.step('an account on a sandbox is open'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            for name in ('userSecret', 'organizationSecret'):
                self.searcher.add(name, self.sandbox.about[name])
            instances = self.sandbox.call('/instances')
            for instance in instances:
                self.searcher.add('token', instance['token'])
            self.instance = next(i for i in instances
                                 if i['element']['key'] == 'hootsuite' and i['eventsEnabled'])
            self.valence = Valence(self.build, f'--sandbox={self.sandbox.base_url}')
            self.app = self.valence.connect()
            self.window = self.app.window('Valence')
        with self.step('an instance is chosen'):
            self.window.find('list', 'Instances').select_row(self.instance['name'])
            self.window.find('page tab', 'Activity')

    def look_at_events(self):
        self.steps.chapter('Activity')
        with self.step('without events, it says so'):
            self.show_page('Activity')
            self.window.label('No Events')
            self.picture('no-events')
        with self.step('events that arrived are listed, with what they tell'):
            self.send_events(3)
            self.window.button('Look Again').click()
            a11y.wait_for(lambda: len(self.event_rows()) == 3, 'three events')
            told = self.sandbox.call(f'{self.path}/events')
            assert len(told) == 3
            self.window.find(name=re.compile('^3 events in 12 hours'))
            self.picture('events')
        with self.step('one that is expanded shows what the provider sent'):
            self.event_rows()[0].click()
            a11y.wait_for(lambda: '"seq_no" : "2"' in self.view_text(self.window,
                                                                      'From the Provider'),
                          'what the provider sent')
            self.picture('event-expanded')
            self.event_rows()[0].click()
        with self.step('more are loaded page by page'):
            self.send_events(PAGE)
            self.window.button('Refresh Events').click()
            a11y.wait_for(lambda: self.window.has(name=re.compile(f'^{PAGE} events in 12 hours')),
                          'the newest events')
            self.window.button('Load More').click()
            a11y.wait_for(lambda: self.window.has(name=re.compile(f'^{PAGE + 3} events in ')),
                          'the older ones, too')
            self.window.wait_gone('push button', 'Load More')

    def event_rows(self):
        return [row for row in self.window.find('list', 'Events').rows
                if 'messages' in row.name]

    def rename(self):
        self.steps.chapter('Request')
        with self.step('a change is saved'):
            self.show_page('Overview')
            self.window.entry('Name').fill(NEW_NAME)
            self.window.keys('ctrl+s')
            a11y.wait_for(lambda: self.sandbox.call(self.path)['name'] == NEW_NAME, 'the new name')
        with self.step('the page of the instance lists its requests and no others'):
            self.show_page('Requests')
            a11y.wait_for(lambda: any('PATCH' in row for row in self.rows(self.window)),
                          'the PATCH')
            others = [row for row in self.rows(self.window)
                      if not any(text.startswith(self.path) for text in row)]
            assert not others, others
            self.picture('instance-requests')
        with self.step('the window of requests lists all'):
            self.window.keys('ctrl+shift+r')
            self.requests = self.app.window('Requests')
            a11y.wait_for(lambda: any('/instances' in row for row in self.rows(self.requests)),
                          'the list of instances')
            self.picture('requests', self.requests)

    def select(self, method, path):
        def row():
            return [row for row in self.requests.find('list', 'Requests').rows
                    if method in row.texts and path in row.texts]
        a11y.wait_for(row, f'{method} {path}')[0].click()
        self.requests.label(f'{method} {path}')

    def look_up(self):
        with self.step('the request in full tells what was sent, without secrets'):
            self.select('PATCH', self.path)
            sent = json.loads(self.view_text(self.requests, 'Request'))
            assert sent == {'name': NEW_NAME}, sent
            answer = json.loads(self.view_text(self.requests, 'Answer'))
            assert answer['name'] == NEW_NAME
            assert answer['token'] == '«TOKEN»', 'the token has its name in its place'
            self.picture('request', self.requests)
        with self.step('its id can be copied, and the platform knows it'):
            self.requests.button('Copy Request ID').click()
            request_id = a11y.wait_for(a11y.clipboard_text, 'the id')
            record = self.sandbox.call(f'/usage/{request_id}')
            assert record['requestStatus'] == 'SUCCESS'
            assert record['requestURI'].endswith(self.path)
        with self.step('the platform\'s own record of it is shown'):
            self.requests.button('Look Up at the Platform').click()
            self.requests.label('The Platform’s Record')
            self.requests.label('SUCCESS')
            self.requests.label(str(record['id']))
            self.picture('record', self.requests)

    def run_curl(self):
        self.steps.chapter('cURL')
        with self.step('the request is copied as a command without secrets'):
            self.requests.button('Copy as cURL').click()
            self.command = a11y.wait_for(
                lambda: (text := a11y.clipboard_text()).startswith('curl ') and text, 'a command')
            assert '$USER_SECRET' in self.command and '$ORGANIZATION_SECRET' in self.command
            assert not self.searcher.in_bytes(self.command.encode(), 'command')
            self.requests.label(re.compile('Export these first: USER_SECRET, ORGANIZATION_SECRET'))
        with self.step('in a shell where they are exported it does the same again'):
            self.sandbox_rename('Something else')
            environment = {**os.environ, 'USER_SECRET': self.sandbox.about['userSecret'],
                           'ORGANIZATION_SECRET': self.sandbox.about['organizationSecret']}
            done = subprocess.run(['sh', '-c', self.command], env=environment, timeout=30,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
            assert json.loads(done.stdout)['name'] == NEW_NAME, done.stdout[:300]
            assert self.sandbox.call(self.path)['name'] == NEW_NAME
        with self.step('in one where they are not, the platform refuses it'):
            done = subprocess.run(['sh', '-c', self.command], timeout=30, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=True)
            assert 'Invalid Organization or User secret' in done.stdout.decode()

    def sandbox_rename(self, name):
        about = self.sandbox.about
        request = urllib.request.Request(
            self.sandbox.base_url + self.path, json.dumps({'name': name}).encode(),
            {'Content-Type': 'application/json',
             'Authorization': f'User {about["userSecret"]}, '
                              f'Organization {about["organizationSecret"]}'}, method='PATCH')
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer)['name'] == name

    def look_for_secrets(self):
        self.steps.chapter('Secrets')
        with self.step('the answer with all tokens shows none of them'):
            self.select('GET', '/instances')
            shown = self.view_text(self.requests, 'Answer')
            assert self.instance['element']['key'] in shown
            assert not self.searcher.in_bytes(shown.encode(), 'answer')
            findings = self.searcher.in_bytes(self.requests.dump().encode(), 'window')
            assert not findings, findings

    def pause_and_clear(self):
        self.steps.chapter('Pause and clear')
        with self.step('cleared, the list is empty'):
            self.requests.button('Clear Requests').click()
            self.requests.label('No Requests Yet')
        with self.step('paused, nothing is recorded'):
            self.requests.button('Pause Recording').click()
            self.requests.label('0 requests, paused')
            self.reload()
            assert self.requests.has('label', 'No Requests Yet')
        with self.step('going on, the next request is'):
            self.requests.button('Pause Recording').click()
            self.requests.wait_gone('label', '0 requests, paused')
            self.reload()
            a11y.wait_for(lambda: self.rows(self.requests), 'a request')

    def reload(self):
        """Refreshes the list, and waits until the platform has answered."""
        def asked():
            return len(self.sandbox.call('/usage?searchText=/api-v2/instances'))
        before = asked()
        self.window.keys('F5')
        a11y.wait_for(lambda: asked() > before, 'the list to be asked for')

    def be_narrow(self):
        with self.step('it fits a width of 360'):
            self.select('GET', '/instances')
            self.requests.resize_inside(360, 640)
            self.requests.button('Back to the Requests')
            self.picture('narrow-request', self.requests)
            self.requests.button('Back to the Requests').click()
            self.rows(self.requests)
            self.picture('narrow-requests', self.requests)
            self.requests.button('Close').click()
            self.app.wait_window_gone('Requests')

    def leave(self):
        with self.step('the program ends without a complaint'):
            self.window.button('Close').click()
            self.valence.wait()
            self.app = None
            self.sandbox.stop()

    def run(self):
        try:
            self.begin()
            self.look_at_events()
            self.rename()
            self.look_up()
            self.run_curl()
            self.look_for_secrets()
            self.pause_and_clear()
            self.be_narrow()
            self.leave()
        except Stop:
            pass
        finally:
            self.end()
        return self.steps.finish()

    def end(self):
        """Whatever happened, nothing stays behind."""
        if self.valence:
            self.valence.kill()
        if self.sandbox and self.sandbox.process.poll() is None:
            self.sandbox.process.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', required=True, type=pathlib.Path, help='build folder')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    return Journey(options.build.resolve(), options.output.resolve()).run()


if __name__ == '__main__':
    sys.exit(main())
