// The supervisor itself: what it is, who asks, its log, and what ends it.

import { ask, attempt } from './actions.js';
import { post } from './api.js';
import { button, h, say } from './dom.js';
import { showLog } from './log.js';
import { may, state, watch } from './store.js';

const ACTS = [
  ['reopen-logs', 'Reopen logs', 'All log files are closed and opened again by name.'],
  ['clear-log', 'Empty its log', 'What is in the log of the supervisor is lost.'],
  ['restart', 'Restart', 'All programs are stopped, the configuration is read, and programs start again.'],
  ['detach', 'Detach', 'The supervisor ends, and its programs run on until the next one takes them over.'],
  ['upgrade', 'Upgrade', 'The supervisor is replaced by the installed build; programs run on.'],
  ['shutdown', 'Shut down', 'All programs are stopped, and the supervisor ends.'],
];

/** Shows the supervisor until the signal. */
export function show(main, _, signal) {
  const about = h('p', { class: 'about' });
  const me = h('p', { class: 'about' });
  const log = h('section', { 'aria-label': 'Log of the supervisor' });
  main.append(h('h2', {}, 'Supervisor'), about, me,
    h('p', { class: 'buttons', hidden: !may('admin'), role: 'group', 'aria-label': 'What can be done with the supervisor' },
      may('admin') && ACTS.map(([verb, label, text]) => button(label + '…', async () => {
        if (await ask(`${label}?`, text, label) === 'yes') attempt(label, () => post(`supervisor/${verb}`));
      }))), log);
  function fill() {
    const { identifier, version, pid, state: phase, takeover } = state.supervisor;
    say(about, [identifier, version && `version ${version}`, pid && `pid ${pid}`, phase, takeover && 'took over running programs'].filter(Boolean).join(' · '));
    const user = state.me;
    const programs = user.programs ?? ['*'];
    say(me, user.name
      ? `You are ${user.name} (${user.via}), with the role ${user.role} for ${programs.includes('*') ? 'all programs' : programs.join(', ')}.`
      : 'Nobody has to log in here: you may do everything.');
  }
  fill();
  const keys = showLog(log, { path: 'mainlogtail', label: 'Log of the supervisor' }, signal);
  signal.addEventListener('abort', watch(fill));
  return { title: 'The supervisor', keys };
}
