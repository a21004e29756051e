// A server for the client's tests: node server.mjs [KEY CERT [noh2]]. Prints "listening PORT".
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'
import https from 'node:https'

const [key, cert, noh2] = process.argv.slice(2)

const routes = {
  '/hello': stream => {
    stream.respond({ 'content-type': 'text/plain' })
    stream.end('Hello from Node')
  },
  '/echo': (stream, headers) => {
    stream.respond({ 'x-length': headers['content-length'] ?? 'none' })
    stream.pipe(stream)
  },
  '/trailers': stream => {
    stream.respond({}, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-last': 'trailer', 'x-many': ['1', '2'] }))
    stream.end('body')
  },
  '/request-trailers': stream => {
    let last
    stream.on('trailers', trailers => { last = trailers['x-last'] })
    stream.on('end', () => {
      stream.respond({})
      stream.end(last)
    })
    stream.resume()
  },
  '/hints': stream => {
    stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' })
    stream.additionalHeaders({ ':status': 102 })
    stream.respond({})
    stream.end('after the hints')
  },
  '/continue': stream => {
    stream.additionalHeaders({ ':status': 100 })
    stream.respond({})
    stream.pipe(stream)
  },
  '/push': stream => {
    for (const name of ['small', 'large', 'head']) {
      stream.pushStream({ ':path': `/pushed/${name}`, ':method': name === 'head' ? 'HEAD' : 'GET', 'x-promised': name },
        (error, pushed) => {
          pushed.on('error', () => {})
          pushed.on('close', () => console.log(`pushed ${name} closed ${pushed.rstCode}`))
          if (name === 'small') {
            pushed.additionalHeaders({ ':status': 103, link: '</next>' })
            pushed.respond({ 'x-name': name }, { waitForTrailers: true })
            pushed.on('wantTrailers', () => pushed.sendTrailers({ 'x-last': 'trailer' }))
            pushed.end('small')
          } else if (name === 'large') {
            pushed.respond({ 'x-name': name })
            pushed.end(Buffer.alloc(1 << 20, 'push'))
          } else {
            pushed.respond({ 'x-name': name, 'content-length': 77 })
            pushed.end()
          }
        })
    }
    stream.respond({})
    stream.end('page')
  },
  '/push-allowed': stream => {
    stream.respond({})
    stream.end(String(stream.pushAllowed))
  },
  // Only the streams that were open then have responses.
  '/goaway': stream => {
    stream.session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM, stream.id, Buffer.from('too much'))
    stream.respond({})
    setTimeout(() => stream.end('still served'), 50)
  },
  '/destroy': stream => stream.session.destroy(),
  '/abort': stream => sockets.get(stream.session.socket.remotePort).destroy(),
  // close() would end the body first; destroy() resets with INTERNAL_ERROR
  '/reset-midway': stream => {
    stream.respond({})
    stream.write('x'.repeat(1000), () => setTimeout(() => stream.destroy(new Error('on purpose')), 20))
  },
  '/short': stream => {
    stream.respond({ 'content-length': 1000 })
    stream.end('not so many')
  },
  '/head-only': stream => stream.respond({}),
  // A piece at the beginning, and one for each that comes.
  '/drops': stream => {
    stream.respond({})
    stream.write('drop ')
    stream.on('data', () => stream.write('drop '))
    stream.on('end', () => stream.end())
  },
  '/slow': stream => {
    stream.respond({})
    let count = 0
    const timer = setInterval(() => {
      stream.write('drop ')
      if (++count === 10) {
        clearInterval(timer)
        stream.end()
      }
    }, 20)
  },
  '/empty': stream => stream.respond({ ':status': 204 }, { endStream: true }),
  '/big-head': stream => {
    stream.respond(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x-${i}`, String(i).repeat(4000)])))
    stream.end()
  },
  '/huge-head': stream => {
    stream.respond(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-${i}`, String(i).repeat(4000)])))
    stream.end()
  }
}

function onStream(stream, headers) {
  stream.on('error', () => {})
  const path = headers[':path']
  const route = routes[path]
  if (route) {
    route(stream, headers)
  } else if (path.startsWith('/wait')) {
    stream.on('aborted', () => console.log(`aborted ${path} ${stream.rstCode}`))
  } else if (path.startsWith('/reset/')) {
    stream.close(Number(path.slice(7)))
  } else {
    stream.respond({ ':status': 404 })
    stream.end()
  }
}

const tls = key ? { key: readFileSync(key), cert: readFileSync(cert) } : undefined
const options = {
  settings: { maxConcurrentStreams: 10, initialWindowSize: 100_000 },
  maxSendHeaderBlockLength: 1 << 20
}
let server
if (noh2) {
  server = https.createServer({ ...tls, ...(noh2 === 'http1' ? { ALPNProtocols: ['http/1.1'] } : {}) },
    (request, response) => response.end('HTTP/1'))
} else {
  server = tls ? http2.createSecureServer({ ...tls, ...options }) : http2.createServer(options)
  server.on('stream', onStream)
  server.on('sessionError', error => console.log(`session: ${error.message}`))
}
const sockets = new Map()
server.on('connection', socket => sockets.set(socket.remotePort, socket))
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`))
