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

/** Why a stream of events is refused; nothing if it is not. */
export async function refusal(path, parameters) {
  const abort = new AbortController();
  const response = await fetch(path + query(parameters), { signal: abort.signal, cache: 'no-store' });
  if (response.ok) {
    abort.abort();
    return undefined;
  }
  return read(response).catch(error => error);
}

/** Calls a function again and again, one call at a time, unless nothing is to be updated. */
export class Polling {
  /** @param pause milliseconds to the next call, after one that has taken as many as it is called with */
  constructor(app, load, pause) {
    this.app = app;
    this.load = load;
    this.pause = pause;
  }

  async run() {
    clearTimeout(this.timer);
    if (this.busy || this.closed) return;
    this.busy = true;
    const begin = performance.now();
    try {
      await this.load();
    } finally {
      this.busy = false;
    }
    if (!this.closed && !this.app.frozen) {
      this.timer = setTimeout(() => this.run(), this.pause(performance.now() - begin));
    }
  }

  freeze() {
    clearTimeout(this.timer);
    if (!this.app.frozen) this.run();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }
}

/**
 * Events until they are closed.
 *
 * @param handlers by the name of the event; "lost" is called when the stream has ended, with whether the
 *   browser will not open it again
 */
export function events(path, parameters, handlers) {
  const source = new EventSource(path + query(parameters));
  for (const [name, handler] of Object.entries(handlers)) {
    if (name !== 'lost') source.addEventListener(name, event => handler(JSON.parse(event.data)));
  }
  source.onerror = () => handlers.lost?.(source.readyState === EventSource.CLOSED);
  return source;
}
