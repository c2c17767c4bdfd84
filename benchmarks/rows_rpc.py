"""Calls over the wire: how many, how fast, and beside whom."""

import contextlib
import time

from daemons import canned, config, flags, running
from frame import LIMIT, OURS, PEER, Row, at_least, at_most, experiment
from load import GET_ALL, GET_STATE, Caller, document, idle_connections, slow_clients, wrk

SECTION = 'Calls'
CANNED = 'canned Jetty answer'
DEFAULTS = "same, JVM's own flags"


def programs(count):
    return f'''[program:p]
command = sleep 1000000
process_name = %(process_num)05d
numprocs = {count}
autostart = false
'''


def infos(count):
    """A call that asks for the state of each program."""
    return document('system.multicall', [{'methodName': 'supervisor.getProcessInfo', 'params': [f'p:{i:05d}']}
                                         for i in range(count)])


def servers(bench, stack, text):
    return {who: stack.enter_context(running(server, text)) for who, server in bench.servers().items()}


def warm_up(bench, servers, body, path='/RPC2', connections=16):
    """Until a JVM has made machine code of what runs often: daemons run for months. Python has nothing to warm."""
    for who, server in servers.items():
        wrk(server.port, body, 1 if who == PEER else bench.seconds(15, 10), path, connections)


def throughput(bench, stack, text, body, connections=16, idle=0, defaults=False):
    """
    Calls per second of both daemons, and of Jetty with the answer of ours in its hand, each beside so many idle connections.
    """
    bench.tool('wrk')
    daemons = servers(bench, stack, text)
    answers = {'answer': daemons[OURS].caller.ask(body)}
    limits = {LIMIT: stack.enter_context(canned(bench, answers, flags(daemons[OURS])))}
    if defaults:
        limits[DEFAULTS] = stack.enter_context(canned(bench, answers, []))
    seconds = bench.seconds(4, 2)
    warm_up(bench, daemons, body, connections=connections)
    warm_up(bench, limits, body, '/answer', connections)

    def measure(server, path):
        def once():
            with idle_connections(server.port, idle, path):
                return figures(server, body, seconds, path, connections)
        return once
    return {**{who: measure(daemon, '/RPC2') for who, daemon in daemons.items()},
            **{who: measure(server, '/answer') for who, server in limits.items()}}


def figures(server, body, seconds, path, connections):
    cpu = server.cpu_seconds()
    outcome = wrk(server.port, body, seconds, path, connections)
    return {'rate': outcome.rate, 'p99': outcome.p99 / 1000,
            'cpu': 1e6 * (server.cpu_seconds() - cpu) / outcome.requests}


def rates(what, *budgets):
    return {'rate': Row(what, 'calls/s', budgets, CANNED),
            'cpu': Row("the server's CPU for each call", 'µs', (), CANNED),
            'p99': Row('99th percentile', 'ms', (), CANNED)}


@experiment('getState', SECTION, rates('`supervisor.getState`, 16 connections',
                                       at_least(4, PEER), at_least(0.5, LIMIT)), 5)
def get_state(bench, stack):
    return throughput(bench, stack, config(), GET_STATE, defaults=True)


@experiment('getAllProcessInfo-100', SECTION, rates('`supervisor.getAllProcessInfo`, 100 programs, 16 connections',
                                                    at_least(20, PEER), at_least(0.4, LIMIT)), 5)
def get_all(bench, stack):
    return throughput(bench, stack, config(programs(100)), GET_ALL)


@experiment('multicall', SECTION, rates('`system.multicall` of 100 `getProcessInfo`, 16 connections'), 3)
def multicall(bench, stack):
    return throughput(bench, stack, config(programs(100)), infos(100))


@experiment('crowd', SECTION, rates('`supervisor.getState`, 64 busy connections beside 200 idle ones'), 3)
def crowd(bench, stack):
    return throughput(bench, stack, config(), GET_STATE, 64, 200)


@experiment('slow-clients', SECTION, {
    'p99': Row('99th percentile of `supervisor.getState`, 8 connections, beside 8 clients that send a byte per second',
               'ms', (), 'ours without them'),
    'longest': Row('the longest of them', 'ms', (), 'ours without them')}, 3)
def slow(bench, stack):
    bench.tool('wrk')
    daemons = servers(bench, stack, config())

    def measure(daemon, count):
        def once():
            with slow_clients(daemon.port, count):
                outcome = wrk(daemon.port, GET_STATE, bench.seconds(4, 2), connections=8)
            return {'p99': outcome.p99 / 1000, 'longest': outcome.longest / 1000}
        return once
    warm_up(bench, daemons, GET_STATE)
    return {**{who: measure(daemon, 8) for who, daemon in daemons.items()}, LIMIT: measure(daemons[OURS], 0)}


def large(count, rounds):
    @experiment(f'getAllProcessInfo-{count}', SECTION, {
        'latency': Row(f'`supervisor.getAllProcessInfo`, {count:,} programs, one connection', 'ms', (), CANNED),
        'multicall': Row(f'`system.multicall` of 1,000 `getProcessInfo`, {count:,} programs, one connection', 'ms',
                         (), CANNED)}, rounds)
    def prepare(bench, stack):
        daemons = servers(bench, stack, config(programs(count)))
        bodies = {'latency': GET_ALL, 'multicall': infos(1000)}
        answers = {key: daemons[OURS].caller.ask(body) for key, body in bodies.items()}
        jetty = stack.enter_context(canned(bench, answers, flags(daemons[OURS])))

        def measure(port, times, path=None):
            def once():
                found = {}
                for key, body in bodies.items():
                    with contextlib.closing(Caller(port, path or '/' + key)) as caller:
                        found[key] = caller.milliseconds(body, times)[times // 2:]
                return found
            return once
        # supervisord takes a minute for one call when there are many programs
        return {who: measure(daemon.port, 20 if who == OURS else 1, '/RPC2') for who, daemon in daemons.items()} | {
            LIMIT: measure(jetty.port, 20)}


large(1000, 3)
large(10000, 1)


@experiment('creep', SECTION, {
    'few': Row('RSS after 1,000 calls of `getState` and as many of `getAllProcessInfo` (100 programs)', 'MB'),
    'many': Row('RSS after 50,000 of each: 100,000 calls', 'MB'),
    'rested': Row('RSS after 40 seconds of rest', 'MB'),
    'more': Row('RSS after 100,000 calls more, and a rest again', 'MB'),
    'creep': Row('grown by those calls', 'MB', (at_most(1),))})
def creep(bench, stack):
    bench.tool('wrk')
    daemon = stack.enter_context(running(bench.ours, config(programs(100))))

    def call(count):
        for body in (GET_STATE, GET_ALL):
            done = 0
            while done < count:
                done += wrk(daemon.port, body, 1, connections=4).requests
        return daemon.rss_mb()

    def rest():
        time.sleep(40)  # memory that compilers needed is given back twice a minute
        return daemon.rss_mb()

    def once():
        few, many, rested = call(1000), call(49000), rest()
        call(50000)
        more = rest()
        return {'few': few, 'many': many, 'rested': rested, 'more': more, 'creep': more - rested}
    return {OURS: once}
