// One connection: facts, findings, waterfall, windows and frames.
import { el, facts, show, table, tell } from './dom.js';
import { Polling, events, get, post, query } from './api.js';
import { handledRequests, requestId } from './cluster.js';
import { tls } from './connections.js';
import { Findings } from './findings.js';
import * as format from './format.js';
import { Frames } from './frames.js';
import { link, note } from './location.js';
import { Waterfall, span } from './waterfall.js';
import { Windows } from './windows.js';

const TABS = { waterfall: 'Waterfall', windows: 'Windows', frames: 'Frames', settings: 'Settings' };
const MOST_LINES = 2000;

export class Details {
  /** @param back where the way back leads, and its text */
  constructor(app, state, back) {
    this.app = app;
    this.state = state;
    this.tab = Object.hasOwn(TABS, state.tab) ? state.tab : 'waterfall';
    this.stream = state.stream ? Number(state.stream) : undefined;
    this.title = el('h2', { tabindex: -1 }, 'Connection');
    this.facts = el('div', {});
    this.findings = new Findings(stream => this.show(stream));
    this.waterfall = new Waterfall(state, row => this.show(row.exchange.stream_id, row));
    this.windows = new Windows();
    this.frames = new Frames('Frames', stream => this.show(stream));
    this.settings = el('section', {});
    this.panels = { waterfall: this.waterfall.element, windows: this.windows.element, frames: this.frames.element,
      settings: this.settings };
    this.exchange = el('section', { class: 'exchange', 'aria-live': 'off' });
    this.actions = el('div', { class: 'bar' });
    this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of the recording', onkeydown: event =>
      this.tabKey(event) }, Object.entries(TABS).map(([name, text]) => el('button', { type: 'button', role: 'tab',
      id: `tab-${name}`, 'aria-controls': `panel-${name}`, onclick: () => this.choose(name) }, text)));
    this.element = el('article', { class: 'details' }, el('div', { class: 'bar' }, el('a', { class: 'button', href:
      back.href }, `← ${back.text}`), this.title), this.actions, this.facts, this.findings.element, this.tabs,
    Object.entries(this.panels).map(([name, panel]) => {
      panel.id = `panel-${name}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${name}`);
      return panel;
    }), this.exchange);
    this.choose(this.tab);
  }

  choose(name) {
    this.tab = name;
    note({ tab: name === 'waterfall' ? '' : name });
    for (const [each, panel] of Object.entries(this.panels)) {
      show(panel, each === name);
      const tab = this.tabs.querySelector(`#tab-${each}`);
      tab.setAttribute('aria-selected', String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
    }
    if (this.report) this.draw();
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = Object.keys(TABS);
    this.choose(names[(names.indexOf(this.tab) + step + names.length) % names.length]);
    this.tabs.querySelector(`#tab-${this.tab}`).focus();
  }

  /** Shows a recording of the connection. */
  update(report) {
    const first = this.report === undefined;
    this.report = report;
    this.title.textContent = `${report.side === 'SERVER' ? 'From' : 'To'} ${report.remote_address}`;
    this.facts.replaceChildren(facts([
      ['Node', report.node], ['Local', report.local_address], ['TLS', tls(report.tls)],
      ['Server name', report.tls?.server_name], ['Opened', format.clock(report.opened_at)],
      ['Age', format.duration((report.closed_at || report.taken_at) - report.opened_at)],
      ['Ended', report.closed_at ? `${format.clock(report.closed_at)}: ${report.end ?? ''}` : null],
      ['Round trip', report.round_trip ? format.duration(report.round_trip) : 'not measured'],
      ['Streams', `${format.number(report.streams_open)} open, ${format.number(report.streams_opened)} in all`],
      ['Received', format.bytes(report.bytes_received)], ['Sent', format.bytes(report.bytes_sent)],
      ['Window to the peer', format.bytes(report.send_window)],
      ['Window from the peer', format.bytes(report.receive_window)],
      ['HPACK', report.block_bytes ? `${(report.field_bytes / report.block_bytes).toFixed(2)} : 1` : null],
      ['Limits', report.limits.length ? el('ul', { class: 'bad' }, report.limits.map(limit => el('li', {}, limit)))
        : null]]));
    this.findings.update(report.findings);
    this.draw();
    if (first) this.title.focus({ preventScroll: true });
    this.drawStream();
  }

  draw() {
    const { report } = this;
    const begin = report.frames[0]?.[0] ?? report.opened_at;
    if (this.tab === 'waterfall') this.waterfall.update(report);
    else if (this.tab === 'windows') this.windows.update(report, this.stream);
    else if (this.tab === 'frames') this.frames.update(report.frames, begin, report.lost_frames);
    else this.settings.replaceChildren(settings(report));
  }

  /** Shows what another link to the same connection leads to. */
  locate(state) {
    this.stream = state.stream ? Number(state.stream) : undefined;
    this.waterfall.zoom = span(state);
    this.choose(Object.hasOwn(TABS, state.tab) ? state.tab : 'waterfall');
    if (this.stream !== undefined && this.report) this.show(this.stream);
  }

  search() {
    this.panels[this.tab].querySelector('input[type=search]')?.focus();
  }

  /** Shows one stream. */
  show(streamId, given) {
    this.stream = streamId;
    note({ stream: streamId });
    this.queued = streamId === 0 ? given : undefined;
    if (this.tab !== 'waterfall') this.choose('waterfall');
    this.waterfall.choose(streamId);
    this.drawStream();
  }

  /** Draws the chosen stream again, if it has changed. */
  drawStream() {
    if (this.stream === undefined || !this.report) return;
    const exchange = this.queued?.exchange ?? this.report.exchanges.find(each => each.stream_id === this.stream);
    const version = JSON.stringify([exchange, this.report.frames.length, this.report.lost_frames]);
    if (version === this.drawn && this.exchange.firstChild) return;
    this.drawn = version;
    this.exchange.replaceChildren(...exchange ? this.parts(exchange) : [el('p', { class: 'help' },
      `Stream ${this.stream} is in the recording no more.`)]);
  }

  /** What is known of an exchange. */
  parts(exchange) {
    const { report } = this;
    const id = exchange.stream_id;
    const own = report.frames.filter(frame => frame[4] === id && id > 0);
    // The time of a frame is that of its read, some microseconds before its head was taken.
    const begin = Math.min(exchange.queued_at || exchange.request_head_at, own[0]?.[0] ?? Infinity);
    if (this.ofStream?.id !== id) {
      this.ofStream = { id, frames: new Frames(`Frames of stream ${id}`) };
    }
    this.ofStream.frames.update(own, begin, 0);
    const since = time => time ? format.offset(time - begin) : '–';
    const value = (text, secret) => secret && text === '' ? el('span', { class: 'help' }, 'left out')
      : el('span', { class: 'value' }, text);
    const fields = (title, list) => list.length ? table(title, ['Name', 'Value'], list.map(([name, text, secret]) => [
      name, value(text, secret)]), { class: 'fields' }) : null;
    const handled = el('div', {});
    if (exchange.labels.some(([name]) => name === 'handler')) this.handled(handled, exchange, begin);
    return [el('div', { class: 'bar' }, el('h3', {}, `Stream ${id || '(waiting)'}: ${exchange.method ?? ''} `
      + `${exchange.target ?? ''}`), el('button', { type: 'button', onclick: () => this.hide() }, 'Close')),
    facts([['Authority', exchange.authority], ['Status', exchange.status || null], ['Queued', exchange.queued_at
      ? format.clock(exchange.queued_at) : null], ['Head of the request', exchange.request_head_at ? format.clock(
      exchange.request_head_at) : null], ['End of the request', since(exchange.request_end_at)],
    ['Head of the response', since(exchange.response_head_at)], ['End', since(exchange.end_at)],
    ['Request body', format.bytes(exchange.request_bytes)], ['Response body', format.bytes(exchange.response_bytes)],
    ['Unread', format.bytes(exchange.unread_bytes)], ['Window to the peer', format.bytes(exchange.send_window)],
    ['Window from the peer', format.bytes(exchange.receive_window)], ['Reset', exchange.reset === null ? null
      : `${format.errorCode(exchange.reset)}, ${(exchange.reset_by ?? '').toLowerCase()}`],
    ...exchange.labels.map(([name, value]) => [name, name === 'traceId' ? el('a', { href: link({ view: 'cluster',
      find: value }) }, value) : value])]),
    handled, el('div', { class: 'columns' }, fields('Fields of the request', exchange.request_fields), fields(
      'Fields of the response', exchange.response_fields)), id > 0 ? this.ofStream.frames.element : null]
      .filter(Boolean);
  }

  /** What the handler on the event bus did with the request. */
  async handled(place, exchange, begin) {
    const found = await handledRequests([requestId(this.report, exchange)]).catch(() => []);
    const since = time => time ? format.offset(time - begin) : '–';
    place.replaceChildren(...found.length === 0 ? [] : [table('At the handler, by the clock of its node', ['Node',
      'Address', 'Received', 'Head of the response', 'End', 'Status', 'Failure'], found.map(({ node, request }) => [
      node || 'this node', request.address, since(request.received_at), since(request.response_head_at), since(
        request.end_at), request.status || '–', request.failure ?? '']))]);
  }

  hide() {
    const id = this.stream;
    this.stream = undefined;
    note({ stream: '' });
    this.exchange.replaceChildren();
    this.waterfall.choose(-1);
    this.waterfall.rows.body.querySelector(`[data-key="${this.waterfall.all.findIndex(row => row.exchange.stream_id
      === id)}"] button`)?.focus();
  }
}

function settings(report) {
  const names = [...new Set([...Object.keys(report.local_settings), ...Object.keys(report.remote_settings)])].sort();
  const value = (of, name) => of[name] === undefined ? 'default' : format.number(of[name]);
  return names.length ? table('SETTINGS', ['Name', 'Of this side', 'Of the peer'], names.map(name => [el('code', {},
    name.toUpperCase()), value(report.local_settings, name), value(report.remote_settings, name)]))
    : el('p', { class: 'help' }, 'No SETTINGS were recorded.');
}

/** Opens the view of a connection that is open, or that was kept. */
export function open(app, main, state) {
  const details = new Details(app, state, { href: link({ view: 'connections', node: state.node }), text:
    'Connections' });
  const polling = new Polling(app, load, took => Math.max(app.info.interval, 5 * took));
  let log;

  async function load() {
    try {
      const report = await get('/api/report', { id: state.id, node: state.node });
      if (polling.closed) return;
      details.update(report);
      app.found();
      if (report.closed_at) {
        show(controls, false);
        polling.close();
      }
    } catch (refusal) {
      if (polling.closed) return;
      if (refusal.status === 404) {
        const gone = 'The connection has ended, and no recording of it was kept.';
        tell(details.report ? `${gone} What is shown was recorded before.` : gone);
        if (!details.report) details.element.replaceChildren(el('p', {}, el('a', { class: 'button', href:
          link({ view: 'connections', node: state.node }) }, '← Connections')));
        show(details.actions, false);
        polling.close();
      } else {
        app.failed(refusal);
      }
    }
  }

  const act = (action, question) => el('button', { type: 'button', class: action === 'close' ? 'danger' : undefined,
    onclick: async () => {
      if (!confirm(question)) return;
      try {
        await post(`/api/${action}${query({ id: state.id })}`);
        tell(`Asked the connection to ${action}.`);
      } catch (refusal) {
        tell(refusal.message);
      }
    } }, action === 'drain' ? 'Drain' : 'Close connection');
  const lines = el('pre', { class: 'log', tabindex: 0, role: 'log', 'aria-label': 'Frame log', hidden: true });
  const logging = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    if (log) endLog();
    else beginLog();
  } }, 'Frame log');

  function beginLog() {
    logging.setAttribute('aria-pressed', 'true');
    show(lines, true);
    log = events('/api/framelog', { id: state.id }, {
      lines: event => {
        if (event.lost) lines.append(`… ${event.lost} lines were left out\n`);
        for (const line of event.lines) lines.append(`${line}\n`);
        while (lines.childNodes.length > MOST_LINES) lines.firstChild.remove();
        lines.scrollTop = lines.scrollHeight;
      },
      lost: ended => {
        if (ended) {
          endLog();
          tell('The frame log has ended.');
        }
      },
    });
  }

  function endLog() {
    log?.close();
    log = undefined;
    logging.setAttribute('aria-pressed', 'false');
  }

  const exported = name => el('a', { class: 'button', href: `/api/export${query({ id: state.id, format: name })}`,
    download: '' }, { qlog: 'qlog', har: 'HAR', log: 'Text' }[name]);
  const controls = el('span', { class: 'group', role: 'group', 'aria-label': 'Control' }, app.info.access === 'CONTROL'
    && (!state.node || state.node === app.info.node) && [logging, act('drain',
    'Send GOAWAY? The connection closes when its streams have ended.'), act('close',
    'Close the connection with all of its streams?')]);
  const ours = !state.node || state.node === app.info.node;
  details.actions.append(...ours ? [el('span', { class: 'group', role: 'group', 'aria-label': 'Export' }, 'Export: ',
    exported('qlog'), exported('har'), exported('log'))] : [], controls);
  main.append(details.element);
  details.actions.after(lines);
  polling.run();
  return {
    close() {
      polling.close();
      endLog();
    },
    freeze: () => polling.freeze(),
    search() {
      details.search();
    },
    locate(changed) {
      details.locate(changed);
    },
  };
}
