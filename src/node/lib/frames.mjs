// Reads and writes the frames of streams over the event bus, in the form `json`.

export const MAX_CHUNK_SIZE = 65536
/** The maximum number of streams in a PING. */
export const MAX_NAMED = 256
const MAX_NUMBER = Number.MAX_SAFE_INTEGER
const MAX_UNSIGNED_INT = 2 ** 32 - 1

export const ErrorCode = Object.freeze({
  NO_ERROR: 0, PROTOCOL_ERROR: 1, INTERNAL_ERROR: 2, FLOW_CONTROL_ERROR: 3, STREAM_CLOSED: 5, CANCEL: 8,
  CONNECT_ERROR: 10
})

/** A message that violates the protocol. */
export class MalformedMessage extends Error {}

/** The version of the protocol, in OPEN and ACCEPT. */
export const VERSION = 2

/** OPEN or ACCEPT of another version. Its failure code is 501, not implemented. */
class OtherVersion extends MalformedMessage {
  failureCode = 501
}

function checkVersion({ version }) {
  if (version !== VERSION) {
    throw new OtherVersion(`version is ${version === undefined ? 'missing, which means 1' : version}; this end has `
      + `version ${VERSION} of streams over the event bus, and the other end needs it, too`)
  }
}

function check(holds, member, allowed) {
  if (!holds) throw new MalformedMessage(`${member} must be ${allowed}`)
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)
const isString = value => typeof value === 'string'

const isNumber = (value, min, max) => Number.isSafeInteger(value) && value >= min && value <= max
const isStream = value => isNumber(value, 1, MAX_NUMBER)

function number(message, member, min, max) {
  check(isNumber(message[member], min, max), member, `a whole number from ${min} to ${max}`)
  return message[member]
}

function string(message, member) {
  check(isString(message[member]), member, 'a string')
  return message[member]
}

function flag(message, member) {
  const value = message[member] ?? false
  check(typeof value === 'boolean', member, 'true or false')
  return value
}

function fields(message, member) {
  const value = message[member] ?? {}
  const isText = each => isString(each) || Array.isArray(each) && each.every(isString)
  check(isObject(value) && Object.values(value).every(isText),
    member, 'an object of strings and arrays of strings')
  return value
}

/** The streams of a PING, each with its next seq. */
function named(message) {
  const value = message.streams ?? []
  const isPair = pair => Array.isArray(pair) && pair.length === 2
    && isStream(pair[0]) && isNumber(pair[1], 0, MAX_UNSIGNED_INT)
  check(Array.isArray(value) && value.length <= MAX_NAMED && value.every(isPair), 'streams',
    `at most ${MAX_NAMED} arrays of a stream and its seq`)
  return value
}

function gone(message) {
  const value = message.gone ?? []
  check(Array.isArray(value) && value.every(isStream), 'gone', 'an array of streams')
  return value
}

/** Base64 or base64url, with or without padding. */
export function fromBase64(text, member) {
  check(isString(text), member, 'a string in base64')
  const bytes = Buffer.from(text, 'base64') // skips invalid characters: the result is then too short
  const digits = text.replace(/={1,2}$/, '').length
  check(digits % 4 !== 1 && bytes.length === Math.floor(digits * 3 / 4), member, 'a string in base64')
  return bytes
}

export const toBase64 = bytes => bytes.toString('base64url')

/** Begins the address where handlers learn which requests are cancelled. The address of the handler follows. */
export const CANCELLED = 'nghttp2.cancelled.'
/** The failure code of a cancelled request. */
export const CANCELLED_CODE = 499

/** Begins the address of an endpoint behind a bridge. */
export const PREFIX = 'nghttp2.bridged.'
/** The addresses of endpoints, behind a bridge and on JVM nodes. Nothing is sent to other addresses. */
const ENDPOINT = /^nghttp2\.(bridged\..|node\.[^.]+\..)/s
const MAX_ADDRESS_LENGTH = 512

function endpoint(message) {
  const { address } = message
  check(isString(address) && address.length <= MAX_ADDRESS_LENGTH && ENDPOINT.test(address), 'address',
    `that of an endpoint: nghttp2.node.... or ${PREFIX}..., of at most ${MAX_ADDRESS_LENGTH} characters`)
  return address
}

/** The members that OPEN and ACCEPT have in common. */
export function readOpening(message) {
  checkVersion(message)
  return readMembers(message)
}

/** The other side of a malformed message, for a reset; undefined if the message does not have it. */
export function readPeer(message) {
  try {
    return readMembers({ ...message, credit: 0 })
  } catch {
    return undefined
  }
}

function readMembers(message) {
  return {
    address: endpoint(message),
    stream: number(message, 'stream', 1, MAX_NUMBER),
    credit: number(message, 'credit', 0, MAX_NUMBER)
  }
}

/** The members of OPEN: the form of the stream, and whether it has no body. */
export function readOpen(message) {
  checkVersion(message)
  check(message.form === 'json', 'form', '"json" here')
  return { ...readOpening(message), end: flag(message, 'end') }
}

/** A frame of any type. */
export function readFrame(message) {
  check(isObject(message), 'a frame', 'a JSON object')
  const read = Object.hasOwn(readers, message.type) ? readers[message.type] : undefined
  check(read, 'type', Object.keys(readers).join(', '))
  return { type: message.type, ...read(message) }
}

const ofStream = read => message => ({
  stream: number(message, 'stream', 1, MAX_NUMBER),
  seq: number(message, 'seq', 0, MAX_UNSIGNED_INT),
  ...read(message)
})

function readHead(message) {
  const status = number(message, 'status', 100, 999)
  const end = flag(message, 'end')
  check(!end || status >= 200, 'end', 'false where status is informational')
  return { status, headers: fields(message, 'headers'), end }
}

function readData(message) {
  const data = fromBase64(message.data, 'data')
  check(data.length > 0, 'data', 'at least one byte')
  return { data, end: flag(message, 'end'), report: flag(message, 'report') }
}

/** Without `consumed`, as many bytes were consumed as are granted. */
function readCredit(message) {
  const consumed = message.consumed === undefined ? 0 : number(message, 'consumed', 0, MAX_NUMBER)
  const credit = number(message, 'credit', consumed > 0 ? 0 : 1, MAX_NUMBER)
  return { credit, consumed: message.consumed === undefined ? credit : consumed }
}

const readers = {
  HEAD: ofStream(readHead),
  DATA: ofStream(readData),
  END: ofStream(message => ({ trailers: fields(message, 'trailers') })),
  CREDIT: ofStream(readCredit),
  RESET: ofStream(message => ({
    code: number(message, 'code', 0, MAX_UNSIGNED_INT),
    reason: message.reason === undefined ? '' : string(message, 'reason')
  })),
  PING: message => ({ address: endpoint(message), token: string(message, 'token'), streams: named(message) }),
  PONG: message => ({ token: string(message, 'token'), gone: gone(message) })
}

/** The seq after this one. */
export const nextSeq = seq => seq === MAX_UNSIGNED_INT ? 0 : seq + 1
