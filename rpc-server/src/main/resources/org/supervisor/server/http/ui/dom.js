// Elements are made here, and text only ever becomes text: nothing that a program wrote is read as HTML.

/** Makes an element: properties, "on…" handlers, "aria-…" and other attributes with a dash, then children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name.includes('-') || name === 'role' || name === 'for' || name === 'colspan') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Changes a text only if it is another one: an unchanged text costs no layout. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A button; the key that does the same is shown when the pointer is over it. */
export function button(label, action, { key, title, ...more } = {}) {
  return h('button', { type: 'button', onclick: action, title: key ? `${title ?? label} (${key})` : title, ...more }, label);
}

/** Calls at most once for each frame. */
export function eachFrame(action) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      action();
    });
  };
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size for people. */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < SIZES.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit]}`;
}

/** A time span for people. */
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, '0');
  if (s < 86400) return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return `${Math.floor(s / 86400)}d ${Math.floor(s / 3600) % 24}h`;
}

/** A moment for people; takes epoch seconds, or text that a Date reads. */
export function moment(time) {
  const date = typeof time === 'number' ? new Date(time * 1000) : new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The address of a process on this page. */
export function processAddress(name, tab) {
  const encoded = encodeURIComponent(name).replaceAll('%3A', ':');
  return `#/process/${encoded}${tab ? '/' + tab : ''}`;
}
