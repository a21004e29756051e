// What is shown, in the fragment of the address: so that a link leads to the same moment.

const NAMES = ['view', 'node', 'id', 'tab', 'stream', 'from', 'to', 'filter', 'sort', 'descending', 'find'];

/** What the fragment says. A token in it is no part of what is shown. */
export function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = {};
  for (const name of NAMES) {
    if (given.get(name)) state[name] = given.get(name).slice(0, 500);
  }
  return state;
}

/** Takes the token out of the fragment, so that it stays in no history. */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get('token');
  if (token) {
    given.delete('token');
    history.replaceState(null, '', `#${given}`);
  }
  return token;
}

function fragment(state) {
  return new URLSearchParams(NAMES.filter(name => state[name]).map(name => [name, state[name]]));
}

/** Goes to what a state shows. */
export function go(state) {
  location.hash = fragment(state);
}

/** Changes some of what is shown, without a new entry in the history. */
export function note(changes) {
  history.replaceState(null, '', `#${fragment({ ...read(), ...changes })}`);
}

export function link(state) {
  return `#${fragment(state)}`;
}
