// Opens streams over a bridge: node streams.mjs BRIDGE SCENARIO. Prints "ok" if all is as it should be.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { MIB, numbered, sha256, sleep, until } from './check.mjs'
import { BusFailure, connect, Endpoint, ErrorCode, StreamReset } from 'vertx-nghttp2'

const [bridge, scenario] = process.argv.slice(2)
const bus = await connect(bridge)
let endpoint

const head = (uri, more = {}) => ({
  method: 'POST', scheme: 'https', authority: 'example.org', uri, path: uri.split('?')[0], headers: {}, params: {},
  remote: '127.0.0.1:1', route: 'test', ...more
})
const good = (uri, options, more) => endpoint.open('good', head(uri, more), options)
const odd = (frames, more) => endpoint.open('odd', { ...head('/'), ...more, frames }, { timeout: 5000 })
/** The bus with something else in the place of what it does. */
const instead = what => ({
  maxChunkSize: bus.maxChunkSize,
  closed: bus.closed,
  send: (...sent) => bus.send(...sent),
  request: (...sent) => bus.request(...sent),
  consume: (...consumed) => bus.consume(...consumed),
  unconsume: address => bus.unconsume(address),
  leave: address => bus.leave(address),
  ...what
})
const reply = async address => (await bus.request(address, {})).body
const none = async () => { await until(async () => endpoint.openStreams === 0 && await reply('open') === 0) }
const resetWith = resetCode => error => error instanceof StreamReset && error.resetCode === resetCode

const scenarios = {
  async echo() {
    const body = randomBytes(3 * MIB)
    const { request, response } = good('/echo', {}, { headers: { 'x-one': '1', 'x-two': ['a', 'b'] } })
    request.trailers = { 'x-last': 'yes', 'x-many': ['1', '2'] }
    const sent = pipeline(Readable.from([body]), request)
    const received = await response
    assert.equal(received.status, 200)
    assert.equal(received.headers['x-one'], '1')
    assert.deepEqual(received.headers['x-two'], ['a', 'b'])
    assert.equal(sha256(await buffer(received)), sha256(body))
    assert.deepEqual(received.trailers, { 'x-last': 'yes', 'x-many': ['1', '2'] })
    await sent
    await none()
  },

  async withoutBodies() {
    const received = await good('/head', { end: true }).response
    assert.equal(received.status, 204)
    assert.equal((await buffer(received)).length, 0)
    await none()
  },

  async slowReaderThere() {
    const body = numbered(3 * MIB)
    const { request, response } = good('/slow')
    let written = 0
    request.on('drain', () => written++)
    request.end(body)
    assert.equal(await text(await response), `${3 * MIB} ${sha256(body)}`)
    await none()
  },

  async slowReaderHere() {
    const received = await good(`/bytes?${3 * MIB}`, { end: true }).response
    // Nobody reads yet: what the other side has written is what credit and its queue hold, and no more.
    let before = -1
    await until(async () => {
      const now = await reply('written')
      const same = now === before && now > 0
      before = now
      return same
    })
    assert.ok(before < MIB, `${before} bytes were written to a reader that did not read`)
    const chunks = []
    for await (const chunk of received) {
      chunks.push(chunk)
      if (chunks.length % 5 === 0) await sleep(1)
    }
    assert.equal(sha256(Buffer.concat(chunks)), sha256(numbered(3 * MIB)))
    assert.deepEqual(received.trailers, { 'x-count': String(3 * MIB) })
    await none()
  },

  async parallel() {
    await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      const body = randomBytes(100_000 + i)
      const { request, response } = good('/echo')
      request.end(body)
      assert.equal(sha256(await buffer(await response)), sha256(body))
    }))
    await none()
  },

  async informational() {
    const exchange = good('/early', { end: true })
    const told = []
    exchange.on('inform', (status, headers) => told.push([status, headers]))
    const received = await exchange.response
    assert.deepEqual(told, [[103, { link: '</a>' }]])
    assert.equal(await text(received), 'late')
    await none()
  },

  async resetThere() {
    const { request, response } = good('/reset')
    request.write('x')
    await assert.rejects(response, resetWith(11))
    await until(() => request.destroyed)
    await none()
  },

  async resetHere() {
    const exchange = good('/echo')
    exchange.request.write('x')
    const received = await exchange.response
    exchange.reset(ErrorCode.CANCEL, 'enough')
    await assert.rejects(buffer(received), resetWith(ErrorCode.CANCEL))
    await none()
  },

  async restNotRead() {
    const received = await good(`/bytes?${3 * MIB}`, { end: true }).response
    for await (const chunk of received) {
      assert.ok(chunk.length > 0)
      break
    }
    await none()
  },

  async restNotWanted() {
    const { request, response } = good('/ignored')
    const sent = pipeline(Readable.from([numbered(3 * MIB)]), request)
    const received = await response
    assert.equal(received.status, 413)
    assert.equal(await text(received), 'too large')
    await sent
    await none()
  },

  async refused() {
    const { request, response } = endpoint.open('refusing', head('/'))
    await assert.rejects(response, error => error instanceof BusFailure && error.failureCode === 503
      && error.message === 'no more of them')
    await until(() => request.destroyed)
    await assert.rejects(endpoint.open('nobody', head('/')).response, { failureType: 'NO_HANDLERS' })
    await none()
  },

  async respondedAtOnce() {
    const { request, response } = endpoint.open('replying', head('/'))
    const sent = pipeline(Readable.from([numbered(MIB)]), request)
    const received = await response
    assert.equal(received.status, 404)
    assert.equal(received.headers['x-kind'], 'whole')
    assert.equal(await text(received), 'not here')
    await sent
    await none()
  },

  async notAccepted() {
    await assert.rejects(endpoint.open('silent', head('/'), { timeout: 50 }).response, { failureType: 'TIMEOUT' })
    await none()
  },

  async malformedOpen() {
    const open = {
      type: 'OPEN', version: 2, form: 'json', address: endpoint.address, stream: 1, credit: 0, ...head('/echo')
    }
    for (const wrong of [{ form: 1 }, { form: 'xml' }, { address: 1 }, { address: 'written' }, { stream: 0 },
      { credit: -1 },
      { end: 'no' }]) {
      await assert.rejects(bus.request('good', { ...open, ...wrong }), { failureCode: 400 }, JSON.stringify(wrong))
    }
    await none()
  },

  async violations() {
    const open = (seq, more) => ({ type: 'HEAD', seq, status: 200, headers: {}, ...more })
    const data = (seq, size) => ({ type: 'DATA', seq, size })
    const cases = [
      [ErrorCode.PROTOCOL_ERROR, [open(1)]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), open(1)]],
      [ErrorCode.PROTOCOL_ERROR, [data(0, 1)]],
      [ErrorCode.PROTOCOL_ERROR, [open(0, { status: 99 })]],
      [ErrorCode.PROTOCOL_ERROR, [open(0, { status: 103, end: true })]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { type: 'DATA', seq: 1, data: 'not base64!' }]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), data(1, 0)]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { type: 'CREDIT', seq: 1, credit: 0 }]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { type: 'CREDIT', seq: 1, credit: 1, consumed: -1 }]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { ...data(1, 1), report: 1 }]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { type: 'HELLO', seq: 1 }]],
      [ErrorCode.PROTOCOL_ERROR, [open(0), { type: 'END', seq: 1, trailers: { 'x-a': 1 } }]],
      [ErrorCode.FLOW_CONTROL_ERROR, [open(0), data(1, 60_000), data(2, 60_000)], 100_000],
      [ErrorCode.FLOW_CONTROL_ERROR, [open(0), data(1, 65_537)]],
      [ErrorCode.FLOW_CONTROL_ERROR, [{ type: 'CREDIT', seq: 0, credit: Number.MAX_SAFE_INTEGER },
        { type: 'CREDIT', seq: 1, credit: 1 }]],
      [ErrorCode.STREAM_CLOSED, [open(0, { end: true }), data(1, 1)]]
    ]
    for (const [code, frames, initialCredit] of cases) {
      const own = initialCredit ? await Endpoint.create(bus, { initialCredit }) : endpoint
      const exchange = own.open('odd', { ...head('/'), frames })
      const told = []
      await until(async () => {
        told.push(...await reply('odd.told'))
        return told.length > 0
      })
      const name = JSON.stringify(frames).slice(0, 200)
      const received = told.map(({ type, stream, code }) => ({ type, stream, code }))
      assert.deepEqual(received, [{ type: 'RESET', stream: 7, code }], name)
      await until(() => exchange.request.destroyed)
      await exchange.response.then(buffer).catch(() => {})
      assert.equal(own.openStreams, 0)
      if (own !== endpoint) own.close()
    }
  },

  async reports() {
    const begin = { type: 'HEAD', seq: 0, status: 200, headers: {} }
    const data = (seq, report) => ({ type: 'DATA', seq, size: 1000, report })
    const granted = { type: 'CREDIT', seq: 1, credit: 0, consumed: 5 } // reports only
    for (const report of [false, true]) {
      const exchange = odd([begin, granted, data(2, report), data(3, report), { type: 'END', seq: 4 }])
      const received = await exchange.response
      assert.equal((await buffer(received)).length, 2000)
      exchange.request.end()
      const told = []
      await until(async () => {
        told.push(...await reply('odd.told'))
        return told.some(({ type }) => type === 'END')
      })
      const credits = told.filter(({ type }) => type === 'CREDIT')
      const sum = credits.reduce((total, { consumed }) => total + consumed, 0)
      assert.equal(sum === 2000 || !report && sum === 0, true, JSON.stringify(told))
    }
    await none()
  },

  async unread() {
    const credits = []
    const capturing = instead({
      request(address, body, options) {
        if (body.type === 'OPEN') credits.push(body.credit)
        return bus.request(address, body, options)
      }
    })
    const own = await Endpoint.create(capturing, { maxBufferedBytes: 65536, initialCredit: 8192 })
    const frames = [{ type: 'HEAD', seq: 0, status: 200, headers: {} }, { type: 'DATA', seq: 1, size: 2000, end: true }]
    const ended = async () => {
      const received = await own.open('odd', { ...head('/'), frames }, { end: true }).response
      await until(() => own.openStreams === 0)
      return received
    }
    const all = []
    for (let i = 0; i < 5; i++) all.push(await ended())
    const held = 2000 - 1024
    assert.deepEqual(credits.splice(0), [0, 1, 2, 3, 4].map(i => 1024 + Math.floor((32768 - i * held) / 8)))
    for (const received of all.slice(1)) assert.equal((await buffer(received)).length, 2000)
    all[0].destroy()
    const last = await ended()
    assert.deepEqual(credits, [1024 + 4096])
    await buffer(last)
    own.close()
  },

  async lateRequests() {
    const handlers = new Map()
    const left = []
    const replies = []
    const request = { address: 'late', body: head('/'), reply: body => replies.push(body) }
    const own = await Endpoint.create({
      maxChunkSize: 1000,
      closed: new Promise(() => {}),
      consume: (address, handler) => handlers.set(address, handler),
      unconsume: address => handlers.delete(address),
      leave: address => left.push(address),
      send(address, body) {
        if (left.length === 1 && replies.length === 0) handlers.get('late')(request) // it was on the way
        handlers.get(address)({ address, body })
      }
    })
    own.handle('late', (request, response) => response.end('in time'))
    await own.drain()
    assert.deepEqual(left, ['late'])
    assert.equal(Buffer.from(replies[0].body, 'base64').toString(), 'in time')
    assert.equal(handlers.size, 0)
  },

  async otherVersions() {
    const resets = []
    const newer = instead({
      request: async () => ({
        body: { type: 'ACCEPT', version: 3, address: 'nghttp2.bridged.other', stream: 5, credit: 1 }
      }),
      send(address, body) {
        if (address === 'nghttp2.bridged.other') resets.push(body)
        else bus.send(address, body)
      }
    })
    const own = await Endpoint.create(newer)
    const exchange = own.open('any', head('/'))
    await assert.rejects(exchange.response, /^Error: version is 3; this end has version 2 of streams/)
    await until(() => resets.length > 0)
    assert.deepEqual(resets.map(({ type, stream, code }) => ({ type, stream, code })),
      [{ type: 'RESET', stream: 5, code: ErrorCode.CANCEL }])
    own.close()
  },

  async goneWithoutAFarewell() {
    endpoint.close()
    endpoint = await Endpoint.create(bus, { pingInterval: 20, pingTimeout: 2000 })
    await assert.rejects(odd([], { peer: 'nobody' }).response, resetWith(ErrorCode.CONNECT_ERROR))
    assert.equal(endpoint.openStreams, 0)
  },

  async bridgeIsGone() {
    const received = await good(`/bytes?${3 * MIB}`, { end: true }).response
    bus.close()
    await assert.rejects(buffer(received), resetWith(ErrorCode.CONNECT_ERROR))
    const ended = { name: 'BusFailure', message: /connection to the bridge has ended/ }
    await assert.rejects(bus.request('open', {}), ended)
    await assert.rejects(good('/echo').response, ended)
    await assert.rejects(Endpoint.create(bus), ended)
    // The other side finds out, too.
    const second = await connect(bridge)
    await until(async () => (await second.request('open', {})).body === 0)
    second.close()
  },

  async lostFramesThere() {
    await assert.rejects(odd([{ type: 'PING', token: 't', address: 'nghttp2.node.-.odd', next: 1 }]).response,
      resetWith(ErrorCode.PROTOCOL_ERROR))
    const told = []
    await until(async () => {
      told.push(...await reply('odd.told'))
      return told.length > 1
    })
    // RESET comes first, unless PING was faster than ACCEPT
    assert.deepEqual(told.map(({ type }) => type).sort(), ['PONG', 'RESET'])
    assert.equal(told.find(({ type }) => type === 'RESET').code, ErrorCode.PROTOCOL_ERROR)
    endpoint.close()
    endpoint = await Endpoint.create(bus, { pingInterval: 20 })
    await assert.rejects(odd([], { peer: 'forgetful' }).response, resetWith(ErrorCode.PROTOCOL_ERROR))
    assert.equal(endpoint.openStreams, 0)
  },

  async lostFramesHere() {
    let lost
    const lossy = instead({
      send(address, body, headers) {
        if (body.type !== lost) bus.send(address, body, headers)
      }
    })
    endpoint.close()
    endpoint = await Endpoint.create(lossy, { pingInterval: 20 })
    const ended = good('/echo')
    ended.request.write('x')
    const received = await ended.response
    lost = 'END'
    ended.request.end()
    await assert.rejects(buffer(received), resetWith(ErrorCode.PROTOCOL_ERROR))
    await none()
    const given = good('/echo')
    given.request.write('x')
    await given.response
    lost = 'RESET'
    given.reset(ErrorCode.CANCEL, 'enough')
    await none()
  },

  async bothEndsHere() {
    let pongs = 0
    const counting = instead({
      consume: (address, handler) => bus.consume(address, message => {
        if (message.body.type === 'PONG') pongs++
        handler(message)
      })
    })
    const own = await Endpoint.create(counting, { pingInterval: 100, pingTimeout: 3000 })
    own.handle('nghttp2.bridged.here', (request, response) => pipeline(request, response))
    const exchange = own.open('nghttp2.bridged.here', head('/'))
    exchange.request.write('a')
    const received = await exchange.response
    const before = pongs
    await until(() => pongs > before + 35) // longer than pingTimeout
    exchange.request.end('b')
    assert.equal(await text(received), 'ab')
    assert.equal(own.openStreams, 0)
    own.close()
  },

  async notPermitted() {
    const elsewhere = instead({
      send: (address, body) => bus.send(`elsewhere.${address}`, body),
      consume: (address, handler) => bus.consume(`elsewhere.${address}`, handler)
    })
    await assert.rejects(Endpoint.create(elsewhere, { pingTimeout: 200 }), /cannot be sent to/)
    await assert.rejects(Endpoint.create(bus, { address: 'elsewhere' }),
      /elsewhere does not begin with nghttp2\.bridged\./)
  },

  async notPermittedToListen() {
    const told = []
    const other = await connect(bridge, { onDenied: (...denied) => told.push(denied) })
    other.consume('elsewhere', () => {})
    await until(() => told.length > 0)
    assert.deepEqual(told[0].slice(0, 2), [['elsewhere'], 'access_denied'])
    await other.close()
    bus.consume('printed', () => {}) // the test waits for the line
    await until(async () => await reply('open') === 0)
  },

  async bridgeIsGoneAtTheStart() {
    const starting = Endpoint.create(instead({ send() {} }))
    bus.close()
    await assert.rejects(starting, { name: 'BusFailure', message: /connection to the bridge has ended/ })
  },

  async closing() {
    const { request, response } = good('/echo')
    request.write('x')
    await response
    endpoint.close()
    await none()
  }
}

assert.ok(scenarios[scenario], `no scenario ${scenario}`)
endpoint = await Endpoint.create(bus)
await scenarios[scenario]()
endpoint.close()
await bus.close()
console.log('ok')
