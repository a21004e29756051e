// What the modules here want of an event bus. `tcp-bridge.mjs` and `sockjs-bridge.mjs` provide it:
//
//   send(address, body, headers)                 a message that wants no reply
//   request(address, body, {headers, timeout})   a promise of the reply, {body, headers}; rejected with a BusFailure
//   consume(address, handler), unconsume(address)
//   maxChunkSize                                 bytes of a body that fit into one message
//   closed                                       a promise: resolved when the connection has ended
//   close()
//
// A handler gets {address, body, headers}; if a reply is wanted, also reply(body, headers) and refuse(code, text).

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
