// Requests to the supervisor. All addresses are relative to the page, so that it works under a prefix behind a proxy.

const PATIENCE_MS = 20000;
const known = new Map(); // path: the last answer and its ETag
let clockAheadMs = 0; // how far the supervisor's clock is ahead of ours
const listeners = { unreachable: () => {} };

/** The supervisor refused, and said why. */
export class Refusal extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || `The supervisor answered with the status ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** No answer came. */
export class Unreachable extends Error {
  constructor() {
    super('The supervisor does not answer.');
  }
}

/** Calls this whenever no answer comes. */
export function onUnreachable(action) {
  listeners.unreachable = action;
}

/** The supervisor's clock, in epoch seconds. */
export function now() {
  return (Date.now() + clockAheadMs) / 1000;
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS), ...options });
  } catch {
    listeners.unreachable();
    throw new Unreachable();
  }
  const date = Date.parse(response.headers.get('Date'));
  if (!Number.isNaN(date) && Math.abs(date - Date.now() - clockAheadMs) > 2000) clockAheadMs = date - Date.now();
  return response;
}

async function answer(response) {
  if (response.ok) return response.json();
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // a refusal from before the API, or from a proxy
  }
  throw new Refusal(problem, response.status);
}

/** What is read; an unchanged answer is not sent again. */
export async function get(path) {
  const before = known.get(path);
  const response = await request(`api/v1/${path}`, { cache: 'no-store', headers: before ? { 'If-None-Match': before.tag } : {} });
  if (response.status === 304 && before) return before.value;
  const value = await answer(response);
  const tag = response.headers.get('ETag');
  if (tag) known.set(path, { tag, value });
  if (known.size > 50) known.delete(known.keys().next().value);
  return value;
}

/** What changes something. */
export async function post(path, body = {}) {
  return answer(await request(`api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS * 3),
  }));
}

/** The end of a text that grows, then what is added. Ends by the signal; calls back with pieces of text. */
export async function follow(path, bytes, signal, piece) {
  const response = await fetch(`${path}?bytes=${bytes}`, { credentials: 'same-origin', cache: 'no-store', signal });
  if (!response.ok) throw new Refusal({ title: response.status === 404 ? 'There is no log yet.' : undefined }, response.status);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    piece(value);
  }
}

/** The path of a process, below api/v1/. */
export function processPath(name, what) {
  return `processes/${encodeURIComponent(name)}${what ? '/' + what : ''}`;
}
