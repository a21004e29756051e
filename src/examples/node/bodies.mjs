// Bodies as Node streams. What is not read is not credited; what is not credited is not written.
import { Readable, Writable } from 'node:stream'
import { ErrorCode } from './frames.mjs'

// An error is told to whoever reads, writes or pipes; nobody needs to listen to "error" on top of that.
const quietly = () => {}

/** A body that comes in. `trailers` is complete at its end. */
export class IncomingBody extends Readable {
  trailers = {}
  #queue = []
  #wanted = false
  #read = false
  #ended = false
  #consumed
  #abandoned

  /**
   * @param {(bytes: number) => void} consumed told what has been read
   * @param {() => void} abandoned told that the rest will not be read
   */
  constructor(consumed, abandoned = quietly) {
    super({ highWaterMark: 0 }) // nothing is taken from the queue before somebody reads
    this.#consumed = consumed
    this.#abandoned = abandoned
    this.on('error', quietly)
  }

  /** Whether anybody has begun to read it, and not given up. */
  get isRead() { return this.#read && !this.destroyed }

  feed(bytes) {
    if (this.destroyed) return
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
    this.#queue = []
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

/** A body that goes out; set `trailers` before its end. */
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

  /** Nobody wants the rest: it is taken, and goes nowhere. */
  discard() {
    this.#discarding = true
  }

  fail(error) {
    this.#failed = true
    this.destroy(error)
  }

  /** Ends the stream at once, both directions. */
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

  /** It is destroyed here before its end. */
  givenUp(error) {
    this.#sink.reset(ErrorCode.CANCEL, error?.message ?? 'given up')
  }

  /** @param {boolean} end whether nothing follows */
  beforeFirstByte(end) {
  }
}

/** The response that a handler gives. */
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

  /** Sends status and headers; the first write does so by itself. */
  sendHead() {
    this.beforeFirstByte(false)
  }

  /** The error is the handler's own: the client is not told what it says. */
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
