#!/usr/bin/env python3
"""Measures the capture of output with true processes, beside supervisord if that is installed.

    benchmarks/output.py [bulk] [chatty] [fair] [line] [--size BYTES] [--rounds N] [--folder DIR] [--json FILE]

bulk    one child that writes --size bytes (2 GB) as fast as it can: into a log, a rotated log, a log with prefixed lines.
        The limit is `child | cat > file`, which does nothing but move the bytes through a pipe. A rotated log keeps ten
        old files, so that the memory of those that are removed serves again: memory that a virtual machine touches for
        the first time costs more than all that is to be measured
chatty  100 children with 1,000 lines a second each: the daemon's CPU
fair    100 children that write as fast as they can: how much the slowest gets, compared with the fastest
line    a line of 64 MiB in each format, with logs of 1 MB: the daemon's memory

All contenders are measured once per round, in turn; the figures are medians. What is in the logs is compared with what was
written, byte for byte by checksum. Figures are good as ratios, on a calm machine; the load is printed. Logs are kept in
memory (/dev/shm) if three times --size fits there.
"""

import argparse
import contextlib
import getpass
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import xmlrpc.client
import zlib

HOME = pathlib.Path(__file__).resolve().parent.parent
OURS, PEER, LIMIT = 'ours', 'supervisord', 'limit'
SERVERS = {OURS: str(HOME / 'bin' / 'supervisord'), PEER: shutil.which('supervisord')}

LINE_BYTES = 100
BLOCK_BYTES = 100_000_000
ROTATED = 'stdout_logfile_maxbytes = 50MB\nstdout_logfile_backups = 10'
CHILDREN = 100
CHATTY_SECONDS = 10
WARM_UP_SECONDS = 12  # a JVM makes machine code of what runs often; daemons run for months
FAIR_SECONDS = 5
LONG_LINE_BYTES = 64 << 20

# Ten lines at a time, each with a write of its own: sleeping a thousand times a second would cost more than the daemon.
CHATTERS = '''import os, time
lines, begun = %d, time.monotonic()
for n in range(lines):
    if n %% 10 == 0:
        time.sleep(max(0, begun + n / 1000 - time.monotonic()))
    os.write(1, b'line %%07d of a program that has a lot to say about very little\\n' %% n)
time.sleep(1000)
'''


class Daemon:
    """One daemon at work in a folder of its own; its programs are started by hand."""

    def __init__(self, server, folder, program):
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
user = {getpass.getuser()}
[inet_http_server]
port = 127.0.0.1:{port}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:p]
autostart = false
autorestart = false
startsecs = 0
redirect_stderr = true
{program.replace('@DIR@', str(folder))}
''')
        self.process = subprocess.Popen([server, '-n', '-c', config], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.rpc = xmlrpc.client.ServerProxy(f'http://127.0.0.1:{port}/RPC2').supervisor
        self.wait(lambda: self.rpc.getState()['statename'] == 'RUNNING', 60)
        self.pid = self.process.pid

    def wait(self, condition, seconds, pause=0.02):
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError):
                if condition():
                    return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit('waited in vain:\n' + (self.folder / 'main.log').read_text()[-2000:])
            time.sleep(pause)

    def cpu_seconds(self):
        return sum(self.cpu())

    def cpu(self):
        """In user code and in the kernel, in seconds."""
        fields = pathlib.Path(f'/proc/{self.pid}/stat').read_text().rpartition(')')[2].split()
        return [int(ticks) / os.sysconf('SC_CLK_TCK') for ticks in fields[11:13]]

    def most_memory(self):
        """In megabytes: the most that was ever resident."""
        status = pathlib.Path(f'/proc/{self.pid}/status').read_text()
        return int(re.search(r'VmHWM:\s+(\d+)', status)[1]) / 1024

    def run_to_the_end(self):
        """Starts the program and waits until it has ended; how long it took to the last byte in the log, in seconds."""
        begun = time.time()
        self.rpc.startProcess('p', False)
        pid = self.rpc.getProcessInfo('p')['pid']
        self.wait(lambda: not os.path.exists(f'/proc/{pid}'), 600, 0.003)
        self.wait(lambda: self.rpc.getProcessInfo('p')['statename'] == 'EXITED', 60)
        return max(path.stat().st_mtime for path in self.logs()) - begun

    def logged(self):
        """How many bytes are in the log and its backups."""
        return sum(entry.stat().st_size for entry in os.scandir(self.folder) if entry.name.startswith('log'))

    def logs(self, name='log'):
        """The log with its backups, the oldest first."""
        count = 0
        while (self.folder / f'{name}.{count + 1}').exists():
            count += 1
        return [self.folder / f'{name}.{n}' for n in range(count, 0, -1)] + [self.folder / name]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Bench:
    def __init__(self, arguments, folder):
        self.size = arguments.size // LINE_BYTES * LINE_BYTES
        self.rounds = arguments.rounds
        self.folder = pathlib.Path(folder)
        self.servers = {who: server for who, server in SERVERS.items() if server}
        self.rows = []

    @contextlib.contextmanager
    def running(self, who, program):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            daemon = Daemon(self.servers[who], folder, program)
            try:
                yield daemon
            finally:
                daemon.stop()

    def interleaved(self, contenders):
        """The median of each, measured in turn."""
        samples = {who: [] for who in contenders}
        for _ in range(self.rounds):
            for who, measure in contenders.items():
                samples[who].append(measure(who))
        return {who: statistics.median(values) for who, values in samples.items()}

    def row(self, what, unit, figures):
        ours = figures[OURS]
        row = {'what': what, **{who: figures.get(who) for who in (OURS, PEER, LIMIT)}, 'unit': unit}
        self.rows.append(row)
        text = ', '.join(f'{who} {value:,.2f}' for who, value in figures.items())
        ratios = ', '.join(f'{ours / value:.2f} x {who}' for who, value in figures.items()
                           if who != OURS and value)
        print(f'  {what}: {text} {unit}' + (f'  ({ratios})' if ratios else ''), flush=True)


def check(condition, text):
    if not condition:
        raise SystemExit('WRONG: ' + text)


def write_source(path, size):
    """Numbered lines of equal length, a block of them again and again."""
    block = b''.join(b'%020d %s\n' % (n, b'x' * (LINE_BYTES - 22)) for n in range(min(size, BLOCK_BYTES) // LINE_BYTES))
    with open(path, 'wb') as file:
        for at in range(0, size, len(block)):
            file.write(block[:size - at])


def checksum_of(paths, undress=lambda block: block, record=LINE_BYTES, skip=0):
    checksum, size = 0, 0
    for path in paths:
        with open(path, 'rb') as file:
            file.seek(skip)
            while block := file.read(10_000 * record):
                block = undress(block)
                checksum = zlib.crc32(block, checksum)
                size += len(block)
    return size, checksum


def bulk(bench):
    source = bench.folder / 'source'
    write_source(source, bench.size)

    def capture(options, dressed=0, kept=bench.size):
        def undress(block):
            record = dressed + LINE_BYTES
            return b''.join([block[at + dressed:at + record] for at in range(0, len(block), record)])

        def measure(who):
            with bench.running(who, f'command = cat {source}\nstdout_logfile = @DIR@/log\n{options}') as daemon:
                before = daemon.cpu()
                seconds = daemon.run_to_the_end()
                memory[who] = max(memory.get(who, 0), daemon.most_memory())
                user, kernel = (after - first for after, first in zip(daemon.cpu(), before))
                cpu.setdefault((who, options), []).append(1e9 * (user + kernel) / bench.size)
                share.setdefault((who, options), []).append(100 * kernel / (user + kernel))
                found = checksum_of(daemon.logs(), undress if dressed else bytes, LINE_BYTES + dressed)
                check(found[0] >= kept, f'{who}, {options!r}: {found[0]} bytes are left')
                expected = checksum_of([source], skip=bench.size - found[0])
                check(found == expected, f'{who}, {options!r}: {found}, not {expected}')
                return bench.size / seconds / 1e6
        return measure

    def limit(_):
        target = bench.folder / 'target'
        begun = time.monotonic()
        subprocess.run(['sh', '-c', f'cat {source} | cat >{target}'], check=True)
        seconds = time.monotonic() - begun
        target.unlink()
        return bench.size / seconds / 1e6

    memory, cpu, share = {}, {}, {}
    size = f'{bench.size / 1e9:g} GB from one child'
    both = dict.fromkeys(bench.servers, None)
    plain = capture('stdout_logfile_maxbytes = 0')
    bench.row(size, 'MB/s', bench.interleaved({LIMIT: limit, **dict.fromkeys(both, plain)}))
    rotated = capture(ROTATED, kept=min(bench.size, 10 * 49_000_000))
    bench.row(size + ', rotation at 50 MB', 'MB/s', bench.interleaved({LIMIT: limit, **dict.fromkeys(both, rotated)}))
    bench.row('CPU for that', 's/GB', {who: statistics.median(cpu[who, ROTATED]) for who in both})
    bench.row('of it in the kernel, which copies', '%', {who: statistics.median(share[who, ROTATED]) for who in both})
    prefix = len('2026-11-22T10:00:00.123+01:00 p stdout | ')
    prefixed = capture('stdout_logfile_maxbytes = 0\nlog_format = prefixed', prefix)
    bench.row(size + ', prefixed lines', 'MB/s', bench.interleaved({LIMIT: limit, OURS: prefixed}))
    bench.row('most memory meanwhile', 'MB', memory)
    source.unlink()


def chatty(bench):
    lines = (WARM_UP_SECONDS + CHATTY_SECONDS + 3) * 1000
    script = bench.folder / 'chatters.py'
    script.write_text(CHATTERS % lines)
    expected = b''.join(b'line %07d of a program that has a lot to say about very little\n' % n for n in range(lines))

    def measure(who):
        with bench.running(who, f'''command = python3 -S -E {script}
process_name = %(process_num)02d
numprocs = {CHILDREN}
stdout_logfile = @DIR@/log%(process_num)02d
stdout_logfile_maxbytes = 0
''') as daemon:
            daemon.rpc.startAllProcesses(False)
            time.sleep(WARM_UP_SECONDS)
            begun, cpu = time.monotonic(), daemon.cpu_seconds()
            time.sleep(CHATTY_SECONDS)
            cpu = (daemon.cpu_seconds() - cpu) / (time.monotonic() - begun)
            daemon.wait(lambda: daemon.logged() >= CHILDREN * len(expected), 60)
            for n in range(CHILDREN):
                check((daemon.folder / f'log{n:02d}').read_bytes() == expected, f'{who}: the log of child {n}')
            return 100 * cpu

    bench.row(f'{CHILDREN} children, 1,000 lines/s each: CPU', '% of a core',
              bench.interleaved(dict.fromkeys(bench.servers, measure)))


def written(pid):
    return int(re.search(r'wchar: (\d+)', pathlib.Path(f'/proc/{pid}/io').read_text())[1])


def fair(bench):
    shares, rates = {}, {}

    def measure(who):
        with bench.running(who, f'''command = yes a line of a program that never holds its breath
process_name = %(process_num)02d
numprocs = {CHILDREN}
stdout_logfile = @DIR@/log%(process_num)02d
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 1
''') as daemon:
            daemon.rpc.startAllProcesses(False)
            pids = [info['pid'] for info in daemon.rpc.getAllProcessInfo()]
            time.sleep(1)
            begun, before = time.monotonic(), [written(pid) for pid in pids]
            time.sleep(FAIR_SECONDS)
            counts = [written(pid) - b for pid, b in zip(pids, before)]
            rates.setdefault(who, []).append(sum(counts) / (time.monotonic() - begun) / 1e6)
            return min(counts) / max(counts)

    shares = bench.interleaved(dict.fromkeys(bench.servers, measure))
    bench.row(f'{CHILDREN} children at full speed: the slowest against the fastest', 'of its bytes', shares)
    bench.row(f'{CHILDREN} children at full speed, together', 'MB/s',
              {who: statistics.median(values) for who, values in rates.items()})


def line(bench):
    undressed = {
        'raw': lambda text: text,
        'perl': lambda text: re.sub(rb'(?m)^\[[^]]*]\[p] info: |\\?\n', b'', text),
        'prefixed': lambda text: re.sub(rb'(?m)^\S+ p stdout \| |\\?\n', b'', text),
        'json': lambda text: re.sub(rb'(?m)^{[^}]*"line":"|"(,"goesOn":true)?}\n', b'', text),
    }
    for log_format, undress in undressed.items():
        with bench.running(OURS, f'''command = sh -c "head -c {LONG_LINE_BYTES} /dev/zero | tr '\\\\0' x"
stdout_logfile = @DIR@/log
stdout_logfile_maxbytes = 1MB
stdout_logfile_backups = 1000
log_format = {log_format}
''') as daemon:
            before = daemon.most_memory()
            daemon.rpc.startProcess('p', False)
            daemon.wait(lambda: daemon.rpc.getProcessInfo('p')['statename'] == 'EXITED', 60)
            memory = daemon.most_memory()
            text = undress(b''.join(path.read_bytes() for path in daemon.logs()))
            check(text == b'x' * LONG_LINE_BYTES, f'{len(text)} bytes of the line in format {log_format}')
            bench.row(f'a line of 64 MiB, {log_format}: most memory ({before:.0f} MB before)', 'MB', {OURS: memory})


PARTS = {'bulk': bulk, 'chatty': chatty, 'fair': fair, 'line': line}


def folder_for(arguments):
    if arguments.folder:
        return arguments.folder
    with contextlib.suppress(OSError):
        if shutil.disk_usage('/dev/shm').free > 3 * arguments.size:
            return '/dev/shm'
    print('no room in /dev/shm: the disk is measured too')
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', nargs='*', choices=[*PARTS, []])
    parser.add_argument('--size', type=int, default=2_000_000_000)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--folder')
    parser.add_argument('--json', type=pathlib.Path)
    arguments = parser.parse_args()
    print(f'load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores', flush=True)
    with tempfile.TemporaryDirectory(dir=folder_for(arguments), prefix='supervisor-output-') as folder:
        bench = Bench(arguments, folder)
        for name in arguments.what or PARTS:
            PARTS[name](bench)
    if arguments.json:
        arguments.json.write_text(json.dumps({'rows': bench.rows}, indent=1) + '\n')


if __name__ == '__main__':
    main()
