// The waterfall: one row for each stream, with what it did and what it waited for.
import { byId, el, later, show } from './dom.js';
import * as format from './format.js';
import { note } from './location.js';
import { Rows } from './rows.js';

const HEIGHT = 36;
const LEAST_RANGE = 100; // microseconds
const MOST_SEGMENTS = 300; // of one lane
const TICKS = 5;
const TICK_WIDTH = 76; // pixels that the text of a tick may take
const ORDERS = { start: 'Start', time: 'Duration', waited: 'Longest wait' };

/** A segment by its names. */
const segment = ([kind, from, to, bytes, frames, reason]) => ({ kind, from, to, bytes, frames, reason });

/** When a row begins and ends, and what it waited for the longest. */
function measure(exchange, { request, response }, index, now) {
  const all = [...request, ...response];
  const from = Math.min(...[exchange.queued_at, exchange.request_head_at, ...all.map(each => each[1])].filter(Boolean));
  const to = exchange.end_at || now;
  const waits = {};
  for (const [kind, begin, end, , , reason] of all) {
    if (kind === 'GAP' || kind === 'QUEUE') waits[reason] = (waits[reason] ?? 0) + end - begin;
  }
  const [reason, waited] = Object.entries(waits).sort((a, b) => b[1] - a[1])[0] ?? [undefined, 0];
  return { index, exchange, request, response, from, to, reason: reason === 'null' ? null : reason, waited };
}

/** The span of time that a link tells; nothing if it tells none. */
export function span({ from, to }) {
  return Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : undefined;
}

export class Waterfall {
  /** @param showStream called with the row of a stream that was chosen */
  constructor(state, showStream) {
    this.showStream = showStream;
    this.zoom = span(state);
    this.tips = new WeakMap();
    this.input = el('input', { type: 'search', placeholder: 'path, status, field …', 'aria-label': 'Search streams',
      oninput: later(150, () => this.arrange()) });
    this.order = el('select', { onchange: () => this.arrange() }, Object.entries(ORDERS).map(([value, text]) => el(
      'option', { value }, text)));
    this.axis = el('div', { class: 'axis', title: 'Drag to look closer' });
    this.key = el('ul', { class: 'key waits', 'aria-label': 'Colours' });
    this.found = el('span', { class: 'found', role: 'status' });
    const heads = ['Stream', 'Status', 'Duration', 'Waited most for'].map((text, i) => el('th', { scope: 'col', class:
      ['name', 'status', 'took', 'waited'][i] }, text));
    this.rows = new Rows({ caption: 'Streams', class: 'waterfall', height: HEIGHT, heads: [...heads, el('th', {
      scope: 'col', class: 'track' }, this.axis)], row: i => this.row(this.arranged[i]) });
    this.arranged = [];
    const button = (text, label, action) => el('button', { type: 'button', title: label, 'aria-label': label, onclick:
      action }, text);
    this.element = el('section', { onkeydown: event => this.keyDown(event) }, el('div', { class: 'bar' },
      el('label', {}, 'Search ', this.input), el('label', {}, 'Order ', this.order),
      el('span', { class: 'group', role: 'group', 'aria-label': 'Time' }, button('←', 'Earlier', () => this.pan(-0.5)),
        button('→', 'Later', () => this.pan(0.5)), button('+', 'Look closer (+)', () => this.scale(0.5)),
        button('−', 'See more (-)', () => this.scale(2)), button('All', 'All of the time (0)', () => this.range())),
      this.found), this.key, this.rows.element);
    this.listen();
    new ResizeObserver(() => this.report && this.scales()).observe(this.axis);
  }

  listen() {
    const tip = byId('tip');
    this.rows.element.addEventListener('pointermove', event => {
      const told = this.tips.get(event.target.closest?.('.seg'));
      show(tip, told !== undefined);
      if (told) {
        tip.textContent = this.tell(told);
        tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
        tip.style.top = `${Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8)}px`;
      }
    });
    this.rows.element.addEventListener('pointerleave', () => show(tip, false));
    let begin;
    const time = event => {
      const box = this.axis.getBoundingClientRect();
      return this.begin + (this.end - this.begin) * Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    };
    this.axis.addEventListener('pointerdown', event => {
      begin = time(event);
      this.axis.setPointerCapture(event.pointerId);
    });
    this.axis.addEventListener('pointerup', event => {
      const end = time(event);
      if (begin !== undefined && Math.abs(end - begin) > (this.end - this.begin) / 100) {
        this.range(Math.min(begin, end), Math.max(begin, end));
      }
      begin = undefined;
    });
  }

  /** What a segment is, for people. */
  tell(each) {
    const parts = [`${each.way}: ${format.kind(each.kind)}`];
    if (each.kind === 'GAP' || each.kind === 'QUEUE') parts[0] += ` for ${format.wait(each.reason)}`;
    parts.push(`from +${format.duration(each.from - this.first)} to +${format.duration(each.to - this.first)} `
      + `(${format.duration(each.to - each.from)})`);
    if (each.frames) parts.push(`${format.number(each.frames)} frames, ${format.bytes(each.bytes)}`);
    return parts.join('\n');
  }

  update(report) {
    this.report = report;
    this.now = report.closed_at || report.taken_at;
    this.all = report.exchanges.map((exchange, i) => measure(exchange, report.waterfall[i], i, this.now));
    this.first = this.all.reduce((min, row) => Math.min(min, row.from), this.now);
    this.last = this.all.reduce((max, row) => Math.max(max, row.to), this.first + LEAST_RANGE);
    const reasons = new Set(this.all.flatMap(row => [...row.request, ...row.response]).filter(each => each[0] === 'GAP'
      || each[0] === 'QUEUE').map(each => each[5]));
    this.key.replaceChildren(el('li', { class: 'DATA' }, 'data'), ...format.waits.filter(wait => reasons.has(wait)).map(
      wait => el('li', { class: `w-${wait}` }, `waits for ${format.wait(wait)}`)),
    ...reasons.has(null) ? [el('li', { class: 'w-unknown' }, 'waits, not known for what')] : []);
    this.arrange();
  }

  arrange() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const by = { start: row => row.from, time: row => row.from - row.to, waited: row => -row.waited }[this.order.value];
    this.scales();
    this.arranged = this.all.filter(row => row.from <= this.end && row.to >= this.begin && matches(row.exchange, words))
      .sort((a, b) => by(a) - by(b) || a.index - b.index);
    this.found.textContent = this.arranged.length === this.all.length ? format.count(this.all.length, 'stream')
      : `${format.number(this.arranged.length)} of ${format.number(this.all.length)} streams`;
    this.rows.update(this.arranged.length);
  }

  scales() {
    this.begin = this.zoom?.from ?? this.first;
    this.end = this.zoom?.to ?? this.last;
    const ticks = Math.max(1, Math.min(TICKS, Math.floor(this.axis.clientWidth / TICK_WIDTH)));
    this.axis.replaceChildren(...Array.from({ length: ticks }, (_, i) => {
      const tick = el('span', { class: 'tick' }, `+${format.duration(this.begin - this.first + (this.end - this.begin)
        * i / ticks)}`);
      tick.style.left = `${100 * i / ticks}%`;
      return tick;
    }));
  }

  /** Shows a span of time; all of it without arguments. */
  range(from, to) {
    this.zoom = from === undefined ? undefined : { from, to: Math.max(to, from + LEAST_RANGE) };
    note({ from: this.zoom && Math.round(this.zoom.from), to: this.zoom && Math.round(this.zoom.to) });
    this.arrange();
  }

  pan(share) {
    const by = (this.end - this.begin) * share;
    this.range(this.begin + by, this.end + by);
  }

  scale(factor) {
    const middle = (this.begin + this.end) / 2;
    const half = (this.end - this.begin) * factor / 2;
    this.range(middle - half, middle + half);
  }

  keyDown(event) {
    if (event.target.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = { '+': () => this.scale(0.5), '-': () => this.scale(2), 0: () => this.range(), ArrowLeft: () =>
      this.pan(-0.25), ArrowRight: () => this.pan(0.25) }[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  row(row) {
    const { exchange } = row;
    const open = exchange.end_at === 0;
    return { key: `${row.index}`, class: this.chosen === row.index ? 'chosen' : undefined,
      version: `${this.begin} ${this.end} ${exchange.end_at} ${open ? this.now : ''} ${this.chosen === row.index}`,
      cells: () => [
        el('th', { scope: 'row', class: 'name' }, el('button', { type: 'button', class: 'link', title:
          exchange.target ?? '', onclick: () => this.showStream(row) }, `${exchange.stream_id || 'waiting'} `
          + `${exchange.method ?? ''} ${exchange.target ?? ''}`)),
        el('td', { class: 'status' }, exchange.reset === null ? exchange.status || '–' : el('span', { class: 'bad' },
          format.errorCode(exchange.reset))),
        el('td', { class: 'took' }, `${format.duration(row.to - row.from)}${open ? ' …' : ''}`),
        el('td', { class: 'waited', title: row.waited > 0 ? `${format.duration(row.waited)} for `
          + format.wait(row.reason) : undefined }, row.waited > 0 ? share(row) : '–'),
        el('td', { class: 'track' }, el('div', { class: 'lanes' }, this.lane('request', row.request), this.lane(
          'response', row.response)))] };
  }

  /** The segments of one way. What is too small to be seen is left out, but for the first of its place. */
  lane(way, segments) {
    const lane = el('div', { class: `lane ${way}` });
    const span = this.end - this.begin;
    let made = 0;
    let drawn = -1;
    for (const each of segments.map(segment)) {
      const left = 100 * (Math.max(each.from, this.begin) - this.begin) / span;
      const right = 100 * (Math.min(each.to, this.end) - this.begin) / span;
      const point = each.kind === 'HEAD' || each.kind === 'TRAILERS' || each.kind === 'RESET';
      if (each.to < this.begin || each.from > this.end || made >= MOST_SEGMENTS) continue;
      if (!point && right < drawn) continue;
      const waiting = each.kind === 'GAP' || each.kind === 'QUEUE';
      const piece = el('span', { class: `seg ${each.kind}${waiting ? each.reason ? ` w-${each.reason}` : ' w-unknown'
        : ''}` });
      piece.style.left = `${left}%`;
      piece.style.width = `${Math.max(0, right - left)}%`;
      this.tips.set(piece, { ...each, way });
      lane.append(piece);
      drawn = Math.max(drawn, right + 0.05);
      made++;
    }
    return lane;
  }

  /** Marks a stream as chosen, and scrolls to it. @return its row */
  choose(streamId) {
    const row = this.all.find(each => each.exchange.stream_id === streamId);
    this.chosen = row?.index;
    this.rows.draw();
    const place = this.arranged.indexOf(row);
    if (place >= 0 && (place < this.rows.first || place >= this.rows.last)) this.rows.reveal(place);
    return row;
  }
}

const share = row => `${format.percent(row.waited / Math.max(1, row.to - row.from))} ${format.shortWait(row.reason)}`;

function matches(exchange, words) {
  if (words.length === 0) return true;
  const text = [exchange.stream_id, exchange.method, exchange.target, exchange.authority, exchange.status,
    ...exchange.request_fields.flat(), ...exchange.response_fields.flat(), ...exchange.labels.flat()].join(' ')
    .toLowerCase();
  return words.every(word => text.includes(word));
}
