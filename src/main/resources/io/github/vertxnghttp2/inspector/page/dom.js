// Elements. What peers have sent becomes text, never markup: nothing here or elsewhere parses HTML.

/** Creates an element. Props that begin with "on" are listeners, "class" and "data-…" are attributes, too. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) add(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

const SVG = 'http://www.w3.org/2000/svg';

/** Creates an element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  add(element, children);
  return element;
}

export const byId = id => document.getElementById(id);

export function show(element, visible) {
  element.hidden = !visible;
}

/** Tells something to everybody, also by a screen reader. */
export function tell(text) {
  byId('status').textContent = text;
}

/** Calls a function once, when it was not asked for during some milliseconds. */
export function later(millis, what) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(what, millis);
  };
}

/** A list of terms and what they are. */
export function facts(pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(pair => pair && pair[1] !== undefined && pair[1] !== null
    && pair[1] !== '').map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value))));
}

/** A table of texts. */
export function table(caption, heads, rows, props = {}) {
  return el('div', { class: 'scroll' }, el('table', props, el('caption', {}, caption),
    el('thead', {}, el('tr', {}, heads.map(head => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, rows.map(cells => el('tr', {}, cells.map((cell, i) => i === 0
      ? el('th', { scope: 'row' }, cell) : el('td', {}, cell)))))));
}
