// HTTP/2 requests over Vert.x's event bus: connect to a bridge, handle requests of routes, send requests.
export { connect } from './connect.mjs'
export { connectTcp } from './tcp-bridge.mjs'
export { BusFailure } from './bus.mjs'
export { Endpoint } from './nghttp2-streams.mjs'
export { ErrorCode } from './frames.mjs'
export { StreamReset } from './stream.mjs'
export { Client } from './nghttp2-client.mjs'
