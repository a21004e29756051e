// Connects to the bus that an argument names: the port of a TCP bridge, or the URL of a SockJS bridge.
import { connectTcp } from './tcp-bridge.mjs'

export async function connect(bridge = '7000', options = {}) {
  if (!bridge.startsWith('http')) return connectTcp(Number(bridge), '127.0.0.1', options)
  const { connectSockJs } = await import('./sockjs-bridge.mjs') // needs a package from npm
  return connectSockJs(bridge, options)
}
