// Two endpoints of one program, over a bus in memory.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, test } from 'node:test'
import { BusFailure, Endpoint, ErrorCode, StreamReset } from 'vertx-nghttp2'
import { MemoryBus } from './memory-bus.mjs'

const HEAD = { method: 'POST', scheme: 'http', authority: 'h', uri: '/a?b', path: '/a', query: 'b', route: 'r',
  remote: '192.0.2.1:1', headers: { 'x-one': '1' } }

let bus, opener, handler

beforeEach(async () => {
  bus = new MemoryBus()
  opener = await Endpoint.create(bus)
  handler = await Endpoint.create(bus, { initialCredit: 3000 })
})

afterEach(() => {
  opener.close()
  handler.close()
})

test('a body goes in and out', async () => {
  handler.handle('echo', async (request, response) => {
    response.headers['x-two'] = request.headers['x-one']
    await pipeline(request, response)
  })
  const exchange = opener.open('echo', HEAD)
  const body = Buffer.alloc(20_000, 'abc')
  exchange.request.end(body)
  const response = await exchange.response
  assert.equal(response.status, 200)
  assert.equal(response.headers['x-two'], '1')
  assert.deepEqual(await buffer(response), body)
})

test('who does not read gets no more than the initial credit', async () => {
  const accepted = new Promise(resolve => handler.handle('slow', (request, response) => resolve({ request, response })))
  const exchange = opener.open('slow', HEAD)
  exchange.request.end(Buffer.alloc(10_000))
  const { request, response } = await accepted
  const sent = () => bus.log.filter(each => each.body?.type === 'DATA')
    .reduce((sum, each) => sum + Buffer.from(each.body.data ?? each.body.body, 'base64url').length, 0)
  while (sent() < 3000) await new Promise(setImmediate)
  for (let i = 0; i < 100; i++) await new Promise(setImmediate)
  assert.equal(sent(), 3000)
  assert.equal((await buffer(request)).length, 10_000)
  response.end()
  assert.equal(await text(await exchange.response), '')
})

test('a request has the id that its server follows it by', async () => {
  handler.handle('ids', (request, response) => response.end(`${request.id}`))
  const streamed = opener.open('ids', { ...HEAD, requestId: 'node/17/5' }, { end: true })
  assert.equal(await text(await streamed.response), 'node/17/5')
  const reply = await bus.request('ids', { ...HEAD, requestId: '-/1/3' })
  assert.equal(Buffer.from(reply.body.body, 'base64url').toString(), '-/1/3')
  const older = opener.open('ids', HEAD, { end: true })
  assert.equal(await text(await older.response), 'undefined')
})

test('a request in one message gets a response in one', async () => {
  handler.handle('unary', async (request, response) => {
    response.status = 201
    response.end(`${request.method} ${request.path} ${await text(request)}`)
  })
  const body = Buffer.from('text').toString('base64url')
  const reply = await bus.request('unary', { ...HEAD, body })
  assert.equal(reply.body.status, 201)
  assert.equal(Buffer.from(reply.body.body, 'base64url').toString(), 'POST /a text')
})

test('a message that is no request is refused with 400', async () => {
  handler.handle('unary', () => assert.fail())
  await assert.rejects(bus.request('unary', { no: 'method' }), failure => {
    assert.ok(failure instanceof BusFailure)
    assert.equal(failure.failureCode, 400)
    return true
  })
})

test('a reset by the handler reaches the opener with its code', async () => {
  handler.handle('reset', (request, response) => response.reset(ErrorCode.CANCEL, 'enough'))
  const exchange = opener.open('reset', HEAD)
  await assert.rejects(exchange.response, failure => {
    assert.ok(failure instanceof StreamReset)
    assert.equal(failure.resetCode, ErrorCode.CANCEL)
    return true
  })
})

test('a reset by the opener reaches the handler', async () => {
  const accepted = new Promise(resolve => handler.handle('hang', request => resolve(request)))
  const exchange = opener.open('hang', HEAD)
  const request = await accepted
  const ended = once(request, 'error').then(([error]) => error)
  exchange.reset(ErrorCode.CANCEL)
  assert.equal((await ended).resetCode, ErrorCode.CANCEL)
})

test('a service without a handler is a failure after the timeout', async () => {
  const exchange = opener.open('nobody', HEAD, { timeout: 10 })
  await assert.rejects(exchange.response, { failureType: 'TIMEOUT' })
})

test('the end of the connection ends the streams', async () => {
  handler.handle('hang', () => {})
  const exchange = opener.open('hang', HEAD)
  while (handler.openStreams === 0) await new Promise(setImmediate)
  bus.close()
  await assert.rejects(exchange.response, { resetCode: ErrorCode.CONNECT_ERROR })
})

test('an endpoint that drains waits for what is in flight', async () => {
  let respond
  handler.handle('late', (request, response) => { respond = () => response.end('late') })
  const reply = bus.request('late', HEAD)
  while (!respond) await new Promise(setImmediate)
  const drained = handler.drain(10_000)
  respond()
  assert.equal((await reply).body.status, 200)
  await drained
})
