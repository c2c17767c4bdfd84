"""Who is measured: a daemon with a configuration of its own, and Jetty with a canned answer."""

import contextlib
import getpass
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

from load import GET_STATE, Caller

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE_SECONDS = 60


def free_port():
    with socket.socket() as socket_:
        socket_.bind(('127.0.0.1', 0))
        return socket_.getsockname()[1]


class Process:
    """Something that runs, and answers at a port."""

    def __init__(self, command, port, complaints, path='/RPC2'):
        self.port = port
        begun = time.perf_counter()
        with open(complaints, 'wb') as said:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        self.pid = self.process.pid
        self.caller = self._connected(command, complaints, path)
        self.first_answer_ms = 1000 * (time.perf_counter() - begun)

    def _connected(self, command, complaints, path):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with contextlib.suppress(OSError):
                caller = Caller(self.port, path)
                caller.ask(GET_STATE)
                return caller
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.process.kill()
                raise RuntimeError(f'no answer from {pathlib.Path(command[0]).name} in {PATIENCE_SECONDS} s\n'
                                   + pathlib.Path(complaints).read_text(errors='replace')[-2000:])
            time.sleep(0.001)

    def proc(self, name):
        return pathlib.Path('/proc', str(self.pid), name)

    def status(self, key, of='status'):
        for line in self.proc(of).read_text().splitlines():
            if line.startswith(key + ':'):
                return int(line.split()[1])
        raise KeyError(key)

    def rss_mb(self):
        return self.status('VmRSS') / 1024

    def switches(self):
        return sum(self.status(kind, f'task/{task}/status')
                   for task in os.listdir(self.proc('task'))
                   for kind in ('voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches'))

    def cpu_seconds(self):
        fields = self.proc('stat').read_text().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def idle(self, seconds):
        """What it costs while nothing happens."""
        switches, cpu = self.switches(), self.cpu_seconds()
        time.sleep(seconds)
        return {'switches': (self.switches() - switches) / seconds,
                'cpu': 100 * (self.cpu_seconds() - cpu) / seconds}

    def stop(self):
        """How long it took, in seconds."""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(300)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.caller.close()
        return time.monotonic() - begun


class Daemon(Process):
    """Ours, or supervisord: both take the same options and the same file."""

    def __init__(self, server, folder, config):
        self.folder = pathlib.Path(folder)
        port = free_port()
        file = self.folder / 'supervisord.conf'
        file.write_text(config.replace('@DIR@', str(folder)).replace('@PORT@', str(port)))
        super().__init__([server, '-n', '-c', file], port, self.folder / 'said')
        self.call = self.caller.call
        self.log = self.folder / 'main.log'

    def await_true(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f'waited {seconds} s in vain:\n' + self.log.read_text()[-2000:])
            time.sleep(0.05)

    def logged(self, word):
        """How often the main log says so: asking over the wire would weigh on what is measured."""
        return self.log.read_text().count(word + ': ')


def config(programs=''):
    return f'''[supervisord]
nodaemon = true
silent = true
logfile = @DIR@/main.log
logfile_maxbytes = 0
pidfile = @DIR@/pid
childlogdir = @DIR@
minfds = 10000
user = {getpass.getuser()}
[inet_http_server]
port = 127.0.0.1:@PORT@
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
{programs}'''


@contextlib.contextmanager
def running(server, text):
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(server, folder, text)
        try:
            yield daemon
        finally:
            daemon.stop()


def flags(daemon):
    """The options that our launch script gives to the JVM, without what is about our daemon alone."""
    words = [word.decode() for word in daemon.proc('cmdline').read_bytes().split(b'\0')]
    return [word for word in words[1:words.index('-cp')]
            if word.startswith('-X') and not word.startswith(('-XX:AOT', '-Xshare', '-Xlog', '-Xrs'))]


class Canned(Process):
    """Jetty, set up as ours, whose answers lie ready: what HTTP alone costs. The answers are files of its folder."""

    def __init__(self, bench, folder, options):
        port = free_port()
        super().__init__(
            [bench.java, *options, '-cp', f'{bench.classes}:{bench.lib}/*', 'Canned', str(port), str(folder)],
            port, pathlib.Path(folder) / 'said', '/getState')


@contextlib.contextmanager
def canned(bench, answers, options):
    with tempfile.TemporaryDirectory() as folder:
        for name, answer in {'getState': b'up', **answers}.items():
            pathlib.Path(folder, name).write_bytes(answer)
        process = Canned(bench, folder, options)
        try:
            yield process
        finally:
            process.stop()
