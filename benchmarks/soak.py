#!/usr/bin/env python3
"""Works a daemon for a long time, and fails unless it takes no more in the end than it did after it was warm.

    benchmarks/soak.py [--minutes 60] [--calls 85] [--kills 7] [--jcmd 'VM.native_memory summary']

A run of some minutes shows the way, but is not enough for a verdict: the JVM compiles more for the first 100,000 calls.

Clients call, programs are killed, print, end by themselves and are restarted. Sampled from outside: resident and
proportional memory (the latter depends on which other JVMs run, and is only shown), descriptors and threads. Timers, waiting callers and whatever else is kept on the heap are counted as the
instances of our own classes, which the JVM lists after a collection, once warm and once at the end.
Needs the programs to be built (make build). Java's own options come from SUPERVISOR_JAVA_OPTS.
"""

import argparse
import contextlib
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client

from daemons import Daemon, config
from load import Caller, document

HOME = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = 32
CLIENTS = 8
SAMPLE_SECONDS = 5

# What the last quarter of a run may have more than the second one. A first run through rare code still compiles some.
GROWTH_MB = 6
GROWTH_DESCRIPTORS = 8
GROWTH_THREADS = 2
GROWTH_INSTANCES = 200
# And what it may never have; nothing here needs more, and a machine that has few is to be trusted with it.
PEAK_MB = 130

TEXT = '''[program:chatty]
command = /bin/sh -c 'i=0; while :; do echo "line $i of some forty characters in all"; i=$((i+1)); sleep 0.2; done'
process_name = %(process_num)02d
numprocs = 16
startsecs = 0
autorestart = true
stdout_logfile_maxbytes = 64KB
stdout_logfile_backups = 1
[program:quiet]
command = sleep 1000000
process_name = %(process_num)02d
numprocs = 12
startsecs = 0
autorestart = true
[program:brief]
command = /bin/sh -c 'echo out; echo err >&2; sleep 2'
process_name = %(process_num)02d
numprocs = 4
startsecs = 1
autorestart = true
[eventlistener:listener]
command = @LISTENER@
events = PROCESS_STATE, TICK_5
buffer_size = 100
'''

LISTENER = '''import sys
while True:
    sys.stdout.write('READY\\n')
    sys.stdout.flush()
    header = sys.stdin.readline()
    if not header:
        break
    sys.stdin.read(int(header.rsplit('len:', 1)[1]))
    sys.stdout.write('RESULT 2\\nOK')
    sys.stdout.flush()
'''


class Load:
    """Clients that each make calls at a steady rate, and one that kills programs."""

    def __init__(self, daemon, calls, kills):
        self.daemon = daemon
        self.ended = threading.Event()
        self.failures = []
        self.counts = {'calls': 0, 'kills': 0}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._run, args=(self._client, calls / CLIENTS), daemon=True)
                        for _ in range(CLIENTS)]
        self.threads.append(threading.Thread(target=self._run, args=(self._killer, kills), daemon=True))

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(30)

    def _run(self, make, rate):
        try:
            once = make()
            due = time.monotonic()
            while not self.ended.wait(max(0, due - time.monotonic())):
                once()
                due = max(due + 1 / rate, time.monotonic() - 1)  # what a busy machine delayed is not made up for at once
        except Exception as failure:  # noqa: BLE001
            self.failures.append(repr(failure))

    def _count(self, what):
        with self.lock:
            self.counts[what] += 1

    def _client(self):
        state = {'caller': Caller(self.daemon.port), 'left': 100}
        draw = random.Random()

        def once():
            if state['left'] == 0:
                state['caller'].close()
                state.update(caller=Caller(self.daemon.port), left=draw.randrange(1, 200))
            state['left'] -= 1
            # of some, a fault is the answer: the program is just being restarted
            xml = state['caller'].ask(self._call(draw))
            with contextlib.suppress(xmlrpc.client.Fault):
                xmlrpc.client.loads(xml)
            self._count('calls')
        return once

    @staticmethod
    def _call(draw):
        chatty, quiet = f'chatty:{draw.randrange(16):02d}', f'quiet:{draw.randrange(12):02d}'
        info = [{'methodName': 'supervisor.getProcessInfo', 'params': [name]} for name in (chatty, quiet, 'listener')]
        return draw.choices(*zip(
            (document('supervisor.getState'), 30),
            (document('supervisor.getAllProcessInfo'), 30),
            (document('supervisor.getProcessInfo', chatty), 15),
            (document('system.multicall', info), 8),
            (document('supervisor.tailProcessStdoutLog', chatty, 0, 4096), 6),
            (document('supervisor.readProcessStdoutLog', chatty, -2000, 2000), 3),
            (document('supervisor.clearProcessLogs', chatty), 1),
            (document('supervisor.stopProcess', quiet, True), 2),
            (document('supervisor.startProcess', quiet, True), 4),
            (document('supervisor.signalProcess', quiet, 'TERM'), 1),
            (document('supervisor.sendRemoteCommEvent', 'soak', 'x' * 200), 1),
            (document('supervisor.getAllConfigInfo'), 1),
            (document('supervisor.reloadConfig'), 0.3),
            (document('supervisor.readLog', -4096, 4096), 1),
            (document('supervisor.noSuchMethod', draw.randrange(1000)), 1),
            strict=True))[0]

    def _killer(self):
        caller = Caller(self.daemon.port)
        draw = random.Random()

        def once():
            running = [info['pid'] for info in caller.call('supervisor.getAllProcessInfo')
                       if info['pid'] and info['group'] != 'listener']
            if running:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(draw.choice(running), signal.SIGKILL)
                    self._count('kills')
        return once


class Probe:
    """What a daemon takes, seen from outside."""

    def __init__(self, daemon):
        self.daemon = daemon

    def sample(self):
        return {'rss': self.daemon.rss_mb(), 'pss': self.daemon.status('Pss', 'smaps_rollup') / 1024, **self.parts(),
                'descriptors': len(os.listdir(self.daemon.proc('fd'))),
                'threads': len(os.listdir(self.daemon.proc('task')))}

    def parts(self):
        """What is resident, by kind: of files, the Java heap, the main arena of malloc, and other memory without a file."""
        parts = dict.fromkeys(('files', 'heap', 'malloc', 'other'), 0)
        kind = 'other'
        for line in self.daemon.proc('smaps').read_text().splitlines():
            if begin := re.match('([0-9a-f]+)-[0-9a-f]+ ....( .*)', line):
                words = begin[2].split()
                name = words[3] if len(words) > 3 else ''
                kind = ('malloc' if name == '[heap]' else 'files' if name.startswith('/')
                        else 'heap' if int(begin[1], 16) < 1 << 32 else 'other')
            elif line.startswith('Rss:'):
                parts[kind] += int(line.split()[1]) / 1024
        return parts

    def instances(self):
        """How many live instances there are of each class of ours."""
        histogram = self.jcmd('GC.class_histogram')
        rows = re.findall(r'^\s*\d+:\s+(\d+)\s+\d+\s+(org\.supervisor\.\S+)', histogram, re.M)
        return {name: int(count) for count, name in rows}

    def jcmd(self, *words):
        java = pathlib.Path(os.readlink(self.daemon.proc('exe')))
        return subprocess.run([java.parent / 'jcmd', str(self.daemon.pid), *words], check=True, timeout=300,
                              stdout=subprocess.PIPE, text=True).stdout


def quarter(samples, number, key):
    size = len(samples) // 4
    return statistics.median(sample[key] for sample in samples[number * size:(number + 1) * size])


def findings(samples, before, after):
    """What has not levelled off."""
    found = []
    for key, limit in (('rss', GROWTH_MB), ('descriptors', GROWTH_DESCRIPTORS), ('threads', GROWTH_THREADS)):
        early, late = quarter(samples, 1, key), quarter(samples, 3, key)
        if late > early + limit:
            found.append(f'{key}: {early:.1f} in the second quarter, {late:.1f} in the last, more than {limit} above it')
    peak = max(sample['rss'] for sample in samples)
    if peak > PEAK_MB:
        found.append(f'rss: {peak:.1f} MB at most, wanted {PEAK_MB} or less')
    found += [f'{name}: {before.get(name, 0)} instances once warm, {count} in the end'
              for name, count in after.items() if count > 2 * before.get(name, 0) + GROWTH_INSTANCES]
    return found


def ask(probe, arguments, out):
    for command in arguments.jcmd or ():
        print(probe.jcmd(*command.split()), file=out, flush=True)


def soak(daemon, arguments, out):
    probe, load = Probe(daemon), Load(daemon, arguments.calls, arguments.kills)
    begun, seconds = time.monotonic(), 60 * arguments.minutes
    samples, before = [], None
    load.start()
    while (passed := time.monotonic() - begun) < seconds:
        time.sleep(SAMPLE_SECONDS)
        if daemon.process.poll() is not None:
            raise RuntimeError(f'the daemon has ended after {passed:.0f} s:\n' + daemon.log.read_text()[-2000:])
        samples.append(probe.sample())
        last = samples[-1]
        print(f'{passed:7.0f} s  ' + '  '.join(f'{key} {value:6.1f}' for key, value in last.items())
              + '  ' + '  '.join(f'{key} {value}' for key, value in load.counts.items()), file=out, flush=True)
        if before is None and passed > seconds / 4:
            before = probe.instances()
            ask(probe, arguments, out)
    load.stop()
    after = probe.instances()
    ask(probe, arguments, out)
    return findings(samples, before, after) + load.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--minutes', type=float, default=60, help='how long; default: 60')
    parser.add_argument('--calls', type=float, default=85, help='calls per second of all clients; default: 85')
    parser.add_argument('--kills', type=float, default=7, help='programs killed per second; default: 7')
    parser.add_argument('--jcmd', action='append', metavar='COMMAND', help='print what jcmd answers to this, once warm and at the end')
    parser.add_argument('--server', default=str(HOME / 'bin/supervisord'), help='the daemon to run')
    arguments = parser.parse_args()
    # The JVM listens for jcmd from the start: it leaves the signal that would wake it up to us (-Xrs).
    os.environ['SUPERVISOR_JAVA_OPTS'] = '-XX:+StartAttachListener ' + os.environ.get('SUPERVISOR_JAVA_OPTS', '')
    with tempfile.TemporaryDirectory() as folder:
        listener = pathlib.Path(folder, 'listener.py')
        listener.write_text(LISTENER)
        daemon = Daemon(arguments.server, folder, config(TEXT.replace('@LISTENER@', f'{sys.executable} {listener}')))
        try:
            found = soak(daemon, arguments, sys.stdout)
        finally:
            daemon.stop()
    print('\n'.join(['NOT LEVEL:'] + found) if found else 'level')
    sys.exit(1 if found else 0)


if __name__ == '__main__':
    main()
