// What those with the token can do beside looking.
import { el, facts, table, tell } from './dom.js';
import { get, post } from './api.js';

export function open(app, main) {
  const { info } = app;
  const routes = el('div', {});
  main.append(el('h2', {}, 'Control'), info.access === 'CONTROL'
    ? el('p', {}, 'Open a connection to switch its frame log, to drain it, or to close it.')
    : el('p', {}, 'Nobody can control connections here: the inspector has no token. Set ', el('code', {}, 'token'),
      ' in its configuration.'),
  facts([['Access', info.access === 'CONTROL' ? 'look and control' : 'look'], ['Node', info.node || 'not in a cluster'],
    ['Interval', `${info.interval} ms`]]),
  info.token ? el('button', { type: 'button', onclick: async () => {
    await post('/logout').catch(refusal => tell(refusal.message));
    location.reload();
  } }, 'Forget the token') : '', routes);
  if (info.routes && info.access === 'CONTROL') load(routes);
  return { close() {}, freeze() {} };
}

async function load(place) {
  try {
    const { routes } = await get('/api/routes');
    place.replaceChildren(table('Routes', ['Id', 'Method', 'Host', 'Path', 'Address', 'Mode'], routes.map(route => [
      route.id ?? '', route.method ?? 'any', route.host ?? 'any', route.path ?? '', route.address ?? '', route.mode
        ?? ''])));
  } catch (refusal) {
    place.replaceChildren(el('p', { class: 'bad' }, refusal.message));
  }
}
