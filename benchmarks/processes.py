#!/usr/bin/env python3
"""Measures the daemon with true processes, beside supervisord if that is installed.

    benchmarks/processes.py [respawn] [rate] [idle] [--server FILE]... [--children N]

respawn  from the last breath of a child to the first of the next, by the children's own clocks
rate     programs that end at once, 100 of them at a time: lives per second
idle     memory, threads, descriptors and wake-ups with no child and with many

Each daemon gets the same file, in supervisord's dialect. Figures are good as ratios, on a calm machine; the load is
printed. Needs bash 5 (for its clock) and nothing else.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import xmlrpc.client

HOME = pathlib.Path(__file__).resolve().parent.parent
OURS = HOME / 'bin' / 'supervisord'
IDLE_SECONDS = 20
RATE_SECONDS = 10


class Daemon:
    """One daemon at work in a folder of its own."""

    def __init__(self, server, folder, programs):
        self.folder = pathlib.Path(folder)
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        config = self.folder / 'supervisord.conf'
        config.write_text(f'''[supervisord]
nodaemon = true
silent = true
logfile = {folder}/main.log
logfile_maxbytes = 0
pidfile = {folder}/pid
childlogdir = {folder}
minfds = 10000
user = {os.environ.get('USER', 'root')}
[inet_http_server]
port = 127.0.0.1:{port}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
{programs}''')
        self.begun = time.monotonic()
        self.process = subprocess.Popen([server, '-n', '-c', config], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.rpc = xmlrpc.client.ServerProxy(f'http://127.0.0.1:{port}/RPC2')
        self.wait(lambda: self.rpc.supervisor.getState()['statename'] == 'RUNNING', 60)
        self.pid = self.rpc.supervisor.getPID()

    def wait(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError):
                if condition():
                    return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit((self.folder / 'main.log').read_text()[-2000:])
            time.sleep(0.02)

    def logged(self, word):
        """How often the main log says so: asking over the wire would weigh on what is measured."""
        return (self.folder / 'main.log').read_text().count(word + ': ')

    def proc(self, name):
        return pathlib.Path('/proc', str(self.pid), name)

    def status(self, key, of='status'):
        for line in self.proc(of).read_text().splitlines():
            if line.startswith(key + ':'):
                return int(line.split()[1])
        raise KeyError(key)

    def switches(self):
        return sum(self.status(kind, f'task/{task}/status')
                   for task in os.listdir(self.proc('task'))
                   for kind in ('voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches'))

    def cpu_seconds(self):
        fields = self.proc('stat').read_text().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def stop(self):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)
        return time.monotonic() - begun


@contextlib.contextmanager
def running(server, programs):
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(server, folder, programs.replace('@DIR@', folder))
        try:
            yield daemon
        finally:
            if daemon.process.poll() is None:
                daemon.stop()


def spread(values):
    ordered = sorted(values)
    return f'median {statistics.median(ordered):.1f} ms, p90 {ordered[int(len(ordered) * 0.9)]:.1f} ms'


BREATHES = 'echo b $EPOCHREALTIME >>{0}; sleep 0.02; echo e $EPOCHREALTIME >>{0}'


def respawn(server, lives):
    with running(server, '''[program:p]
command = bash -c "%s"
startsecs = 0
autorestart = true
''' % BREATHES.format('@DIR@/breaths')) as daemon:
        breaths = daemon.folder / 'breaths'
        daemon.wait(lambda: breaths.exists() and breaths.read_text().count('e ') > lives, 10 + 2 * lives)
        lines = [line.split() for line in breaths.read_text().splitlines()]
    gaps = [1000 * (float(after[1]) - float(before[1]))
            for before, after in zip(lines, lines[1:]) if before[0] == 'e' and after[0] == 'b']
    print(f'  respawn: {spread(gaps)} of {len(gaps)}')


def shell_alone(lives):
    """What of a respawn is the shell's: the same program, run by a loop in this file."""
    with tempfile.NamedTemporaryFile('r') as file:
        for _ in range(lives):
            subprocess.run(['bash', '-c', BREATHES.format(file.name)], check=True)
        lines = [line.split() for line in file.read().splitlines()]
    gaps = [1000 * (float(after[1]) - float(before[1])) for before, after in zip(lines[1::2], lines[2::2])]
    print(f'without a daemon, by a loop of fork, exec and wait: {spread(gaps)}')


def rate(server):
    with running(server, '''[program:p]
command = /bin/true
process_name = %(process_num)03d
numprocs = 100
startsecs = 0
autorestart = true
stdout_logfile = NONE
stderr_logfile = NONE
''') as daemon:
        time.sleep(3)
        before, cpu, begun = daemon.logged('spawned'), daemon.cpu_seconds(), time.monotonic()
        time.sleep(RATE_SECONDS)
        count, cpu = daemon.logged('spawned') - before, daemon.cpu_seconds() - cpu
        seconds = time.monotonic() - begun
        print(f'  rate: {count / seconds:.0f} lives/s, 100 at a time; {1000000 * cpu / max(1, count):.0f} us of the '
              "daemon's CPU for each")


def idle(server, children):
    with running(server, f'''[program:p]
command = sleep 1000000
process_name = %(process_num)05d
numprocs = {children}
startsecs = 0
''' if children else '') as daemon:
        daemon.wait(lambda: daemon.logged('success') == children, 120)
        up = time.monotonic() - daemon.begun
        time.sleep(5)
        switches, cpu = daemon.switches(), daemon.cpu_seconds()
        time.sleep(IDLE_SECONDS)
        switches, cpu = daemon.switches() - switches, daemon.cpu_seconds() - cpu
        print(f'  {children} children: all up after {up:.1f} s; RSS {daemon.status("VmRSS") / 1024:.1f} MB, '
              f'{daemon.status("Threads")} threads, {len(os.listdir(daemon.proc("fd")))} descriptors; idle: '
              f'{switches / IDLE_SECONDS:.1f} context switches/s, {100 * cpu / IDLE_SECONDS:.2f} % of a core', end='')
        print(f'; all down after {daemon.stop():.1f} s')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', nargs='*', choices=['respawn', 'rate', 'idle', []])
    parser.add_argument('--server', action='append')
    parser.add_argument('--children', type=int, default=1000)
    arguments = parser.parse_args()
    servers = arguments.server or [str(OURS)] + [p for p in [shutil.which('supervisord')] if p]
    what = arguments.what or ['respawn', 'rate', 'idle']
    if 'respawn' in what:
        shell_alone(100)
    for server in servers:
        print(f'{server}  (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)', flush=True)
        if 'respawn' in what:
            respawn(server, 200 if pathlib.Path(server).name == OURS.name and str(HOME) in server else 30)
        if 'rate' in what:
            rate(server)
        if 'idle' in what:
            idle(server, 0)
            idle(server, arguments.children)


if __name__ == '__main__':
    main()
