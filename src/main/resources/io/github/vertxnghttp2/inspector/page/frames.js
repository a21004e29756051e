// The frames of a connection or of one stream.
import { el, later } from './dom.js';
import * as format from './format.js';
import { Rows } from './rows.js';

const HEIGHT = 28;
const HEADS = ['Time', 'Way', 'Frame', 'Stream', 'Flags', 'Bytes', 'Value'];

export class Frames {
  /** @param showStream called with the stream of a frame; without it streams are no buttons */
  constructor(caption, showStream) {
    this.showStream = showStream;
    this.frames = [];
    this.shown = [];
    this.rows = new Rows({ caption, class: 'frames', height: HEIGHT, heads: HEADS.map(head => el('th', { scope: 'col' },
      head)), row: i => ({ key: `${i}`, version: this.shown[i], cells: () => this.cells(this.shown[i]) }) });
    this.input = el('input', { type: 'search', placeholder: 'DATA, sent, END_STREAM …', 'aria-label': 'Search frames',
      oninput: later(150, () => this.search()) });
    this.count = el('span', { class: 'found', role: 'status' });
    this.element = el('section', {}, el('div', { class: 'bar' }, el('label', {}, 'Search ', this.input), this.count),
      this.rows.element);
  }

  /** @param begin of the times that are shown, microseconds since the epoch */
  update(frames, begin, lost) {
    this.frames = frames;
    this.begin = begin;
    this.lost = lost;
    this.search();
  }

  search() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = words.length === 0 ? this.frames : this.frames.filter(frame => {
      const text = this.texts(frame).join(' ').toLowerCase();
      return words.every(word => text.includes(word));
    });
    this.count.textContent = `${format.count(this.shown.length, 'frame')}${this.lost ? `; ${format.number(this.lost)} `
      + 'older ones were overwritten' : ''}`;
    this.rows.update(this.shown.length);
  }

  texts([time, way, type, flags, stream, length, value]) {
    return [`+${format.duration(time - this.begin)}`, way.toLowerCase(), format.frameType(type), String(stream),
      format.flags(type, flags), format.number(length), format.frameValue(type, value)];
  }

  cells(frame) {
    return this.texts(frame).map((text, i) => {
      if (i === 0) return el('th', { scope: 'row', title: format.clock(frame[0]) }, text);
      if (i === 3 && this.showStream && frame[4] > 0) {
        return el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => this.showStream(frame[4]) },
          text));
      }
      return el('td', { class: i === 1 ? frame[1].toLowerCase() : undefined }, text);
    });
  }
}
