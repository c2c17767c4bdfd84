// Which programs the configuration has, and what would change if it were loaded again.

import { ask, attempt } from './actions.js';
import { get, post } from './api.js';
import { button, h } from './dom.js';
import { filled, table } from './process.js';
import { may, touched } from './store.js';

/** Shows the configuration until the signal. */
export function show(main, _, signal) {
  const programs = h('div');
  const changes = h('div', { role: 'status' });
  main.append(h('h2', {}, 'Configuration'),
    h('p', { class: 'buttons' }, may('admin') && button('Read the file again', reread, { key: 'c' })), changes, programs);

  async function list() {
    await filled(programs, signal, async () => {
      const config = await get('config');
      return [
        config.file && h('p', {}, 'File: ', h('code', {}, config.file)),
        table('Programs', ['Program', 'Group', 'In use', 'Starts by itself', 'Priority'],
          config.programs.map((program) => [program.name, program.group, yes(program.in_use), yes(program.autostart), program.priority])),
      ];
    });
  }

  async function reread() {
    await filled(changes, signal, async () => {
      const found = await post('config/reread');
      const count = found.added.length + found.changed.length + found.removed.length;
      if (count === 0) return [h('p', { class: 'notice good' }, 'The file is as it was when it was applied.')];
      return [
        h('div', { class: 'notice' }, names('To be added', found.added), names('Changed', found.changed), names('To be removed', found.removed),
          button('Apply…', () => apply(found))),
      ];
    });
    list();
  }

  async function apply(found) {
    const stops = [...found.changed, ...found.removed];
    const text = stops.length === 0 ? `New: ${found.added.join(', ')}.` : `These are stopped first: ${stops.join(', ')}.`;
    if (await ask('Apply the configuration?', text, 'Apply') !== 'yes') return;
    if (await attempt('Apply the configuration', () => post('config/update'))) changes.replaceChildren(h('p', { class: 'notice good' }, 'The configuration is applied.'));
    list();
    touched();
  }

  list();
  return { title: 'Configuration', keys: may('admin') ? { c: ['Read the file again', reread] } : {} };
}

function yes(value) {
  return value ? 'yes' : 'no';
}

function names(label, list) {
  return list.length > 0 ? h('p', {}, h('b', {}, label), ': ', list.join(', ')) : null;
}
