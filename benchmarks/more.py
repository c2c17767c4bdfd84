"""
What is measured elsewhere: the capture of output by output.py beside this file, hot paths inside by JMH, and by the
JVM's flight recorder where the time of the two hottest goes.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest.mock

from daemons import config, running
from frame import LIMIT, OURS, PEER, Missing, Row, at_least, at_most, say
from load import GET_ALL, wrk
from rows_rpc import programs

HERE = pathlib.Path(__file__).resolve().parent
FLAGS = ['-XX:+UseSerialGC', '-XX:+UseCompactObjectHeaders', '--enable-native-access=ALL-UNNAMED',
         '--sun-misc-unsafe-memory-access=allow']  # the last is for JMH itself

# What a row of output.py is called, as far as it has a budget.
BUDGETS = {'rotation at': (at_least(2, PEER), at_least(0.7, LIMIT)), '1,000 lines/s': (at_most(0.1, PEER),)}

PATHS = {
    'RpcBenchmark.parseGetState': 'parse `getState`',
    'RpcBenchmark.parseMulticall': 'parse a `multicall` of 100 `getProcessInfo`',
    'RpcBenchmark.writeStructs': 'write 100 structs of 14 members',
    'RpcBenchmark.answerGetState': 'answer `getState`, without HTTP',
    'RpcBenchmark.answerGetAllProcessInfo': 'answer `getAllProcessInfo`, 100 programs, without HTTP',
    'RpcBenchmark.answerMulticall': 'answer that `multicall`, without HTTP',
    'LoopBenchmark.turnWithAQuestion': 'a turn of the loop with a question, 10,000 descriptors and as many timers',
    'LoopBenchmark.turnWithAReadyDescriptor': 'the same with a descriptor that is ready',
    'TimersBenchmark.addAndCancel': 'make and cancel a timer among 10,000',
    'DependencyOrderBenchmark.chain': 'order 10,000 programs, each depends on the one before',
    'DependencyOrderBenchmark.star': 'order 10,000 programs, all depend on the first',
    'TimersBenchmark.advance': 'fire one of 10,000 timers and make it anew',
}


# What a hot path may take.
PATH_BUDGETS = {'DependencyOrderBenchmark.chain': (at_most(100_000),),
                'DependencyOrderBenchmark.star': (at_most(100_000),)}


def output(bench):
    script = HERE / 'output.py'
    if not script.exists():
        raise Missing('benchmarks/output.py is not there')
    file = bench.classes / 'output.json'
    quick = ['bulk', 'chatty', '--rounds', '1'] if bench.quick else []
    subprocess.run([sys.executable, script, '--json', file, *quick], stdout=sys.stderr, check=True)
    rows = []
    for found in json.loads(file.read_text())['rows']:
        budgets = next((budgets for words, budgets in BUDGETS.items() if words in found['what']), ())
        row = Row(found['what'], found['unit'], budgets, '`cat \\| cat > file`')
        for who in (OURS, PEER, LIMIT):
            if found.get(who) is not None:
                row.add(who, found[who])
        rows.append(row)
    return rows


def jmh(bench):
    subprocess.run(['mvn', '-q', '-B', '-Dquick', '-DskipTests', '-Dexec.skip', '-Pbench', '-pl', 'benchmarks/jmh',
                    '-am', 'package'], cwd=bench.home, stdout=sys.stderr, check=True)
    target = HERE / 'jmh' / 'target'
    file = bench.classes / 'jmh.json'
    iterations = ['-wi', '2', '-i', '3'] if bench.quick else ['-wi', '3', '-i', '7']
    subprocess.run([bench.java, *FLAGS, '-cp', f'{target}/classes:{target}/lib/*', 'org.openjdk.jmh.Main', '-f', '1', '-w', '1s', '-r', '1s', *iterations,
                    '-foe', 'true', '-v', 'SILENT', '-rf', 'json', '-rff', file], stdout=sys.stderr, check=True)
    rows = []
    for found in json.loads(file.read_text()):
        name = '.'.join(found['benchmark'].rsplit('.', 2)[1:])
        row = Row(PATHS.get(name, name), 'µs', PATH_BUDGETS.get(name, ()))
        row.add(OURS, [value for fork in found['primaryMetric']['rawData'] for value in fork])
        rows.append(row)
    return rows


def hot_methods(bench, text, load):
    """A table of the methods that were found at work most often, while the daemon is under load."""
    recording = bench.classes / 'recording.jfr'
    options = f'-XX:StartFlightRecording:filename={recording},settings=profile'
    with unittest.mock.patch.dict(os.environ, SUPERVISOR_JAVA_OPTS=options), running(bench.ours, text) as daemon:
        load(daemon)
    view = subprocess.run([pathlib.Path(bench.java).parent / 'jfr', 'view', '--width', '110', '--truncate', 'beginning',
                           'hot-methods', recording], capture_output=True, text=True, check=True).stdout
    return '\n'.join(line.rstrip() for line in view.splitlines() if line.strip())


def profile(bench):
    bench.tool('wrk')
    seconds = bench.seconds(20, 12)

    def flood(daemon):
        daemon.call('supervisor.startProcess', 'p', False)
        time.sleep(seconds)

    yes = """[program:p]
command = yes a line of a program that never holds its breath
autostart = false
stdout_logfile = @DIR@/log
stdout_logfile_maxbytes = 50MB
stdout_logfile_backups = 1
"""
    with tempfile.TemporaryDirectory(dir='/dev/shm' if os.path.isdir('/dev/shm') else None) as folder:
        return [
            ('`getAllProcessInfo`, 100 programs, 16 connections',
             hot_methods(bench, config(programs(100)), lambda daemon: wrk(daemon.port, GET_ALL, seconds))),
            ('a program that writes as fast as it can, its lines prefixed, rotation at 50 MB',
             hot_methods(bench, config(yes.replace('@DIR@', folder) + 'log_format = prefixed\n'), flood))]


PARTS = {'output': output, 'jmh': jmh, 'profile': profile}


def chosen(patterns):
    return [name for name in PARTS if not patterns or any(pattern in name for pattern in patterns)]


def run(bench, names):
    """The rows of each part; what could not be measured is told in the remarks."""
    rows = {name: [] for name in PARTS}
    for name in names:
        say(f'[{name}]')
        try:
            rows[name] = PARTS[name](bench)
        except Missing as missing:
            bench.notes.append(f'{name} left out: {missing}')
        except (OSError, subprocess.SubprocessError) as failure:
            bench.notes.append(f'{name} failed: {failure}'.splitlines()[0])
        if bench.notes:
            say(f'  {bench.notes[-1]}')
    return rows
