// A request over a TCP bridge with TLS: node tls.mjs PORT CA CERT KEY
import { readFileSync } from 'node:fs'
import { connectTcp } from 'vertx-nghttp2'

const [port, ca, cert, key] = process.argv.slice(2)
const tls = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key), servername: 'localhost' }
const bus = await connectTcp(Number(port), '127.0.0.1', { tls })
console.log((await bus.request('called', {})).body)
await bus.close()
