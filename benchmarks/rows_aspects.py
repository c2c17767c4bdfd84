"""What programs cost that depend on each other, and that are checked."""

import contextlib
import os
import socket
import time

from daemons import config, running
from frame import LIMIT, OURS, Row, at_most, experiment

SECTION = 'Dependencies and checks'
BARE = 'the same programs without'


def chain(count, depends):
    """Each program needs the one before."""
    return config(''.join(
        f'[program:program{i:05d}]\ncommand = sleep 1000000\nautostart = false\n'
        + (f'depends_on = program{i - 1:05d}\n' if depends and i else '') for i in range(count)))


@experiment('dependencies-10000', SECTION, {
    'ms': Row('exec to first answered call, 10,000 sections, each depends on the one before', 'ms', (), BARE)}, 3)
def dependencies(bench, stack):
    def measure(depends):
        def once():
            with running(bench.ours, chain(10000, depends)) as daemon:
                return {'ms': daemon.first_answer_ms}
        return once
    return {OURS: measure(True), LIMIT: measure(False)}


@contextlib.contextmanager
def listening():
    """Accepts each connection and closes it, in a process of its own: what that costs is not the daemon's."""
    with socket.create_server(('127.0.0.1', 0), backlog=1024) as server:
        child = os.fork()
        if child == 0:
            while True:
                server.accept()[0].close()
        try:
            yield server.getsockname()[1]
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)


def sleepers(count, port):
    check = f'alive = tcp:127.0.0.1:{port}\nalive_interval = 1s\n' if port else ''
    return config(f'''[program:p]
command = sleep 1000000
process_name = %(process_num)05d
numprocs = {count}
startsecs = 0
stdout_logfile = NONE
stderr_logfile = NONE
{check}''')


@experiment('checks-1000', SECTION, {
    'cpu': Row('CPU, 1,000 checks a second by `tcp:`, of 1,000 programs', '% of a core', (at_most(20),), BARE),
    'switches': Row('context switches', '/s', (), BARE),
    'rss': Row('RSS', 'MB', (), BARE)})
def checks(bench, stack):
    bench.room_for(1000)
    port = stack.enter_context(listening())

    def measure(port):
        def once():
            with running(bench.ours, sleepers(1000, port)) as daemon:
                daemon.await_true(lambda: daemon.logged('spawned') == 1000, 60)
                time.sleep(bench.seconds(30, 20))  # until a JVM has made machine code of it
                idle = daemon.idle(bench.seconds(20, 10))
                return {**idle, 'rss': daemon.rss_mb()}
        return once
    return {OURS: measure(port), LIMIT: measure(0)}
