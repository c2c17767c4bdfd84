#!/usr/bin/env python3
"""Writes numbered lines until it is asked to stop, and notes which of them were written whole.

    writer.py FOLDER NAME [--stderr] [--ends SECONDS] [--pieces]

FOLDER/NAME.noted has numbers: the line that was begun last, the one that was written last, and how many bytes were written. A writer of the same name
that is started later goes on behind them. FOLDER/stop ends all writers.
"""

import argparse
import fcntl
import mmap
import os
import pathlib
import random
import struct
import sys
import time

COLOUR, PLAIN = '\x1b[32m', '\x1b[0m'


def write_whole(descriptor, text):
    while text:
        text = text[os.write(descriptor, text):]


def main():
    options = argparse.ArgumentParser()
    options.add_argument('folder', type=pathlib.Path)
    options.add_argument('name')
    options.add_argument('--stderr', action='store_true')
    options.add_argument('--ends', type=float, default=0)
    options.add_argument('--pieces', action='store_true')
    arguments = options.parse_args()

    alone = open(arguments.folder / f'{arguments.name}.lock', 'w')
    try:
        fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        (arguments.folder / f'{arguments.name}.twin').touch()
        sys.exit(1)
    with open(arguments.folder / f'{arguments.name}.noted', 'a+b') as file:
        file.truncate(mmap.PAGESIZE)
        noted = mmap.mmap(file.fileno(), mmap.PAGESIZE)
    chance = random.Random()
    number = max(struct.unpack_from('QQ', noted))
    written = struct.unpack_from('Q', noted, 16)[0]
    stop = arguments.folder / 'stop'
    ends = time.monotonic() + (chance.uniform(0, 2 * arguments.ends) if arguments.ends else 1e9)
    while not stop.exists() and time.monotonic() < ends:
        for _ in range(chance.randrange(1, 60)):
            number += 1
            struct.pack_into('Q', noted, 0, number)
            text = f'<{arguments.name} {number}> {COLOUR}{"x" * chance.randrange(0, 80)}{PLAIN}\n'.encode()
            descriptor = 2 if arguments.stderr and number % 2 else 1
            # sometimes a line comes in pieces, so that a daemon dies in its middle
            cut = chance.randrange(1, len(text)) if arguments.pieces and chance.random() < 0.05 else len(text)
            write_whole(descriptor, text[:cut])
            if cut < len(text):
                time.sleep(chance.uniform(0, 0.01))
                write_whole(descriptor, text[cut:])
            written += len(text)
            struct.pack_into('QQ', noted, 8, number, written)
        time.sleep(chance.uniform(0, 0.03))
    sys.exit(chance.choice((0, 1, 3)) if arguments.ends else 0)


main()
