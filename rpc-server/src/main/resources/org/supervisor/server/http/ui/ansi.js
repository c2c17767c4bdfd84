// Terminal colours as elements with classes. Other escapes are left out; what is left is text.

// eslint-disable-next-line no-control-regex
const ESCAPE = /\x1b(?:\[([0-9;:]*)([ -/]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])/g;

/** Makes lines of what a program writes; the colour goes on in the next line, as on a terminal. */
export class AnsiLines {
  #style = {};

  /** One line, without its end. */
  line(text) {
    const element = document.createElement('div');
    element.className = 'line';
    const shown = text.endsWith('\r') ? text.slice(0, -1) : text;
    const line = shown.slice(shown.lastIndexOf('\r') + 1); // a progress bar overwrites itself
    let at = 0;
    for (const match of line.matchAll(ESCAPE)) {
      this.#add(element, line.slice(at, match.index));
      if (match[3] === 'm' && match[2] === '') this.#sgr(match[1]);
      at = match.index + match[0].length;
    }
    this.#add(element, line.slice(at));
    if (!element.hasChildNodes()) element.append(' ');
    return element;
  }

  #add(element, text) {
    if (text === '') return;
    const style = this.#style;
    const classes = [
      style.bold && 'a-bold', style.faint && 'a-faint', style.italic && 'a-italic', style.underlined && 'a-under',
      style.inverse && 'a-inverse', style.struck && 'a-struck',
      typeof style.front === 'number' && `a-f${style.front}`, typeof style.back === 'number' && `a-b${style.back}`,
    ].filter(Boolean);
    if (classes.length === 0 && !style.front && !style.back) {
      element.append(text);
      return;
    }
    const part = document.createElement('span');
    part.className = classes.join(' ');
    if (typeof style.front === 'string') part.style.color = style.front;
    if (typeof style.back === 'string') part.style.backgroundColor = style.back;
    part.append(text);
    element.append(part);
  }

  #sgr(parameters) {
    const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      const style = this.#style;
      if (code === 0) this.#style = {};
      else if (code === 1) style.bold = true;
      else if (code === 2) style.faint = true;
      else if (code === 3) style.italic = true;
      else if (code === 4) style.underlined = true;
      else if (code === 7) style.inverse = true;
      else if (code === 9) style.struck = true;
      else if (code === 22) style.bold = style.faint = false;
      else if (code === 23) style.italic = false;
      else if (code === 24) style.underlined = false;
      else if (code === 27) style.inverse = false;
      else if (code === 29) style.struck = false;
      else if (code >= 30 && code <= 37) style.front = code - 30;
      else if (code >= 90 && code <= 97) style.front = code - 90 + 8;
      else if (code >= 40 && code <= 47) style.back = code - 40;
      else if (code >= 100 && code <= 107) style.back = code - 100 + 8;
      else if (code === 39) style.front = undefined;
      else if (code === 49) style.back = undefined;
      else if (code === 38 || code === 48) {
        const place = code === 38 ? 'front' : 'back';
        if (codes[i + 1] === 5) {
          style[place] = indexed(codes[i + 2]);
          i += 2;
        } else if (codes[i + 1] === 2) {
          style[place] = rgb(codes[i + 2], codes[i + 3], codes[i + 4]);
          i += 4;
        }
      }
    }
  }
}

function indexed(index) {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  if (index >= 232) return rgb((index - 232) * 10 + 8, (index - 232) * 10 + 8, (index - 232) * 10 + 8);
  const level = (n) => (n === 0 ? 0 : n * 40 + 55);
  const cube = index - 16;
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(...parts) {
  return parts.every((part) => part >= 0 && part <= 255) ? `rgb(${parts.join(' ')})` : undefined;
}
