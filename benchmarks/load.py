"""Clients: one that asks and measures, wrk for many at once, and some that are a nuisance."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client

HERE = pathlib.Path(__file__).resolve().parent


def document(method, *arguments):
    return xmlrpc.client.dumps(arguments, method).encode()


GET_STATE = document('supervisor.getState')
GET_ALL = document('supervisor.getAllProcessInfo')


class Caller:
    """A connection that is kept, and asked again and again."""

    def __init__(self, port, path='/RPC2'):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.path = path

    def ask(self, body):
        """The body of the answer."""
        self.socket.sendall(b'POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n'
                            b'Content-Length: %d\r\n\r\n' % (self.path.encode(), len(body)) + body)
        received = bytearray()
        while b'\r\n\r\n' not in received:
            received += self._more(65536)
        head, _, answer = received.partition(b'\r\n\r\n')
        if b' 200 ' not in head.split(b'\r\n', 1)[0]:
            raise ConnectionError(head.decode())
        length = next(int(line.split(b':')[1]) for line in head.split(b'\r\n')
                      if line.lower().startswith(b'content-length:'))
        while len(answer) < length:
            answer += self._more(1 << 20)
        return bytes(answer)

    def _more(self, size):
        part = self.socket.recv(size)
        if not part:
            raise ConnectionError('closed by the server')
        return part

    def call(self, method, *arguments):
        return xmlrpc.client.loads(self.ask(document(method, *arguments)))[0][0]

    def milliseconds(self, body, times):
        """How long each of so many calls takes, until the last byte of the answer is here."""
        durations = []
        for _ in range(times):
            begun = time.perf_counter()
            self.ask(body)
            durations.append(1000 * (time.perf_counter() - begun))
        return durations

    def close(self):
        self.socket.close()


class Outcome:
    """What wrk found."""

    def __init__(self, line):
        requests, micros, self.errors, self.p50, self.p99, self.longest = map(float, line.split()[1:])
        self.requests = int(requests)
        self.rate = requests / (micros / 1e6)


def wrk(port, body, seconds, path='/RPC2', connections=16):
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        said = subprocess.run(
            ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--timeout', '60s', '-s', HERE / 'wrk.lua',
             f'http://127.0.0.1:{port}{path}'],
            env={**os.environ, 'BENCH_BODY': file.name}, check=True, capture_output=True, text=True).stdout
    outcome = Outcome(next(line for line in said.splitlines() if line.startswith('RESULT')))
    if outcome.errors:
        raise RuntimeError(f'{outcome.errors:.0f} of {outcome.requests} calls failed:\n{said}')
    return outcome


@contextlib.contextmanager
def idle_connections(port, count, path='/RPC2'):
    """Connections that have asked once and say nothing more."""
    callers = []
    try:
        for _ in range(count):
            callers.append(Caller(port, path))
            callers[-1].ask(GET_STATE)
        yield
    finally:
        for caller in callers:
            caller.close()


@contextlib.contextmanager
def slow_clients(port, count):
    """Clients that send a byte of their request each second, and begin anew when they are thrown out."""
    ended = threading.Event()

    def dawdle():
        while not ended.is_set():
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port)) as client:
                client.sendall(b'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n'
                               b'Content-Length: 1000\r\n\r\n')
                while not ended.wait(1):
                    client.sendall(b' ')

    threads = [threading.Thread(target=dawdle) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def probe(port):
    """Asks for the state every few milliseconds, in a process of its own; adds the latencies to the list given."""
    process = subprocess.Popen([sys.executable, __file__, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    latencies = []
    try:
        yield latencies
    finally:
        said, _ = process.communicate(timeout=600)
        latencies.extend(json.loads(said))


def _probe(port):
    caller = Caller(port)
    caller.ask(GET_STATE)
    print('ready', flush=True)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    latencies = []
    while not ended.wait(0.003):
        latencies += caller.milliseconds(GET_STATE, 1)
    print(json.dumps(latencies))


if __name__ == '__main__':
    _probe(int(sys.argv[1]))
