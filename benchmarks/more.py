"""What is measured elsewhere: the capture of output by output.py beside this file, and hot paths inside by JMH."""

import json
import pathlib
import subprocess
import sys

from frame import LIMIT, OURS, PEER, Missing, Row, at_least, at_most, say

HERE = pathlib.Path(__file__).resolve().parent
FLAGS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '--enable-native-access=ALL-UNNAMED',
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
    'TimersBenchmark.advance': 'fire one of 10,000 timers and make it anew',
}


def output(bench):
    script = HERE / 'output.py'
    if not script.exists():
        raise Missing('benchmarks/output.py is not there')
    file = bench.classes / 'output.json'
    quick = ['bulk', 'chatty', '--size', '300000000', '--rounds', '1'] if bench.quick else []
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
        row = Row(PATHS.get(name, name), 'µs')
        row.add(OURS, [value for fork in found['primaryMetric']['rawData'] for value in fork])
        rows.append(row)
    return rows


PARTS = {'output': output, 'jmh': jmh}


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
