// Calls the client service over a bridge: node client.mjs BRIDGE SCENARIO SERVER. Prints "ok" if everything is right.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { MIB, numbered, sha256, sleep, until } from './check.mjs'
import { BusFailure, Client, connect, Endpoint, StreamReset } from 'vertx-nghttp2'

const [bridge, scenario, server] = process.argv.slice(2)
const bus = await connect(bridge)
const endpoint = await Endpoint.create(bus)
const client = new Client(bus, endpoint)

const failsWith = failureCode => error =>
  error instanceof BusFailure && error.failureCode === failureCode && error.message !== ''
const none = () => until(async () => endpoint.openStreams === 0 && (await bus.request('open', {})).body === 0)

const scenarios = {
  async inJson() {
    const echoed = await client.request({ method: 'POST', url: `${server}/echo`, headers: { 'x-two': ['a', 'b'] },
      json: { hello: 'world' } })
    assert.equal(echoed.status, 200)
    assert.deepEqual(echoed.headers['x-two'], ['a', 'b'])
    assert.equal(echoed.headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(echoed.body), { hello: 'world' })
    const missing = await client.request({ url: `${server}/nowhere/at/all` })
    assert.equal(missing.status, 404)
  },

  async binaryBody() {
    const body = randomBytes(30_000)
    const { status, trailers, body: echoed } = await client.request({ method: 'POST', url: `${server}/echo`, body,
      trailers: { 'x-last': 'yes' } })
    assert.equal(status, 200)
    assert.ok(echoed.equals(body))
    assert.deepEqual(trailers, { 'x-last': 'yes' })
  },

  async largeResponse() {
    const { body, trailers } = await client.request({ url: `${server}/bytes?${3 * MIB}` })
    assert.equal(sha256(body), sha256(numbered(3 * MIB)))
    assert.deepEqual(trailers, { 'x-count': String(3 * MIB) })
  },

  async failures() {
    await assert.rejects(client.request({ url: 'ftp://example.org/' }), failsWith(400))
    await assert.rejects(client.request({ url: `${server}/echo`, headers: { 'x-a': 1 } }), failsWith(400))
    await assert.rejects(client.request({ url: `${server}/bytes?${5 * MIB}` }), failsWith(413))
    await assert.rejects(client.request({ method: 'POST', url: `${server}/reset`, text: 'x' }), failsWith(499))
    await assert.rejects(client.request({ url: 'http://127.0.0.1:1/' }), failsWith(502))
    await assert.rejects(client.request({ url: `${server}/never`, timeout: 50 }), failsWith(504))
  },

  async streamsBothWays() {
    const body = randomBytes(3 * MIB)
    const { request, response } = client.open({ method: 'POST', url: `${server}/echo`, headers: { 'x-one': '1' } })
    request.trailers = { 'x-last': 'yes' }
    request.end(body)
    const received = await response
    assert.equal(received.status, 200)
    assert.equal(received.headers['x-one'], '1')
    assert.equal(sha256(await buffer(received)), sha256(body))
    assert.deepEqual(received.trailers, { 'x-last': 'yes' })
    await none()
  },

  async slowServer() {
    const body = numbered(3 * MIB)
    const { request, response } = client.open({ method: 'POST', url: `${server}/slow` })
    request.end(body)
    assert.equal(await text(await response), `${3 * MIB} ${sha256(body)}`)
    await none()
  },

  async slowReader() {
    const received = await client.open({ url: `${server}/bytes?${3 * MIB}` }, { end: true }).response
    const chunks = []
    for await (const chunk of received) {
      chunks.push(chunk)
      if (chunks.length % 5 === 0) await sleep(1)
    }
    assert.equal(sha256(Buffer.concat(chunks)), sha256(numbered(3 * MIB)))
    assert.deepEqual(received.trailers, { 'x-count': String(3 * MIB) })
    await none()
  },

  async informational() {
    const exchange = client.open({ url: `${server}/early` }, { end: true })
    const told = []
    exchange.on('inform', (status, headers) => told.push([status, headers.link]))
    assert.equal(await text(await exchange.response), 'late')
    assert.deepEqual(told, [[103, '</a>']])
    await none()
  },

  async streamReset() {
    const { request, response } = client.open({ method: 'POST', url: `${server}/reset` })
    request.write('x')
    await assert.rejects(response, error => error instanceof StreamReset && error.resetCode === 11)
    await none()
  },

  async restNotRead() {
    const received = await client.open({ url: `${server}/bytes?${3 * MIB}` }, { end: true }).response
    for await (const chunk of received) {
      assert.ok(chunk.length > 0)
      break
    }
    await none()
  },

  async streamNotOpened() {
    await assert.rejects(client.open({ url: 'ftp://example.org/' }).response, failsWith(400))
    await assert.rejects(client.open({ url: 'http://127.0.0.1:1/' }).response, error => error instanceof Error)
    assert.equal(endpoint.openStreams, 0)
  }
}

assert.ok(scenarios[scenario], `no scenario ${scenario}`)
await scenarios[scenario]()
endpoint.close()
await bus.close()
console.log('ok')
