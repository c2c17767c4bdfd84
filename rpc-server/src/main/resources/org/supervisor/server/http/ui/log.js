// A log as it grows: its end first, then every line once. Kept: the last lines; a paused log keeps what comes meanwhile.

import { AnsiLines } from './ansi.js';
import { follow, Refusal } from './api.js';
import { button, eachFrame, h } from './dom.js';

const FIRST_BYTES = 65536;
const MOST_LINES = 5000;
const LINES_OF_A_BLOCK = 100;
const RETRY_MS = 1000;

/** Shows what is followed at a path, until the signal. Returns its keys. */
export function showLog(place, { path, download, label, tools = [] }, signal) {
  const output = h('div', { class: 'log', role: 'log', 'aria-label': label, 'aria-live': 'off', tabIndex: 0 });
  const note = h('span', { class: 'note', role: 'status' });
  const search = h('input', { type: 'search', placeholder: 'Search (/)', 'aria-label': 'Search the log' });
  const pause = button('Pause', () => setPaused(!isPaused), { key: 'p', 'aria-pressed': 'false' });
  const end = button('Follow', () => setFollowing(!isFollowing), { key: 'f', 'aria-pressed': 'true' });
  let isPaused = false;
  let isFollowing = true;
  let ansi = new AnsiLines();
  let waiting = []; // lines to show
  let rest = ''; // of a line without an end
  let restElement; // which shows it
  let isFirst = true;
  let count = 0;

  place.append(
    h('div', { class: 'tools' }, tools, search, end, pause, button('Clear view', clear),
      download && h('a', { class: 'button', href: download, download: '' }, 'Download'), note),
    output);

  function clear() {
    output.replaceChildren();
    waiting = [];
    rest = '';
    restElement = undefined;
    count = 0;
    ansi = new AnsiLines();
    restStyle = undefined;
  }

  let restStyle;

  function piece(text) {
    let all = rest + text;
    if (isFirst) {
      isFirst = false;
      const line = all.indexOf('\n');
      if (all.length > FIRST_BYTES / 4 && line >= 0 && line < all.length - 1 && isCut(all)) all = all.slice(line + 1);
    }
    const lines = all.split('\n');
    rest = lines.pop();
    waiting.push(...lines);
    if (waiting.length > MOST_LINES) waiting.splice(0, waiting.length - MOST_LINES);
    draw();
  }

  /** Whether there was more of the log before: then the first line may be a part. */
  function isCut(text) {
    return new TextEncoder().encode(text).length >= FIRST_BYTES;
  }

  const draw = eachFrame(() => {
    if (isPaused) {
      note.textContent = waiting.length > 0 ? `${waiting.length} lines waiting` : 'paused';
      return;
    }
    if (restElement) {
      restElement.remove();
      restElement = undefined;
    }
    for (const text of waiting) add(ansi.line(text));
    waiting = [];
    if (rest !== '') {
      restElement = new AnsiLines().line(rest);
      if (isHidden(restElement)) restElement.hidden = true;
      block().append(restElement);
    }
    while (count > MOST_LINES && output.childElementCount > 1) {
      count -= output.firstElementChild.childElementCount;
      output.firstElementChild.remove();
    }
    highlight();
    if (isFollowing) output.scrollTop = output.scrollHeight;
  });

  function block() {
    let last = output.lastElementChild;
    if (!last || last.childElementCount >= LINES_OF_A_BLOCK) {
      last = h('div', { class: 'block' });
      output.append(last);
    }
    return last;
  }

  function add(line) {
    if (isHidden(line)) line.hidden = true;
    block().append(line);
    count++;
  }

  function isHidden(line) {
    return search.value !== '' && !line.textContent.toLowerCase().includes(search.value.toLowerCase());
  }

  /** Marks what was searched for; a browser that cannot shows only the lines. */
  function highlight() {
    if (!globalThis.CSS?.highlights) return;
    CSS.highlights.delete('found');
    const wanted = search.value.toLowerCase();
    if (wanted === '') return;
    const ranges = [];
    for (const line of output.querySelectorAll('.line:not([hidden])')) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        for (let at = text.indexOf(wanted); at >= 0 && ranges.length < 2000; at = text.indexOf(wanted, at + wanted.length)) {
          if (at + wanted.length > node.length) continue;
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set('found', new Highlight(...ranges));
  }

  function setPaused(value) {
    isPaused = value;
    pause.setAttribute('aria-pressed', String(value));
    pause.textContent = value ? 'Continue' : 'Pause';
    note.textContent = value ? 'paused' : '';
    draw();
  }

  function setFollowing(value) {
    isFollowing = value;
    end.setAttribute('aria-pressed', String(value));
    if (value) output.scrollTop = output.scrollHeight;
  }

  search.addEventListener('input', () => {
    let found = 0;
    for (const line of output.querySelectorAll('.line')) {
      line.hidden = isHidden(line);
      if (!line.hidden) found++;
    }
    note.textContent = search.value === '' ? '' : `${found} lines`;
    highlight();
  });
  output.addEventListener('wheel', (event) => { if (event.deltaY < 0) setFollowing(false); }, { passive: true });
  output.addEventListener('touchmove', () => setFollowing(isAtEnd()), { passive: true });
  output.addEventListener('scroll', () => { if (isAtEnd() && !isFollowing && document.activeElement !== output) setFollowing(true); });
  output.addEventListener('keydown', (event) => { if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) setFollowing(false); });

  function isAtEnd() {
    return output.scrollHeight - output.scrollTop - output.clientHeight < 20;
  }

  async function run() {
    while (!signal.aborted) {
      try {
        isFirst = true;
        await follow(path, FIRST_BYTES, signal, (text) => {
          if (isFirst) {
            clear();
            note.textContent = '';
          }
          piece(text);
        });
        note.textContent = 'The log has ended; it is looked for again.';
      } catch (problem) {
        if (signal.aborted) return;
        if (problem instanceof Refusal && problem.status === 403) {
          note.textContent = 'You have no right to this log.';
          return;
        }
        note.textContent = problem instanceof Refusal ? problem.message : 'The connection is lost.';
      }
      await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
    }
  }
  run();
  signal.addEventListener('abort', () => globalThis.CSS?.highlights?.delete('found'));
  return {
    p: ['Pause the log, or go on', () => setPaused(!isPaused)],
    f: ['Follow the end, or not', () => setFollowing(!isFollowing)],
    '/': ['Search the log', () => search.focus()],
  };
}
