// What the examples do, for the compiler. Nobody runs it.
import { pipeline } from 'node:stream/promises'
import { BusFailure, Client, connect, connectTcp, Endpoint, ErrorCode, StreamReset } from 'vertx-nghttp2'
import type { Bus, RoutedRequest, RoutedResponse } from 'vertx-nghttp2'

const bus: Bus = await connect('7000', { onDenied: (addresses, reason) => console.error(addresses.join(), reason) })
const other = await connectTcp(7000, '127.0.0.1', { tls: { servername: 'localhost' } })
const endpoint = await Endpoint.create(bus, { maxStreams: 10 })

endpoint.handle('node.hello', async (request: RoutedRequest, response: RoutedResponse) => {
  response.headers['content-type'] = request.headers['content-type'] ?? 'text/plain'
  response.inform(103, { link: ['</a>', '</b>'] })
  await pipeline(request, response)
})

const client = new Client(bus, endpoint)
const { status, body } = await client.request({ url: 'https://example.org/', method: 'POST', json: { a: 1 } })
const length: number = status + body.length

const exchange = client.open({ url: 'https://example.org/' }, { end: true })
exchange.on('inform', (code: number) => console.log(code))
for await (const chunk of await exchange.response) console.log(chunk, length)
exchange.reset(ErrorCode.CANCEL)

try {
  await other.request('some.address', {}, { timeout: 1000 })
} catch (failure) {
  if (failure instanceof BusFailure) console.log(failure.failureCode + 1)
  if (failure instanceof StreamReset) console.log(failure.resetCode + 1)
}
// @ts-expect-error endpoints are created by Endpoint.create
new Endpoint(bus)
// @ts-expect-error a request has a url
await client.request({ method: 'GET' })
await endpoint.drain(1000)
