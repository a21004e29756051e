// An event bus in memory: what one side sends, the other one receives, as JSON and after a turn of the event loop.
import { BusFailure } from 'vertx-nghttp2'

export class MemoryBus {
  maxChunkSize = 1000
  #consumers = new Map()
  #end
  closed = new Promise(resolve => { this.#end = resolve })
  /** All messages: {address, body}. */
  log = []

  send(address, body, headers = {}) {
    this.#deliver(address, { body, headers })
  }

  request(address, body, { headers = {}, timeout = 1000 } = {}) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new BusFailure(-1, 'TIMEOUT', `no reply from ${address}`)), timeout)
      timer.unref()
      const settle = action => value => {
        clearTimeout(timer)
        action(value)
      }
      this.#deliver(address, {
        body,
        headers,
        reply: settle((reply, replyHeaders = {}) => resolve({ body: reply, headers: replyHeaders })),
        refuse: (code, text) => settle(reject)(new BusFailure(code, 'RECIPIENT_FAILURE', text))
      })
    })
  }

  consume(address, handler) { this.#consumers.set(address, handler) }

  leave() {}

  unconsume(address) { this.#consumers.delete(address) }

  close() { this.#end(new BusFailure(-1, 'ERROR', 'closed')) }

  #deliver(address, message) {
    const json = message.body === undefined ? undefined : JSON.parse(JSON.stringify(message.body))
    this.log.push({ address, body: json })
    setImmediate(() => this.#consumers.get(address)?.({ ...message, address, body: json }))
  }
}
