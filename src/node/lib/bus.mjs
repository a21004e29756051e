// The interface of an event bus that these modules use. `tcp-bridge.mjs` and `sockjs-bridge.mjs` implement it:
//
//   send(address, body, headers)                 a message without a reply
//   request(address, body, {headers, timeout})   a promise of the reply, {body, headers}; rejected with a BusFailure
//   consume(address, handler), unconsume(address)
//   leave(address)                               messages that are on the way still arrive, until unconsume
//   maxChunkSize                                 bytes of a body that fit into one message
//   closed                                       a promise: resolved with a BusFailure when the connection has ended
//   close()
//
// After the end of the connection, request rejects, consume throws, and send does nothing. There is no reconnect.
//
// A handler gets {address, body, headers}. If a reply is expected, also reply(body, headers) and refuse(code, text).

/** The failure code of a request whose handler was closed: the server sends it to another one if it can. */
export const CONSUMER_CLOSED = 1503

/**
 * Prints that the bridge does not permit the address of a consumer. The option `onDenied` replaces this function.
 *
 * @param {string[]} addresses the address, or candidates for it
 * @param {string} reason the text from the bridge
 * @param {string[]} requested addresses of requests that the bridge may have denied instead
 */
export function printDenied(addresses, reason, requested = []) {
  const inbound = requested.length > 0 ? `, or inbound ${requested.join(' or ')}` : ''
  console.error(`the bridge said "${reason}": outbound it does not permit ${addresses.join(' or ')}${inbound}`)
}

/** How a request on the bus failed. */
export class BusFailure extends Error {
  /**
   * @param {number} failureCode the code of `message.fail`; otherwise -1
   * @param {string} failureType RECIPIENT_FAILURE, NO_HANDLERS, TIMEOUT, ...
   */
  constructor(failureCode, failureType, message) {
    super(message)
    this.name = 'BusFailure'
    this.failureCode = failureCode
    this.failureType = failureType
  }
}

export const connectionEnded = why => new BusFailure(-1, 'ERROR', `the connection to the bridge has ended: ${why}`)
