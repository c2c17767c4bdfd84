#!/usr/bin/env python3
"""Measures the daemon beside supervisord and beside what the machine can do at best, and writes a report.

    benchmarks/run.py [--quick] [--only PATTERN]... [--out FILE] [--list]

Needs the programs to be built (make build). The parts output (benchmarks/output.py), jmh (by Maven) and
profile (by the flight recorder) come last.
"""

import argparse
import datetime
import fnmatch
import os
import pathlib
import sys
import tempfile
import time

import frame
import more
import peers
import report
# These register their experiments, which run and are told in this order.
import rows_rpc  # noqa: F401
import rows_start  # noqa: F401
import rows_children  # noqa: F401
import rows_aspects  # noqa: F401
import rows_rivals  # noqa: F401


def chosen(patterns):
    return [experiment for experiment in frame.EXPERIMENTS
            if not patterns or any(fnmatch.fnmatch(experiment.name, f'*{pattern}*') for pattern in patterns)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--quick', action='store_true', help='fewer and shorter rounds')
    parser.add_argument('--only', action='append', metavar='PATTERN', help='only experiments whose name contains this')
    parser.add_argument('--out', type=pathlib.Path, help='where to write the report; default: standard output')
    parser.add_argument('--list', action='store_true', help='tell the names of all experiments')
    arguments = parser.parse_args()
    experiments = chosen(arguments.only)
    if arguments.list:
        print('\n'.join([experiment.name for experiment in frame.EXPERIMENTS] + list(more.PARTS)))
        return
    extras = more.chosen(arguments.only)
    if not experiments and not extras:
        parser.error('nothing is so called; --list tells all names')
    peers.install()
    begun, load = time.monotonic(), os.getloadavg()[0]
    if load > 1:
        frame.say(f'the load is {load:.1f} already: figures will be rough')
    with tempfile.TemporaryDirectory() as folder:
        bench = peers.Bench(arguments.quick, folder)
        bench.compile_canned()
        versions = peers.versions(bench)  # now, for the sources may change meanwhile
        for number, experiment in enumerate(experiments, 1):
            frame.say(f'[{number}/{len(experiments)}] {experiment.name}')
            experiment.run(bench)
        extra = more.run(bench, extras)
    minutes = (time.monotonic() - begun) / 60
    versions = {**versions, 'measured': f'{datetime.date.today()}, in {minutes:.0f} minutes'}
    text = '\n'.join(report.document(experiments, extra, versions, bench.notes, (load, os.getloadavg()[0]),
                                     arguments.quick)) + '\n'
    if arguments.out:
        arguments.out.write_text(text)
        frame.say(f'written: {arguments.out}')
    else:
        sys.stdout.write(text)


if __name__ == '__main__':
    main()
