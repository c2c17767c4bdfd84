// What a user does to processes, with its confirmation and its outcome. Nothing here decides what is permitted: the supervisor does.

import { button, h } from './dom.js';
import { may, processes } from './store.js';
import { post, processPath } from './api.js';

const SIGNALS = ['HUP', 'INT', 'TERM', 'KILL', 'USR1', 'USR2', 'QUIT', 'CONT', 'STOP'];
const NOTICE_MS = 8000;

/** Shows a message, and has it read aloud. */
export function notice(text, kind = 'bad') {
  const box = h('div', { class: `notice ${kind}` }, h('span', {}, text),
    button('Dismiss', () => box.remove(), { class: 'plain' }));
  document.getElementById('notices').append(box);
  if (kind === 'good') setTimeout(() => box.remove(), NOTICE_MS);
}

/** Says politely what has happened. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** Asks in a dialog; the answer is the value of the button, or an empty text. */
export function ask(title, text, yes, content = []) {
  const opener = document.activeElement;
  const dialog = h('dialog', { 'aria-labelledby': 'asked' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'asked' }, title), h('p', {}, text), ...content,
      h('p', { class: 'buttons' },
        h('button', { value: 'yes', class: 'primary' }, yes),
        h('button', { value: '', autofocus: true }, 'Cancel'))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      opener?.focus?.({ preventScroll: true });
      resolve(dialog.returnValue);
    });
  });
}

/** Does something and reports a refusal. Whether it was done. */
export async function attempt(what, action) {
  try {
    const answer = await action();
    const failures = (answer?.outcomes ?? []).filter((outcome) => !isFine(outcome));
    if (failures.length > 0) {
      const some = failures.slice(0, 5).map((outcome) => `${outcome.name}: ${outcome.description}`).join('; ');
      notice(`${what}: ${failures.length} failed. ${some}${failures.length > 5 ? '; …' : ''}`);
      return false;
    }
    announce(`${what}: requested`);
    return true;
  } catch (problem) {
    notice(`${what}: ${problem.message}`);
    return false;
  }
}

function isFine(outcome) {
  return outcome.status === 80 || outcome.status === 'SUCCESS' || ['ALREADY_STARTED', 'NOT_RUNNING', 60, 70].includes(outcome.status);
}

async function signalChoice(what) {
  const select = h('select', { id: 'signal' }, SIGNALS.map((name) => h('option', { value: name }, name)));
  const answer = await ask('Send a signal', `To ${what}.`, 'Send', [h('p', {}, h('label', { for: 'signal' }, 'Signal '), select)]);
  return answer === 'yes' ? select.value : '';
}

const WORDS = { start: 'Start', stop: 'Stop', restart: 'Restart', reload: 'Reload', signal: 'Signal' };

/** Does a verb to some processes. */
export async function act(verb, names) {
  if (names.length === 0 || !may('operator')) return false;
  const what = names.length === 1 ? names[0] : `${names.length} processes`;
  const title = `${WORDS[verb]} ${what}`;
  if (verb === 'signal') {
    const signal = await signalChoice(what);
    return signal !== '' && attempt(title, () => one('signal', names, { signal }));
  }
  if (names.length > 1 && verb !== 'start') {
    const some = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
    if (await ask(`${title}?`, some, WORDS[verb]) !== 'yes') return false;
  }
  if (names.length === 1 || verb === 'reload') return attempt(title, () => one(verb, names, verb === 'reload' ? {} : { wait: false }));
  return attempt(title, () => post(`processes/${verb}`, { names }));
}

async function one(verb, names, body) {
  const outcomes = [];
  for (const name of names) {
    try {
      await post(processPath(name, verb), body);
    } catch (problem) {
      if (names.length === 1) throw problem;
      outcomes.push({ name, status: 0, description: problem.message });
    }
  }
  return { outcomes };
}

/** Does a verb to a group. */
export async function actOnGroup(verb, group) {
  const count = [...processes.values()].filter((process) => process.group === group).length;
  const title = `${WORDS[verb]} the group ${group}`;
  let body = {};
  if (verb === 'signal') {
    const signal = await signalChoice(`the group ${group}`);
    if (signal === '') return false;
    body = { signal };
  } else if (verb !== 'start' && count > 1 && await ask(`${title}?`, `It has ${count} processes.`, WORDS[verb]) !== 'yes') {
    return false;
  }
  return attempt(title, () => post(`groups/${encodeURIComponent(group)}/${verb}`, body));
}

/** Does a verb to everything. */
export async function actOnAll(verb) {
  const title = `${WORDS[verb]} all`;
  if (await ask(`${title}?`, `All ${processes.size} processes.`, title) !== 'yes') return false;
  return attempt(title, () => post(`processes/${verb}`));
}
