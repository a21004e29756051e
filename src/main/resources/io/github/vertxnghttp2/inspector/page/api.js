// Requests to the inspector.

/** A response that is not 200. */
export class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function read(response) {
  const text = await response.text();
  if (!response.ok) {
    let error = text;
    try {
      error = JSON.parse(text).error;
    } catch {
      // it is no JSON: the text is all there is
    }
    throw new Refusal(response.status, error);
  }
  return JSON.parse(text);
}

export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ''
    && value !== false);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

export async function get(path, parameters = {}, signal = undefined) {
  return read(await fetch(path + query(parameters), { signal, cache: 'no-store' }));
}

export async function post(path, body = '', type = 'application/json') {
  return read(await fetch(path, { method: 'POST', headers: { 'content-type': type }, body }));
}

/**
 * Events until they are closed.
 *
 * @param handlers by the name of the event; "lost" is called when the stream has ended and will be opened again
 */
export function events(path, parameters, handlers) {
  const source = new EventSource(path + query(parameters));
  for (const [name, handler] of Object.entries(handlers)) {
    if (name !== 'lost') source.addEventListener(name, event => handler(JSON.parse(event.data)));
  }
  source.onerror = () => handlers.lost?.(source.readyState === EventSource.CLOSED);
  return source;
}
