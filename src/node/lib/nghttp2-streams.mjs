// Streams over the event bus in the form `json`. The guide specifies the protocol in eventbus.adoc.
import { randomUUID, webcrypto } from 'node:crypto'
import { finished } from 'node:stream'
import { BusFailure, CONSUMER_CLOSED } from './bus.mjs'
import {
  CANCELLED, CANCELLED_CODE, ErrorCode, MalformedMessage, MAX_NAMED, PREFIX, readFrame, readOpen, readOpening, readPeer,
  VERSION
} from './frames.mjs'
import { Exchange, handle, streamed, unary } from './requests.mjs'
import { CreditBudget, StreamCredit } from './credit.mjs'
import { BusStream, StreamReset } from './stream.mjs'

const DEFAULTS = {
  initialCredit: 256 << 10, maxBufferedBytes: 64 << 20, pingInterval: 1000, pingTimeout: 5000, maxStreams: 1000
}
const LATE = 30_000

/** A private address on a bus that receives the frames of many streams. */
export class Endpoint {
  #bus
  #address
  #options
  #budget
  #streams = new Map()
  #peers = new Map()
  #services = []
  /** Where this endpoint learns which requests are cancelled. */
  #cancellations = []
  /** Those in flight, with the message of a request in mode `unary`. */
  #responses = new Map()
  /** Requests in mode `unary` by their ids. */
  #cancellable = new Map()
  #pinger
  #heard
  #heardToken
  #closed = false

  constructor(bus, options) {
    this.#bus = bus
    this.#address = options.address ?? PREFIX + randomUUID()
    if (!this.#address.startsWith(PREFIX)) throw new TypeError(`${this.#address} does not begin with ${PREFIX}`)
    this.#options = { ...DEFAULTS, maxChunkSize: bus.maxChunkSize, ...options }
    this.#budget = new CreditBudget(this.#options.maxBufferedBytes)
  }

  /**
   * Creates an endpoint, and waits until messages to it arrive.
   *
   * @param {{address, initialCredit, maxBufferedBytes, maxChunkSize, pingInterval, pingTimeout, maxStreams}} options
   *   all are optional
   */
  static async create(bus, options = {}) {
    const endpoint = new Endpoint(bus, options)
    bus.consume(endpoint.#address, message => endpoint.#onMessage(message))
    bus.closed.then(why => endpoint.#lost([...endpoint.#streams.values()], why.message))
    await endpoint.#untilHeard()
    return endpoint
  }

  get address() { return this.#address }
  get openStreams() { return this.#streams.size }

  /** A bridge does not report when an address is known or denied. So the endpoint sends itself a message. */
  async #untilHeard() {
    const heard = new Promise(resolve => { this.#heard = resolve })
    const token = this.#heardToken = randomUUID()
    const ping = () => this.#bus.send(this.#address, { type: 'PING', address: this.#address, token })
    const timer = setInterval(ping, 100)
    ping()
    let late
    const patience = new Promise((resolve, reject) => {
      const text = `${this.#address} cannot be sent to: the bridge has to permit it, inbound and outbound`
      late = setTimeout(() => reject(new BusFailure(-1, 'TIMEOUT', text)), this.#options.pingTimeout)
    })
    try {
      await Promise.race([heard, patience, this.#bus.closed.then(why => { throw why })])
    } finally {
      clearInterval(timer)
      clearTimeout(late)
    }
  }

  // --- opening ---

  /**
   * Opens a stream.
   *
   * @param {string} service the address that OPEN is sent to
   * @param {object} head the members of the request's head
   * @param {{end, timeout, headers, wrap}} options whether there is no body; milliseconds until ACCEPT; headers of
   *   the message; a function that makes the message from OPEN
   * @returns {Exchange}
   */
  open(service, head, { end = false, timeout = 30_000, headers = {}, wrap = open => open } = {}) {
    const stream = this.#stream(true)
    if (end) stream.localEnded()
    const exchange = new Exchange(stream)
    const open = {
      ...head, type: 'OPEN', version: VERSION, form: 'json', address: this.#address, stream: stream.id,
      credit: stream.granted, end
    }
    const timer = setTimeout(() => {
      if (stream.isGone) return
      exchange.refused(new BusFailure(-1, 'TIMEOUT', `not accepted by ${service} within ${timeout} ms`))
    }, timeout)
    this.#bus.request(service, wrap(open), { headers, timeout: timeout + LATE }).then(reply => {
      clearTimeout(timer)
      this.#onReply(reply.body, stream, exchange)
    }, failure => {
      clearTimeout(timer)
      if (!stream.isGone) exchange.refused(failure)
    })
    return exchange
  }

  #onReply(body, stream, exchange) {
    if (body?.type !== 'ACCEPT') {
      if (!stream.isGone) exchange.replied(body)
      return
    }
    let accepted
    try {
      accepted = readOpening(body)
    } catch (error) {
      if (!stream.isGone) exchange.refused(error)
      const named = readPeer(body)
      if (named) stream.connect(named) // sends RESET
      return
    }
    stream.connect(accepted) // if the stream was reset, this sends RESET to the other side
    this.#peer(stream)
  }

  // --- accepting ---

  /**
   * Handles the requests that routes send to an address, in the modes `stream` and `unary`, in the form `json`.
   *
   * @param {string} service
   * @param {(request: RoutedRequest, response: OutgoingResponse) => any} handler
   */
  handle(service, handler) {
    this.#services.push(service)
    this.#cancellations.push(CANCELLED + service)
    this.#bus.consume(CANCELLED + service, message => this.#onCancelled(message))
    this.#bus.consume(service, message => {
      if (!message.reply) return // the sender expects no reply
      try {
        const isOpen = message.body?.type === 'OPEN'
        const { request, response } = isOpen ? this.#accept(message) : unary(message)
        this.#responses.set(response, isOpen ? undefined : message)
        if (!isOpen) this.#letCancel(message, request, response)
        finished(response, () => this.#responses.delete(response))
        handle(handler, request, response)
      } catch (error) {
        if (!(error instanceof MalformedMessage) && !(error instanceof BusFailure)) throw error
        message.refuse(error.failureCode ?? 400, error.message)
      }
    })
  }

  /** The server says if the client goes away before the response. */
  #letCancel(message, request, response) {
    const { id } = message.body
    if (typeof id !== 'string' || this.#cancellable.has(id)) return
    this.#cancellable.set(id, () => {
      const error = new StreamReset(ErrorCode.CANCEL, 'the client has gone')
      message.refuse(CANCELLED_CODE, 'the request was cancelled')
      request.abort(error)
      response.fail(error)
    })
    finished(response, () => this.#cancellable.delete(id))
  }

  #onCancelled({ body }) {
    const ids = Array.isArray(body?.ids) ? body.ids : []
    for (const id of ids) this.#cancellable.get(id)?.()
  }

  #accept(message) {
    const open = readOpen(message.body)
    if (this.#closed || this.#streams.size >= this.#options.maxStreams) {
      throw new BusFailure(503, 'RECIPIENT_FAILURE', `${this.#options.maxStreams} streams are open`)
    }
    const stream = this.#stream(false)
    if (open.end) stream.remoteEnded()
    message.reply({
      type: 'ACCEPT', version: VERSION, address: this.#address, stream: stream.id, credit: stream.granted
    })
    stream.connect(open)
    this.#peer(stream)
    return streamed(message.body, stream)
  }

  #stream(opener) {
    let id
    do id = randomNumber(); while (id === 0 || this.#streams.has(id))
    const credit = new StreamCredit(this.#options.initialCredit, this.#budget)
    const stream = new BusStream(id, opener, this.#options.maxChunkSize, credit,
      (address, frame) => this.#bus.send(address, frame), gone => this.#onStreamGone(gone))
    this.#streams.set(id, stream)
    return stream
  }

  #onStreamGone(stream) {
    this.#streams.delete(stream.id)
    const peer = this.#peers.get(stream.peer)
    if (peer?.streams.delete(stream) && peer.streams.size === 0) this.#peers.delete(stream.peer)
    if (this.#peers.size === 0) {
      clearInterval(this.#pinger)
      this.#pinger = undefined
    }
  }

  // --- receiving ---

  #onMessage(message) {
    let problem
    try {
      problem = this.#receive(readFrame(message.body))
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error
      problem = error.message
      this.#streams.get(message.body?.stream)?.abort(ErrorCode.PROTOCOL_ERROR, problem)
    }
    if (problem !== undefined) message.refuse?.(problem.startsWith('no stream') ? 404 : 400, problem)
  }

  #receive(frame) {
    if (frame.type === 'PING') {
      this.#onPing(frame)
    } else if (frame.type === 'PONG') {
      for (const peer of this.#peers.values()) {
        if (peer.token === frame.token) this.#onPong(peer, frame.gone)
      }
    } else {
      const stream = this.#streams.get(frame.stream)
      return stream ? stream.receive(frame) : `no stream ${frame.stream} here (any more)`
    }
    return undefined
  }

  // --- liveness ---

  #onPing({ address, token, streams }) {
    if (address === this.#address && token === this.#heardToken) this.#heard()
    const gone = []
    for (const [number, seq] of streams) {
      const stream = this.#streams.get(number)
      if (stream) stream.expect(seq)
      else gone.push(number)
    }
    this.#bus.send(address, { type: 'PONG', token, ...gone.length > 0 && { gone } })
  }

  #onPong(peer, gone) {
    peer.waitingSince = undefined
    for (const stream of [...peer.streams].filter(each => gone.includes(each.peerId))) {
      stream.lose(ErrorCode.PROTOCOL_ERROR, 'the other side has no such stream any more: its last frame was lost')
    }
  }

  /** The streams of the next PING. If there are too many for one, they take turns. */
  #named(peer) {
    const turn = [...peer.streams].slice(0, MAX_NAMED)
    for (const stream of turn) {
      peer.streams.delete(stream)
      peer.streams.add(stream)
    }
    return turn.map(stream => [stream.peerId, stream.nextOut])
  }

  #peer(stream) {
    if (stream.isGone) return
    const peer = this.#peers.get(stream.peer) ?? { token: randomUUID(), streams: new Set(), waitingSince: undefined }
    peer.streams.add(stream)
    this.#peers.set(stream.peer, peer)
    this.#pinger ??= setInterval(() => this.#ping(), this.#options.pingInterval)
  }

  #ping() {
    const now = performance.now()
    for (const [address, peer] of [...this.#peers]) {
      if (now - peer.waitingSince > this.#options.pingTimeout) {
        this.#lost([...peer.streams], `no PONG within ${this.#options.pingTimeout} ms`)
      } else {
        peer.waitingSince ??= now
        this.#bus.send(address, { type: 'PING', address: this.#address, token: peer.token, streams: this.#named(peer) })
      }
    }
  }

  #lost(streams, reason) {
    for (const stream of streams) stream.lose(ErrorCode.CONNECT_ERROR, `the other side is gone: ${reason}`)
  }

  /**
   * Accepts no further requests, lets responses to those in flight end, and closes.
   *
   * @param {number} gracePeriod milliseconds for them
   */
  async drain(gracePeriod = 30_000) {
    for (const service of this.#services) this.#bus.leave(service)
    await this.#untilHeard().catch(() => {}) // what the bridge had sent before has arrived
    this.#leave()
    const ends = [...this.#responses.keys()].map(response => new Promise(resolve => finished(response, resolve)))
    let timer
    await Promise.race([Promise.all(ends), new Promise(resolve => { timer = setTimeout(resolve, gracePeriod) })])
    clearTimeout(timer)
    this.close()
  }

  #leave() {
    for (const service of this.#services.splice(0)) this.#bus.unconsume(service)
  }

  /** Accepts no further requests, resets open streams, and fails messages without a reply with code 1503. */
  close() {
    this.#closed = true
    this.#leave()
    for (const [response, message] of [...this.#responses]) {
      message?.refuse(CONSUMER_CLOSED, 'the handler was closed before it had responded')
      if (message) response.fail(new StreamReset(ErrorCode.CANCEL, 'the endpoint closes'))
    }
    for (const stream of [...this.#streams.values()]) stream.abort(ErrorCode.CANCEL, 'the endpoint closes')
    for (const address of [...this.#cancellations.splice(0), this.#address]) this.#bus.unconsume(address)
  }
}

/** A random number from 0 to 2^53 - 1. */
function randomNumber() {
  const [high, low] = webcrypto.getRandomValues(new Uint32Array(2))
  return (high & 0x1fffff) * 2 ** 32 + low
}
