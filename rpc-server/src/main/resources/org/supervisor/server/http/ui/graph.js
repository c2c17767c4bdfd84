// Which processes wait for which others, as a drawing: what others need is on the left.

import { h, processAddress, svg } from './dom.js';
import { stateText } from './list.js';
import { processes, watch } from './store.js';

const WIDTH = 170;
const HEIGHT = 34;
const GAP_X = 70;
const GAP_Y = 14;

/** The edges by name: process, and what it depends on. */
export function edges(all) {
  const byWord = new Map();
  const put = (word, name) => byWord.set(word, [...(byWord.get(word) ?? []), name]);
  for (const process of all) {
    for (const word of new Set([process.name, process.program, process.group, `${process.group}:*`])) put(word, process.name);
  }
  const found = [];
  for (const process of all) {
    for (const condition of process.depends_on ?? []) {
      const word = condition.replace(/:[a-z]+$/, ''); // it is target:condition
      for (const needed of byWord.get(word) ?? []) if (needed !== process.name) found.push([process.name, needed]);
    }
  }
  return found;
}

/** The column of each name: one more than that of the last it depends on. */
export function columns(all) {
  const needs = new Map();
  for (const [name, needed] of all) {
    needs.set(name, [...(needs.get(name) ?? []), needed]);
    if (!needs.has(needed)) needs.set(needed, []);
  }
  const column = new Map();
  const visit = (name, path) => {
    if (column.has(name)) return column.get(name);
    if (path.has(name)) return 0; // no daemon loads a cycle
    path.add(name);
    const value = Math.max(-1, ...needs.get(name).map((needed) => visit(needed, path))) + 1;
    path.delete(name);
    column.set(name, value);
    return value;
  };
  for (const name of needs.keys()) visit(name, new Set());
  return column;
}

/** The place of each name: columns, in which each stands near what it depends on. */
export function layout(all) {
  const column = columns(all);
  const byColumn = [];
  for (const [name, at] of column) (byColumn[at] ??= []).push(name);
  const row = new Map();
  byColumn.forEach((names, at) => {
    const middle = (name) => {
      const rows = all.filter(([from]) => from === name).map(([, needed]) => row.get(needed) ?? 0);
      return rows.length === 0 ? 0 : rows.reduce((sum, value) => sum + value, 0) / rows.length;
    };
    const weight = new Map(names.map((name) => [name, at === 0 ? 0 : middle(name)]));
    names.sort((a, b) => weight.get(a) - weight.get(b) || a.localeCompare(b, 'en', { numeric: true }));
    names.forEach((name, index) => row.set(name, index));
  });
  return new Map([...column].map(([name, at]) => [name, { x: at * (WIDTH + GAP_X) + 10, y: row.get(name) * (HEIGHT + GAP_Y) + 10 }]));
}

/** Shows the drawing until the signal. */
export function show(main, _, signal) {
  const place = h('div', { class: 'scrolls graph', tabIndex: 0, role: 'region', 'aria-label': 'Dependencies' });
  main.append(h('h2', {}, 'Dependencies'), place);
  let nodes = new Map();

  function draw() {
    const all = edges([...processes.values()]);
    nodes = new Map();
    if (all.length === 0) {
      place.replaceChildren(h('p', {}, 'No program waits for another one: none has depends_on.'));
      return;
    }
    const places = layout(all);
    const right = Math.max(...[...places.values()].map((at) => at.x)) + WIDTH + 10;
    const bottom = Math.max(...[...places.values()].map((at) => at.y)) + HEIGHT + 10;
    const drawing = svg('svg', { width: right, height: bottom, viewBox: `0 0 ${right} ${bottom}`, role: 'group', 'aria-label': 'Drawing of the dependencies' },
      svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' },
        svg('path', { d: 'M0 0 8 4 0 8z', class: 'tip' }))));
    for (const [name, needed] of all) {
      const from = places.get(name);
      const to = places.get(needed);
      const x1 = to.x + WIDTH;
      const y1 = to.y + HEIGHT / 2;
      const y2 = from.y + HEIGHT / 2;
      const bend = Math.max(20, (from.x - x1) / 2);
      drawing.append(svg('path', { class: 'edge', 'marker-end': 'url(#arrow)', d: `M${x1} ${y1} C${x1 + bend} ${y1} ${from.x - bend} ${y2} ${from.x} ${y2}` }));
    }
    for (const [name, at] of places) {
      const label = name.length > 22 ? name.slice(0, 21) + '…' : name;
      const text = svg('text', { x: at.x + 12, y: at.y + HEIGHT / 2 + 4 });
      text.textContent = label;
      const title = svg('title');
      const node = svg('a', { href: processAddress(name), class: 'node' }, title,
        svg('rect', { x: at.x, y: at.y, width: WIDTH, height: HEIGHT, rx: 5 }),
        svg('rect', { x: at.x, y: at.y, width: 5, height: HEIGHT, class: 'mark' }), text);
      nodes.set(name, { node, title });
      drawing.append(node);
    }
    const needs = (name) => all.filter(([from]) => from === name).map(([, needed]) => needed).join(', ');
    place.replaceChildren(drawing, h('ul', { class: 'unseen' }, [...new Set(all.map(([name]) => name))].map((name) => h('li', {}, `${name} depends on ${needs(name)}`))));
    fill(nodes.keys());
  }

  function fill(names) {
    for (const name of names) {
      const process = processes.get(name);
      const drawn = nodes.get(name);
      if (!process || !drawn) continue;
      drawn.node.dataset.state = stateText(process);
      drawn.title.textContent = `${name}: ${stateText(process)}`;
      drawn.node.setAttribute('aria-label', drawn.title.textContent);
    }
  }

  draw();
  signal.addEventListener('abort', watch((names, isList) => { if (isList) draw(); else fill(names); }));
  return { title: 'Dependencies', keys: {} };
}
