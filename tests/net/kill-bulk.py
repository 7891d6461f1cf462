#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills an update of a thousand callback URLs at random moments, over and over, and lets it go on
each time.  After each job that came to its end: every instance is exactly what the journal and the
report say, and the platform was never sent anything that the plan does not hold.

    kill-bulk.py --runner PROGRAM --sandbox PROGRAM [--kills N] [--seed N]
"""
import argparse
import csv
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROWS = 1000
KEY = 'event.notification.callback.url'
LABELS = {'done': 'Changed', 'already': 'Already There', 'conflict': 'Conflict', 'failed': 'Failed',
          'unknown': 'Outcome Unknown', 'not-sent': 'Not Sent'}
LIMIT = 120                             # seconds without an end are a failure
FAULTS = {'seed': 11, 'rules': [
    {'method': 'PATCH', 'probability': 0.01, 'status': 503, 'retryAfter': '0'},
    {'method': 'PATCH', 'probability': 0.01, 'applied': True, 'reset': True},
    {'method': 'PATCH', 'probability': 0.01, 'applied': True, 'status': 502},
    {'method': 'GET', 'path': '/elements/api-v2/instances/?*', 'probability': 0.01, 'reset': True},
    {'method': 'PATCH', 'probability': 0.01, 'status': 429, 'retryAfter': '0'},
]}


def environment(*options):
    """With sanitizers, stacks are unwound the quick way: the exact one makes a job take fourteen times
    as long."""
    options = [os.environ.get('ASAN_OPTIONS'), 'fast_unwind_on_malloc=1', *options]
    return {**os.environ, 'ASAN_OPTIONS': ':'.join(filter(None, options))}


class Platform:
    """A sandbox of its own, asked directly.  Other tests look for its leaks."""

    def __init__(self, program, folder):
        faults = pathlib.Path(folder, 'faults.json')
        faults.write_text(json.dumps(FAULTS))
        self.process = subprocess.Popen(
            [program, '--instances', str(ROWS), '--seed', '5', '--latency-ms', '3', '--faults', faults],
            stdout=subprocess.PIPE, env=environment('detect_leaks=0'))
        self.about = json.loads(self.process.stdout.readline())
        self.root = self.about['baseUrl'].removesuffix('/elements/api-v2')

    def ask(self, path, method='GET'):
        request = urllib.request.Request(self.root + path, method=method, headers={
            'Sandbox-Control': self.about['controlToken'],
            'Authorization': f'User {self.about["userSecret"]}, '
                             f'Organization {self.about["organizationSecret"]}'})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None, answer.headers

    def values(self):
        """What the callback URL of each instance is."""
        found, token = {}, None
        while True:
            path = '/elements/api-v2/instances?pageSize=200' + (f'&nextPage={token}' if token else '')
            page, headers = self.ask(path)
            found.update({item['id']: item['configuration'].get(KEY) or '' for item in page})
            token = headers['elements-next-page-token']
            if not token:
                return found

    def count_answers(self):
        return sum(self.ask('/sandbox/state')[0]['byMethod'].values())

    def take_requests(self):
        """What was asked since the last time; all of it, or the test says nothing."""
        count = -1
        while count != (count := self.count_answers()):
            time.sleep(0.05)            # what was under way at the kill is still answered
        requests, _ = self.ask('/sandbox/requests')
        assert len(requests) == count, 'the sandbox forgot some requests'
        self.ask('/sandbox/requests', 'DELETE')
        return requests

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Runner:
    """The program to be killed."""

    def __init__(self, program, folder, about):
        self.program, self.folder = program, folder
        self.input = json.dumps({key: about[key] for key in
                                 ('baseUrl', 'userSecret', 'organizationSecret')}).encode()

    def run(self, template, seconds):
        """What it says at its end, or None where it was killed before."""
        process = subprocess.Popen([self.program, self.folder, template], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=environment())
        try:
            output, _ = process.communicate(self.input, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert process.returncode == 0, f'the program ended with {process.returncode}'
        return json.loads(output)


def read_journal(path):
    """Rows with old, new, and the last state told, by a reader of our own."""
    rows, states = {}, {}
    for line in pathlib.Path(path).read_text(encoding='utf-8').splitlines():
        fields = json.loads(line[line.index('{'):])
        if 'row' in fields:
            rows[fields['row']] = fields
        elif 'outcome' in fields:
            states[fields['outcome']] = fields['state']
    return rows, states


def check_requests(requests, allowed):
    """Every write was one that the plan holds, and of this one value.  Of a request that a fault
    answered unread, the sandbox knows the length."""
    for request in requests:
        if request['method'] in ('GET', 'HEAD'):
            continue
        path = request['path'].rsplit('/', 1)
        assert request['method'] == 'PATCH' and path[0].endswith('/instances'), request
        body = {'configuration': {KEY: allowed(int(path[1]))}}
        unread = f'({len(json.dumps(body, separators=(",", ":")))} bytes)'
        assert request['body'] == unread or json.loads(request['body']) == body, request


def check_states(before, after, rows, states):
    """Each instance is exactly old or new, as the journal says.  Returns how many of each state."""
    counts = {}
    for row, fields in rows.items():
        state = states.get(row)
        if state is None:
            assert not fields.get('ticked'), f'row {row} has no outcome'
            continue
        old, new, now = before[fields['id']], fields['new'], after[fields['id']]
        assert fields.get('old', '') == old, f'row {row}: the plan began with another value'
        good = {'done': [new], 'already': [new], 'failed': [old], 'unknown': [old, new]}[state]
        assert now in good, f'row {row} is told to be {state}, and is {now}'
        counts[state] = counts.get(state, 0) + 1
    return counts


def check_report(folder, rows, states):
    """The report has every row, once."""
    with open(pathlib.Path(folder, 'report.csv'), newline='', encoding='utf-8') as file:
        told = {int(line['id']): line for line in csv.DictReader(file) if line['id']}
    assert set(told) == {fields['id'] for fields in rows.values()}, 'the report lacks rows'
    for row, fields in rows.items():
        if row in states:
            assert told[fields['id']]['state'] == LABELS[states[row]], told[fields['id']]


class Test:
    def __init__(self, arguments, folder):
        self.random = random.Random(arguments.seed)
        self.folder = folder
        self.platform = Platform(arguments.sandbox, folder)
        self.runner = Runner(arguments.runner, folder, self.platform.about)
        self.kills = self.jobs = self.resumed = 0
        self.whole = None               # seconds that the first job takes, which is left alone
        self.counts = {}

    def run_job(self, kills):
        """One job from its plan to its end, killed whenever chance wants it."""
        host = f'receiver-{self.jobs}.example.com'
        template = f'https://{host}/hooks/{{instance.id}}'
        before = self.platform.values()
        self.platform.take_requests()
        requests, said = [], None
        while said is None:
            last = self.kills >= kills or self.jobs == 0
            began = time.monotonic()
            said = self.runner.run(template, LIMIT if last else self.random.uniform(0, self.whole))
            self.whole = self.whole or time.monotonic() - began
            assert said or not last, 'the update came to no end'
            self.kills += said is None
            requests += self.platform.take_requests()
        check_requests(requests, lambda number: f'https://{host}/hooks/{number}')
        self.check(before, said)

    def check(self, before, said):
        rows, states = read_journal(said['journal'])
        counts = check_states(before, self.platform.values(), rows, states)
        check_report(self.folder, rows, states)
        self.jobs += 1
        self.resumed += said['resumed']
        for state, number in counts.items():
            self.counts[state] = self.counts.get(state, 0) + number

    def run(self, kills):
        while self.kills < kills:
            self.run_job(kills)
        assert self.resumed > 0, 'no job was ever interrupted'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--runner', required=True)
    parser.add_argument('--sandbox', required=True)
    parser.add_argument('--kills', type=int, default=200)
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()
    print('1..1')
    # Whoever ends the test ends its programs, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix='valence-kill-') as folder:
        test = Test(arguments, folder)
        try:
            test.run(arguments.kills)
        finally:
            test.platform.stop()
    print(f'# {test.kills} kills, {test.jobs} jobs, {test.resumed} of them interrupted: {test.counts}')
    print('ok 1 - every instance is what journal and report say')
    return 0


if __name__ == '__main__':
    sys.exit(main())
