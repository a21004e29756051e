// The Vert.x event bus over its TCP bridge. On the wire: the length in four bytes, big endian, then the JSON.
import { randomUUID } from 'node:crypto'
import net from 'node:net'
import tls from 'node:tls'
import { BusFailure, connectionEnded, printDenied } from './bus.mjs'

/** Connects to a bridge; with TLS if there are options for it, which are those of `tls.connect`. */
export function connectTcp(port, host = '127.0.0.1', { onDenied = printDenied, tls: tlsOptions } = {}) {
  return new Promise((resolve, reject) => {
    const socket = tlsOptions ? tls.connect({ port, host, ...tlsOptions }) : net.connect({ port, host })
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once(tlsOptions ? 'secureConnect' : 'connect', () => {
      socket.off('error', reject)
      resolve(new TcpBus(socket, onDenied))
    })
  })
}

class TcpBus {
  maxChunkSize = 65536
  #socket
  #chunks = []
  #size = 0
  #needed = 4
  #handlers = new Map()
  #left = new Set() // addresses that are unregistered, and whose messages still arrive
  #requests = new Map()
  #refusal = ''
  #onDenied
  #pings = [] // for each ping that was sent: the address whose registration follows it, or undefined
  #registering
  #why = 'the bridge has closed it'

  constructor(socket, onDenied) {
    this.#socket = socket
    this.#onDenied = onDenied
    socket.on('data', chunk => this.#receive(chunk))
    socket.on('error', error => { this.#why = error.message }) // 'close' follows
    this.closed = new Promise(resolve => socket.once('close', () => {
      for (const { reject } of this.#requests.values()) reject(connectionEnded(this.#why))
      this.#requests.clear()
      resolve(connectionEnded(this.#why))
    }))
  }

  send(address, body, headers = {}) {
    this.#write({ type: 'send', address, headers, body })
  }

  request(address, body, { headers = {}, timeout = 30_000 } = {}) {
    if (!this.#socket.writable) return Promise.reject(connectionEnded(this.#why))
    const replyAddress = randomUUID()
    return new Promise((resolve, reject) => {
      // The bridge sends no reply to a request that it does not permit. So this side has a timeout, too.
      const timer = setTimeout(() => {
        this.#requests.delete(replyAddress)
        reject(new BusFailure(-1, 'TIMEOUT', `no reply from ${address} within ${timeout} ms${this.#refusal}`))
      }, timeout + 1000)
      const settled = settle => value => {
        clearTimeout(timer)
        settle(value)
      }
      this.#requests.set(replyAddress, { resolve: settled(resolve), reject: settled(reject) })
      this.#write({ type: 'send', address, replyAddress, headers: { ...headers, timeout }, body })
    })
  }

  consume(address, handler) {
    if (!this.#socket.writable) throw connectionEnded(this.#why)
    this.#handlers.set(address, handler)
    // The bridge does not name what it denies, but it responds in order: an error between two pongs is about the
    // registration.
    this.#ping(address)
    this.#write({ type: 'register', address, headers: {} })
    this.#ping(undefined)
  }

  leave(address) {
    if (this.#handlers.has(address) && !this.#left.has(address)) {
      this.#left.add(address)
      this.#write({ type: 'unregister', address, headers: {} })
    }
  }

  unconsume(address) {
    this.leave(address)
    this.#left.delete(address)
    this.#handlers.delete(address)
  }

  close() {
    if (this.#socket.writable) this.#why = 'it was closed here'
    this.#socket.end()
    return this.closed
  }

  #ping(registering) {
    this.#pings.push(registering)
    this.#write({ type: 'ping' })
  }

  #write(message) {
    if (!this.#socket.writable) return
    const json = Buffer.from(JSON.stringify(message))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(json.length)
    this.#socket.cork()
    this.#socket.write(length)
    this.#socket.write(json)
    this.#socket.uncork()
  }

  #receive(chunk) {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    while (this.#size >= this.#needed) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
      const end = 4 + bytes.readUInt32BE()
      this.#needed = this.#size < end ? end : 4
      this.#chunks = [bytes]
      if (this.#size >= end) {
        this.#chunks = [bytes.subarray(end)]
        this.#size -= end
        this.#dispatch(JSON.parse(bytes.toString('utf8', 4, end)))
      }
    }
  }

  #dispatch(message) {
    const request = this.#requests.get(message.address)
    if (request) {
      this.#requests.delete(message.address)
      if (message.type === 'err') {
        request.reject(new BusFailure(message.failureCode, message.failureType, message.message))
      } else {
        request.resolve({ body: message.body, headers: message.headers ?? {} })
      }
    } else if (message.type === 'pong') {
      this.#registering = this.#pings.shift()
    } else if (message.type === 'err' && this.#registering !== undefined) {
      this.#onDenied([this.#registering], message.message)
    } else if (message.type === 'err') {
      this.#refusal = `; the bridge said "${message.message}"`
    } else if (message.type === 'message') {
      this.#handlers.get(message.address)?.(this.#received(message))
    }
  }

  #received({ address, body, headers = {}, replyAddress }) {
    if (replyAddress === undefined) return { address, body, headers }
    return {
      address,
      body,
      headers,
      reply: (body, headers) => this.send(replyAddress, body, headers),
      refuse: (failureCode, message) => this.#write({ type: 'send', address: replyAddress, failureCode, message })
    }
  }
}
