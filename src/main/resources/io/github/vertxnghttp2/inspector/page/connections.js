// The table of connections: sorted, filtered and paged by the server, which sends what has changed.
import { el, later, tell } from './dom.js';
import { events, refusal } from './api.js';
import * as format from './format.js';
import { link, note } from './location.js';
import { Rows } from './rows.js';

const PAGE = 120;
const HEIGHT = 34;
const HELP = 'Shows what meets all words: an address, side:client, tls:none, limit:, route:/orders, path:/orders, '
  + 'method:post, status:5xx, header:x-request-id=42, trace:id.';
// Who has started the inspector in a JVM of its own sees why the table is empty.
const NONE = 'No HTTP/2 connection is open in the Vert.x instance of this page.';

const COLUMNS = [
  ['PEER', 'Peer', row => row.remote_address],
  ['SIDE', 'Side', row => row.side.toLowerCase()],
  ['TLS', 'TLS', row => tls(row.tls)],
  ['OPENED', 'Age', row => el('span', { 'data-since': row.opened_at })],
  ['ROUND_TRIP', 'Round trip', row => row.round_trip ? format.duration(row.round_trip) : '–'],
  ['STREAMS', 'Streams', row => `${format.number(row.streams_open)} of ${row.streams_most < 0 ? '∞'
    : format.number(row.streams_most)}`],
  ['BYTES', 'Received / sent', row => `${format.bytes(row.bytes_received)} / ${format.bytes(row.bytes_sent)}`],
  ['RATE', 'Rate', row => `${format.rate(row.receive_rate)} / ${format.rate(row.send_rate)}`],
  ['HPACK', 'HPACK', row => row.hpack ? `${row.hpack} : 1` : '–'],
  ['LIMITS', 'Limits', row => row.limits.length ? el('span', { class: 'bad', title: row.limits.join('\n') },
    row.limits.length) : '0'],
];

export function tls(tls) {
  return tls ? [tls.version, tls.cipher, tls.protocol].filter(Boolean).join(' ') : 'none';
}

/** Opens the view. @return what closes it and freezes it */
export function open(app, main, state) {
  const known = new Map();
  let order = [];
  let from = 0;
  let matching = 0;
  let source;
  let retrying;
  let sort = state.sort ?? 'OPENED';
  let descending = state.descending === 'true';

  const input = el('input', { id: 'filter', type: 'search', value: state.filter ?? '', placeholder: 'filter',
    'aria-describedby': 'filter-help', maxlength: 500, oninput: later(300, () => {
      note({ filter: input.value });
      again();
    }) });
  const found = el('span', { class: 'found', role: 'status' });
  const rows = new Rows({
    caption: state.node ? `Connections of node ${state.node}` : 'Connections', class: 'connections', height: HEIGHT,
    heads: COLUMNS.map(([name, title]) => el('th', { scope: 'col', 'data-column': name, 'aria-sort': 'none' },
      el('button', { type: 'button', onclick: () => sortBy(name) }, title))),
    row: i => {
      const row = known.get(order[i - from]);
      return row && { key: row.id, version: row, cells: () => cells(row) };
    },
    range: (first, last) => {
      if (first < from || last > from + order.length && last <= matching) page();
    },
  });
  const page = later(120, () => {
    from = Math.max(0, (rows.first ?? 0) - Math.floor(PAGE / 3));
    connect();
  });

  function cells(row) {
    return COLUMNS.map(([name, title, text], i) => {
      const content = text(row);
      if (i > 0) return el('td', { class: name.toLowerCase(), 'data-title': title }, content);
      return el('th', { scope: 'row', class: 'peer' }, el('button', { type: 'button', class: 'link', onclick: () =>
        app.go({ view: 'connection', node: state.node, id: row.id }) }, row.remote_address));
    });
  }

  function sortBy(name) {
    descending = sort === name ? !descending : !['PEER', 'SIDE', 'TLS', 'OPENED'].includes(name);
    sort = name;
    note({ sort, descending: descending ? 'true' : '' });
    again();
  }

  /** Shows other rows, from the first one on. */
  function again() {
    from = 0;
    rows.element.scrollTop = 0;
    mark();
    connect();
  }

  function mark() {
    for (const head of rows.table.querySelectorAll('th[data-column]')) {
      head.setAttribute('aria-sort', head.dataset.column !== sort ? 'none' : descending ? 'descending' : 'ascending');
    }
  }

  function disconnect() {
    source?.close();
    source = undefined;
    clearTimeout(retrying);
  }

  /** Tells why there are no updates, and tries again later. */
  async function refused(own, parameters) {
    const why = await refusal('/api/events', parameters).catch(error => error);
    if (source !== own) return;
    if (why) app.failed(why);
    retrying = setTimeout(connect, 3000);
  }

  function connect() {
    disconnect();
    if (app.frozen) return;
    const parameters = { node: state.node, sort, descending, filter: input.value, from, count: PAGE };
    const own = events('/api/events', parameters, {
      rows: event => {
        for (const row of event.rows) known.set(row.id, row);
        if (event.order) {
          order = event.order;
          const stay = new Set(order);
          for (const id of known.keys()) if (!stay.has(id)) known.delete(id);
        }
        from = event.from;
        matching = event.matching;
        app.totals(event.totals);
        const searched = event.searched < event.out_of ? `; the ${format.number(event.searched)} busiest of `
          + `${format.number(event.out_of)} were searched` : '';
        found.textContent = event.totals.connections ? `${format.number(matching)} of `
          + `${format.number(event.totals.connections)}${searched}` : NONE;
        rows.update(matching);
        ages();
      },
      failure: event => tell(event.error),
      lost: closed => {
        if (closed) refused(own, parameters);
        else app.lost();
      },
    });
    source = own;
    source.addEventListener('open', () => app.found());
  }

  function ages() {
    const now = app.now();
    for (const age of rows.body.querySelectorAll('[data-since]')) {
      const text = format.duration(Math.max(0, now - age.dataset.since));
      if (age.textContent !== text) age.textContent = text;
    }
  }

  main.append(el('div', { class: 'bar' },
    state.node && el('a', { class: 'button', href: link({ view: 'cluster' }) }, '← Nodes'),
    el('label', { for: 'filter' }, 'Filter'), input, found),
  el('p', { id: 'filter-help', class: 'help' }, HELP), rows.element);
  mark();
  connect();
  const ticking = setInterval(() => app.frozen || ages(), 1000);
  return {
    close() {
      clearInterval(ticking);
      disconnect();
    },
    freeze() {
      connect();
    },
    search() {
      input.focus();
    },
    locate(changed) {
      input.value = changed.filter ?? '';
      sort = changed.sort ?? 'OPENED';
      descending = changed.descending === 'true';
      again();
    },
  };
}
