// The Vert.x event bus over the SockJS bridge of vertx-web, with Vert.x's own client.
import EventBus from '@vertx/eventbus-bridge-client.js'
import { BusFailure } from './bus.mjs'

/** Connects to a bridge, such as `http://127.0.0.1:8090/eventbus`. */
export function connectSockJs(url, options) {
  return new Promise((resolve, reject) => {
    const eventBus = new EventBus(url, options)
    eventBus.onopen = () => resolve(new SockJsBus(eventBus))
    eventBus.onclose = event => reject(new BusFailure(-1, 'ERROR', `no bridge at ${url}: ${event.reason}`))
  })
}

class SockJsBus {
  /** A WebSocket frame, with the message in base64 and JSON, is at most 64 KiB unless the server's options say more. */
  maxChunkSize = 32768
  #eventBus
  #consumers = new Map()
  #waiting = new Set()
  #refusal = ''

  constructor(eventBus) {
    this.#eventBus = eventBus
    eventBus.onerror = error => { this.#refusal = `; the bridge said "${error.body ?? error.message}"` }
    this.closed = new Promise(resolve => {
      eventBus.onclose = () => {
        for (const fail of this.#waiting) fail(new BusFailure(-1, 'ERROR', 'the connection to the bridge has ended'))
        resolve()
      }
    })
  }

  get #open() {
    return this.#eventBus.state === EventBus.OPEN
  }

  send(address, body, headers = {}) {
    if (this.#open) this.#eventBus.send(address, body, headers)
  }

  /** The time to the reply is limited by the bridge's `replyTimeout`, too. */
  request(address, body, { headers = {}, timeout = 30_000 } = {}) {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(fail)
      }
      const fail = failure => {
        done()
        reject(failure)
      }
      const timer = setTimeout(() => {
        fail(new BusFailure(-1, 'TIMEOUT', `no reply from ${address} within ${timeout} ms${this.#refusal}`))
      }, timeout)
      this.#waiting.add(fail)
      this.#eventBus.send(address, body, headers, (error, message) => {
        if (error) {
          fail(new BusFailure(error.failureCode, error.failureType, error.message))
        } else {
          done()
          resolve({ body: message.body, headers: message.headers ?? {} })
        }
      })
    })
  }

  consume(address, handler) {
    const consumer = (error, message) => {
      if (!error) handler(this.#received(message))
    }
    this.#consumers.set(address, consumer)
    this.#eventBus.registerHandler(address, consumer)
  }

  unconsume(address) {
    const consumer = this.#consumers.get(address)
    if (consumer && this.#open) this.#eventBus.unregisterHandler(address, consumer)
    this.#consumers.delete(address)
  }

  close() {
    this.#eventBus.close()
    return this.closed
  }

  #received({ address, body, headers = {}, replyAddress }) {
    if (replyAddress === undefined) return { address, body, headers }
    const reply = (body, headers) => this.send(replyAddress, body, headers)
    return {
      address,
      body,
      headers,
      reply,
      // Who is behind this bridge cannot fail a message, but answer it.
      refuse: (status, text) => reply({ status, text })
    }
  }
}
