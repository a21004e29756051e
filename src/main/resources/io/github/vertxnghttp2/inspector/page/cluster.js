// All nodes that run an inspector, and one request on its way through them.
import { el, table, tell } from './dom.js';
import { Polling, get } from './api.js';
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
  const polling = new Polling(app, load, () => 2000);

  async function load() {
    try {
      const reply = await get('/api/nodes');
      if (polling.closed) return;
      nodes.replaceChildren(table('Nodes that run an inspector', ['Node', 'Connections', 'Streams', 'Received', 'Sent',
        'Limits', 'Ended with errors'], reply.nodes.map(({ node, own, reply: totals, failure }) => totals
        ? [el('a', { href: link({ view: 'connections', node: own ? '' : node }) }, nodeName(node, own)),
          format.number(totals.connections), format.number(totals.streams_open), format.rate(totals.receive_rate),
          format.rate(totals.send_rate), format.number(totals.limits), el('a', { href: link({ view: 'kept', node: own
            ? '' : node }) }, format.number(totals.kept))]
        : [nodeName(node, own), el('span', { class: 'bad' }, failure)])));
      if (!app.info.cluster) {
        nodes.append(el('p', { class: 'help' }, 'Other nodes are not shown: cluster is false in the configuration.'));
      }
      app.found();
    } catch (refusal) {
      if (!polling.closed) app.failed(refusal);
    }
  }

  async function find() {
    const id = input.value.trim();
    if (!id || /\s/.test(id)) return;
    try {
      const found = [...await exchanges(id), ...await ofRequest(id)];
      hops.replaceChildren(...path(found, id, await handledRequests([id]), app.now()));
    } catch (refusal) {
      tell(refusal.message);
    }
  }

  polling.run();
  find();
  return {
    close: () => polling.close(),
    freeze: () => polling.freeze(),
    search() {
      input.focus();
    },
    locate(changed) {
      input.value = changed.find ?? '';
      find();
    },
  };
}

const MOST_IDS = 20;

/** The id by which a handler on the event bus knows a request. */
export const requestId = (connection, exchange) => `${connection.node || '-'}/${connection.id}/${exchange.stream_id}`;

/** What handlers on all nodes did with requests. */
export async function handledRequests(ids) {
  const reply = await get('/api/handled', { ids: ids.slice(0, MOST_IDS).join() });
  return reply.nodes.flatMap(({ node, own, reply: result }) => (result?.handled ?? []).map(request => ({ node, own,
    request })));
}

/** The exchanges on all nodes that have an id of a trace or of a request in their fields, or as a label. */
async function exchanges(id) {
  const reply = await get('/api/search', { filter: `trace:${id}` });
  const found = reply.nodes.flatMap(({ node, own, reply: result }) => (result?.found ?? []).flatMap(
    ({ connection, exchanges: each }) => each.map(exchange => hop(node, own, connection, exchange))));
  const handled = await handledRequests(found.map(each => each.id));
  return [...found, ...handled.map(atHandler)];
}

/** The exchange of a request whose id is that of its node, connection and stream. */
async function ofRequest(id) {
  const [, name, connection, stream] = /^(.+)\/(\d+)\/(\d+)$/.exec(id) ?? [];
  if (!name) return [];
  const node = name === '-' ? '' : name;
  try {
    const report = await get('/api/report', { node, id: connection });
    const exchange = report.exchanges.find(each => each.stream_id === Number(stream));
    return exchange ? [hop(node, node === '', report, exchange)] : [];
  } catch {
    return [];
  }
}

function hop(node, own, connection, exchange) {
  const labels = exchange.labels.filter(([name]) => name !== 'traceId').map(([name, value]) => `${name} ${value}`);
  return { node, own, id: requestId(connection, exchange), begin: exchange.queued_at || exchange.request_head_at,
    end: exchange.end_at, status: exchange.reset === null ? exchange.status : format.errorCode(exchange.reset),
    what: `${exchange.method ?? ''} ${exchange.target ?? ''}`, where: [el('a', { href: link({ view: 'connection',
      node: own ? '' : node, id: String(connection.id), stream: exchange.stream_id }) },
    `${connection.side.toLowerCase()} ${connection.remote_address}, stream ${exchange.stream_id}`), labels.length
      ? ` (${labels.join(', ')})` : ''] };
}

const atHandler = ({ node, own, request }) => ({ node, own, id: request.id, begin: request.received_at,
  end: request.end_at, status: request.status, what: request.failure ?? '', where: `handler at ${request.address}` });

/** The way of one request in the order of time, by the clock of the server. Each part has its place in the whole. */
function path(parts, id, handled, now) {
  const found = [...parts, ...handled.map(atHandler)].sort((a, b) => a.begin - b.begin);
  if (found.length === 0) return [el('p', {}, `No exchange with ${id} is recorded.`)];
  const first = found[0].begin;
  const last = Math.max(...found.map(part => part.end || now), first + 1);
  return [table(`The way of ${id}`, ['Node', 'Where', 'Request', 'Status', 'Began', 'Took', 'Time'], found.map(part => {
    const end = part.end || now;
    const piece = el('span', { class: 'seg DATA' });
    piece.style.left = `${100 * (part.begin - first) / (last - first)}%`;
    piece.style.width = `${100 * (end - part.begin) / (last - first)}%`;
    return [nodeName(part.node, part.own), part.where, part.what, part.status || '–', `+${format.duration(part.begin
      - first)}`, `${format.duration(end - part.begin)}${part.end ? '' : ' …'}`, el('div', { class: 'lanes single' },
      piece)];
  }))];
}
