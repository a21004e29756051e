// A table of any number of rows, of which only those exist that can be seen.
import { el } from './dom.js';

const SPARE = 6;

export class Rows {
  /**
   * @param options caption, class, heads (elements th), height of a row in pixels, row(index) → {key, version, cells}
   *   or null for a row that is not there yet, and range(first, last), called when other rows can be seen
   */
  constructor(options) {
    this.options = options;
    this.count = 0;
    this.made = new Map();
    // No cell spans columns: a style may hide some, which would take up room then.
    this.top = el('tr', { class: 'space', 'aria-hidden': true }, el('td', {}));
    this.bottom = el('tr', { class: 'space', 'aria-hidden': true }, el('td', {}));
    this.body = el('tbody', {}, this.top, this.bottom);
    this.caption = el('caption', {}, options.caption);
    this.table = el('table', { class: options.class }, this.caption, el('thead', {}, el('tr', {}, options.heads)),
      this.body);
    this.element = el('div', { class: 'rows scroll', role: 'region', tabindex: 0, 'aria-label': options.caption,
      onscroll: () => this.draw(), onkeydown: event => this.key(event) }, this.table);
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** Sets how many rows there are, and draws those that have another version. */
  update(count) {
    this.count = count;
    this.table.setAttribute('aria-rowcount', count + 1);
    this.draw();
  }

  draw() {
    const { height } = this.options;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - SPARE);
    const last = Math.min(this.count, Math.ceil((this.element.scrollTop + this.element.clientHeight) / height) + SPARE);
    const focused = document.activeElement?.closest?.('tr');
    const focusedKey = this.body.contains(focused) ? focused.dataset.key : undefined;
    const made = new Map();
    const elements = [];
    for (let i = first; i < last; i++) {
      const row = this.options.row(i) ?? { key: `missing-${i}`, version: 0, cells: () => [el('td', { class:
        'missing' }, '…')] };
      let old = this.made.get(row.key);
      if (old?.version !== row.version || old === undefined) {
        old = { version: row.version, element: el('tr', { class: row.class, 'data-key': row.key }, row.cells()) };
      }
      old.element.setAttribute('aria-rowindex', i + 2);
      old.element.style.height = `${height}px`;
      made.set(row.key, old);
      elements.push(old.element);
    }
    this.made = made;
    this.top.firstChild.style.height = `${first * height}px`;
    this.bottom.firstChild.style.height = `${Math.max(0, this.count - last) * height}px`;
    this.put(elements);
    if (focusedKey !== undefined && !this.body.contains(document.activeElement)) {
      this.made.get(focusedKey)?.element.querySelector('button')?.focus({ preventScroll: true });
    }
    if (first !== this.first || last !== this.last) {
      this.first = first;
      this.last = last;
      this.options.range?.(first, last);
    }
  }

  /** Puts the rows between the spaces. Those that stay are not touched, so that they keep the focus. */
  put(elements) {
    const stay = new Set(elements);
    for (const child of [...this.body.children]) {
      if (child !== this.top && child !== this.bottom && !stay.has(child)) child.remove();
    }
    let before = this.top;
    for (const element of elements) {
      if (before.nextSibling !== element) before.after(element);
      before = element;
    }
  }

  /** Draws all rows again. */
  redraw() {
    this.made = new Map();
    this.draw();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest?.('tbody tr');
    if (!step || !row) return;
    event.preventDefault();
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    const button = next?.querySelector('button');
    if (button) {
      button.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Scrolls to a row. */
  reveal(index) {
    this.element.scrollTop = Math.max(0, index * this.options.height - this.element.clientHeight / 2);
    this.draw();
  }
}
