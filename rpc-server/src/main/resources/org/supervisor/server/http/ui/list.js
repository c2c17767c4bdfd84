// All processes, by group. A row is made once and changed in place; rows that are not on the screen cost no layout.

import { act, actOnAll, actOnGroup, announce } from './actions.js';
import { now } from './api.js';
import { button, h, moment, processAddress, say, size, span } from './dom.js';
import { may, processes, usage, watch } from './store.js';

const RUNS = new Set(['RUNNING', 'STARTING', 'STOPPING', 'BACKOFF']);
const ATTENTION = new Set(['FATAL', 'BACKOFF', 'UNKNOWN']);
const STATE_ORDER = ['FATAL', 'UNKNOWN', 'BACKOFF', 'EXITED', 'STOPPING', 'STARTING', 'RUNNING', 'STOPPED'];
const COLUMNS = [
  ['name', 'Process'], ['state', 'State'], ['uptime', 'Uptime'], ['cpu', 'CPU'], ['memory', 'Memory'], ['exit', 'Last exit'],
];
const natural = new Intl.Collator('en', { numeric: true }).compare;

// what a user set stays when the view is left
const kept = { search: '', filter: 'all', sort: 'name', isDown: false, selected: new Set(), current: '' };

/** The last exit in words. */
export function exitText(process) {
  if (!process.exit) return '';
  if (process.exit.unknown) return 'unknown';
  return process.exit.signal ? `by SIG${process.exit.signal.replace(/^SIG/, '')}` : `status ${process.exit.code}`;
}

/** How long it has been running; empty: it is not. */
export function uptime(process) {
  return process.started && process.pid && RUNS.has(process.state) ? now() - process.started : null;
}

/** The state in words. */
export function stateText(process) {
  return process.state === 'EXITED' && process.completed ? 'COMPLETED' : process.state;
}

function remarkOf(process) {
  return process.error && (ATTENTION.has(process.state) || process.state === 'EXITED') ? process.error : process.remark ?? '';
}

function rank(process) {
  switch (kept.sort) {
    case 'state': return STATE_ORDER.indexOf(process.state);
    case 'uptime': return uptime(process) ?? -1;
    case 'cpu': return -(usage.get(process.name)?.cpu_percent ?? -1);
    case 'memory': return -(usage.get(process.name)?.rss_bytes ?? -1);
    case 'exit': return -(process.stopped ?? 0);
    default: return 0;
  }
}

function compare(a, b) {
  const by = rank(a) - rank(b);
  const order = by !== 0 ? by : natural(a.group, b.group) || natural(a.process, b.process);
  return kept.isDown ? -order : order;
}

function isWanted(process) {
  const isKind = kept.filter === 'all' || (kept.filter === 'running' ? process.state === 'RUNNING'
    : kept.filter === 'down' ? !RUNS.has(process.state)
      : ATTENTION.has(process.state) || remarkOf(process) !== '' || (process.state === 'EXITED' && !process.completed));
  const words = kept.search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${process.name} ${process.group} ${process.program} ${stateText(process)} ${remarkOf(process)}`.toLowerCase();
  return isKind && words.every((word) => text.includes(word));
}

/** Shows the list until the signal. */
export function show(main, _, signal) {
  const rows = new Map(); // name: its row
  const headings = new Map(); // group: its row
  const isOperator = may('operator');
  const body = h('div', { role: 'rowgroup', class: 'rows' });
  const summary = h('p', { class: 'summary', role: 'status' });
  const search = h('input', { type: 'search', id: 'search', placeholder: 'Search (/)', value: kept.search, 'aria-label': 'Search processes' });
  const filter = h('select', { 'aria-label': 'Filter' },
    [['all', 'All'], ['attention', 'Need attention'], ['running', 'Running'], ['down', 'Not running']]
      .map(([value, label]) => h('option', { value, selected: kept.filter === value }, label)));
  const sort = h('select', { 'aria-label': 'Sort by', class: 'narrow' },
    COLUMNS.map(([value, label]) => h('option', { value, selected: kept.sort === value }, label)));
  const chosen = h('span', { class: 'chosen' });
  const bar = h('div', { class: 'selection', role: 'group', 'aria-label': 'The selected processes', hidden: true }, chosen,
    ['start', 'stop', 'restart', 'reload', 'signal'].map((verb) => button(word(verb), () => act(verb, [...kept.selected]))),
    button('Clear', () => select([...kept.selected], false)));
  const heads = COLUMNS.map(([value, label]) => h('div', { role: 'columnheader', class: `c-${value}`, 'aria-sort': 'none', data: { sort: value } },
    button(label, () => sortBy(value), { class: 'plain' })));
  const table = h('div', { role: 'table', class: `processes ${isOperator ? 'operator' : ''}`, 'aria-label': 'Processes' },
    h('div', { role: 'rowgroup' }, h('div', { role: 'row', class: 'row head' },
      isOperator && h('div', { role: 'columnheader', class: 'c-select' }, h('span', { class: 'unseen' }, 'Selected')),
      heads,
      isOperator && h('div', { role: 'columnheader', class: 'c-actions' }, h('span', { class: 'unseen' }, 'Actions')))),
    body);
  main.append(
    h('h2', { class: 'unseen' }, 'Processes'),
    h('div', { class: 'tools' }, search, filter, sort, summary,
      isOperator && h('span', { class: 'all', role: 'group', 'aria-label': 'All processes' },
        ['start', 'stop', 'restart'].map((verb) => button(`${word(verb)} all`, () => actOnAll(verb))))),
    bar, table);

  function word(verb) {
    return verb[0].toUpperCase() + verb.slice(1);
  }

  function make(process) {
    const name = process.name;
    const parts = {
      state: h('span', { class: 'state' }),
      remark: h('span', { class: 'remark' }),
      uptime: h('div', { role: 'cell', class: 'c-uptime' }),
      cpu: h('div', { role: 'cell', class: 'c-cpu' }),
      memory: h('div', { role: 'cell', class: 'c-memory' }),
      exit: h('div', { role: 'cell', class: 'c-exit' }),
    };
    const box = isOperator && h('input', { type: 'checkbox', 'aria-label': `Select ${name}`, checked: kept.selected.has(name), onchange: () => select([name], box.checked) });
    const buttons = isOperator && [
      button('Start', () => act('start', [name]), { key: 's', 'aria-label': `Start ${name}`, class: 'b-start' }),
      button('Stop', () => act('stop', [name]), { key: 'x', 'aria-label': `Stop ${name}`, class: 'b-stop' }),
      button('Restart', () => act('restart', [name]), { key: 'r', 'aria-label': `Restart ${name}`, class: 'b-restart' }),
    ];
    const element = h('div', { role: 'row', class: 'row', tabIndex: -1, data: { name }, onfocusin: () => { kept.current = name; } },
      isOperator && h('div', { role: 'cell', class: 'c-select' }, box),
      h('div', { role: 'cell', class: 'c-name' }, h('a', { href: processAddress(name) }, process.process)),
      h('div', { role: 'cell', class: 'c-state' }, parts.state, parts.remark),
      parts.uptime, parts.cpu, parts.memory, parts.exit,
      isOperator && h('div', { role: 'cell', class: 'c-actions' }, buttons));
    return { element, parts, box, buttons };
  }

  function fill(row, process) {
    const { parts } = row;
    const state = stateText(process);
    say(parts.state, state);
    if (row.element.dataset.state !== state) row.element.dataset.state = state;
    const remark = remarkOf(process);
    say(parts.remark, remark);
    parts.remark.title = remark;
    const used = usage.get(process.name);
    say(parts.cpu, used?.cpu_percent === undefined ? '' : `${used.cpu_percent.toFixed(1)} %`);
    say(parts.memory, used?.rss_bytes === undefined ? '' : size(used.rss_bytes));
    say(parts.exit, exitText(process));
    parts.exit.title = process.stopped ? moment(process.stopped) : '';
    if (row.buttons) {
      const isUp = RUNS.has(process.state);
      row.buttons[0].disabled = isUp;
      row.buttons[1].disabled = !isUp;
    }
    tick(row, process);
  }

  function tick(row, process) {
    const seconds = uptime(process);
    say(row.parts.uptime, seconds === null ? '' : span(seconds));
  }

  function heading(group) {
    const name = h('span', { class: 'group' }, group);
    return h('div', { role: 'row', class: 'row heading' },
      h('div', { role: 'cell', class: 'c-group' }, name),
      isOperator && h('div', { role: 'cell', class: 'c-actions' }, ['start', 'stop', 'restart', 'signal'].map((verb) =>
        button(word(verb), () => actOnGroup(verb, group), { 'aria-label': `${word(verb)} the group ${group}` }))));
  }

  /** Puts the rows in order; moves only those that are at another place. */
  function arrange() {
    const shown = [...processes.values()].filter(isWanted).sort(compare);
    const isGrouped = kept.sort === 'name';
    const order = [];
    let group;
    const counts = new Map();
    for (const process of processes.values()) counts.set(process.group, (counts.get(process.group) ?? 0) + 1);
    for (const process of shown) {
      const isOne = counts.get(process.group) === 1 && process.name === process.group;
      if (isGrouped && process.group !== group && !isOne) {
        if (!headings.has(process.group)) headings.set(process.group, heading(process.group));
        order.push(headings.get(process.group));
      }
      group = process.group;
      let row = rows.get(process.name);
      if (!row) {
        row = make(process);
        rows.set(process.name, row);
        fill(row, process);
      }
      row.element.classList.toggle('member', isGrouped && !isOne);
      const label = isGrouped && !isOne ? process.process : process.name;
      say(row.element.querySelector('.c-name a'), label);
      order.push(row.element);
    }
    for (const name of rows.keys()) if (!processes.has(name)) { rows.delete(name); kept.selected.delete(name); }
    const hadFocus = body.contains(document.activeElement) ? document.activeElement : null;
    const wanted = new Set(order);
    for (const child of [...body.children]) if (!wanted.has(child)) child.remove();
    let at = body.firstElementChild;
    for (const element of order) {
      if (element === at) at = at.nextElementSibling;
      else body.insertBefore(element, at);
    }
    if (hadFocus && document.activeElement !== hadFocus && body.contains(hadFocus)) hadFocus.focus({ preventScroll: true });
    for (const head of heads) head.setAttribute('aria-sort', head.dataset.sort === kept.sort ? (kept.isDown ? 'descending' : 'ascending') : 'none');
    const current = rows.get(kept.current)?.element ?? body.querySelector('.row[data-name]');
    for (const row of body.querySelectorAll('.row[tabindex="0"]')) row.tabIndex = -1;
    if (current) current.tabIndex = 0;
    summarize(shown.length);
  }

  function summarize(count) {
    const all = [...processes.values()];
    const running = all.filter((process) => process.state === 'RUNNING').length;
    const bad = all.filter((process) => ATTENTION.has(process.state)).length;
    say(summary, `${running} of ${all.length} running${bad ? `, ${bad} in trouble` : ''}${count < all.length ? `; ${count} shown` : ''}`);
    document.title = bad ? `(${bad}) Supervisor` : 'Supervisor';
    chosen.textContent = `${kept.selected.size} selected`;
    bar.hidden = kept.selected.size === 0;
  }

  function sortBy(column) {
    kept.isDown = kept.sort === column && !kept.isDown;
    kept.sort = column;
    sort.value = column;
    arrange();
  }

  function select(names, isOn) {
    for (const name of names) {
      if (isOn) kept.selected.add(name);
      else kept.selected.delete(name);
      const box = rows.get(name)?.box;
      if (box) box.checked = isOn;
    }
    arrange();
  }

  function shownNames() {
    return [...body.querySelectorAll('.row[data-name]')].map((row) => row.dataset.name);
  }

  function move(by) {
    const all = [...body.querySelectorAll('.row[data-name]')];
    if (all.length === 0) return;
    const at = all.findIndex((row) => row.dataset.name === kept.current);
    const isThere = body.contains(document.activeElement);
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : isThere ? at + by : at))];
    for (const row of all) row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function aimed() {
    return kept.selected.size > 0 ? [...kept.selected] : kept.current ? [kept.current] : [];
  }

  search.addEventListener('input', () => { kept.search = search.value; arrange(); });
  filter.addEventListener('change', () => { kept.filter = filter.value; arrange(); });
  sort.addEventListener('change', () => { kept.sort = sort.value; kept.isDown = false; arrange(); });
  for (const process of processes.values()) if (rows.has(process.name)) fill(rows.get(process.name), process);
  arrange();

  const stop = watch((names, isList) => {
    let isMoved = isList;
    const said = [];
    for (const name of names) {
      const row = rows.get(name);
      const process = processes.get(name);
      if (!process) continue;
      if (row) {
        const before = row.element.dataset.state;
        fill(row, process);
        if (before !== row.element.dataset.state) said.push(`${name} ${stateText(process)}`);
        isMoved ||= isWanted(process) !== row.element.isConnected;
      } else {
        isMoved = true;
      }
    }
    if (said.length > 0) announce(said.length > 3 ? `${said.length} processes changed` : said.join(', '));
    if (isMoved || kept.sort === 'state') arrange();
    else if (names.size > 0) summarize(body.querySelectorAll('.row[data-name]').length);
  });
  const clock = setInterval(() => {
    for (const [name, row] of rows) if (row.element.isConnected && processes.has(name)) tick(row, processes.get(name));
  }, 1000);
  signal.addEventListener('abort', () => { stop(); clearInterval(clock); });

  return {
    keys: {
      j: ['Next process', () => move(1)],
      k: ['Previous process', () => move(-1)],
      Enter: ['Open the process', () => kept.current && document.activeElement.matches('.row') && (location.hash = processAddress(kept.current))],
      l: ['Its log', () => kept.current && (location.hash = processAddress(kept.current, 'log'))],
      e: ['Explain: its history', () => kept.current && (location.hash = processAddress(kept.current, 'history'))],
      '/': ['Search', () => search.focus()],
      ...(isOperator ? {
        s: ['Start', () => act('start', aimed())],
        x: ['Stop', () => act('stop', aimed())],
        r: ['Restart', () => act('restart', aimed())],
        h: ['Reload', () => act('reload', aimed())],
        i: ['Send a signal', () => act('signal', aimed())],
        ' ': ['Select or not', () => document.activeElement.matches('.row') && select([kept.current], !kept.selected.has(kept.current))],
        a: ['Select all that are shown', () => select(shownNames(), true)],
      } : {}),
      Escape: ['Clear search and selection', () => {
        kept.search = search.value = '';
        select([...kept.selected], false);
        search.blur();
      }],
    },
  };
}
