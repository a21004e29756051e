// Windows over time, as lines that have steps.
import { el, svg } from './dom.js';
import * as format from './format.js';

const HEIGHT = 160;
const LEFT = 70;
const BOTTOM = 24;
const TOP = 10;
const MOST_POINTS = 1500;

const NAMES = { SENT: 'to the peer', RECEIVED: 'from the peer' };

export class Windows {
  constructor() {
    this.select = el('select', { onchange: () => this.draw() });
    this.charts = el('div', { class: 'charts' });
    this.element = el('section', {}, el('div', { class: 'bar' }, el('label', {}, 'Stream ', this.select)),
      el('p', { class: 'help' }, 'How much the sender may still send. At 0 it has to wait for a WINDOW_UPDATE frame.'),
      this.charts);
  }

  update(report, stream) {
    this.report = report;
    const ids = [...new Set(report.windows.map(series => series.stream_id))].filter(id => id > 0);
    const chosen = stream ?? Number(this.select.value || (ids.length === 1 ? ids[0] : 0));
    const options = [0, ...ids.slice(-1000)];
    if (this.select.options.length !== options.length || this.select.options[options.length - 1]?.value
      !== String(options.at(-1))) {
      this.select.replaceChildren(...options.map(id => el('option', { value: id }, id ? `stream ${id}`
        : 'connection only')));
    }
    this.select.value = options.includes(chosen) ? chosen : 0;
    this.draw();
  }

  draw() {
    this.width = Math.max(300, this.charts.clientWidth || 1000);
    const id = Number(this.select.value);
    const charts = [];
    for (const way of ['SENT', 'RECEIVED']) {
      const series = this.report.windows.filter(each => each.way === way && (each.stream_id === 0
        || each.stream_id === id) && each.points.length > 0);
      charts.push(...series.length ? series.map(each => this.chart(way, each)) : [el('figure', {}, el('figcaption', {},
        `DATA ${NAMES[way]}`), el('p', { class: 'help' }, 'No DATA frame was recorded.'))]);
    }
    this.charts.replaceChildren(...charts);
  }

  chart(way, series) {
    const { width } = this;
    const marks = width < 600 ? 2 : 4;
    const title = `${series.stream_id ? `Stream ${series.stream_id}` : 'Connection'}: window for DATA ${NAMES[way]}`;
    const from = this.report.frames[0]?.[0] ?? this.report.opened_at;
    const to = Math.max(this.report.closed_at || this.report.taken_at, from + 1);
    const most = series.points.reduce((max, point) => Math.max(max, point[1]), 1);
    const least = series.points.reduce((min, point) => Math.min(min, point[1]), 0);
    const x = time => LEFT + (width - LEFT) * (time - from) / (to - from);
    const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - least) / (most - least));
    const image = svg('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': `${title}. ${sentence(
      series, from, to)}` });
    for (const share of [0, 0.5, 1]) {
      const value = Math.round(most * share);
      image.append(svg('line', { class: 'grid', x1: LEFT, x2: width, y1: y(value), y2: y(value) }),
        svg('text', { class: 'tick', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, format.bytes(value)));
    }
    for (let i = 0; i <= marks; i++) {
      const anchor = i === marks ? 'end' : i ? 'middle' : 'start';
      image.append(svg('text', { class: 'tick', x: LEFT + (width - LEFT) * i / marks, y: HEIGHT - 6, 'text-anchor':
        anchor }, `+${format.duration((to - from) * i / marks)}`));
    }
    image.append(svg('path', { class: series.stream_id ? 'line stream' : 'line connection', d: path(series.points, x, y,
      to) }));
    return el('figure', {}, el('figcaption', {}, title), image, el('p', { class: 'help' }, sentence(series, from, to)));
  }
}

/** How long a window was used up, for those who do not see the chart. */
function sentence(series, from, to) {
  let empty = 0;
  series.points.forEach(([time, value], i) => {
    if (value <= 0) empty += (series.points[i + 1]?.[0] ?? to) - time;
  });
  return `${format.bytes(series.points.at(-1)[1])} are left. The window was used up for ${format.duration(empty)} (${
    format.percent(empty / (to - from))} of the time).`;
}

/** A path with steps. Of many points in one place, the highest and the lowest are drawn. */
function path(points, x, y, to) {
  const step = Math.ceil(points.length / MOST_POINTS);
  let d = '';
  for (let i = 0; i < points.length; i += step) {
    const group = points.slice(i, i + step);
    const values = step === 1 ? [group[0][1]] : [Math.min(...group.map(p => p[1])), Math.max(...group.map(p => p[1])),
      group.at(-1)[1]];
    const at = x(group[0][0]).toFixed(1);
    d += d === '' ? `M${at} ${y(values[0]).toFixed(1)}` : `H${at}`;
    for (const value of values) d += `V${y(value).toFixed(1)}`;
  }
  return `${d}H${x(to).toFixed(1)}`;
}
