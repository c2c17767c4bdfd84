"""What one waits for: the daemon's start, and the console."""

import subprocess
import tempfile
import time

from daemons import config, running
from frame import OURS, PEER, Row, at_most, experiment

SECTION = 'Starting'


def sample(bench):
    """The sample configuration, with all its files in a folder of its own."""
    text = (bench.home / 'etc' / 'supervisord.conf').read_text()
    return text.replace('/tmp/', '@DIR@/') + '\n[inet_http_server]\nport = 127.0.0.1:@PORT@\n'


def starts(bench, text):
    def measure(server):
        def once():
            with running(server, text) as daemon:
                return {'ms': daemon.first_answer_ms}
        return once
    return {who: measure(server) for who, server in bench.servers().items()}


@experiment('start', SECTION, {'ms': Row('exec to first answered call, no programs', 'ms',
                                         (at_most(1.5, PEER), at_most(1, PEER)))}, 15)
def start(bench, stack):
    return starts(bench, config())


@experiment('start-sample', SECTION, {'ms': Row('exec to first answered call, `etc/supervisord.conf`', 'ms',
                                                (at_most(1.5, PEER), at_most(1, PEER)))}, 15)
def start_sample(bench, stack):
    return starts(bench, sample(bench))


def sections(count, peer):
    """Each program in a section of its own, with logs of its own: what a large installation has."""
    @experiment(f'start-{count}', SECTION, {'ms': Row(f'exec to first answered call, {count:,} sections', 'ms')})
    def prepare(bench, stack):
        contenders = starts(bench, config(''.join(
            f'[program:program{i:05d}]\ncommand = sleep 1000000\nautostart = false\n' for i in range(count))))
        return {who: measure for who, measure in contenders.items() if who == OURS or peer}


sections(1000, True)
sections(10000, False)


@experiment('status', SECTION, {'ms': Row('`supctl status`, and `supervisorctl status`, wall time', 'ms',
                                          (at_most(0.75, PEER),))}, 21)
def status(bench, stack):
    daemon = stack.enter_context(running(bench.ours, sample(bench)))

    def measure(command):
        def once():
            begun = time.perf_counter()
            said = subprocess.run([*command, '-s', f'http://127.0.0.1:{daemon.port}', 'status'], capture_output=True,
                                  text=True, stdin=subprocess.DEVNULL, check=False).stdout
            millis = 1000 * (time.perf_counter() - begun)
            if 'clock' not in said:
                raise RuntimeError(f'{command}: {said}')
            return {'ms': millis}
        return once
    consoles = {OURS: measure([bench.supctl])}
    if bench.supervisord:
        # away from configuration files that would be found in the present folder
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        empty = folder + '/supervisord.conf'
        with open(empty, 'w') as file:
            file.write('[supervisorctl]\n')
        consoles[PEER] = measure([bench.tool('supervisorctl'), '-c', empty])
    return consoles
