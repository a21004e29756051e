// Handles HTTP/2 requests: node handler.mjs [BRIDGE], the port of the TCP bridge or the URL of the SockJS bridge.
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
// tag::import[]
import { connect, Endpoint } from 'vertx-nghttp2'
// end::import[]

// tag::connect[]
const bus = await connect(process.argv[2])
const endpoint = await Endpoint.create(bus)
// end::connect[]

// tag::handle[]
endpoint.handle('node.hello', (request, response) => {
  response.headers['content-type'] = 'text/plain;charset=utf-8'
  response.end(`Hello, ${request.params.name}, from Node!\n`)
})
// end::handle[]

// tag::stream[]
endpoint.handle('node.digest', async (request, response) => {
  const hash = createHash('sha256')
  for await (const chunk of request) hash.update(chunk) // reading grants credit to the client
  response.end(`${hash.digest('hex')}\n`)
})

endpoint.handle('node.echo', async (request, response) => {
  response.headers['content-type'] = request.headers['content-type'] ?? 'application/octet-stream'
  await pipeline(request, response)
})
// end::stream[]

// tag::routes[]
const addRoute = route => bus.request('nghttp2.server.routes', { route }, { headers: { action: 'add' } })

await addRoute({ method: 'GET', path: '/node/hello/:name', address: 'node.hello', form: 'json' })
await addRoute({ method: 'POST', path: '/node/digest', address: 'node.digest', form: 'json', mode: 'stream' })
await addRoute({ method: 'POST', path: '/node/echo', address: 'node.echo', form: 'json', mode: 'stream' })
// end::routes[]
let ending = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    ending = true
    await endpoint.drain() // responses to requests in flight have 30 seconds
    bus.close()
  })
}
bus.closed.then(why => {
  if (ending) return
  console.error(why.message)
  process.exitCode = 1
})
console.log('handling /node/hello/:name, /node/digest and /node/echo')
