// Asks a server that pushes: node pushed.mjs URL SCENARIO. Prints "ok" if all is as it should be.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import http2 from 'node:http2'

const [url, scenario] = process.argv.slice(2)

/** Sends a request; resolves to the response and the pushes that came with it, by path, all read to their ends. */
function ask(session, path) {
  return new Promise((resolve, reject) => {
    const pushes = {}
    const reading = []
    const onPush = (stream, request) => {
      pushes[request[':path']] = { request, stream }
      if (scenario === 'refuse') {
        stream.resume()
        stream.close(http2.constants.NGHTTP2_CANCEL)
        return
      }
      reading.push(read(stream, scenario === 'cancel').then(result => Object.assign(pushes[request[':path']], result)))
    }
    session.on('stream', onPush)
    const stream = session.request({ ':path': path })
    read(stream).then(async result => {
      await Promise.all(reading)
      session.off('stream', onPush)
      resolve({ ...result, pushes })
    }, reject)
  })
}

function read(stream, cancel) {
  return new Promise((resolve, reject) => {
    const result = { trailers: {}, hints: [] }
    const chunks = []
    stream.on('headers', headers => result.hints.push(headers[':status']))
    stream.on('push', headers => { result.headers = headers })
    stream.on('response', headers => { result.headers = headers })
    stream.on('trailers', trailers => { result.trailers = trailers })
    stream.on('data', chunk => {
      chunks.push(chunk)
      if (cancel) stream.close(http2.constants.NGHTTP2_CANCEL)
    })
    stream.on('error', reject)
    stream.on('close', () => resolve({ ...result, body: Buffer.concat(chunks), code: stream.rstCode }))
    stream.resume()
  })
}

const scenarios = {
  async take(session) {
    const { body, pushes } = await ask(session, '/page')
    assert.equal(body.toString(), 'page')
    assert.deepEqual(Object.keys(pushes).sort(), ['/head', '/large', '/style.css?v=1'])
    const style = pushes['/style.css?v=1']
    assert.equal(style.request.accept, 'text/css')
    assert.equal(style.request[':authority'], new URL(url).host)
    assert.deepEqual(
      [style.headers[':status'], style.headers['content-type'], style.body.toString(), style.trailers['x-last']],
      [200, 'text/css', 'body {}', '1'])
    const large = pushes['/large']
    assert.equal(createHash('sha256').update(large.body).digest('hex'), large.headers['x-sha256'])
    assert.equal(large.body.length, 1 << 20)
    const head = pushes['/head']
    assert.deepEqual([head.request[':method'], head.headers['content-length'], head.body.length], ['HEAD', '5', 0])
  },

  async refuse(session) {
    const { body } = await ask(session, '/page')
    assert.equal(body.toString(), 'page')
  },

  async cancel(session) {
    const { body } = await ask(session, '/page')
    assert.equal(body.toString(), 'page')
  },

  async disabled(session) {
    const { body, pushes } = await ask(session, '/page')
    assert.equal(body.toString(), 'page')
    assert.deepEqual(pushes, {})
  }
}

const session = http2.connect(url, { rejectUnauthorized: false, settings: { enablePush: scenario !== 'disabled' } })
await new Promise((resolve, reject) => session.once('error', reject).once('remoteSettings', resolve))
await scenarios[scenario](session)
const again = await ask(session, '/plain')
assert.equal(again.body.toString(), 'plain')
session.close()
await new Promise(resolve => session.once('close', resolve))
console.log('ok')
