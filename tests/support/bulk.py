# SPDX-License-Identifier: GPL-3.0-or-later
"""What journeys through Update Callback URLs share."""
import json
import urllib.request

import journey
from programs import Sandbox, Valence

TITLE = 'Update Callback URLs'
KEY = 'event.notification.callback.url'
READING = ('GET', 'HEAD')


def callback_url(instance):
    return (instance.get('configuration') or {}).get(KEY)


class Journey(journey.Journey):
    """A journey on a sandbox that is asked what it was sent."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.bulk = None

    def control(self, path, method='GET', body=None):
        """Asks the sandbox itself, not the platform that it plays."""
        about = self.sandbox.about
        request = urllib.request.Request(
            f'{about["controlUrl"]}/{path}', method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={'Sandbox-Control': about['controlToken'], 'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def page(self, token):
        """A page of the platform's instances, and the token of the next one."""
        about = self.sandbox.about
        query = '?pageSize=200' + (f'&nextPage={token}' if token else '')
        request = urllib.request.Request(f'{self.sandbox.base_url}/instances{query}', headers={
            'Authorization': f'User {about["userSecret"]}, '
                             f'Organization {about["organizationSecret"]}'})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read()), answer.headers['elements-next-page-token']

    def instances(self):
        """Every instance of the platform, by its id."""
        found, (page, token) = {}, self.page(None)
        while page:
            found.update({instance['id']: instance for instance in page})
            page, token = self.page(token) if token else ([], None)
        return found

    def callback_urls(self):
        return {key: callback_url(value) for key, value in self.instances().items()}

    def written(self):
        """The writes since the last time: instance id and body of each."""
        requests = self.control('requests')
        self.control('requests', 'DELETE')
        return [(int(request['path'].rsplit('/', 1)[1]), request['body'])
                for request in requests if request['method'] not in READING]

    def begin_on(self, *arguments):
        """Starts a sandbox and the program on it."""
        self.sandbox = Sandbox(self.build, *arguments)
        self.start_again()

    def start_again(self):
        self.valence = Valence(self.build, f'--sandbox={self.sandbox.base_url}')
        self.app = self.valence.connect()
        self.window = self.app.window('Valence')

    def open_bulk(self):
        self.window.keys('ctrl+u')
        self.bulk = self.app.window(TITLE)

    def close_bulk(self):
        self.bulk.button('Close').click()
        self.app.wait_window_gone(TITLE)
        self.window.raise_()

    def preview(self):
        self.bulk.button('Preview').click()
        self.bulk.label('Preview')

    def rule(self, name):
        self.bulk.find('combo box', 'Rule').choose(name)
