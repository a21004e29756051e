// Recordings of connections that have ended with an error or for a limit.
import { el, table } from './dom.js';
import { Polling, get } from './api.js';
import * as format from './format.js';
import { link } from './location.js';

export function open(app, main, state) {
  const content = el('div', {});
  main.append(el('h2', {}, 'Ended with errors'), el('p', { class: 'help' },
    'Connections that ended with an error or for a limit. Only the latest recordings are kept.'), content);
  const polling = new Polling(app, load, () => 2000);

  async function load() {
    try {
      const { rows } = await get('/api/kept', { node: state.node });
      if (polling.closed) return;
      const version = rows.map(row => row.id).join();
      if (version !== content.dataset.version) {
        content.dataset.version = version;
        content.replaceChildren(rows.length === 0 ? el('p', {}, 'There are none.') : table('Kept recordings', ['Peer',
          'Ended', 'Why', 'Limits', 'Streams'], rows.map(row => [el('a', { href: link({ view: 'connection',
          node: state.node, id: row.id }) }, row.remote_address), format.clock(row.closed_at), row.end ?? '',
        row.limits.join('; '), format.number(row.streams_opened)])));
      }
      app.found();
    } catch (refusal) {
      if (!polling.closed) app.failed(refusal);
    }
  }

  polling.run();
  return { close: () => polling.close(), freeze: () => polling.freeze() };
}
