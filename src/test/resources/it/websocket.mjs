// WebSockets over HTTP/2 with Node's http2 module: node websocket.mjs client URL, or: node websocket.mjs server.
// The client prints "ok" if all is as it should be. The server echoes messages, and prints its port.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http2 from 'node:http2'

const [role, url] = process.argv.slice(2)
const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10
const MIB = 1 << 20

/** A frame of RFC 6455 section 5.2. */
function frame(opcode, payload, mask) {
  const data = Buffer.from(payload)
  const long = data.length > 0xffff ? 8 : data.length > 125 ? 2 : 0
  const head = Buffer.alloc(2 + long)
  head[0] = 0x80 | opcode
  head[1] = (mask ? 0x80 : 0) | (long === 8 ? 127 : long === 2 ? 126 : data.length)
  if (long === 8) head.writeBigUInt64BE(BigInt(data.length), 2)
  if (long === 2) head.writeUInt16BE(data.length, 2)
  if (!mask) return Buffer.concat([head, data])
  return Buffer.concat([head, mask, data.map((octet, i) => octet ^ mask[i % 4])])
}

/** Calls the handler with opcode and payload of each message of a stream. */
function onMessages(stream, handler) {
  let rest = Buffer.alloc(0)
  let parts = []
  let kind = 0
  stream.on('data', chunk => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 2) {
      const masked = (rest[1] & 0x80) !== 0
      let length = rest[1] & 0x7f
      let at = 2
      if (length === 126) {
        if (rest.length < 4) return
        length = rest.readUInt16BE(2)
        at = 4
      } else if (length === 127) {
        if (rest.length < 10) return
        length = Number(rest.readBigUInt64BE(2))
        at = 10
      }
      const mask = masked ? rest.subarray(at, at + 4) : null
      at += masked ? 4 : 0
      if (rest.length < at + length) return
      const payload = Buffer.from(rest.subarray(at, at + length)).map((octet, i) => mask ? octet ^ mask[i % 4] : octet)
      const opcode = rest[0] & 0x0f
      const final = (rest[0] & 0x80) !== 0
      rest = rest.subarray(at + length)
      if (opcode >= CLOSE) {
        handler(opcode, payload)
        continue
      }
      kind = opcode || kind
      parts.push(payload)
      if (final) {
        handler(kind, Buffer.concat(parts))
        parts = []
      }
    }
  })
}

async function client() {
  const session = http2.connect(url, { rejectUnauthorized: false })
  await once(session, 'remoteSettings')
  assert.equal(session.remoteSettings.enableConnectProtocol, true)
  const stream = session.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/node',
    'sec-websocket-version': '13', 'sec-websocket-protocol': 'v1, v2' }, { endStream: false })
  const [headers] = await once(stream, 'response')
  assert.equal(headers[':status'], 200)
  assert.equal(headers['sec-websocket-protocol'], 'v2')
  assert.equal(headers['sec-websocket-accept'], undefined)
  const mask = Buffer.from([1, 2, 3, 4])
  const received = []
  let wake = () => { }
  onMessages(stream, (opcode, payload) => {
    received.push([opcode, payload])
    wake()
  })
  const next = async () => {
    while (received.length === 0) await new Promise(resolve => { wake = resolve })
    return received.shift()
  }
  stream.write(frame(TEXT, 'hello', mask))
  assert.deepEqual(await next(), [TEXT, Buffer.from('hello')])
  stream.write(frame(PING, 'ping', mask))
  assert.deepEqual(await next(), [PONG, Buffer.from('ping')])
  const long = Buffer.alloc(MIB, 'long')
  for (let at = 0; at < MIB; at += 65536) { // the server takes frames of 64 KiB
    const part = frame(at === 0 ? BINARY : 0, long.subarray(at, at + 65536), mask)
    if (at + 65536 < MIB) part[0] &= 0x7f
    stream.write(part)
  }
  const [opcode, echoed] = await next()
  assert.equal(opcode, BINARY)
  assert.ok(echoed.equals(long))
  stream.write(frame(CLOSE, Buffer.from([0x03, 0xe8]), mask))
  assert.deepEqual(await next(), [CLOSE, Buffer.from([0x03, 0xe8])])
  stream.resume()
  await once(stream, 'end')
  stream.end()
  await once(stream, 'close')
  assert.equal(stream.rstCode, 0)
  session.close()
  await once(session, 'close')
  console.log('ok')
}

function server() {
  const listening = http2.createServer({ settings: { enableConnectProtocol: true } })
  listening.on('stream', (stream, headers) => {
    if (headers[':protocol'] !== 'websocket' || headers[':path'] !== '/socket') {
      stream.respond({ ':status': 404, 'x-own': 'value' })
      stream.end('no socket here')
      return
    }
    stream.respond({ ':status': 200, 'sec-websocket-protocol': 'v1' })
    onMessages(stream, (opcode, payload) => {
      if (opcode === CLOSE) {
        stream.end(frame(CLOSE, payload))
      } else {
        stream.write(frame(opcode === PING ? PONG : opcode, payload))
      }
    })
    stream.on('error', () => { })
  })
  listening.listen(0, '127.0.0.1', () => console.log('port ' + listening.address().port))
}

if (role === 'client') await client()
else server()
