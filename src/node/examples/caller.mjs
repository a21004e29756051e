// Sends HTTP/2 requests through the client service: node caller.mjs [BRIDGE [SERVER]]
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client, connect, Endpoint } from 'vertx-nghttp2'

const [bridge, server = 'http://127.0.0.1:8080'] = process.argv.slice(2)
const bus = await connect(bridge)
const endpoint = await Endpoint.create(bus)

// tag::request[]
const client = new Client(bus, endpoint)
const response = await client.request({ url: `${server}/node/hello/caller` })
console.log(response.status, response.body.toString().trim())
// end::request[]

// tag::failure[]
try {
  await client.request({ url: 'http://127.0.0.1:1/' }) // nobody listens there
} catch (failure) {
  console.log(failure.failureCode, failure.message)
}
// end::failure[]

// tag::open[]
const chunks = Array.from({ length: 50 }, (_, i) => Buffer.alloc(65536, i))
const exchange = client.open({ method: 'POST', url: `${server}/node/echo` })
const sent = pipeline(Readable.from(chunks), exchange.request) // waits while the server does not read
const hash = createHash('sha256')
let size = 0
for await (const chunk of await exchange.response) {
  hash.update(chunk)
  size += chunk.length
}
await sent
console.log(`${size} bytes came back`)
// end::open[]

const expected = createHash('sha256').update(Buffer.concat(chunks)).digest('hex')
console.log(hash.digest('hex') === expected ? 'the same' : 'others')
endpoint.close()
await bus.close()
