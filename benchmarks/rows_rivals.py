"""Us beside supervisors other than supervisord, on what all of them can do."""

import contextlib
import shutil
import tempfile
import time

import rivals
from frame import Row, experiment

SECTION = 'Rivals'
LOG_BYTES = 300_000_000


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield name


@experiment('rivals', SECTION, {
    'up': Row('100 programs up, from exec', 's'),
    'pss': Row('memory (PSS) of all that supervises 100 programs', 'MB'),
    'cpu': Row('CPU with 100 idle programs', '% of a core'),
    'status': Row('status of 100 programs from the command line', 'ms'),
    'respawn': Row('kill -9 of one of 100 programs to its successor', 'ms'),
    'down': Row('100 programs stopped', 's')}, 3)
def hundred(bench, stack):
    npm = stack.enter_context(folder())

    def measure(create):
        def once():
            with folder() as home:
                shutil.copy(shutil.which('sleep'), home + '/program')
                rival = create(home, 100, f'{home}/program 1000000')
                up = rival.start()
                try:
                    time.sleep(bench.seconds(5, 3))
                    seconds, before = bench.seconds(10, 5), rival.cpu_seconds()
                    time.sleep(seconds)
                    return {'up': up, 'cpu': 100 * (rival.cpu_seconds() - before) / seconds, 'pss': rival.pss_mb(),
                            'status': [rival.status_ms() for _ in range(3)],
                            'respawn': [rival.respawn_ms() for _ in range(3)], 'down': rival.stop()}
                finally:
                    if rival.programs():
                        rival.stop()
        return once
    return {name: measure(create) for name, create in rivals.contenders(bench, npm).items()}


@experiment('rivals-log', SECTION, {
    'rate': Row('300 MB of lines from one program to its log', 'MB/s'),
    'cpu': Row('CPU of all that supervises, for it', 's')}, 3)
def log(bench, stack):
    npm = stack.enter_context(folder())
    source = bench.compiled('flood.c')

    def measure(create):
        def once():
            with folder() as home:
                shutil.copy(source, home + '/program')
                rival = create(home, 1, f'{home}/program {LOG_BYTES} {home}/begun')
                rival.start()
                try:
                    begun = rival.folder / 'begun'
                    rival.await_true(lambda: written(rival.folder) >= LOG_BYTES)
                    seconds = time.time() - begun.stat().st_mtime
                    return {'rate': LOG_BYTES / seconds / 1e6, 'cpu': rival.cpu_seconds()}
                finally:
                    rival.stop()
        return once
    return {name: measure(create) for name, create in rivals.contenders(bench, npm).items()}


def written(home):
    """The bytes in all logs, wherever this supervisor has them."""
    total = 0
    for file in [*home.glob('*.out'), *home.glob('log-*/*')]:
        with contextlib.suppress(OSError):
            total += file.stat().st_size
    return total
