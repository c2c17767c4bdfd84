// What the page knows of the supervisor: read once, then kept by its events. One stream of events for the whole page.

import * as api from './api.js';
import { eachFrame } from './dom.js';

const STREAM = 'PROCESS_STATE,PROCESS_GROUP,PROCESS_COMMUNICATION,REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE';
const STATES = ['STOPPED', 'STARTING', 'RUNNING', 'BACKOFF', 'STOPPING', 'EXITED', 'FATAL', 'UNKNOWN'];
const TYPES = [
  ...STATES.map((state) => `PROCESS_STATE_${state}`),
  'PROCESS_GROUP_ADDED', 'PROCESS_GROUP_REMOVED', 'PROCESS_COMMUNICATION_STDOUT', 'PROCESS_COMMUNICATION_STDERR',
  'REMOTE_COMMUNICATION', 'SUPERVISOR_STATE_CHANGE_RUNNING', 'SUPERVISOR_STATE_CHANGE_STOPPING', 'GAP',
];
const MOST_EVENTS = 1000;
const RETRY_MS = 1000;
const USAGE_MS = 3000;
const REFRESH_MS = 30000; // remarks, which no event announces

export const processes = new Map(); // name: the process
export const usage = new Map(); // name: its CPU and memory
export const events = []; // oldest first
export const state = { me: { name: null, role: 'viewer', programs: [] }, supervisor: {}, connection: 'connecting', problem: '' };

const watchers = new Set();
let changed = new Set(); // names, until the next frame
let isListChanged = false;
const due = new Set(); // names of which an event does not say all
let dueTimer;
let source;
let snapshotAt = 0; // the supervisor's clock, in milliseconds
let loading;

/** Calls back, at most once a frame, with the names of changed processes and whether others came or went. Returns how to end that. */
export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

const publish = eachFrame(() => {
  const names = changed;
  const isList = isListChanged;
  changed = new Set();
  isListChanged = false;
  for (const watcher of watchers) watcher(names, isList);
});

function connection(value, problem = '') {
  if (state.connection === value && state.problem === problem) return;
  state.connection = value;
  state.problem = problem;
  publish();
}

/** Whether the user may do what a role permits. */
export function may(role) {
  const order = ['viewer', 'operator', 'admin'];
  return order.indexOf(state.me.role) >= order.indexOf(role);
}

/** Reads everything anew. */
export function load() {
  loading ??= readAll().finally(() => { loading = undefined; });
  return loading;
}

async function readAll() {
  snapshotAt = api.now() * 1000;
  const [me, supervisor, list] = await Promise.all([api.get('me'), api.get('supervisor'), api.get('processes')]);
  state.me = me;
  state.supervisor = supervisor;
  due.clear();
  put(list.processes, true);
  connection('live');
  publish();
}

function put(list, isWhole) {
  if (isWhole) {
    const present = new Set(list.map((process) => process.name));
    for (const name of processes.keys()) {
      if (!present.has(name)) {
        processes.delete(name);
        isListChanged = true;
      }
    }
  }
  for (const process of list) {
    isListChanged ||= !processes.has(process.name);
    processes.set(process.name, process);
    changed.add(process.name);
  }
  publish();
}

function happened(message) {
  const event = JSON.parse(message.data);
  events.push(event);
  if (events.length > MOST_EVENTS) events.splice(0, events.length - MOST_EVENTS);
  if (event.type.startsWith('PROCESS_STATE_')) changeOf(event);
  else if (event.type !== 'PROCESS_COMMUNICATION_STDOUT' && event.type !== 'PROCESS_COMMUNICATION_STDERR'
      && event.type !== 'REMOTE_COMMUNICATION' && isNews(event)) {
    load().catch(failed);
  }
  publish();
}

/** What the snapshot did not know; the clock of an answer has whole seconds. */
function isNews(event) {
  return event.type === 'GAP' || Date.parse(event.time) > snapshotAt - 3000;
}

function changeOf(event) {
  const before = processes.get(event.name);
  if (!isNews(event)) return;
  if (!before) {
    load().catch(failed);
    return;
  }
  const now = event.type.slice('PROCESS_STATE_'.length);
  const after = { ...before, state: now, remark: '' };
  const seconds = Date.parse(event.time) / 1000;
  if (now === 'STARTING') Object.assign(after, { started: seconds, pid: null, exit: null, error: '' });
  if (now === 'RUNNING' || now === 'STOPPING') after.pid = event.pid;
  if (['STOPPED', 'EXITED', 'FATAL', 'BACKOFF'].includes(now)) Object.assign(after, { stopped: seconds, pid: null });
  processes.set(event.name, after);
  changed.add(event.name);
  due.add(event.name);
  dueTimer ??= setTimeout(readDue, Math.max(300, processes.size * 5));
}

/** Asks for what events do not say, such as the exit status: each process if there are few, else all at once. */
async function readDue() {
  dueTimer = undefined;
  const names = [...due];
  due.clear();
  try {
    if (names.length > 5) {
      put((await api.get('processes')).processes, true);
    } else {
      put(await Promise.all(names.map((name) => api.get(api.processPath(name)))), false);
    }
  } catch (problem) {
    if (problem instanceof api.Refusal) load().catch(failed); // it has gone
  }
}

function failed(problem) {
  if (problem instanceof api.Unreachable) return; // said already
  connection('lost', problem.message);
}

function open() {
  source?.close();
  source = new EventSource(`events?types=${STREAM}${events.length === 0 ? '&after=0' : '&after=' + events.at(-1).id}`);
  source.onopen = () => load().catch(failed);
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) retry(); // a browser gives up when the answer is an error
  };
  for (const type of TYPES) source.addEventListener(type, happened);
}

let retryTimer;

function retry() {
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => { if (document.visibilityState === 'visible') open(); }, RETRY_MS);
}

function lost() {
  connection('lost');
}

/** Tells whoever is interested about something that is no event. */
export const touched = publish;

async function readUsage() {
  if (document.visibilityState !== 'visible' || state.connection !== 'live') return;
  try {
    const answer = await api.get('usage');
    const before = new Set(usage.keys());
    for (const [name, value] of Object.entries(answer.processes)) {
      usage.set(name, value);
      before.delete(name);
      changed.add(name);
    }
    for (const name of before) {
      usage.delete(name);
      changed.add(name);
    }
    publish();
  } catch {
    // an unreachable supervisor is said already; without the right to it there is none to show
  }
}

/** Begins. A page that nobody sees has no stream: a browser has six connections to a server, for all its tabs. */
export function begin() {
  api.onUnreachable(() => { lost(); retry(); }); // the stream may go on, and would not say that all is well again
  open();
  setInterval(readUsage, USAGE_MS);
  setInterval(() => {
    if (document.visibilityState === 'visible' && state.connection === 'live') {
      api.get('processes').then((list) => put(list.processes, true)).catch(failed);
    }
  }, REFRESH_MS);
  watch(() => {
    if (usage.size === 0 && state.connection === 'live') {
      usage.set('', {});
      readUsage();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') open();
    else source?.close();
  });
}
