// What the modules here want of an event bus. `tcp-bridge.mjs` and `sockjs-bridge.mjs` provide it:
//
//   send(address, body, headers)                 a message that wants no reply
//   request(address, body, {headers, timeout})   a promise of the reply, {body, headers}; rejected with a BusFailure
//   consume(address, handler), unconsume(address)
//   maxChunkSize                                 bytes of a body that fit into one message
//   closed                                       a promise: resolved with a BusFailure when the connection has ended
//   close()
//
// Once it has ended, request rejects, consume throws, and send does nothing. Nothing reconnects.
//
// A handler gets {address, body, headers}; if a reply is wanted, also reply(body, headers) and refuse(code, text).

/**
 * Prints that a bridge does not let messages out to where this program listens. The option `onDenied` can replace it.
 *
 * @param {string[]} addresses one of them, where it cannot be told which
 * @param {string} reason what the bridge said
 * @param {string[]} requested where it may be instead that the bridge does not let requests in to one of these
 */
export function printDenied(addresses, reason, requested = []) {
  const inbound = requested.length > 0 ? `, or inbound ${requested.join(' or ')}` : ''
  console.error(`the bridge said "${reason}": outbound it does not permit ${addresses.join(' or ')}${inbound}`)
}

/** How a request on the bus failed. */
export class BusFailure extends Error {
  /**
   * @param {number} failureCode as given to `message.fail`; -1 if nobody did
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
