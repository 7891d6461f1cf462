#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""New instances of every kind of authentication, and new credentials for an old one, as a person
makes them: OAuth 1 and OAuth 2 with a real browser, a refresh token, user name and password; what
came of each is read back from the platform.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/ui/outside-connect.py --build _build --output _build/connect
"""
import json
import os
import pathlib
import re
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import journey                                            # noqa: E402
from browser import Browser, DefaultBrowser               # noqa: E402
from programs import Sandbox                              # noqa: E402

SEEDED = 40
SIZE = 1080, 900
KEY = 'l7xx0outside0client0id'
SECRET = 'outside/Api+Secret=4d1e9'
REFRESH = 'outside-refresh-token-71c0'
PASSWORD = 'outside-Pass_word!'
WITH_CODE = {'hootsuite', 'slack', 'sfdc', 'box', 'github'}


class Journey(journey.Journey):
    """The story; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        super().__init__(build, output)
        self.desktop = pathlib.Path(os.environ['VALENCE_DESKTOP'])
        self.browser = self.default_browser = self.form = self.invalid = None

    # Helpers

    def control(self, path):
        """What the sandbox says of itself and of the requests it got."""
        about = self.sandbox.about
        request = urllib.request.Request(about['controlUrl'] + path,
                                         headers={'Sandbox-Control': about['controlToken']})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            return json.load(answer)

    def last_request(self, method, suffix):
        """The latest request of that kind; its body without secrets."""
        found = [entry for entry in self.control('/requests')
                 if entry['method'] == method and entry['path'].endswith(suffix)]
        assert found, f'no {method} …{suffix}'
        return found[-1], json.loads(found[-1].get('body') or 'null')

    def start(self, **environment):
        super().start(**environment)
        self.window.resize(*SIZE)
        a11y.wait_for(lambda: self.window.geometry['HEIGHT'] == SIZE[1], 'the window to grow')

    def open_dialog(self, title):
        self.form = self.dialog(title)

    def open_form(self, name):
        """New Instance, up to the form of an element."""
        self.window.keys('ctrl+n')
        self.open_dialog('New Instance')
        self.choose_element(name)

    def choose_element(self, name):
        self.form.entry('Search Elements').fill(name)
        elements = self.form.find('list', 'Elements')
        a11y.wait_for(lambda: len(elements.rows) == 1, 'one element')
        elements.select_row(re.compile(name))
        self.form.entry('Instance Name')

    def consent(self):
        """Follows the program into the browser, and allows what is asked there."""
        self.form.button('Continue').click()
        address = self.default_browser.next_address()
        assert SECRET not in urllib.parse.unquote(address), 'the secret is in the address'
        self.browser.open(address)
        self.browser.element('#allow')
        self.picture('waiting')
        self.browser.follow('#allow')

    def find_created(self, name):
        """The one instance of that name; the dialog says that it is there."""
        self.form.label('Instance Created')
        found = [i for i in self.sandbox.call('/instances?pageSize=200') if i['name'] == name]
        assert len(found) == 1, f'{len(found)} of {name}'
        return found[0]

    def finish_dialog(self, title):
        self.form.button('Done').click()
        self.app.wait_window_gone(title)

    # Chapters

    def prepare(self):
        self.steps.chapter('Account')
        with self.step('an account on a sandbox is added, a browser stands by'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED), '--seed', '11')
            self.default_browser = DefaultBrowser(self.desktop / 'browser.socket')
            self.browser = Browser(self.desktop / 'browser')
            self.start()
            self.window.button('Add Account…').click()
            self.open_dialog('Add Account')
            self.form.entry('Name').fill('Main Street Shop')
            self.form.find('combo box', 'Environment').click()
            a11y.keys('End', 'Return')                    # the last one is for any other
            self.form.entry('Base URL').fill(self.sandbox.base_url)
            self.form.entry('User Secret').fill(self.sandbox.about['userSecret'])
            self.form.entry('Organization Secret').fill(self.sandbox.about['organizationSecret'])
            self.form.button('Save').click()
            self.app.wait_window_gone('Add Account')
            self.window.label(f'{SEEDED} instances')

    def oauth1(self):
        self.steps.chapter('OAuth 1')
        with self.step('the hub narrows the catalogue, with counts'):
            self.window.keys('ctrl+n')
            self.open_dialog('New Instance')
            self.form.find('combo box', 'Hub').choose(re.compile(r'^social \(2\)$'))
            elements = self.form.find('list', 'Elements')
            a11y.wait_for(lambda: len(elements.rows) == 2, 'the two elements of the hub')
            self.picture('hub')
            elements.select_row(re.compile('Twitter'))
        with self.step('the form asks for the app, and has no choice of a refresh token'):
            self.form.entry('Instance Name').fill('Birds')
            self.form.entry('Consumer Key').fill(KEY)
            self.form.entry('Consumer Secret').fill(SECRET)
            self.form.entry('Redirect Address')
            assert not self.form.has('combo box', 'Authorization')
            self.picture('oauth1-form')
        with self.step('consent in the browser makes the instance'):
            self.consent()
            created = self.find_created('Birds')
            assert created['valid'] and created['element']['key'] == 'twitter'
            assert created['configuration']['oauth.user.token'] == '********'
            _, body = self.last_request('POST', '/instances')
            assert set(body['providerData']) == {'oauth_token', 'oauth_verifier', 'secret'}
            self.finish_dialog('New Instance')

    def basic(self):
        self.steps.chapter('User name and password')
        with self.step('what was typed is kept when going back'):
            self.open_form('Zuora')
            self.form.entry('Instance Name').fill('Bills')
            self.form.entry('User name').fill('dana')
            self.form.button('Back').click()
            self.choose_element('Zuora')
            assert self.form.entry('Instance Name').text == 'Bills'
            assert self.form.entry('User name').text == 'dana'
            assert not self.form.has(a11y.ENTRY_ROLES, 'Redirect Address')
        with self.step('without a password nothing is sent'):
            self.form.button('Continue').click()
            self.form.label('This field is required.')
        with self.step('no browser is needed'):
            self.form.entry('Password').fill(PASSWORD)
            self.form.button('Continue').click()
            created = self.find_created('Bills')
            assert created['configuration']['username'] == 'dana'
            _, body = self.last_request('POST', '/instances')
            assert 'providerData' not in body
            self.finish_dialog('New Instance')

    def refresh_token(self):
        self.steps.chapter('Existing refresh token')
        with self.step('the choice replaces the browser'):
            self.open_form('Slack')
            self.form.entry('Instance Name').fill('Chats')
            self.form.entry('API Key').fill(KEY)
            self.form.entry('API Secret').fill(SECRET)
            self.form.find('combo box', 'Authorization').choose('Existing Refresh Token')
            self.form.entry('Refresh Token').fill(REFRESH)
            self.picture('refresh-token')
        with self.step('the instance is made from it'):
            self.form.button('Continue').click()
            created = self.find_created('Chats')
            assert created['valid']
            assert created['configuration']['oauth.user.refresh_token'] == '********'
            _, body = self.last_request('POST', '/instances')
            assert body['externalAuthentication'] == 'initial' and 'providerData' not in body
            self.finish_dialog('New Instance')

    def reauthenticate(self):
        self.steps.chapter('Re-authenticate')
        instances = self.sandbox.call('/instances?pageSize=200')
        self.invalid = next(i for i in instances
                            if not i['valid'] and i['element']['key'] in WITH_CODE)
        with self.step('an invalid instance says so and offers it'):
            self.window.keys('ctrl+f')
            self.window.entry('Search Instances').fill(str(self.invalid['id']))
            self.window.find('list', 'Instances').select_row(self.invalid['name'])
            self.picture('invalid')
            self.window.button('Re-Authenticate…').click()
            self.open_dialog('Re-Authenticate Instance')
        with self.step('the form asks for credentials only'):
            self.form.entry('API Key').fill(KEY)
            self.form.entry('API Secret').fill(SECRET)
            assert not self.form.has(a11y.ENTRY_ROLES, 'Instance Name')
            assert not self.form.has(a11y.SWITCH_ROLES, 'Events Enabled')
            self.picture('reauthenticate-form')
        with self.step('consent makes it valid again, with its id and token'):
            self.consent()
            self.form.label('Instance Re-Authenticated')
            now = self.sandbox.call(f'/instances/{self.invalid["id"]}')
            assert now['valid'] and now['token'] == self.invalid['token']
            for name in ('name', 'tags', 'eventsEnabled', 'disabled'):
                assert now[name] == self.invalid[name], name
            self.check_configuration(now)
            self.picture('reauthenticated')
            self.finish_dialog('Re-Authenticate Instance')
        with self.step('the window shows it valid'):
            self.window.label('Valid')
            assert not self.window.has(a11y.BUTTON_ROLES, 'Re-Authenticate…')

    def check_configuration(self, now):
        """Nothing but what the consent gives has changed, and no mask was sent."""
        entry, body = self.last_request('PUT', f'/instances/{self.invalid["id"]}')
        assert 'reAuthenticate=true' in entry['query']
        assert not any(key.startswith('oauth.user.') for key in body['configuration'])
        was = self.invalid['configuration']
        changed = {key for key in was if was[key] != now['configuration'].get(key)}
        allowed = {'oauth.user.refresh_time', 'event.metadata',
                   'event.notification.subscription.id'}         # the platform's own
        assert changed <= allowed, changed - allowed
        assert self.control('/state')['masksReceived'] == 0, 'a mask was sent'

    def renew_by_keyboard(self):
        with self.step('the next time its key and secret are known, from the keyring'):
            self.window.keys('ctrl+shift+a')
            self.open_dialog('Re-Authenticate Instance')
            assert self.form.entry('API Key').text == KEY
            self.form.entry('API Secret')
            self.form.keys('Escape')
            self.app.wait_window_gone('Re-Authenticate Instance')

    def duplicate(self):
        self.steps.chapter('Duplicate')
        with self.step('the form begins as the instance is, without its secrets'):
            self.window.keys('ctrl+d')
            self.open_dialog('Duplicate Instance')
            assert self.form.entry('Instance Name').text == f'{self.invalid["name"]} (copy)'
            assert self.form.entry('API Key').text == ''
            assert self.form.entry('API Secret').text == ''
            self.picture('duplicate')
        with self.step('it becomes an instance of its own'):
            self.form.entry('API Key').fill(KEY)
            self.form.entry('API Secret').fill(SECRET)
            self.consent()
            created = self.find_created(f'{self.invalid["name"]} (copy)')
            assert created['id'] != self.invalid['id'] and created['tags'] == self.invalid['tags']
            callback = 'event.notification.callback.url'
            assert created['configuration'][callback] == self.invalid['configuration'][callback]
            self.finish_dialog('Duplicate Instance')

    def look(self):
        self.steps.chapter('Dark and narrow')
        with self.step('the forms fit a width of 360 in the dark'):
            self.close()
            self.start(ADW_DEBUG_COLOR_SCHEME='prefer-dark')
            self.window.label(re.compile(r'^\d+ instances$'))
            self.window.keys('ctrl+n')
            self.form = self.app.window('New Instance')
            self.form.resize_inside(360, 720)
            self.form.find('list', 'Elements')
            self.steps.picture('narrow-hub', lambda path: a11y.screenshot(path, self.form))
            self.choose_element('Slack')
            self.form.find('combo box', 'Authorization').choose('Existing Refresh Token')
            self.steps.picture('narrow-form', lambda path: a11y.screenshot(path, self.form))
        with self.step('the window closes without a complaint'):
            self.form.keys('Escape')
            a11y.wait_for(lambda: len(self.app.shown_windows()) == 3, 'the question')
            a11y.keys('alt+d')
            self.app.wait_window_gone('New Instance')
            self.close()
            self.sandbox.stop()

    def chapters(self):
        return (self.prepare, self.oauth1, self.basic, self.refresh_token, self.reauthenticate,
                self.renew_by_keyboard, self.duplicate, self.look)

    def run(self):
        try:
            return super().run()
        finally:
            if self.browser:
                self.browser.close()
            if self.default_browser:
                self.default_browser.close()


if __name__ == '__main__':
    sys.exit(journey.main(Journey, __doc__))
