// All nodes that run an inspector, and one request on its way through them.
import { el, table, tell } from './dom.js';
import { get } from './api.js';
import * as format from './format.js';
import { link, note } from './location.js';

const nodeName = (node, own) => `${node || 'this node'}${own && node ? ' (this node)' : ''}`;

export function open(app, main, state) {
  const nodes = el('div', {});
  const hops = el('div', { 'aria-live': 'polite' });
  const input = el('input', { id: 'find', type: 'search', value: state.find ?? '', placeholder:
    'id of a trace or of a request', maxlength: 200, spellcheck: 'false' });
  main.append(el('h2', {}, 'Nodes'), nodes, el('h2', {}, 'Follow a request'), el('form', { class: 'bar', onsubmit:
    event => {
      event.preventDefault();
      note({ find: input.value });
      find();
    } }, el('label', { for: 'find' }, 'Id'), input, el('button', { type: 'submit' }, 'Follow')),
  el('p', { class: 'help' }, 'Looks for the id in the labels, traceparent, b3, x-request-id and x-correlation-id of all'
    + ' exchanges that are recorded, on all nodes. Times of different nodes are as exact as their clocks.'), hops);
  let timer;
  let closed = false;

  async function load() {
    try {
      const reply = await get('/api/nodes');
      if (closed) return;
      nodes.replaceChildren(table('Nodes that run an inspector', ['Node', 'Connections', 'Streams', 'Received', 'Sent',
        'Limits', 'Ended with errors'], reply.nodes.map(({ node, own, reply: totals, failure }) => totals
        ? [el('a', { href: link({ view: 'connections', node: own ? '' : node }) }, nodeName(node, own)),
          format.number(totals.connections), format.number(totals.streams_open), format.rate(totals.receive_rate),
          format.rate(totals.send_rate), format.number(totals.limits), el('a', { href: link({ view: 'kept', node: own
            ? '' : node }) }, format.number(totals.kept))]
        : [nodeName(node, own), el('span', { class: 'bad' }, failure)])));
      if (!app.info.cluster) {
        nodes.append(el('p', { class: 'help' }, 'Other nodes are not shown: cluster of the configuration is false.'));
      }
      app.found();
    } catch {
      app.lost(() => undefined);
    }
    if (!app.frozen && !closed) timer = setTimeout(load, 2000);
  }

  async function find() {
    const id = input.value.trim();
    if (!id || /\s/.test(id)) return;
    try {
      const reply = await get('/api/search', { filter: `trace:${id}` });
      hops.replaceChildren(...path(reply, id));
    } catch (refusal) {
      tell(refusal.message);
    }
  }

  load();
  find();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
    freeze() {
      clearTimeout(timer);
      if (!app.frozen) load();
    },
    search() {
      input.focus();
    },
  };
}

/** The exchanges of one request in the order of their time, each with its place in the whole. */
function path(reply, id) {
  const found = [];
  for (const { node, own, reply: result } of reply.nodes) {
    for (const { connection, exchanges } of result?.found ?? []) {
      for (const exchange of exchanges) found.push({ node, own, connection, exchange });
    }
  }
  const begin = ({ exchange }) => exchange.queued_at || exchange.request_head_at;
  found.sort((a, b) => begin(a) - begin(b));
  if (found.length === 0) return [el('p', {}, `No exchange with ${id} is recorded.`)];
  const first = begin(found[0]);
  const now = Date.now() * 1000;
  const last = Math.max(...found.map(({ exchange }) => exchange.end_at || now), first + 1);
  return [table(`The way of ${id}`, ['Node', 'Where', 'Request', 'Status', 'Began', 'Took', 'Time'], found.map(hop => {
    const { node, own, connection, exchange } = hop;
    const end = exchange.end_at || now;
    const piece = el('span', { class: 'seg DATA' });
    piece.style.left = `${100 * (begin(hop) - first) / (last - first)}%`;
    piece.style.width = `${100 * (end - begin(hop)) / (last - first)}%`;
    const labels = exchange.labels.filter(([name]) => name !== 'traceId').map(([name, value]) => `${name} ${value}`);
    return [nodeName(node, own), [el('a', { href: link({ view: 'connection', node: own ? '' : node, id: connection.id,
      stream: exchange.stream_id }) }, `${connection.side.toLowerCase()} ${connection.remote_address}, stream `
      + `${exchange.stream_id}`), labels.length ? ` (${labels.join(', ')})` : ''],
    `${exchange.method ?? ''} ${exchange.target ?? ''}`, exchange.reset === null ? exchange.status || '–'
      : format.errorCode(exchange.reset), `+${format.duration(begin(hop) - first)}`,
    `${format.duration(end - begin(hop))}${exchange.end_at ? '' : ' …'}`, el('div', { class: 'lanes single' }, piece)];
  }))];
}
