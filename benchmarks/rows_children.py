"""Programs as they live and die: one, a hundred in flight, ten thousand."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time

from daemons import canned, config, flags, running
from frame import LIMIT, OURS, PEER, Row, at_least, at_most, experiment
from load import GET_ALL, probe

SECTION = 'Programs'


def gaps(text):
    """From the last breath of a life to the first of the next, in milliseconds, by the children's own clocks."""
    lines = [line.split() for line in text.splitlines()]
    return [1000 * (float(after[1]) - float(before[1]))
            for before, after in zip(lines, lines[1:]) if before[0] == 'e' and after[0] == 'b']


@experiment('respawn', SECTION, {'ms': Row("a lone child's exit to its respawn", 'ms', (at_most(3),),
                                           'a loop of fork, exec and wait in Python')}, 3)
def respawn(bench, stack):
    breath = bench.compiled('breath.c')

    def measure(server, lives):
        def once():
            with running(server, config(f'''[program:p]
command = {breath} @DIR@/breaths
startsecs = 0
autorestart = true
restart_pause_min = 0
''')) as daemon:
                breaths = daemon.folder / 'breaths'
                daemon.await_true(lambda: breaths.exists() and breaths.read_text().count('e ') > lives, 10 + 2 * lives)
                return {'ms': gaps(breaths.read_text())}
        return once

    def loop():
        with tempfile.NamedTemporaryFile('r') as file:
            for _ in range(60):
                subprocess.run([breath, file.name], check=True)
            return {'ms': gaps(file.read())}
    return {**{who: measure(server, 200 if who == OURS else 5) for who, server in bench.servers().items()}, LIMIT: loop}


@experiment('spawn', SECTION, {
    'rate': Row('spawn and reap `/bin/true`, 100 in flight', 'lives/s', (at_least(2, PEER), at_least(0.7, LIMIT)),
                'C, posix_spawn with two pipes'),
    'cpu': Row("the daemon's CPU for each life", 'µs')}, 3)
def spawn(bench, stack):
    program = bench.compiled('spawn.c')
    seconds = bench.seconds(8, 5)

    def measure(server):
        def once():
            with running(server, config('''[program:p]
command = /bin/true
process_name = %(process_num)03d
numprocs = 100
startsecs = 0
autorestart = true
restart_pause_min = 0
stdout_logfile = NONE
stderr_logfile = NONE
''')) as daemon:
                time.sleep(bench.seconds(12, 8))  # until a JVM has made machine code of it: daemons run for months
                before, cpu, begun = daemon.logged('spawned'), daemon.cpu_seconds(), time.monotonic()
                time.sleep(seconds)
                lives, cpu = daemon.logged('spawned') - before, daemon.cpu_seconds() - cpu
                return {'rate': lives / (time.monotonic() - begun), 'cpu': 1e6 * cpu / max(1, lives)}
        return once

    def limit():
        return {'rate': float(subprocess.run([program, str(seconds)], check=True, capture_output=True).stdout)}
    return {**{who: measure(server) for who, server in bench.servers().items()}, LIMIT: limit}


def sleepers(count, startsecs=0):
    return config(f'''[program:p]
command = sleep 1000000
process_name = %(process_num)05d
numprocs = {count}
autostart = false
autorestart = true
startsecs = {startsecs}
redirect_stderr = true
stdout_logfile = @DIR@/%(process_num)05d.out
''')


@experiment('empty', 'Many programs', {
    'rss': Row('RSS without programs', 'MB', (at_most(90),), 'canned Jetty'),
    'threads': Row('threads without programs', '', (), 'canned Jetty'),
    'switches': Row('context switches without programs, idle', '/s', (), 'canned Jetty'),
    'cpu': Row('CPU without programs, idle', '% of a core', (), 'canned Jetty')})
def empty(bench, stack):
    daemons = {who: stack.enter_context(running(server, config())) for who, server in bench.servers().items()}
    daemons[LIMIT] = stack.enter_context(canned(bench, {}, flags(daemons[OURS])))

    def measure(process):
        def once():
            time.sleep(3)
            return {'rss': process.rss_mb(), 'threads': process.status('Threads'),
                    **process.idle(bench.seconds(15, 8))}
        return once
    return {who: measure(process) for who, process in daemons.items()}


def many(count, budgets):
    what = f'{count:,} live children with captured output: '

    def row(key, text, unit, limit=''):
        return Row(what + text, unit, budgets.get(key, ()), limit)

    @experiment(f'children-{count}', 'Many programs', {
        'up': row('up', 'start all', 's', 'C, posix_spawn'),
        'rss': row('rss', 'RSS', 'MB'),
        'each': row('each', 'RSS for each, more than without programs', 'KB'),
        'threads': row('threads', 'threads', ''),
        'switches': row('switches', 'context switches, idle', '/s'),
        'cpu': row('cpu', 'CPU, idle', '% of a core'),
        'status': row('status', '`getAllProcessInfo`', 'ms'),
        'down': row('down', 'stop all', 's')})
    def prepare(bench, stack):
        bench.room_for(count)
        program = bench.compiled('spawn.c')

        def measure(server):
            def once():
                with running(server, config()) as daemon:
                    time.sleep(1)
                    none = daemon.rss_mb()
                with running(server, sleepers(count)) as daemon:
                    begun = time.monotonic()
                    daemon.call('supervisor.startAllProcesses', True)
                    up = time.monotonic() - begun
                    daemon.await_true(lambda: daemon.logged('spawned') == count, 60)
                    time.sleep(bench.seconds(20, 10))  # compilers and collectors come to rest, too
                    idle = daemon.idle(bench.seconds(15, 8))
                    rss = daemon.rss_mb()
                    found = {'up': up, 'rss': rss, 'each': 1024 * (rss - none) / count,
                             'threads': daemon.status('Threads'), **idle,
                             'status': daemon.caller.milliseconds(GET_ALL, 10)}
                    begun = time.monotonic()
                    daemon.call('supervisor.stopAllProcesses', True)
                    return {**found, 'down': time.monotonic() - begun}
            return once

        def limit():
            return {'up': float(subprocess.run([program, 'keep', str(count)], check=True, capture_output=True).stdout)}
        servers = bench.servers(slowly=count > 100)
        if count > 1000:
            servers.pop(PEER, None)  # it can have 3,998 at most
        return {**{who: measure(server) for who, server in servers.items()}, LIMIT: limit}


many(100, {})
many(1000, {})
many(10000, {'each': (at_most(5),), 'threads': (at_most(25),), 'switches': (at_most(6),),
             'status': (at_most(100),)})


def storm(name, what, startsecs):
    @experiment(name, 'Many programs', {
        'up': Row(f'{what}: until all are back', 's'),
        'p99': Row(f'{what}: 99th percentile of `getState` meanwhile', 'ms'),
        'longest': Row(f'{what}: the longest `getState` meanwhile', 'ms', (at_most(100),))})
    def prepare(bench, stack):
        count = 1000
        bench.room_for(count)

        def measure(server):
            def once():
                with running(server, sleepers(count, startsecs)) as daemon:
                    daemon.call('supervisor.startAllProcesses', False)
                    daemon.await_true(lambda: daemon.logged('spawned') == count, 120)
                    time.sleep(2)
                    pids = [info['pid'] for info in daemon.call('supervisor.getAllProcessInfo')]
                    with probe(daemon.port) as latencies:
                        begun = time.monotonic()
                        for pid in pids:
                            with contextlib.suppress(ProcessLookupError):
                                os.kill(pid, signal.SIGKILL)
                        daemon.await_true(lambda: daemon.logged('spawned') == 2 * count, 120)
                        up = time.monotonic() - begun
                    ordered = sorted(latencies)
                    daemon.call('supervisor.stopAllProcesses', True)
                    return {'up': up, 'p99': ordered[int(0.99 * len(ordered))], 'longest': ordered[-1]}
            return once
        return {who: measure(server) for who, server in bench.servers(slowly=True).items()}


storm('storm', '1,000 children killed at once, respawned at once', 1)
storm('storm-backoff', '1,000 children killed at once while starting, respawned after backoff', 3600)
