// A TCP bridge that does what the test says.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, beforeEach, test } from 'node:test'
import { BusFailure, connect, connectTcp } from 'vertx-nghttp2'

let server, sockets, script

const frame = message => {
  const json = Buffer.from(JSON.stringify(message))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

beforeEach(async () => {
  sockets = []
  script = () => {}
  server = net.createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    let bytes = Buffer.alloc(0)
    socket.on('data', chunk => {
      bytes = Buffer.concat([bytes, chunk])
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
        const end = 4 + bytes.readUInt32BE()
        const message = JSON.parse(bytes.subarray(4, end))
        bytes = bytes.subarray(end)
        if (message.type === 'ping') socket.write(frame({ type: 'pong' }))
        else script(message, reply => socket.write(frame(reply)))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const port = () => server.address().port

test('a request gets its reply', async () => {
  script = ({ address, body, replyAddress }, send) => {
    send({ type: 'message', address: replyAddress, body: { address, body } })
  }
  const bus = await connect(String(port()))
  assert.deepEqual((await bus.request('some.address', { a: 1 })).body, { address: 'some.address', body: { a: 1 } })
  await bus.close()
})

test('a failure has code, type and text', async () => {
  script = ({ replyAddress }, send) => send({ type: 'err', address: replyAddress, failureCode: 418,
    failureType: 'RECIPIENT_FAILURE', message: 'a teapot' })
  const bus = await connectTcp(port())
  await assert.rejects(bus.request('some.address', {}), failure => {
    assert.ok(failure instanceof BusFailure)
    assert.deepEqual([failure.failureCode, failure.failureType, failure.message],
      [418, 'RECIPIENT_FAILURE', 'a teapot'])
    return true
  })
  await bus.close()
})

test('a consumer that the bridge denies is reported', async () => {
  script = ({ type }, send) => { if (type === 'register') send({ type: 'err', message: 'access_denied' }) }
  const denied = new Promise(resolve => {
    connectTcp(port(), '127.0.0.1', { onDenied: (...all) => resolve(all) }).then(bus => bus.consume('secret', () => {}))
  })
  assert.deepEqual(await denied, [['secret'], 'access_denied'])
})

test('messages may arrive in pieces', async () => {
  script = ({ replyAddress }, send) => { if (replyAddress) send({ type: 'message', address: replyAddress }) }
  const bus = await connectTcp(port())
  const received = new Promise(resolve => bus.consume('pieces', resolve))
  await bus.request('after.the.pongs', {})
  const bytes = frame({ type: 'message', address: 'pieces', body: 'x'.repeat(100) })
  for (const byte of bytes) {
    sockets[0].write(Buffer.from([byte]))
    await new Promise(setImmediate)
  }
  assert.equal((await received).body.length, 100)
  await bus.close()
})

test('the end of the connection fails what waits, and closed has the reason', async () => {
  const bus = await connectTcp(port())
  const waiting = bus.request('some.address', {})
  while (sockets.length === 0) await new Promise(setImmediate)
  sockets[0].destroy()
  await assert.rejects(waiting, { failureType: 'ERROR' })
  assert.ok(await bus.closed instanceof BusFailure)
})
