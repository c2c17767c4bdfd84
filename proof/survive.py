#!/usr/bin/env python3
"""Ends the daemon in many ways under programs that write, and compares every line from outside.

    proof/survive.py --kills 100 --together 20 --detaches 20 --upgrades 20

--kills     kill -9 of the daemon at random moments
--together  kill -9 of the daemon and of some of its programs at once
--detaches  supctl detach, then a start, under calls
--upgrades  supctl upgrade, under calls of which none may fail

Wants a built tree (make build). Prints its seed; --seed repeats the same moments as far as the machine does.
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE_SECONDS = 120
FORMATS = ('raw', 'perl', 'prefixed', 'json')
TOKEN = re.compile(rb'<([a-z_0-9]+) ([0-9]+)>')
ESCAPE = re.compile(rb'\x1b\[[0-9;]*m')


class Failure(Exception):
    pass


class Patient(xmlrpc.client.Transport):
    """Does not wait for ever for an answer."""

    def make_connection(self, host):
        connection = super().make_connection(host)
        connection.timeout = PATIENCE_SECONDS
        return connection


def until(what, condition, daemon=None):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(OSError, xmlrpc.client.Error, ConnectionError):
            if condition():
                return
        if time.monotonic() > deadline:
            raise Failure(f'not within {PATIENCE_SECONDS} s: {what}')
        if daemon is not None and daemon.process.poll() is not None:
            raise Failure(f'the daemon has ended with {daemon.process.returncode} before: {what}')
        time.sleep(0.02)


class Writer:
    """One program of the configuration, and where its lines have to be."""

    def __init__(self, name, folder, log=None, stderr=False, redirected=False, ends=0.0, **keys):
        self.name, self.folder, self.stderr, self.redirected, self.ends = name, folder, stderr, redirected, ends
        self.log = log or name
        self.keys = keys

    def section(self):
        command = f'{sys.executable} {HERE}/writer.py {self.folder} {self.name}'
        command += ' --stderr' if self.stderr else ''
        command += '' if self.log.startswith('shared') else ' --pieces'
        command += f' --ends {self.ends}' if self.ends else ''
        lines = [f'[program:{self.name}]', f'command = {command}', 'startsecs = 0', 'stopwaitsecs = 5',
                 f'stdout_logfile = {self.folder}/logs/{self.log}', 'stdout_logfile_backups = 9999',
                 f'redirect_stderr = {str(self.redirected).lower()}',
                 f'autorestart = {"true" if self.ends else "unexpected"}']
        if self.stderr and not self.redirected:
            lines += [f'stderr_logfile = {self.folder}/logs/{self.log}.err', 'stderr_logfile_backups = 9999']
        elif not self.redirected:
            lines += ['stderr_logfile = NONE']
        lines += [f'{key} = {value}' for key, value in self.keys.items()]
        return '\n'.join(lines) + '\n'

    def noted(self):
        """The line that was begun last, the one that was written last, and how many bytes were written."""
        try:
            return struct.unpack_from('QQQ', (self.folder / f'{self.name}.noted').read_bytes())
        except FileNotFoundError: # it was ended before it could begin
            return 0, 0, 0


def writers(folder):
    kinds = []
    for log_format in FORMATS:
        kinds += [
            Writer(f'{log_format}_plain', folder, log_format=log_format, stdout_logfile_maxbytes=0),
            Writer(f'{log_format}_rotated', folder, log_format=log_format, stdout_logfile_maxbytes='50KB'),
            Writer(f'{log_format}_both', folder, stderr=True, log_format=log_format, stdout_logfile_maxbytes='100KB',
                   stderr_logfile_maxbytes='100KB'),
            Writer(f'{log_format}_joined', folder, stderr=True, redirected=True, log_format=log_format,
                   stdout_logfile_maxbytes='100KB'),
            Writer(f'{log_format}_ends', folder, log_format=log_format, stdout_logfile_maxbytes=0, ends=2.0),
        ]
    kinds += [Writer(f'shared_{log_format}_{number}', folder, log=f'shared_{log_format}', stdout_logfile_maxbytes=0,
                     log_format=log_format) for log_format in ('raw', 'prefixed') for number in range(2)]
    return kinds


class Daemon:
    """The daemon, through all its lives."""

    def __init__(self, folder, supervisord, port, strips, programs):
        self.folder, self.supervisord, self.port = folder, supervisord, port
        self.conf = folder / 's.conf'
        self.conf.write_text(f"""[supervisord]
logfile = {folder}/main.log
logfile_maxbytes = 0
pidfile = {folder}/pid
strip_ansi = {str(strips).lower()}
statedir = {folder}/state
[inet_http_server]
port = 127.0.0.1:{port}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
""" + '\n'.join(programs))
        self.process = None

    def start(self):
        with open(self.folder / 'console', 'ab') as console:
            self.process = subprocess.Popen([self.supervisord, '-n', '-c', self.conf], stdin=subprocess.DEVNULL,
                                            stdout=console, stderr=console, cwd=self.folder)

    def rpc(self):
        return xmlrpc.client.ServerProxy(f'http://127.0.0.1:{self.port}/RPC2', Patient(), allow_none=True)

    def answers(self):
        until('the daemon answers', lambda: self.rpc().supervisor.getState()['statecode'] == 1, self)

    def starts(self):
        """How often it has begun to answer. Seconds, such as those of daemon.takeover, do not tell quick upgrades apart."""
        return (self.folder / 'main.log').read_bytes().count(b'supervisord started with pid')

    def upgrade(self):
        before = self.starts()
        self.rpc().daemon.upgrade()
        until('the new one answers', lambda: self.starts() > before and self.rpc().supervisor.getState(), self)
        failure = self.rpc().daemon.takeover().get('upgrade_failure')
        if failure:
            raise Failure(f'an upgrade has failed: {failure}')

    def kill(self):
        self.process.kill()
        self.process.wait()

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))


class Load(threading.Thread):
    """Calls without a pause; counts those that fail."""

    def __init__(self, daemon, keeps):
        super().__init__(daemon=True)
        self.source, self.keeps = daemon, keeps
        self.calls, self.failures = 0, []
        self.ended = threading.Event()

    def run(self):
        rpc = self.source.rpc()
        while not self.ended.is_set():
            try:
                if not self.keeps:
                    rpc = self.source.rpc()
                rpc.supervisor.getAllProcessInfo()
                self.calls += 1
            except Exception as failure:  # pylint: disable=broad-except
                self.failures.append(repr(failure))
                rpc = self.source.rpc()


def logged(folder, log):
    """All of a log, the oldest file first."""
    def age(path):
        suffix = path.name[len(log):].lstrip('.')
        return -(int(suffix) if suffix else 0)
    files = [path for path in (folder / 'logs').iterdir()
             if path.name == log or re.fullmatch(re.escape(log) + r'\.[0-9]+', path.name)]
    return b''.join(path.read_bytes() for path in sorted(files, key=age))


def compare_bytes(sharing):
    """What is wrong with the size of a raw log. Lines of programs that share one may be in each other's middle."""
    written = sum(writer.noted()[2] for writer in sharing)
    found = len(logged(sharing[0].folder, sharing[0].log))
    return [] if found == written else [f'{sharing[0].log} has {found} bytes, {written} were written']


def compare(writer, interrupted, strips):
    """What is wrong with the logs of a writer; interrupted: some of its lives have ended in the middle of a line."""
    begun, written, _ = writer.noted()
    numbers = {}
    wrong = []
    for log in {writer.log, writer.log + '.err'} if writer.stderr and not writer.redirected else {writer.log}:
        content = logged(writer.folder, log)
        found = [int(number) for name, number in TOKEN.findall(content) if name.decode() == writer.name]
        numbers[log] = found
        for before, after in zip(found, found[1:]):
            if after <= before:
                wrong.append(f'{writer.name}: {after} after {before} in {log}')
                break
        if writer.keys.get('log_format') != 'raw' and not interrupted:
            lines = content.splitlines()
            odd = [line for line in lines if len(TOKEN.findall(line)) != 1]
            if odd:
                wrong.append(f'{writer.name}: {len(odd)} lines of {log} are not whole, such as {odd[0][:200]!r}')
            if writer.keys.get('log_format') == 'json':
                for line in lines:
                    try:
                        json.loads(line)
                    except ValueError:
                        wrong.append(f'{writer.name}: no JSON: {line[:200]!r}')
                        break
        if strips and (b'\\u001B' in content or ESCAPE.search(content)):
            wrong.append(f'{writer.name}: escape sequences in {log}')
    got = sorted(number for found in numbers.values() for number in found)
    missing = sorted(set(range(1, written + 1)) - set(got))
    if interrupted:
        missing = [number for number in missing if number not in interrupted]
    if missing:
        wrong.append(f'{writer.name}: {len(missing)} of {written} lines are missing, such as {missing[:5]}')
    if len(got) != len(set(got)):
        wrong.append(f'{writer.name}: {len(got) - len(set(got))} lines are doubled')
    if got and got[-1] > begun:
        wrong.append(f'{writer.name}: {got[-1]} was never written')
    return wrong


class Trial:
    def __init__(self, folder, arguments, chance):
        self.folder, self.arguments, self.chance = folder, arguments, chance
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        (folder / 'logs').mkdir()
        self.writers = writers(folder)
        operated = [f'[program:op{i}]\ncommand = sleep 1000\nstopwaitsecs = 2\n' for i in range(3)]
        crashing = ['[program:crash]\ncommand = sh -c "sleep 0.2; exit 3"\nautorestart = true\nstartsecs = 0\n']
        self.daemon = Daemon(folder, arguments.supervisord, port, arguments.strip_ansi,
                             [writer.section() for writer in self.writers] + operated + crashing)
        self.interrupted = {}
        self.wrong = []

    def operate(self):
        """Somebody starts and stops programs meanwhile."""
        rpc = self.daemon.rpc()
        with contextlib.suppress(OSError, xmlrpc.client.Error, ConnectionError):
            name = f'op{self.chance.randrange(3)}'
            self.chance.choice((rpc.supervisor.startProcess, rpc.supervisor.stopProcess))(name, False)

    def kills(self, count):
        for number in range(count):
            if self.chance.random() < 0.5:
                self.operate()
            time.sleep(self.chance.uniform(0, 1.5) ** 2)
            self.daemon.kill()
            self.progress('kill', number, count)
            self.daemon.start()
            if self.chance.random() < 0.7: # else it is killed while it starts, too
                self.daemon.answers()
        self.daemon.answers()

    def check_counts(self):
        """Counted is what was written; of a raw log a batch may be missing for each kill."""
        missing = 0
        for writer in self.writers:
            counted = sum(account['read'] for account in self.daemon.rpc().process.account(writer.name))
            written = writer.noted()[2]
            is_exact = writer.keys['log_format'] != 'raw' or self.arguments.strip_ansi
            missing += written - counted
            if counted > written or (is_exact and counted < written):
                self.wrong.append(f'{writer.name}: {counted:.0f} bytes are counted, {written} were written')
        print(f'{missing:.0f} bytes of raw logs were not counted', flush=True)

    def together(self, count):
        for number in range(count):
            time.sleep(self.chance.uniform(0, 1))
            infos = {info['name']: info['pid'] for info in self.daemon.rpc().supervisor.getAllProcessInfo()}
            chosen = self.chance.sample(self.writers, 5)
            self.daemon.process.kill()
            for writer in chosen:
                with contextlib.suppress(ProcessLookupError, KeyError):
                    if infos[writer.name]:
                        os.kill(infos[writer.name], signal.SIGKILL)
            self.daemon.process.wait()
            for writer in chosen:
                time.sleep(0.01)
                begun, written, _ = writer.noted()
                if begun > written:
                    self.interrupted.setdefault(writer.name, set()).add(begun)
                self.interrupted.setdefault(writer.name, set())
            self.progress('kill of all', number, count)
            self.daemon.start()
            self.daemon.answers()

    def detaches(self, count):
        for number in range(count):
            time.sleep(self.chance.uniform(0, 0.5))
            self.daemon.rpc().daemon.detach()
            until('the daemon has left', lambda: self.daemon.process.poll() is not None)
            if self.daemon.process.returncode:
                raise Failure(f'detach ended with {self.daemon.process.returncode}')
            self.progress('detach', number, count)
            self.daemon.start()
            self.daemon.answers()

    def upgrades(self, count):
        loads = [Load(self.daemon, keeps) for keeps in (True, True, False, False)]
        for load in loads:
            load.start()
        pid = self.daemon.process.pid
        for number in range(count):
            time.sleep(self.chance.uniform(0, 0.5))
            self.daemon.upgrade()
            self.progress('upgrade', number, count)
        for load in loads:
            load.ended.set()
            load.join(PATIENCE_SECONDS)
        failures = [failure for load in loads for failure in load.failures]
        print(f'{sum(load.calls for load in loads)} calls during the upgrades, {len(failures)} failed', flush=True)
        if failures:
            self.wrong.append(f'{len(failures)} calls failed, such as {failures[0]}')
        if self.daemon.process.pid != pid:
            self.wrong.append('the pid has changed')

    @staticmethod
    def progress(what, number, count):
        if (number + 1) % max(1, count // 10) == 0:
            print(f'{what} {number + 1} of {count}', flush=True)

    def run(self):
        arguments = self.arguments
        try:
            self.daemon.start()
            self.daemon.answers()
            descriptors = self.daemon.descriptors()
            self.kills(arguments.kills)
            self.detaches(arguments.detaches)
            self.upgrades(arguments.upgrades)
            self.together(arguments.together)
            self.end(descriptors)
        finally:
            if self.daemon.process is not None:
                self.daemon.process.kill()
            for pid in self.running() + self.holders():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for writer in self.writers:
            if writer.log != 'shared_raw':
                self.wrong += compare(writer, self.interrupted.get(writer.name), self.arguments.strip_ansi)
        if not self.interrupted and not self.arguments.strip_ansi:
            self.wrong += compare_bytes([writer for writer in self.writers if writer.log == 'shared_raw'])
        self.wrong += [f'{twin.name} ran twice' for twin in self.folder.glob('*.twin')]
        log = (self.folder / 'main.log').read_text(errors='replace')
        self.wrong += [line for line in log.splitlines() if 'a mistake in the supervisor itself' in line]
        written = sum(writer.noted()[1] for writer in self.writers)
        print(f'{written} lines of {len(self.writers)} programs compared')
        return self.wrong

    def running(self):
        """All that runs in the folder: the daemon and its programs."""
        found = []
        for process in pathlib.Path('/proc').glob('[0-9]*'):
            with contextlib.suppress(OSError):
                if os.readlink(process / 'cwd') == str(self.folder):
                    found.append(int(process.name))
        return found

    def holders(self):
        """The processes that hold pipes beside the daemon."""
        found = []
        for process in pathlib.Path('/proc').glob('[0-9]*'):
            with contextlib.suppress(OSError):
                if os.readlink(process / 'fd' / '0').startswith(f'{self.folder}/state'):
                    found.append(int(process.name))
        return found

    def end(self, descriptors):
        for name in ('op0', 'op1', 'op2'):
            with contextlib.suppress(xmlrpc.client.Fault):
                self.daemon.rpc().supervisor.stopProcess(name)
        (self.folder / 'stop').touch()
        for writer in self.writers:
            if writer.ends:
                with contextlib.suppress(xmlrpc.client.Fault):
                    self.daemon.rpc().supervisor.stopProcess(writer.name)
        names = {writer.name for writer in self.writers}
        until('all writers have ended', lambda: all(
            info['pid'] == 0 for info in self.daemon.rpc().supervisor.getAllProcessInfo() if info['name'] in names))
        if not self.interrupted:
            self.check_counts()
        now = self.daemon.descriptors()
        if now > descriptors + 20:
            self.wrong.append(f'{now} descriptors in the end, {descriptors} in the beginning')
        self.daemon.process.terminate()
        self.daemon.process.wait(PATIENCE_SECONDS)
        if self.running():
            self.wrong.append(f'processes are left: {self.running()}')
        if self.holders():
            self.wrong.append(f'processes still hold pipes: {self.holders()}')
        if (self.folder / 'state').exists():
            self.wrong.append(f'the state directory is left: {os.listdir(self.folder / "state")}')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for what in ('kills', 'together', 'detaches', 'upgrades'):
        options.add_argument(f'--{what}', type=int, default=0)
    options.add_argument('--seed', type=int, default=random.randrange(1 << 32))
    options.add_argument('--supervisord', type=pathlib.Path, default=HERE.parent / 'bin' / 'supervisord')
    options.add_argument('--strip-ansi', action='store_true', help='with strip_ansi = true')
    options.add_argument('--keep', action='store_true', help='leave the folder with all logs')
    arguments = options.parse_args()
    print(f'seed {arguments.seed}', flush=True)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))  # by way of all that cleans up
    folder = pathlib.Path(tempfile.mkdtemp(prefix='survive-'))
    try:
        wrong = Trial(folder, arguments, random.Random(arguments.seed)).run()
    except Failure as failure:
        wrong = [str(failure), *(folder / 'main.log').read_text(errors='replace').splitlines()[-20:]]
    finally:
        if arguments.keep:
            print(f'the logs are in {folder}')
        else:
            shutil.rmtree(folder)
    for line in wrong:
        print(f'WRONG {line}')
    print('every line once' if not wrong else f'seed {arguments.seed}')
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
