// Bodies as Node streams. A body that is not read grants no credit, and without credit the other side does not write.
import { Readable, Writable } from 'node:stream'
import { ErrorCode } from './frames.mjs'

// Readers, writers and pipes receive the error. A listener for "error" is not required.
const quietly = () => {}

/** A received body. `trailers` is complete at its end. */
export class IncomingBody extends Readable {
  trailers = {}
  #queue = []
  #wanted = false
  #read = false
  #ended = false
  #consumed
  #abandoned

  /**
   * @param {(bytes: number, dropped: boolean) => void} consumed called with the number of bytes that have been read, or
   *   dropped
   * @param {() => void} abandoned called when the rest will not be read
   */
  constructor(consumed, abandoned = quietly) {
    super({ highWaterMark: 0 }) // no chunk leaves the queue before somebody reads
    this.#consumed = consumed
    this.#abandoned = abandoned
    this.on('error', quietly)
  }

  /** Whether somebody is reading the body. */
  get isRead() { return this.#read && !this.destroyed }

  feed(bytes) {
    if (this.destroyed) return this.#consumed(bytes.length, true)
    this.#queue.push(bytes)
    this.#move()
  }

  feedEnd(trailers) {
    this.trailers = trailers
    this.#ended = true
    this.#move()
  }

  fail(error) {
    if (this.#ended) return
    this.#abandoned = quietly
    this.destroy(error)
  }

  _read() {
    this.#read = true
    this.#wanted = true
    this.#move()
  }

  _destroy(error, callback) {
    const dropped = this.#queue.reduce((sum, bytes) => sum + bytes.length, 0)
    this.#queue = []
    if (dropped > 0) this.#consumed(dropped, true)
    if (!this.#ended) this.#abandoned()
    callback(error)
  }

  #move() {
    if (!this.#wanted || this.destroyed) return
    if (this.#queue.length > 0) {
      this.#wanted = false
      const bytes = this.#queue.shift()
      this.#consumed(bytes.length)
      this.push(bytes)
    } else if (this.#ended) {
      this.#wanted = false
      this.push(null)
    }
  }
}

/** A body that is sent. Set `trailers` before its end. */
export class OutgoingBody extends Writable {
  trailers = {}
  #sink
  #discarding = false
  #failed = false

  /** @param sink has `write(bytes, callback)`, `end(trailers, callback)` and `reset(code, reason)` */
  constructor(sink, highWaterMark = 65536) {
    super({ highWaterMark })
    this.#sink = sink
    this.on('error', quietly)
  }

  /** The rest is not needed: it is accepted, and dropped. */
  discard() {
    this.#discarding = true
  }

  fail(error) {
    this.#failed = true
    this.destroy(error)
  }

  /** Resets the stream: both directions end at once. */
  reset(code, reason = '') {
    this.#failed = true
    this.#sink.reset(code, reason)
    this.destroy()
  }

  _write(bytes, encoding, callback) {
    this.beforeFirstByte(false)
    if (this.#discarding) callback()
    else this.#sink.write(bytes, callback)
  }

  _final(callback) {
    this.beforeFirstByte(Object.keys(this.trailers).length === 0)
    if (this.#discarding) callback()
    else this.#sink.end(this.trailers, callback)
  }

  _destroy(error, callback) {
    if (!this.writableFinished && !this.#failed) this.givenUp(error)
    callback(error)
  }

  /** This side destroys the stream before its end. */
  givenUp(error) {
    this.#sink.reset(ErrorCode.CANCEL, error?.message ?? 'given up')
  }

  /** @param {boolean} end whether this ends the body */
  beforeFirstByte(end) {
  }
}

/** The response that a handler sends. */
export class OutgoingResponse extends OutgoingBody {
  status = 200
  headers = {}
  #sink
  #headSent = false

  /** @param sink also has `head(status, headers, end)` */
  constructor(sink) {
    super(sink)
    this.#sink = sink
  }

  get headSent() { return this.#headSent }

  /** Sends an informational head, such as 103. */
  inform(status, headers = {}) {
    if (this.#headSent) throw new Error('the head of this response has been sent')
    this.#sink.head(status, headers, false)
  }

  /** Sends status and headers; the first write sends them, too. */
  sendHead() {
    this.beforeFirstByte(false)
  }

  /** The text of the handler's error is not sent to the client. */
  givenUp(error) {
    if (error) this.#sink.reset(ErrorCode.INTERNAL_ERROR, 'the handler broke')
    else super.givenUp()
  }

  beforeFirstByte(end) {
    if (!this.#headSent) {
      this.#headSent = true
      this.#sink.head(this.status, this.headers, end)
    }
  }
}
