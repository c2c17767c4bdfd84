// The page: which view is shown, the keys, the line at the top.

import { announce } from './actions.js';
import { h, say } from './dom.js';
import * as config from './config.js';
import * as events from './events.js';
import * as graph from './graph.js';
import * as list from './list.js';
import * as process from './process.js';
import { begin, state, watch } from './store.js';
import * as supervisor from './supervisor.js';

const VIEWS = [
  ['', 'Processes', list], ['events', 'Events', events], ['graph', 'Dependencies', graph],
  ['config', 'Configuration', config], ['supervisor', 'Supervisor', supervisor],
];
const main = document.getElementById('main');
let leave = new AbortController();
let keys = {};
let shown; // address and role of what is on the screen

function view() {
  const [name = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return name === 'process' ? { name, rest, module: process }
    : { name, rest, module: VIEWS.find(([id]) => id === name)?.[2] ?? list };
}

function show() {
  const wanted = `${location.hash} ${state.me.role}`;
  if (shown === wanted) return;
  const isOther = shown !== undefined && !shown.startsWith(location.hash + ' ');
  shown = wanted;
  leave.abort();
  leave = new AbortController();
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  const { name, rest, module } = view();
  main.replaceChildren();
  main.className = name === '' ? 'list' : name;
  document.title = 'Supervisor';
  const content = module.show(main, rest, leave.signal);
  keys = content.keys;
  if (content.title) document.title = `${content.title} – Supervisor`;
  for (const link of document.querySelectorAll('#views a')) {
    if (link.dataset.view === (name === 'process' ? '' : name)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (isOther) main.focus({ preventScroll: true });
}

const CONNECTION = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost; trying again' };

function header() {
  const line = document.getElementById('connection');
  const text = state.connection === 'lost' && state.problem ? `${CONNECTION.lost}: ${state.problem}` : CONNECTION[state.connection];
  say(line, text);
  if (document.body.dataset.connection !== state.connection) {
    document.body.dataset.connection = state.connection;
    announce(text);
  }
  say(document.getElementById('identifier'), state.supervisor.identifier && state.supervisor.identifier !== 'supervisor' ? state.supervisor.identifier : '');
  say(document.getElementById('whoami'), state.connection === 'connecting' ? '' : `${state.me.name ?? 'no login'}, ${state.me.role}`);
}

const COMMON = {
  '?': ['These keys', help],
  ...Object.fromEntries(VIEWS.map(([id, label], index) => [String(index + 1), [label, () => { location.hash = `#/${id}`; }]])),
};

function help() {
  const open = document.getElementById('keys');
  if (open) {
    open.close();
    return;
  }
  const name = (key) => ({ ' ': 'Space', Enter: 'Enter', Escape: 'Esc' })[key] ?? key;
  const dialog = h('dialog', { id: 'keys', 'aria-labelledby': 'keys-title' }, h('form', { method: 'dialog' },
    h('h2', { id: 'keys-title' }, 'Keys'),
    h('dl', { class: 'keys' }, Object.entries({ ...COMMON, ...keys }).map(([key, [label]]) => h('div', {}, h('dt', {}, h('kbd', {}, name(key))), h('dd', {}, label)))),
    h('p', {}, h('button', { autofocus: true }, 'Close'))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const isOpen = document.querySelector('dialog[open]');
  if (isOpen) {
    if (event.key === '?' && isOpen.id === 'keys') isOpen.close();
    return;
  }
  const target = event.target;
  const isTyping = target.matches('input:not([type=checkbox]), select, textarea');
  if (isTyping && event.key !== 'Escape') return;
  if ((event.key === 'Enter' || event.key === ' ') && target.matches('a, button, input, summary')) return;
  const action = keys[event.key] ?? COMMON[event.key] ?? { ArrowDown: target.matches('.row') && keys.j, ArrowUp: target.matches('.row') && keys.k }[event.key];
  if (isTyping) {
    target.value = '';
    target.dispatchEvent(new Event('input'));
    target.blur();
  } else if (action) {
    event.preventDefault();
    action[1]();
  }
});

document.getElementById('views').append(...VIEWS.map(([id, label]) => h('a', { href: `#/${id}`, data: { view: id } }, label)));
document.getElementById('help').addEventListener('click', help);
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', show);
watch(() => {
  header();
  show(); // another role may see other things
});
header();
begin();
show();
