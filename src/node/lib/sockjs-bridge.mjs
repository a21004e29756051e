// The Vert.x event bus over the SockJS bridge of vertx-web, with Vert.x's own client.
import EventBus from '@vertx/eventbus-bridge-client.js'
import { BusFailure, CONSUMER_CLOSED, connectionEnded, printDenied } from './bus.mjs'

const DENIED_WITHIN = 5000

/** Connects to a bridge, such as `http://127.0.0.1:8090/eventbus`. */
export function connectSockJs(url, { onDenied = printDenied, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const eventBus = new EventBus(url, options)
    eventBus.onopen = () => resolve(new SockJsBus(eventBus, onDenied))
    eventBus.onclose = event => reject(new BusFailure(-1, 'ERROR', `no bridge at ${url}: ${event.reason}`))
  })
}

class SockJsBus {
  /** A WebSocket frame, with the message in base64 and JSON, is at most 64 KiB by default. */
  maxChunkSize = 32768
  #eventBus
  #consumers = new Map()
  #left = new Set() // addresses that are unregistered, and whose messages still arrive
  #waiting = new Map() // from the function that fails a request to its address
  #refusal = ''
  #onDenied
  #unproven = new Set() // new registrations: the bridge reports neither what it permits nor what it denies
  #why = 'it was closed here'

  constructor(eventBus, onDenied) {
    this.#eventBus = eventBus
    this.#onDenied = onDenied
    eventBus.onerror = error => this.#onError(error.body ?? error.message)
    this.closed = new Promise(resolve => {
      eventBus.onclose = ({ code, reason }) => {
        this.#why = `${reason} (${code})`
        for (const fail of this.#waiting.keys()) fail(connectionEnded(this.#why))
        resolve(connectionEnded(this.#why))
      }
    })
  }

  #onError(reason) {
    this.#refusal = `; the bridge said "${reason}"`
    if (this.#unproven.size > 0) this.#onDenied([...this.#unproven], reason, [...new Set(this.#waiting.values())])
    this.#unproven.clear()
  }

  get #open() {
    return this.#eventBus.state === EventBus.OPEN
  }

  send(address, body, headers = {}) {
    if (this.#open) this.#eventBus.send(address, body, headers)
  }

  /** The time to the reply is limited by the bridge's `replyTimeout`, too. */
  request(address, body, { headers = {}, timeout = 30_000 } = {}) {
    if (!this.#open) return Promise.reject(connectionEnded(this.#why))
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
      this.#waiting.set(fail, address)
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
    if (!this.#open) throw connectionEnded(this.#why)
    const consumer = (error, message) => {
      this.#unproven.delete(address)
      if (!error) handler(this.#received(message))
    }
    this.#consumers.set(address, consumer)
    this.#unproven.add(address)
    setTimeout(() => this.#unproven.delete(address), DENIED_WITHIN).unref()
    this.#eventBus.registerHandler(address, consumer)
  }

  leave(address) {
    if (this.#consumers.has(address) && !this.#left.has(address) && this.#open) {
      this.#left.add(address)
      this.#eventBus.sockJSConn.send(JSON.stringify({ type: 'unregister', address, headers: {} }))
    }
  }

  unconsume(address) {
    this.leave(address)
    this.#left.delete(address)
    this.#consumers.delete(address)
    this.#unproven.delete(address)
    delete this.#eventBus.handlers[address] // without another message to the bridge
  }

  close() {
    if (this.#open) this.#eventBus.close()
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
      // Behind this bridge a message cannot be failed, only replied to.
      refuse: (code, text) => reply({ status: code === CONSUMER_CLOSED ? 503 : code, text })
    }
  }
}
