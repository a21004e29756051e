// The bus that an argument names: the port of a TCP bridge, or the URL of a SockJS bridge.
import { connectTcp } from './tcp-bridge.mjs'

export async function connect(bridge = '7000') {
  if (!bridge.startsWith('http')) return connectTcp(Number(bridge))
  const { connectSockJs } = await import('./sockjs-bridge.mjs') // wants what npm installs
  return connectSockJs(bridge)
}
