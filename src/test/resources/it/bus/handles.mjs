// Handles requests of routes, in either mode: node handles.mjs BRIDGE. Prints what it is told.
import { setTimeout as delay } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { numbered, sha256, sleep } from './check.mjs'
import { connect, Endpoint } from 'vertx-nghttp2'

const bus = await connect(process.argv[2])
const endpoint = await Endpoint.create(bus, { initialCredit: 65536 })
const narrow = await Endpoint.create(bus, { maxStreams: 1 })

const kinds = {
  async '/told'(request, response) {
    const body = (await buffer(request)).toString('hex')
    const { method, scheme, path, query, params, headers, trailers, route, identity } = request
    response.headers = { 'content-type': 'application/json', 'x-two': ['a', 'b'] }
    response.trailers = { 'x-last': 'yes' }
    const seen = { method, scheme, path, query, params, 'x-one': headers['x-one'], trailers, route, identity, body }
    response.end(JSON.stringify(seen))
  },

  async '/slow'(request, response) {
    const chunks = []
    for await (const chunk of request) {
      chunks.push(chunk)
      if (chunks.length % 5 === 0) await sleep(1)
    }
    const body = Buffer.concat(chunks)
    response.end(`${body.length} ${sha256(body)}`)
  },

  async '/bytes'(request, response) {
    await pipeline(Readable.from([numbered(Number(request.query))]), response)
  },

  async '/echo'(request, response) {
    for await (const chunk of request) {
      if (!response.write(chunk)) await new Promise(resolve => response.once('drain', resolve))
    }
    response.trailers = request.trailers
    response.end()
  },

  '/early'(request, response) {
    response.inform(103, { link: '</a>' })
    response.end('late')
  },

  '/reset'(request, response) {
    request.resume()
    response.reset(11)
  },

  '/ignored'(request, response) {
    response.status = 413
    response.end('too large')
  },

  '/throws'() {
    throw new Error('as it should')
  },

  '/breaks'(request, response) {
    response.write('x')
    throw new Error('as it should')
  },

  async '/broken-pipe'(request, response) {
    await pipeline(request, async function * () { throw new Error('as it should') }, response)
  },

  '/left'(request, response) {
    response.end(`${request.timeLeft}`)
  },

  '/waits'(request, response) {
    request.signal.addEventListener('abort', () => {
      console.log(`aborted by ${request.signal.reason.resetCode}, ${response.destroyed}`)
      response.end('too late')
    })
    response.on('error', error => console.log(`the response has failed with ${error.resetCode}`))
    console.log('waits')
  },

  '/held'(request, response) {
    response.sendHead()
    request.on('error', error => console.log(`told of reset ${error.resetCode}`))
    console.log('held')
  },

  /** Drains the endpoint with the grace period of the query while this request is in flight. */
  async '/drained'(request, response) {
    endpoint.drain(Number(request.query)).then(() => console.log('drained'))
    await delay(200)
    if (!response.destroyed) response.end('in time')
  },

  async '/late'(request, response) {
    await delay(10_000, undefined, { ref: false })
    response.end()
  }
}

const handler = (request, response) => kinds[`/${request.path.split('/')[2]}`](request, response)
endpoint.handle('node.unary', handler)
endpoint.handle('node.stream', handler)
narrow.handle('node.narrow', handler)
bus.consume('node.failing', message => message.refuse(418, 'a teapot'))
process.once('SIGTERM', () => {
  endpoint.close()
  narrow.close()
  bus.close()
})
console.log('ready')
