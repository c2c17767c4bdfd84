"""Other supervisors, given the same work: PM2, s6, runit, and the Go rewrite of supervisord where there is one.

Each gets the same programs and is watched from outside, through /proc: none of them has to count for us. A program is told
from a supervisor by its executable, which is a file of the measurement's own folder.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from daemons import config, free_port
from frame import Missing

PATIENCE_SECONDS = 120


def descendants(root):
    """The process and all below it."""
    children = {}
    for entry in pathlib.Path('/proc').iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                parent = int((entry / 'stat').read_text().rpartition(')')[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        left += children.get(pid, [])
    return found


class Rival:
    """One supervisor with `count` programs of one command, in a folder of its own."""

    name = ''

    def __init__(self, bench, folder, count, command):
        self.bench, self.folder, self.count, self.command = bench, pathlib.Path(folder), count, command
        self.process = None

    def prepare(self):
        """Writes the configuration, and returns what starts the supervisor in the foreground."""
        raise NotImplementedError

    def status(self):
        """The command that shows the state of all programs."""
        raise NotImplementedError

    def end(self):
        """Ends the supervisor and its programs."""
        self.process.send_signal(signal.SIGTERM)

    def environment(self):
        return dict(os.environ)

    def root(self):
        return self.process.pid

    def start(self):
        """How long it took until all programs ran, in seconds."""
        command = self.prepare()
        begun = time.monotonic()
        with open(self.folder / 'said', 'wb') as said:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                            env=self.environment())
        self.await_true(lambda: len(self.programs()) >= self.count)
        return time.monotonic() - begun

    def stop(self):
        """How long it took until no program ran, in seconds."""
        keepers = [pathlib.Path(f'/proc/{pid}/exe') for pid in self.supervisors()]
        begun = time.monotonic()
        self.end()
        self.await_true(lambda: not self.programs())
        seconds = time.monotonic() - begun
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.await_true(lambda: not any(keeper.exists() for keeper in keepers))  # they write into the folder to the last
        return seconds

    def await_true(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f'{self.name}: waited {PATIENCE_SECONDS} s in vain:\n'
                                   + (self.folder / 'said').read_text(errors='replace')[-1000:])
            time.sleep(0.001)

    def programs(self):
        """The pids of the programs, wherever they hang in the tree."""
        mine, found = str(self.folder / 'program'), []
        for entry in os.scandir('/proc'):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if os.readlink(f'/proc/{entry.name}/exe') == mine:
                        found.append(int(entry.name))
        return found

    def supervisors(self):
        """All processes that are there for supervision: the loggers and keepers of single programs, too."""
        return sorted(set(descendants(self.root())) - set(self.programs()))

    def pss_mb(self):
        total = 0
        for pid in self.supervisors():
            with contextlib.suppress(OSError):
                text = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text()
                total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith('Pss:'))
        return total / 1024

    def cpu_seconds(self):
        total = 0
        for pid in self.supervisors():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / os.sysconf('SC_CLK_TCK')

    def status_ms(self):
        begun = time.perf_counter()
        subprocess.run(self.status(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False,
                       stderr=subprocess.DEVNULL, env=self.environment(), cwd=self.folder)
        return 1000 * (time.perf_counter() - begun)

    def respawn_ms(self):
        """From the kill of one program to its successor."""
        before = set(self.programs())
        begun = time.perf_counter()
        os.kill(next(iter(before)), signal.SIGKILL)
        self.await_true(lambda: set(self.programs()) - before)
        return 1000 * (time.perf_counter() - begun)


class Ini(Rival):
    """Whoever reads supervisord's file."""

    def __init__(self, bench, folder, count, command, server, console):
        super().__init__(bench, folder, count, command)
        self.server, self.console = server, console
        self.port = free_port()

    def prepare(self):
        file = self.folder / 'supervisord.conf'
        text = config(f'[program:p]\ncommand = {self.command}\nprocess_name = %(process_num)05d\n'
                      f'numprocs = {self.count}\nautorestart = true\nstdout_logfile = @DIR@/%(process_num)05d.out\n'
                      'stdout_logfile_maxbytes = 0\nstderr_logfile = NONE\n')
        file.write_text(text.replace('@DIR@', str(self.folder)).replace('@PORT@', str(self.port)))
        return [self.server, '-n', '-c', file]

    def status(self):
        return [*self.console, '-s', f'http://127.0.0.1:{self.port}', 'status']


class Pm2(Rival):
    name = 'PM2'

    def __init__(self, bench, folder, count, command, pm2):
        super().__init__(bench, folder, count, command)
        self.pm2 = pm2

    def environment(self):
        return {**os.environ, 'PM2_HOME': str(self.folder / 'pm2'), 'PM2_DISCRETE_MODE': 'true'}

    def prepare(self):
        words = self.command.split()
        apps = [{'name': f'p{number:05d}', 'script': words[0], 'args': words[1:], 'interpreter': 'none',
                 'out_file': str(self.folder / f'{number:05d}.out'), 'error_file': '/dev/null'}
                for number in range(self.count)]
        file = self.folder / 'ecosystem.config.json'
        file.write_text(json.dumps({'apps': apps}))
        return [self.pm2, 'start', file]

    def root(self):
        return int((self.folder / 'pm2' / 'pm2.pid').read_text())

    def status(self):
        return [self.pm2, 'list']

    def end(self):
        subprocess.run([self.pm2, 'kill'], env=self.environment(), check=False, capture_output=True)


class Scanned(Rival):
    """s6 and runit: a folder for each program, a process for each and for its log."""

    scanner = ()

    def log(self, folder):
        """The command that writes a program's log."""
        raise NotImplementedError

    def prepare(self):
        for number in range(self.count):
            service = self.folder / 'scan' / f'{number:05d}'
            (service / 'log').mkdir(parents=True)
            (self.folder / f'log-{number:05d}').mkdir()
            self._script(service / 'run', f'exec {self.command}')
            self._script(service / 'log' / 'run', f'exec {self.log(self.folder / f"log-{number:05d}")}')
        return [*self.scanner, self.folder / 'scan']

    @staticmethod
    def _script(file, line):
        file.write_text(f'#!/bin/sh\n{line}\n')
        file.chmod(0o755)


class S6(Scanned):
    name, scanner = 's6', ('s6-svscan',)

    def log(self, folder):
        return f's6-log n20 s99999999 {folder}'

    def status(self):
        return ['sh', '-c', 'for service in scan/*; do s6-svstat $service; done']

    def end(self):
        subprocess.run(['s6-svscanctl', '-t', self.folder / 'scan'], check=True)


class Runit(Scanned):
    name, scanner = 'runit', ('runsvdir',)

    def log(self, folder):
        (folder / 'config').write_text('s0\n')  # no rotation: it would throw away what is counted
        return f'svlogd {folder}'

    def status(self):
        return ['sh', '-c', 'sv status $PWD/scan/*']

    def end(self):
        self.process.send_signal(signal.SIGHUP)


def found_pm2(bench, stack_folder):
    """The one on the path, or one that npm brings for this run."""
    present = shutil.which('pm2')
    if present or not shutil.which('npm'):
        return present
    subprocess.run(['npm', 'install', '--silent', '--no-fund', '--no-audit', '--prefix', stack_folder, 'pm2'],
                   check=False, capture_output=True)
    pm2 = pathlib.Path(stack_folder, 'node_modules', '.bin', 'pm2')
    return str(pm2) if pm2.exists() else None


def contenders(bench, npm_folder):
    """Whom we can have here: a name, and what makes one."""
    found = {'ours': lambda folder, count, command: Ini(bench, folder, count, command, bench.ours, [bench.supctl])}
    if bench.supervisord:
        found['supervisord'] = lambda folder, count, command: Ini(
            bench, folder, count, command, bench.supervisord, [bench.tool('supervisorctl')])
    go = os.environ.get('GO_SUPERVISORD')
    if go:
        found['Go supervisord'] = lambda folder, count, command: Ini(bench, folder, count, command, go, [go, 'ctl'])
    pm2 = found_pm2(bench, npm_folder)
    if pm2:
        found[Pm2.name] = lambda folder, count, command: Pm2(bench, folder, count, command, pm2)
    if shutil.which('s6-svscan') and shutil.which('s6-log'):
        found[S6.name] = lambda folder, count, command: S6(bench, folder, count, command)
    if shutil.which('runsvdir') and shutil.which('svlogd'):
        found[Runit.name] = lambda folder, count, command: Runit(bench, folder, count, command)
    if len(found) < 3:
        raise Missing('no rival is installed: apt-get install s6 runit, npm install -g pm2, or GO_SUPERVISORD=path')
    return found
