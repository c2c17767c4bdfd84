"""What a measurement is: rows of the table, and the experiments that fill them.

An experiment prepares its contenders (ours, supervisord, a limit) and then measures each of them once per round, in
turn: so a disturbance of the machine meets all of them, and their ratios stay good when the figures do not.
"""

import contextlib
import dataclasses
import statistics
import subprocess
import sys
import time
import traceback

OURS, PEER, LIMIT = 'ours', 'supervisord', 'limit'
EXPERIMENTS = []


def say(text):
    print(text, file=sys.stderr, flush=True)


class Missing(Exception):
    """What is needed for a measurement and is not there."""


@dataclasses.dataclass(frozen=True)
class Budget:
    """What our figure has to be: so many times the figure of somebody else, or so much of the unit."""

    than: str | None
    factor: float
    at_least: bool

    def is_met(self, medians):
        if OURS not in medians or (self.than and self.than not in medians):
            return None
        bound = self.factor * (medians[self.than] if self.than else 1)
        return medians[OURS] >= bound if self.at_least else medians[OURS] <= bound

    def text(self, unit):
        sign = '≥' if self.at_least else '≤'
        if not self.than:
            return f'{sign} {self.factor:g} {unit}'.rstrip()
        if self.than == LIMIT:
            return f'{sign} {100 * self.factor:g} % of the limit'
        return f'{sign} {self.factor:g} x {self.than}'


def at_least(factor, than=None):
    return Budget(than, factor, True)


def at_most(factor, than=None):
    return Budget(than, factor, False)


@dataclasses.dataclass
class Row:
    """One line of the table."""

    what: str
    unit: str
    budgets: tuple = ()
    limit: str = ''
    samples: dict = dataclasses.field(default_factory=dict)

    def add(self, who, values):
        self.samples.setdefault(who, []).extend(values if isinstance(values, list) else [values])

    def medians(self):
        return {who: statistics.median(values) for who, values in self.samples.items()}

    def verdicts(self):
        return [budget.is_met(self.medians()) for budget in self.budgets]


@dataclasses.dataclass
class Experiment:
    name: str
    section: str
    rows: dict
    rounds: int
    prepare: object
    notes: list = dataclasses.field(default_factory=list)

    def run(self, bench):
        rounds = max(1, (self.rounds + 1) // 2) if bench.quick else self.rounds
        begun = time.monotonic()
        try:
            with contextlib.ExitStack() as stack:
                contenders = self.prepare(bench, stack)
                for turn in range(rounds):
                    for who, measure in contenders.items():
                        say(f'  {self.name}, round {turn + 1} of {rounds}: {who}')
                        for key, values in measure().items():
                            self.rows[key].add(who, values)
        except Missing as missing:
            self.note(f'left out: {missing}')
        except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
            self.note('failed: ' + (str(failure).splitlines() or [repr(failure)])[0])
            say(traceback.format_exc())
        for row in self.rows.values():
            say(f'    {row.what}: ' + ', '.join(f'{who} {figure(value)} {row.unit}'
                                                for who, value in row.medians().items()))
        say(f'  {self.name}: {time.monotonic() - begun:.0f} s')

    def note(self, text):
        self.notes.append(f'{self.name} {text}')
        say(f'  {self.notes[-1]}')


def experiment(name, section, rows, rounds=1):
    """Registers a function that is given the bench and an exit stack, and gives a dict: who is measured, by what. Each
    of these functions gives a dict of figures, by the keys of the rows."""
    def register(prepare):
        EXPERIMENTS.append(Experiment(name, section, rows, rounds, prepare))
        return prepare
    return register


def figure(value):
    """As many digits as mean something."""
    if value == 0 or abs(value) >= 100:
        return f'{value:,.0f}'
    return f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}'
