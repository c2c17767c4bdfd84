// One process: its state and what can be done, its logs, why it is as it is, and everything known of it.

import { act, attempt } from './actions.js';
import { get, post, processPath } from './api.js';
import { button, h, moment, processAddress, say, size, span } from './dom.js';
import { exitText, stateText, uptime } from './list.js';
import { showLog } from './log.js';
import { may, processes, state, usage, watch } from './store.js';

const TABS = [['log', 'stdout'], ['stderr', 'stderr'], ['history', 'Explain'], ['facts', 'Facts']];

/** Shows a process until the signal. */
export function show(main, [name, tab = 'log'], signal) {
  const isOperator = may('operator');
  const label = h('span', { class: 'state' });
  const line = h('p', { class: 'about', role: 'status' });
  const head = h('div', { class: 'process', data: { name } }, h('h2', {}, name, ' ', label), line);
  const place = h('section', { 'aria-label': TABS.find(([id]) => id === tab)?.[1] ?? tab });
  const buttons = isOperator ? {
    start: button('Start', () => act('start', [name]), { key: 's' }),
    stop: button('Stop', () => act('stop', [name]), { key: 'x' }),
    restart: button('Restart', () => act('restart', [name]), { key: 'r' }),
    reload: button('Reload', () => act('reload', [name]), { key: 'h' }),
    signal: button('Signal', () => act('signal', [name]), { key: 'i' }),
  } : {};
  main.append(
    h('p', {}, h('a', { href: '#/' }, '← All processes')), head,
    h('p', { class: 'buttons', hidden: !isOperator, role: 'group', 'aria-label': `What can be done with ${name}` }, Object.values(buttons)),
    h('nav', { class: 'tabs', 'aria-label': `About ${name}` }, TABS.map(([id, label]) =>
      h('a', { href: processAddress(name, id), 'aria-current': id === tab ? 'page' : undefined }, label))),
    place);

  let seen = '';
  function fill() {
    const process = processes.get(name);
    if (!process) {
      say(label, '');
      say(line, state.connection === 'connecting' ? '' : 'There is no such process, or you have no right to it.');
      return;
    }
    say(label, stateText(process));
    head.dataset.state = stateText(process);
    const seconds = uptime(process);
    const used = usage.get(name);
    say(line, [
      process.pid && `pid ${process.pid}`,
      seconds !== null && `uptime ${span(seconds)}`,
      used?.cpu_percent !== undefined && `CPU ${used.cpu_percent.toFixed(1)} %`,
      used?.rss_bytes !== undefined && `memory ${size(used.rss_bytes)}`,
      exitText(process) && `last exit ${exitText(process)}`,
      process.restarts && `${process.restarts} restarts`,
      process.error, process.remark,
    ].filter(Boolean).join(' · '));
    if (isOperator) {
      const isUp = ['RUNNING', 'STARTING', 'STOPPING', 'BACKOFF'].includes(process.state);
      buttons.start.disabled = isUp;
      buttons.stop.disabled = !isUp;
    }
    const now = `${process.state} ${process.pid}`;
    if (seen !== now) {
      seen = now;
      refresh?.();
    }
  }

  let refresh;
  let keys = {};
  if (tab === 'history') refresh = () => history(place, name, signal);
  else if (tab === 'facts') refresh = () => facts(place, name, signal);
  else {
    const stream = tab === 'stderr' ? 'stderr' : 'stdout';
    keys = showLog(place, {
      path: `logtail/${encodeURIComponent(name)}/${stream}`,
      download: `api/v1/${processPath(name, 'log')}?stream=${stream}&download=1`,
      label: `${stream} of ${name}`,
      tools: isOperator ? [button('Empty the logs', () => attempt(`Empty the logs of ${name}`, () => post(processPath(name, 'clear-logs'))))] : [],
    }, signal);
  }
  fill();
  const stop = watch((names, isList) => { if (isList || names.has(name)) fill(); });
  const clock = setInterval(fill, 1000);
  signal.addEventListener('abort', () => { stop(); clearInterval(clock); });
  const open = (id) => () => { location.hash = processAddress(name, id); };
  return {
    title: name,
    keys: {
      ...keys,
      l: ['stdout', open('log')], o: ['stderr', open('stderr')], e: ['Explain: its history', open('history')], d: ['Facts', open('facts')],
      u: ['All processes', () => { location.hash = '#/'; }],
      ...(isOperator ? {
        s: ['Start', () => act('start', [name])], x: ['Stop', () => act('stop', [name])], r: ['Restart', () => act('restart', [name])],
        h: ['Reload', () => act('reload', [name])], i: ['Send a signal', () => act('signal', [name])],
      } : {}),
    },
  };
}

async function history(place, name, signal) {
  await filled(place, signal, async () => {
    const answer = await get(processPath(name, 'history'));
    if (answer.history.length === 0) return [h('p', {}, 'Nothing has happened to it yet.')];
    return [h('ol', { class: 'timeline' }, answer.history.map((entry) => h('li', { data: { state: entry.to } },
      h('time', {}, moment(entry.time)), ' ',
      h('span', { class: 'state' }, entry.from === entry.to ? entry.to : `${entry.from} → ${entry.to}`),
      h('p', {}, entry.cause),
      lastLines('stdout', entry.stdout), lastLines('stderr', entry.stderr))))];
  });
}

function lastLines(label, text) {
  const lines = Array.isArray(text) ? text.join('\n') : text;
  return lines ? h('figure', {}, h('figcaption', {}, `Last lines of ${label}`), h('pre', { tabIndex: 0 }, lines)) : null;
}

async function facts(place, name, signal) {
  await filled(place, signal, async () => {
    const process = await get(processPath(name));
    const { goal, facts: known = {}, account = [], ...rest } = process;
    return [
      goal && h('p', {}, `It is wanted ${goal.wanted} since ${moment(goal.since)}: ${goal.by}.`),
      table('What is known of it', ['Fact', 'Value'], Object.entries({ ...rest, ...known }).map(([key, value]) => [key, words(key, value)])),
      account.length > 0 && table('Bytes of its output', ['Stream', 'Read', 'Written', 'Removed', 'Dropped', 'Pending', 'Log file', 'Trouble'],
        account.map((stream) => [stream.stream, stream.read, stream.written, stream.removed, stream.dropped, stream.pending, stream.logfile ?? '', stream.trouble ?? ''])),
    ];
  });
}

function words(key, value) {
  if (value === null || value === '') return '';
  if ((key === 'started' || key === 'stopped') && typeof value === 'number') return moment(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A table with a caption. */
export function table(caption, heads, rows) {
  return h('div', { class: 'scrolls', tabIndex: 0, role: 'region', 'aria-label': caption }, h('table', {}, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.map(([first, ...cells]) => h('tr', {}, h('th', { scope: 'row' }, first), cells.map((cell) => h('td', {}, cell instanceof Node ? cell : String(cell))))))));
}

/** Fills a place with what was asked for, or with why it cannot be had. */
export async function filled(place, signal, content) {
  try {
    const children = (await content()).filter(Boolean);
    if (!signal.aborted) place.replaceChildren(...children);
  } catch (problem) {
    if (!signal.aborted) place.replaceChildren(h('p', { class: 'notice bad' }, problem.message));
  }
}
