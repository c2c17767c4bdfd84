"""Writes what was found, as Markdown."""

import os

from frame import LIMIT, OURS, PEER, figure

VERDICTS = {True: 'met', False: '**missed**', None: 'not measured'}

HEAD = '''# Benchmarks

Written by `make bench`; do not edit. How we compare with supervisord and with the limit: what the machine could do at
best, such as Jetty with its answer at hand.

Each figure is the median of several rounds, the lowest and the highest in parentheses. All were measured in the same
run and in turn, so the ratios are good even where the figures are not: they depend on the machine. *x* is our figure
divided by that of the other.
'''

# Why a budget may be missed, by a part of the row's name: what a profile showed, and where it is told.
REASONS = {
    'exec to first answered call': 'what is left is the JVM itself, the C library\'s linker and Jetty\'s tables, each made anew '
                                   'at every start; the profile and all that was tried: '
                                   '[decision 51](decisions/0051-one-jar-and-no-searches.md)',
    'rotation at': 'nearly all of it is the kernel\'s copy into the log\'s pages, which is the same for everybody; the profile '
                   'and all that was tried: [decision 52](decisions/0052-what-bounds-the-capture-of-output.md)',
}

REPEAT = '''## How to repeat

```console
$ make bench                                # all of it, few rounds, and writes this file; wants a calm machine
$ make bench-long                           # with more rounds
$ benchmarks/run.py --only getState         # only what is so called, written to the terminal
$ benchmarks/run.py --list
```

What is missing of supervisor, wrk, gcc, s6 and runit is installed with apt-get if that is allowed, else their figures are
left out. PM2 is taken from the path, or fetched by npm for the run; `GO_SUPERVISORD=/path/to/supervisord` adds the Go rewrite.
'''


def cell(row, who):
    values = row.samples.get(who)
    if not values:
        return '—'
    median = figure(row.medians()[who])
    return median if len(values) == 1 else f'{median} ({figure(min(values))} – {figure(max(values))})'


def limits(row):
    """The limit, and whoever else was measured beside us."""
    cells = [f'{row.limit}: {cell(row, LIMIT)}'] if LIMIT in row.samples else []
    cells += [f'{who}: {cell(row, who)}' for who in row.samples if who not in (OURS, PEER, LIMIT)]
    return '<br>'.join(cells) or '—'


def ratio(row, who):
    medians = row.medians()
    if OURS not in medians or not medians.get(who):
        return '—'
    return f'{medians[OURS] / medians[who]:.2f} x'


def budget(row):
    return '<br>'.join(f'{budget.text(row.unit)}: {VERDICTS[verdict]}'
                       for budget, verdict in zip(row.budgets, row.verdicts()))


def table(rows):
    yield '| | unit | ours | supervisord | | limit | | budget |'
    yield '| --- | --- | ---: | ---: | ---: | --- | ---: | --- |'
    for row in rows:
        yield (f'| {row.what} | {row.unit} | {cell(row, OURS)} | {cell(row, PEER)} | {ratio(row, PEER)} '
               f'| {limits(row)} | {ratio(row, LIMIT)} | {budget(row)} |')


def found(row):
    medians = row.medians()
    return f'{figure(medians[OURS])} {row.unit}, ' if OURS in medians else ''


def reason(row):
    return ''.join(f'. Why: {text}' for part, text in REASONS.items() if part in row.what)


def summary(rows):
    budgets = [(row, budget, verdict) for row in rows for budget, verdict in zip(row.budgets, row.verdicts())]
    met = sum(verdict is True for _, _, verdict in budgets)
    if budgets:
        yield f'{met} of {len(budgets)} budgets are met.'
    for title, wanted in (('Missed', False), ('Not measured', None)):
        lines = [f'- {row.what}: {found(row)}wanted: {budget.text(row.unit)}{reason(row)}'
                 for row, budget, verdict in budgets if verdict is wanted]
        if lines:
            yield from ('', f'{title}:', '', *lines)


def document(experiments, extra, versions, notes, loads, quick):
    rows = [row for experiment in experiments for row in experiment.rows.values()] + extra['output']
    yield HEAD
    if quick:
        yield 'This was a quick run, with few rounds: the figures are rough.\n'
    yield from summary(rows)
    for section in dict.fromkeys(experiment.section for experiment in experiments):
        measured = [row for experiment in experiments if experiment.section == section
                    for row in experiment.rows.values() if row.samples]
        if measured:
            yield from ('', f'## {section}', '', *table(measured))
    if extra['output']:
        yield from ('', '## Output', '', *table(extra['output']))
    if extra['jmh']:
        yield from ('', '## Inside', '', 'By JMH, in a JVM with the compiler and the collector of the daemon.', '',
                    '| | µs |', '| --- | ---: |', *(f'| {row.what} | {cell(row, OURS)} |' for row in extra['jmh']))
    if extra['profile']:
        yield from ('', '## Where the time goes', '',
                    'Java methods at work, by the JVM\'s flight recorder (the kernel\'s share is in the tables above):')
        for what, view in extra['profile']:
            yield from ('', f'{what}:', '', '```', view, '```')
    notes = [*notes, *(note for experiment in experiments for note in experiment.notes)]
    if notes:
        yield from ('', '## Left out, and other remarks', '', *(f'- {note}' for note in notes))
    yield from ('', '## Versions', '', '| | |', '| --- | --- |')
    yield from (f'| {key} | {value} |' for key, value in versions.items())
    yield f'| load | {loads[0]:.1f} before, {loads[1]:.1f} after, on {os.cpu_count()} CPUs |'
    yield from ('', REPEAT.rstrip())
