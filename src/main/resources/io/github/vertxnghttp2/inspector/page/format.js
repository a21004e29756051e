// Numbers and names as people read them. Times are microseconds since the epoch.

const whole = new Intl.NumberFormat('en');
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const number = value => whole.format(value);

export const count = (value, what) => `${number(value)} ${what}${value === 1 ? '' : 's'}`;

/** 65,535 stays as it is, because people look for that number. */
export function bytes(value) {
  if (Math.abs(value) < 100_000) return `${number(value)} B`;
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 ? size.toFixed(2) : size < 100 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

export const rate = value => `${bytes(value)}/s`;

export function duration(micros) {
  if (micros < 1000) return `${Math.round(micros)} µs`;
  if (micros < 1_000_000) return `${round(micros / 1000)} ms`;
  if (micros < 120_000_000) return `${round(micros / 1_000_000)} s`;
  if (micros < 7_200_000_000) return `${Math.round(micros / 60_000_000)} min`;
  if (micros < 172_800_000_000) return `${Math.round(micros / 3_600_000_000)} h`;
  return `${Math.round(micros / 86_400_000_000)} d`;
}

/** A time after another one, or before it by the clock of another node. */
export function offset(micros) {
  return `${micros < 0 ? '−' : '+'}${duration(Math.abs(micros))}`;
}

function round(value) {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : String(Math.round(value));
}

export function clock(time) {
  const date = new Date(time / 1000);
  const micros = String(Math.floor(time % 1000)).padStart(3, '0');
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}${micros}`;
}

export const percent = part => `${Math.round(100 * part)} %`;

const TYPES = { 0: 'DATA', 1: 'HEADERS', 2: 'PRIORITY', 3: 'RST_STREAM', 4: 'SETTINGS', 5: 'PUSH_PROMISE', 6: 'PING',
  7: 'GOAWAY', 8: 'WINDOW_UPDATE', 9: 'CONTINUATION', 10: 'ALTSVC', 12: 'ORIGIN', 16: 'PRIORITY_UPDATE' };
const CODES = ['NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'SETTINGS_TIMEOUT',
  'STREAM_CLOSED', 'FRAME_SIZE_ERROR', 'REFUSED_STREAM', 'CANCEL', 'COMPRESSION_ERROR', 'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM', 'INADEQUATE_SECURITY', 'HTTP_1_1_REQUIRED'];

const hex = value => `0x${value.toString(16)}`;

export const frameType = type => TYPES[type] ?? hex(type);
export const errorCode = code => CODES[code] ?? hex(code);

export function flags(type, bits) {
  const names = [];
  if (bits & 1) names.push(type === 4 || type === 6 ? 'ACK' : type <= 1 ? 'END_STREAM' : '0x1');
  if (bits & 4 && (type === 1 || type === 5 || type === 9)) names.push('END_HEADERS');
  if (bits & 8 && (type <= 1 || type === 5)) names.push('PADDED');
  if (bits & 32 && type === 1) names.push('PRIORITY');
  return names.join(' ');
}

/** What the value of a frame means. */
export function frameValue(type, value) {
  if (type === 8) return `+${number(value)}`;
  if (type === 3 || type === 7) return errorCode(value);
  return type === 4 && value ? `INITIAL_WINDOW_SIZE ${number(value)}` : '';
}

const WAITS = {
  STREAM_WINDOW: 'the peer’s window of the stream', CONNECTION_WINDOW: 'the peer’s window of the connection',
  SOCKET: 'the socket', PRIORITY: 'streams of a higher priority', APPLICATION_WRITES: 'the application to write',
  BUS_WRITES: 'the handler on the event bus to write', APPLICATION_READS: 'the application to read',
  BUS_CREDIT: 'credit of the event bus', PEER: 'the peer to send', FREE_STREAM: 'a free stream',
  POOL: 'a connection of the pool',
};

/** What a stream waits for. */
export const wait = reason => WAITS[reason] ?? (reason ? String(reason) : 'something that was not recorded');

const SHORT = { STREAM_WINDOW: 'stream window', CONNECTION_WINDOW: 'connection window', SOCKET: 'socket',
  PRIORITY: 'priority', APPLICATION_WRITES: 'application writes', BUS_WRITES: 'bus writes',
  APPLICATION_READS: 'application reads', BUS_CREDIT: 'bus credit', PEER: 'peer', FREE_STREAM: 'free stream',
  POOL: 'pool' };

/** The same in a word or two. */
export const shortWait = reason => SHORT[reason] ?? 'unknown';

export const waits = Object.keys(WAITS);

const KINDS = { QUEUE: 'queued', HEAD: 'head', DATA: 'data', GAP: 'waited', NOT_RECORDED: 'not recorded',
  TRAILERS: 'trailers', RESET: 'reset' };

export const kind = name => KINDS[name] ?? String(name);
