// The page: which view is open, what is frozen, and links to a moment.
import { byId, el, show, table, tell } from './dom.js';
import { post, get } from './api.js';
import * as cluster from './cluster.js';
import * as connections from './connections.js';
import * as control from './control.js';
import * as details from './details.js';
import * as format from './format.js';
import * as kept from './kept.js';
import * as address from './location.js';
import { enter } from './login.js';

const VIEWS = { connections, connection: details, kept, cluster, control, file: { open: openFile } };

const app = {
  info: undefined,
  held: false,
  /** Whether nothing is to be updated, because somebody wants that, or because nobody can see it. */
  get frozen() {
    return app.held || document.hidden;
  },
  recording: undefined,
  skew: 0,
  /** The time of the server. */
  now: () => Date.now() * 1000 + app.skew,
  go: address.go,
  totals(totals) {
    byId('totals').textContent = `${format.count(totals.connections, 'connection')}, ${format.count(
      totals.streams_open, 'stream')}, ${format.rate(totals.receive_rate)} in, ${format.rate(totals.send_rate)} out`;
  },
  /** Tells why something cannot be shown. A login that has ended leads to the form for the token. */
  failed(error) {
    if (error.status === 401) location.reload();
    else if (error.status) app.refused(error.message);
    else app.lost();
  },
  refused(why) {
    tell(why);
    app.isRefused = true;
  },
  lost() {
    if (!app.isLost) tell('The server does not respond. Trying again …');
    app.isLost = true;
  },
  found() {
    if (app.isLost) tell('The server responds again.');
    else if (app.isRefused) tell('');
    app.isLost = false;
    app.isRefused = false;
  },
};

let view;
let shown;

function open() {
  address.takeToken(); // of a link that was opened in this page, where somebody is logged in already
  const state = address.read();
  const known = Object.hasOwn(VIEWS, state.view) && (state.view !== 'file' || app.recording);
  const name = known ? state.view : 'connections';
  const version = [name, state.node, state.id].join(' ');
  if (version === shown) {
    view.locate?.(state);
    return;
  }
  shown = version;
  view?.close();
  const main = byId('main');
  main.replaceChildren();
  byId('tip').hidden = true;
  for (const button of byId('views').querySelectorAll('button')) {
    const current = button.dataset.view === name || name === 'connection' && button.dataset.view === 'connections';
    if (current) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
  view = VIEWS[name].open(app, main, state);
}

function freeze(frozen) {
  app.held = frozen;
  byId('freeze').setAttribute('aria-pressed', String(frozen));
  document.body.classList.toggle('frozen', frozen);
  tell(frozen ? 'Frozen: nothing is updated.' : '');
  view.freeze();
}

/** A recording from a file: its connections, or one of them. */
function openFile(_, main, state) {
  const { recording } = app;
  const one = recording.connections.find(each => String(each.id) === state.id) ?? (recording.connections.length === 1
    ? recording.connections[0] : undefined);
  if (one) {
    const part = new details.Details(app, state, recording.connections.length === 1
      ? { href: address.link({ view: 'connections' }), text: 'Live' }
      : { href: address.link({ view: 'file' }), text: recording.title });
    main.append(part.element);
    part.update({ ...one, taken_at: recording.taken_at });
    return { close() {}, freeze() {}, locate: changed => part.locate(changed), search: () => part.search() };
  } else {
    main.append(el('h2', {}, recording.title), table('Connections of the recording', ['Peer', 'Side', 'Streams',
      'Received', 'Sent', 'Findings'], recording.connections.map(each => [el('a', { href: address.link({ view: 'file',
      id: String(each.id) }) }, each.remote_address), each.side.toLowerCase(), format.number(each.streams_opened),
    format.bytes(each.bytes_received), format.bytes(each.bytes_sent), each.findings.map(finding => finding.text).join(
      ' ')])));
  }
  return { close() {}, freeze() {} };
}

function showRecording(recording) {
  app.recording = recording;
  show(byId('views').querySelector('[data-view=file]'), true);
  shown = undefined;
  address.go({ view: 'file' });
  open();
}

async function read(file) {
  tell(`Reading ${file.name} …`);
  try {
    showRecording(await post('/api/open', file, 'application/octet-stream'));
    tell('');
  } catch (refusal) {
    tell(`${file.name} cannot be read: ${refusal.message}`);
  }
}

async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell('The link is copied.');
  } catch {
    prompt('The link:', location.href);
  }
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select, textarea')) return;
  if (event.key === 'f') freeze(!app.held);
  else if (event.key === '/' && view.search) {
    event.preventDefault();
    view.search();
  }
}

async function start() {
  app.info = await enter();
  app.skew = app.info.now - Date.now() * 1000;
  show(byId('views'), true);
  show(byId('tools'), true);
  byId('views').addEventListener('click', event => {
    const name = event.target.dataset.view;
    if (name) address.go({ view: name });
  });
  byId('freeze').addEventListener('click', () => freeze(!app.held));
  byId('share').addEventListener('click', share);
  byId('file').addEventListener('change', event => {
    const [file] = event.target.files;
    if (file) read(file);
    event.target.value = '';
  });
  addEventListener('hashchange', open);
  addEventListener('keydown', key);
  document.addEventListener('visibilitychange', () => {
    if (!app.held) view.freeze();
  });
  if (app.info.recording) {
    app.recording = await get('/api/recording');
    show(byId('views').querySelector('[data-view=file]'), true);
    if (!address.read().view) address.note({ view: 'file' });
  }
  open();
}

start().catch(error => tell(`The inspector cannot start: ${error.message}`));
