// Asks the served example: node client.mjs URL SCENARIO. Prints "ok" if all is as it should be.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import http2 from 'node:http2'

const [url, scenario] = process.argv.slice(2)
const MIB = 1 << 20

const sha256 = data => createHash('sha256').update(data).digest('hex')

const once = (emitter, event) => new Promise((resolve, reject) => {
  emitter.once(event, resolve)
  if (event !== 'error') emitter.once('error', reject)
})

function connect(settings) {
  return new Promise((resolve, reject) => {
    const session = http2.connect(url, { rejectUnauthorized: false, settings })
    session.once('error', reject)
    session.once('remoteSettings', () => resolve(session))
  })
}

/** Sends a request; resolves to {status, headers, trailers, body}. */
function ask(session, headers, body) {
  const stream = session.request(headers, { endStream: body === undefined })
  if (body !== undefined) stream.end(body)
  return responseOf(stream)
}

function responseOf(stream) {
  return new Promise((resolve, reject) => {
    const result = { trailers: {} }
    const chunks = []
    stream.on('response', headers => Object.assign(result, { status: headers[':status'], headers }))
    stream.on('trailers', trailers => { result.trailers = trailers })
    stream.on('data', chunk => chunks.push(chunk))
    stream.on('end', () => { result.body = Buffer.concat(chunks) })
    stream.on('error', reject)
    stream.on('close', () => resolve({ ...result, code: stream.rstCode }))
  })
}

const scenarios = {
  async hello(session) {
    assert.equal(session.alpnProtocol, url.startsWith('https') ? 'h2' : 'h2c')
    const { status, headers, body, code } = await ask(session, { ':path': '/hello' })
    assert.deepEqual([status, headers['content-length'], body.toString(), code], [200, '13', 'Hello, world!', 0])
  },

  async settings(session) {
    assert.equal(session.remoteSettings.maxConcurrentStreams, 250)
    assert.equal(session.remoteSettings.initialWindowSize, 256 << 10)
    assert.equal(session.remoteSettings.maxHeaderListSize, 64 << 10)
  },

  async echo(session) {
    const body = randomBytes(MIB)
    const result = await ask(session, { ':path': '/echo', ':method': 'POST' }, body)
    assert.equal(result.status, 200)
    assert.equal(sha256(result.body), sha256(body))
  },

  // Each chunk is sent when the one before has come back: both directions are open at once.
  async dialogue(session) {
    const stream = session.request({ ':path': '/echo', ':method': 'POST' })
    const hash = createHash('sha256')
    const echoed = createHash('sha256')
    for (let i = 0; i < 64; i++) {
      const chunk = randomBytes(MIB / 64)
      hash.update(chunk)
      stream.write(chunk)
      for (let left = chunk.length; left > 0;) {
        const part = stream.read() ?? (await once(stream, 'readable'), stream.read())
        if (part) {
          echoed.update(part)
          left -= part.length
        }
      }
    }
    stream.end()
    stream.resume()
    await once(stream, 'close')
    assert.equal(echoed.digest('hex'), hash.digest('hex'))
    assert.equal(stream.rstCode, 0)
  },

  async parallelEchoes(session) {
    await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      const body = randomBytes(200_000 + i)
      const result = await ask(session, { ':path': '/echo', ':method': 'POST' }, body)
      assert.equal(sha256(result.body), sha256(body))
    }))
  },

  async slowReader(session) {
    const stream = session.request({ ':path': `/bytes/${5 * MIB}` })
    let count = 0
    for await (const chunk of stream) {
      for (let i = 0; i < chunk.length; i += 1000) assert.equal(chunk[i], (count + i) * 31 % 251)
      if (count % 7 === 0) await new Promise(resolve => setTimeout(resolve, 1))
      count += chunk.length
    }
    assert.equal(count, 5 * MIB)
  },

  // A stream that nobody reads must not hold up the others.
  async unreadStream(session) {
    const unread = session.request({ ':path': `/bytes/${5 * MIB}` })
    await once(unread, 'response')
    for (let i = 0; i < 20; i++) {
      assert.equal((await ask(session, { ':path': '/hello' })).status, 200)
    }
    unread.close(http2.constants.NGHTTP2_CANCEL)
    await once(unread, 'close')
  },

  async trailers(session) {
    const { trailers, body } = await ask(session, { ':path': '/trailers' })
    assert.equal(trailers['x-trailer'], 'done')
    assert.equal(body.toString(), 'Hello, world!')
  },

  async requestTrailers(session) {
    const stream = session.request({ ':path': '/echo', ':method': 'POST' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-last': '1' }))
    stream.end('some text')
    const { status, body } = await responseOf(stream)
    assert.deepEqual([status, body.toString()], [200, 'some text'])
  },

  async headers(session) {
    const { body } = await ask(session, { ':path': '/headers?q=1', 'x-many': ['1', '2'], cookie: ['a=1', 'b=2'] })
    const fields = JSON.parse(body)
    assert.deepEqual(fields.filter(([name]) => name === 'x-many'), [['x-many', '1'], ['x-many', '2']])
    assert.equal(fields.filter(([name]) => name === 'cookie').map(([, value]) => value).join('; '), 'a=1; b=2')
  },

  // nghttp2 on this side allows 64 KiB of fields; the server's limit is the same.
  async tooManyHeaders(session) {
    const big = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`x-${i}`, String(i % 10).repeat(4000)]))
    const stream = session.request({ ':path': '/hello', ...big })
    stream.on('error', () => {})
    stream.resume()
    await once(stream, 'close').catch(() => {})
    assert.notEqual(stream.rstCode, 0)
    assert.equal((await ask(session, { ':path': '/hello' })).status, 200)
  },

  async reset(session) {
    for (let i = 0; i < 50; i++) {
      const stream = session.request({ ':path': '/echo', ':method': 'POST' })
      stream.on('error', () => {})
      stream.write(randomBytes(10_000))
      await once(stream, 'response')
      stream.close(http2.constants.NGHTTP2_CANCEL)
      await once(stream, 'close')
    }
    assert.equal((await ask(session, { ':path': '/hello' })).status, 200)
  },

  async ping(session) {
    const payload = Buffer.from('12345678')
    const echoed = await new Promise((resolve, reject) =>
      session.ping(payload, (error, duration, data) => error ? reject(error) : resolve(data)))
    assert.deepEqual(echoed, payload)
  },

  async parallel(session) {
    const sizes = Array.from({ length: 100 }, (_, i) => i * 997)
    const results = await Promise.all(sizes.map(size => ask(session, { ':path': `/bytes/${size}` })))
    results.forEach(({ status, body }, i) => {
      assert.deepEqual([status, body.length], [200, sizes[i]])
      body.forEach((byte, at) => { if (byte !== at * 31 % 251) assert.fail(`byte ${at} of ${sizes[i]} is ${byte}`) })
    })
  },

  async head(session) {
    const { status, headers, body } = await ask(session, { ':path': '/bytes/77', ':method': 'HEAD' })
    assert.deepEqual([status, headers['content-length'], body.length], [200, '77', 0])
  },

  // Settings that change while streams are open.
  async changedWindow(session) {
    const stream = session.request({ ':path': `/bytes/${MIB}` })
    const result = responseOf(stream)
    session.settings({ initialWindowSize: 1000 })
    await once(session, 'localSettings')
    session.settings({ initialWindowSize: MIB, maxFrameSize: 100_000 })
    assert.equal((await result).body.length, MIB)
  },

  async goaway(session) {
    const pending = ask(session, { ':path': `/bytes/${MIB}` })
    session.goaway(0)
    assert.equal((await pending).body.length, MIB)
  }
}

const session = await connect({ enablePush: false })
await scenarios[scenario](session)
session.close()
await once(session, 'close')
console.log('ok')
