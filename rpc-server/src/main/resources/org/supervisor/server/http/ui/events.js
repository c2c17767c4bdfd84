// What has happened, newest first.

import { h, moment, processAddress } from './dom.js';
import { events, watch } from './store.js';

/** Shows events until the signal. */
export function show(main, _, signal) {
  const list = h('ol', { class: 'events' });
  const search = h('input', { type: 'search', placeholder: 'Search (/)', 'aria-label': 'Search events' });
  main.append(h('h2', {}, 'Events'),
    h('div', { class: 'tools' }, search, h('p', { class: 'summary' }, 'What the supervisor remembers, and what happens now; newest first.')), list);
  let newest;

  function item(event) {
    const row = h('li', { data: { state: event.type.replace(/^PROCESS_STATE_/, '') } },
      h('time', {}, event.time ? moment(event.time) : ''), ' ',
      h('span', { class: 'state' }, event.type), ' ',
      event.name && h('a', { href: processAddress(event.name) }, event.name), ' ',
      h('span', {}, description(event)));
    row.hidden = isHidden(row);
    return row;
  }

  function isHidden(row) {
    return !row.textContent.toLowerCase().includes(search.value.toLowerCase());
  }

  function fill() {
    const at = newest === undefined ? -1 : events.lastIndexOf(newest);
    for (const event of events.slice(at + 1)) list.prepend(item(event));
    while (list.childElementCount > events.length) list.lastElementChild.remove();
    newest = events.at(-1);
  }

  search.addEventListener('input', () => { for (const row of list.children) row.hidden = isHidden(row); });
  fill();
  signal.addEventListener('abort', watch(fill));
  return { title: 'Events', keys: { '/': ['Search events', () => search.focus()] } };
}

function description(event) {
  return [
    event.from_state && `from ${event.from_state}`,
    event.pid > 0 && `pid ${event.pid}`,
    event.expected !== undefined && (event.expected ? 'expected' : 'unexpected'),
    event.tries > 0 && `try ${event.tries}`,
    event.group && !event.name && `group ${event.group}`,
    event.remote_type && `type ${event.remote_type}`,
    event.data, event.text,
  ].filter(Boolean).join(', ');
}
