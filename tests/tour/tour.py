#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, done in the real window as a person does it: a first run, an account, a new Hootsuite
instance with consent in a real browser, its token in a real keyring, its webhook URL and its
callback URL; what the platform, the keyring and the provider say about it; the callback URLs of all
instances updated and taken back; and a search for secrets in everything that was left behind.

To be run in a private desktop:

    build-aux/desktop.sh --keyring unlocked tests/tour/tour.py --build _build --output _build/tour
"""
import argparse
import base64
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))

import a11y                                               # noqa: E402
import leaks                                              # noqa: E402
from browser import Browser, DefaultBrowser               # noqa: E402
from programs import Sandbox, Valence                     # noqa: E402
from steps import Steps, Stop                             # noqa: E402

SEEDED = 12
SIZE = 1080, 900                        # tall enough to show them all
ACCOUNT = 'Main Street Shop'
INSTANCE = 'Shop news'
TAGS = ['tour', 'social']
UPDATE_TEMPLATE = 'https://hooks.example.com/{element.key}/{instance.id.base64}'
API_KEY = 'l7xx0tour0client0id'
API_SECRET = 'tour/Api+Secret=9f3c5a7e1b'
WRONG_SECRET = 'wrong+UserSecret/0123456789=='


class Tour:
    """The story, chapter by chapter; what one chapter finds out, the next ones use."""

    def __init__(self, build, output):
        self.build = build
        self.desktop = pathlib.Path(os.environ['VALENCE_DESKTOP'])
        self.steps = Steps(output)
        self.searcher = leaks.Searcher()
        self.sandbox = self.valence = self.browser = self.default_browser = None
        self.app = self.window = None
        self.instance_id = None
        self.webhook_url = None
        self.token = None

    # Helpers

    def step(self, what):
        return self.steps.step(what, self.last_words)

    def last_words(self):
        """What helps to understand a failure: a picture, the windows, the program's output."""
        lines = []
        try:
            path = self.steps.folder / 'failure.png'
            subprocess.run(['import', '-silent', '-window', 'root', str(path)], timeout=20, check=True)
            for accessible, _ in self.app.shown_windows() if self.app else []:
                lines.append(a11y.Node(accessible).dump())
        except Exception as error:                        # the failure itself matters more
            lines.append(f'no picture: {error}\n')
        if self.valence:
            lines.append(self.valence.output.text)
        return lines

    def picture(self, slug, window=None):
        self.steps.picture(slug, lambda path: a11y.screenshot(path, window or self.window))

    def dialog(self, name):
        dialog = self.app.window(name)
        a11y.centre_over(dialog, self.window)
        return dialog

    def new_valence(self, environment):
        return Valence(self.build, environment=environment)

    def start_valence(self, **environment):
        self.valence = self.new_valence(environment)
        self.app = self.valence.connect()
        self.window = self.app.window('Valence')
        self.window.resize(*SIZE)
        a11y.wait_for(lambda: self.window.geometry['HEIGHT'] == SIZE[1], 'the window to grow')

    def close_valence(self):
        self.window.button('Close').click()
        self.valence.wait()
        self.app = None

    def instances(self):
        return self.window.find('list', 'Instances')

    # Chapters

    def prepare(self):
        self.steps.chapter('Before the first run')
        with self.step('a sandbox with twelve instances is running'):
            self.sandbox = Sandbox(self.build, '--instances', str(SEEDED))
            assert len(self.sandbox.call('/instances')) == SEEDED
        with self.step('a real browser stands by as the default for web pages'):
            self.default_browser = DefaultBrowser(self.desktop / 'browser.socket')
            self.browser = Browser(self.desktop / 'browser')
        self.searcher.add('user secret', self.sandbox.about['userSecret'])
        self.searcher.add('organization secret', self.sandbox.about['organizationSecret'])
        self.searcher.add('API secret', API_SECRET)
        self.searcher.add('wrong secret', WRONG_SECRET)

    def first_run(self):
        self.steps.chapter('First run')
        with self.step('the window opens and offers ways to begin'):
            self.start_valence()
            self.window.button('Add Account…')
            self.window.button('Try the Sandbox')
        self.picture('first-run')

    def add_account(self):
        self.steps.chapter('Account')
        about = self.sandbox.about
        with self.step('Add Account opens'):
            self.window.button('Add Account…').click()
            dialog = self.dialog('Add Account')
        with self.step('name, base URL and secrets are typed'):
            dialog.entry('Name').fill(ACCOUNT)
            dialog.entry('Base URL').fill(about['baseUrl'])
            a11y.wait_for(lambda: dialog.find('combo box', 'Environment').has('label', 'Custom'),
                          'the environment to be a custom one')
            dialog.entry('User Secret').fill(WRONG_SECRET)
            dialog.entry('Organization Secret').fill(about['organizationSecret'])
        with self.step('a wrong secret is refused, with advice'):
            dialog.button('Check').click()
            dialog.label(re.compile('secret.*(refused|wrong|not accept)|(refused|wrong).*secret',
                                    re.IGNORECASE))
            self.picture('account-refused')
        with self.step('the right secret is accepted'):
            dialog.entry('User Secret').fill(about['userSecret'])
            dialog.button('Check').click()
            dialog.label(re.compile('accepted|works|connected|all right', re.IGNORECASE))
            self.picture('account-checked')
        with self.step('Save closes the dialog'):
            dialog.button('Save').click()
            self.app.wait_window_gone('Add Account')

    def look_at_list(self):
        self.steps.chapter('List')
        names = sorted(instance['name'] for instance in self.sandbox.call('/instances'))
        with self.step('all instances of the account are listed'):
            self.wait_for_rows(names)
            self.window.label(f'{SEEDED} instances')
            self.picture('list')
        with self.step('searching narrows the list, and nothing is lost'):
            self.window.keys('ctrl+f')
            self.window.entry('Search Instances').fill(names[0])
            self.wait_for_rows(names[:1])
            self.picture('search')
            self.window.keys('Escape')
            self.wait_for_rows(names)

    def wait_for_rows(self, names):
        """Waits until the list shows exactly these instances."""
        def shown():
            return sorted(row.find('label', timeout=0).name for row in self.instances().rows)
        a11y.wait_for(lambda: shown() == sorted(names), f'the list to show {len(names)} instances')

    def fill_new_instance(self):
        self.steps.chapter('New instance')
        with self.step('New Instance offers the elements, and finds Hootsuite'):
            self.window.button('New Instance').click()
            dialog = self.dialog('New Instance')
            dialog.entry('Search Elements').fill('hootsuite')
            a11y.wait_for(lambda: len(dialog.find('list', 'Elements').rows) == 1, 'one element')
            self.picture('elements')
            dialog.find('list', 'Elements').select_row(re.compile('Hootsuite'))
        with self.step('its fields are filled in'):
            dialog.entry('Instance Name').fill(INSTANCE)
            dialog.entry('Tags').fill(', '.join(TAGS))
            dialog.entry('API Key').fill(API_KEY)
            dialog.entry('API Secret').fill(API_SECRET)
            redirect = urllib.parse.urlsplit(dialog.entry('Redirect Address').text)
            assert redirect.hostname in ('localhost', '127.0.0.1'), 'default is loopback'
            self.picture('fields')
        return dialog

    def follow_to_consent(self, dialog, button):
        """Presses the button, and follows the program to the consent page."""
        dialog.button(button).click()
        address = self.default_browser.next_address()
        assert API_SECRET not in urllib.parse.unquote(address), 'the secret is in the address'
        state = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)['state'][0]
        assert len(state) >= 22, 'the state is too short for 128 bits'
        self.browser.open(address)
        self.browser.element('#allow')
        return state

    def decline(self, dialog):
        with self.step('the provider asks for consent in the browser'):
            first_state = self.follow_to_consent(dialog, 'Continue')
            self.steps.picture('consent', self.browser.screenshot)
            self.picture('waiting-for-consent')
        with self.step('declining is told plainly, and nothing is created'):
            self.browser.follow('#deny')
            dialog.label(re.compile('declin|denied|did not allow|refused', re.IGNORECASE))
            self.picture('declined')
            assert len(self.sandbox.call('/instances')) == SEEDED
        return first_state

    def consent(self, dialog, first_state):
        with self.step('a second attempt has a state of its own and is allowed'):
            state = self.follow_to_consent(dialog, 'Try Again')
            assert state != first_state, 'the state was used again'
            self.browser.follow('#allow')
            landed = urllib.parse.urlsplit(self.browser.url)
            code = urllib.parse.parse_qs(landed.query)['code'][0]
            self.searcher.add('code', code)
            self.steps.picture('page-after-consent', self.browser.screenshot)
        with self.step('the instance exists, and its webhook URL is shown'):
            self.find_created()
            dialog.find(name=re.compile(re.escape(self.webhook_url)))
            self.picture('created')
        with self.step('the webhook URL can be copied'):
            dialog.button('Copy Webhook URL').click()
            a11y.wait_for(lambda: a11y.clipboard_text() == self.webhook_url, 'the URL to be copied')
        with self.step('the callback URL is updated to it'):
            assert dialog.entry('Callback URL').text == self.webhook_url
            dialog.button('Update Callback URL').click()
            dialog.label(re.compile('updated and read back'))
            assert self.callback_url() == self.webhook_url, 'the platform has it'
            self.picture('updated')
            dialog.wait_gone('label', re.compile('copied$'))      # the message covers the button
            dialog.button('Done').click()
            self.app.wait_window_gone('New Instance')

    def find_created(self):
        """The new instance as the platform tells it, and the webhook URL by the documented rule."""
        created = a11y.wait_for(lambda: [instance for instance in self.sandbox.call('/instances')
                                         if instance['name'] == INSTANCE], 'the new instance')
        assert len(created) == 1, 'created once'
        assert sorted(created[0]['tags']) == sorted(TAGS)
        self.instance_id, self.token = created[0]['id'], created[0]['token']
        self.searcher.add('token', self.token)
        encoded = base64.b64encode(str(self.instance_id).encode()).decode()
        self.webhook_url = f'{self.sandbox.base_url}/events/hootsuite/{encoded}'

    def callback_url(self):
        instance = self.sandbox.call(f'/instances/{self.instance_id}')
        return instance['configuration'].get('event.notification.callback.url')

    def check_platform(self):
        self.steps.chapter('What others say')
        with self.step('the platform has the instance with events on and the callback URL'):
            instance = self.sandbox.call(f'/instances/{self.instance_id}')
            configuration = instance['configuration']
            assert instance['eventsEnabled'] is True, 'events are on'
            assert configuration['event.notification.callback.url'] == self.webhook_url
            assert configuration['oauth.api.key'] in (API_KEY, '********')
        with self.step('the keyring keeps the token under account and kind'):
            self.check_keyring()

    def check_keyring(self):
        done = subprocess.run(['secret-tool', 'search', '--all', 'kind', 'book'],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=20, check=True)
        assert self.token in done.stdout, 'the token is in the book'
        assert re.search(r'^attribute\.account = .+', done.stdout, re.MULTILINE)
        attributes = [line for line in done.stdout.splitlines() if line.startswith('attribute.')]
        assert not self.searcher.in_bytes('\n'.join(attributes).encode(), 'attributes')

    def check_provider(self):
        with self.step('the provider takes the webhook URL, and its ping arrives as an event'):
            self.browser.open(self.sandbox.about['providerUrl'])
            self.browser.follow('a[href$="/hootsuite/apps"]')
            self.browser.fill('#webhook', self.webhook_url)
            self.browser.follow('#save')
            assert self.browser.value('#webhook') == self.webhook_url
            self.browser.follow('#ping')
            assert '200' in self.browser.text('#outcome'), 'the platform took the ping'
            self.steps.picture('provider', self.browser.screenshot)
            a11y.wait_for(self.events, 'an event of the instance')

    def events(self):
        try:
            return self.sandbox.call(f'/instances/{self.instance_id}/events')
        except AssertionError:                            # 404 is an empty list
            return []

    def check_editor(self):
        with self.step('the window shows the new instance, its id and its token on demand'):
            self.instances().select_row(INSTANCE)
            self.window.find(name=str(self.instance_id))
            assert not self.window.has(name=self.token), 'the token is hidden'
            self.picture('overview')
            self.reveal_and_hide_token()
        with self.step('its events are on and go to the callback URL'):
            self.window.find('page tab', 'Events').click()
            assert self.window.switch('Events').checked, 'events are on'
            assert self.window.entry('Callback URL').text == self.webhook_url
            self.picture('events')
            self.window.find('page tab', 'Overview').click()

    def reveal_and_hide_token(self):
        self.window.button('Reveal Token').click()
        self.window.find(name=self.token)
        self.window.button('Reveal Token').click()
        self.window.wait_gone(name=self.token)

    def callback_urls(self):
        return {instance['id']: instance['configuration'].get('event.notification.callback.url')
                for instance in self.sandbox.call('/instances')}

    def update_many(self):
        self.steps.chapter('Many callback URLs')
        before = self.callback_urls()
        window = self.preview_update()
        with self.step('nothing was sent for the preview'):
            assert self.callback_urls() == before
        with self.step('applying changes what is ticked, as the template says'):
            window.button('Apply…').click()
            self.app.window(re.compile('^Change .* Callback URLs')).button('Apply').click()
            window.label('Result', timeout=120)
            self.picture('update-result', window)
            changed = {key: url for key, url in self.callback_urls().items() if url != before[key]}
            assert len(changed) >= 3, changed
            for key, url in changed.items():
                encoded = base64.b64encode(str(key).encode()).decode()
                assert url.startswith('https://hooks.example.com/'), url
                assert urllib.parse.unquote(url).endswith(f'/{encoded}'), url
        with self.step('undoing brings every old value back'):
            window.button('Undo…').click()
            window.label('Preview')
            window.button('Apply…').click()
            self.app.window(re.compile('^Change .* Callback URLs')).button('Apply').click()
            window.label('Result', timeout=120)
            assert self.callback_urls() == before
            window.button('Close').click()
            self.app.wait_window_gone('Update Callback URLs')
        self.look_at_history()

    def preview_update(self):
        with self.step('a template for the whole account, with an example'):
            self.window.keys('ctrl+u')
            window = self.dialog('Update Callback URLs')
            window.find('combo box', 'Rule').choose('Template')
            window.entry('Template').fill(UPDATE_TEMPLATE)
            window.label(re.compile('^https://hooks.example.com/'))
            self.picture('update-rule', window)
        with self.step('a preview has a verdict for each instance'):
            window.button('Preview').click()
            window.label('Preview')
            window.label(re.compile(f' of {SEEDED + 1} instances will be changed'))
            self.picture('update-preview', window)
        return window

    def look_at_history(self):
        with self.step('the history has the update and its undoing'):
            self.window.raise_()
            self.window.button('Main Menu').click()
            self.window.find(('menu item', 'push button'), 'Update History').press()
            window = self.dialog('Update History')
            window.find(None, re.compile('^Undo: '))
            self.picture('update-history', window)
            window.button('Close').click()
            self.app.wait_window_gone('Update History')
            self.window.raise_()

    def may_hold_secrets(self):
        """Folders that are not searched."""
        return {pathlib.Path(os.environ['XDG_DATA_HOME'], 'keyrings')}

    def processes(self):
        return [self.valence.pid]

    def check_secrets(self):
        self.steps.chapter('Secrets')
        with self.step('no secret in any file but the keyring, nor in output, arguments, environment'):
            findings, count = [], 0
            for folder in ('home', 'tmp', 'run', 'log'):
                found, read = self.searcher.in_tree(self.desktop / folder, self.may_hold_secrets())
                findings, count = findings + found, count + read
            for pid in self.processes():
                findings += self.searcher.in_process(pid)
            findings += self.searcher.in_bytes(self.valence.output.data, 'output of valence')
            findings += self.searcher.in_bytes(self.sandbox.complaints.data, 'complaints of sandbox')
            findings += self.searcher.in_tree(self.steps.folder)[0]
            assert count > 3, 'there were files to search'
            assert not findings, '\n'.join(findings)
            self.steps.note(f'{count} files searched')

    def restart_dark_and_narrow(self):
        self.steps.chapter('Restart')
        with self.step('the window closes, without a complaint'):
            self.close_valence()
        with self.step('the next start finds the account and its instances by itself'):
            self.start_valence(ADW_DEBUG_COLOR_SCHEME='prefer-dark')
            self.window.label(f'{SEEDED + 1} instances')
        with self.step('the keyring gives the token back'):
            self.instances().select_row(INSTANCE)
            self.window.label(re.compile('kept in your keyring'))
            self.reveal_and_hide_token()
        with self.step('it is dark, and fits a width of 360'):
            self.picture('dark')
            self.window.resize_inside(360, 720)
            self.picture('narrow')
            self.window.button('Back to the List').click()
            self.instances()
            self.picture('narrow-list')

    def leave(self):
        with self.step('the window closes again, without a complaint'):
            self.close_valence()
        with self.step('the sandbox ends'):
            self.sandbox.stop()

    def story(self):
        self.prepare()
        self.first_run()
        self.add_account()
        self.look_at_list()
        dialog = self.fill_new_instance()
        first_state = self.decline(dialog)
        self.consent(dialog, first_state)
        self.check_platform()
        self.check_editor()
        self.check_provider()
        self.update_many()
        self.check_secrets()
        self.restart_dark_and_narrow()
        self.check_secrets()
        self.leave()

    def run(self):
        try:
            self.story()
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
        if self.browser:
            self.browser.close()
        if self.default_browser:
            self.default_browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--build', required=True, type=pathlib.Path, help='build folder')
    parser.add_argument('--output', required=True, type=pathlib.Path,
                        help='folder for pictures and transcript; what is in it is removed')
    options = parser.parse_args()
    return Tour(options.build.resolve(), options.output.resolve()).run()


if __name__ == '__main__':
    sys.exit(main())
