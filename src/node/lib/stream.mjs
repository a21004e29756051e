// One stream over the event bus: the order of frames, credit both ways, the two ends.
import { ErrorCode, MAX_CHUNK_SIZE, nextSeq, toBase64 } from './frames.mjs'

/** A stream that was reset. */
export class StreamReset extends Error {
  /** @param {number} resetCode of HTTP/2, RFC 9113 section 7 */
  constructor(resetCode, reason) {
    super(`stream reset with code ${resetCode}${reason ? `: ${reason}` : ''}`)
    this.name = 'StreamReset'
    this.resetCode = resetCode
  }
}

/** Gives back the credit of ended streams whose bytes nobody has read, and nobody can read any more. */
const unreachable = new FinalizationRegistry(holding => holding.giveBack(holding.held))

/**
 * Calls its listener: `onHead(status, headers)`, `onData(bytes)`, `onEnd(trailers)`, `onReset(code, reason)`: the
 * last one only for resets that this side did not send.
 */
export class BusStream {
  listener
  peer // the address of the other endpoint, once it is known
  #id
  #opener
  #maxChunkSize
  #holding // StreamCredit: for what the other side sends
  #send
  #closed
  #peerId
  #nextIn = 0
  #nextOut = 0
  #granted = 0
  #consumed = 0 // bytes that were read since the last CREDIT
  #reporting = false // whether the other side wants to know at once what was read
  #credit = 0
  #headRead = false
  #localEnded = false
  #remoteEnded = false
  #gone = false
  #late // {code, reason}: the RESET to send when the other side is known
  #write // {bytes, callback}: waits for credit
  #end // {trailers, callback}: waits for ACCEPT

  /**
   * @param {number} id the number that this side assigned
   * @param {boolean} opener whether this side opened the stream
   * @param {StreamCredit} holding
   * @param {(address: string, frame: object) => void} send
   * @param {(stream: BusStream) => void} closed called when the stream is closed
   */
  constructor(id, opener, maxChunkSize, holding, send, closed) {
    this.#id = id
    this.#opener = opener
    this.#maxChunkSize = Math.min(maxChunkSize, MAX_CHUNK_SIZE)
    this.#holding = holding
    this.#granted = holding.takeInitially()
    this.#send = send
    this.#closed = closed
  }

  get id() { return this.#id }
  get peerId() { return this.#peerId }
  get nextOut() { return this.#nextOut }
  get granted() { return this.#granted }
  get isGone() { return this.#gone }
  get isLocalEnded() { return this.#localEnded }
  get isRemoteEnded() { return this.#remoteEnded }

  /** The other side is known. Its first frames may have arrived before. */
  connect({ address, stream, credit }) {
    this.peer = address
    this.#peerId = stream
    this.#credit += credit
    if (this.#late) {
      this.#frame('RESET', this.#late)
    } else {
      this.#grant()
      this.#pump()
    }
  }

  /** This direction has ended from the start. */
  localEnded() {
    this.#localEnded = true
  }

  remoteEnded() {
    this.#remoteEnded = true
    this.#holding.giveBack(this.#granted)
    this.#granted = 0
  }

  // --- receiving ---

  /** Returns the violation in the frame, or undefined. After a violation the stream has been reset. */
  receive(frame) {
    if (frame.type === 'RESET') {
      this.lose(frame.code, frame.reason)
      return undefined
    }
    if (frame.seq !== this.#nextIn) {
      return this.#violation(ErrorCode.PROTOCOL_ERROR, `seq is ${frame.seq} where ${this.#nextIn} was to come`)
    }
    this.#nextIn = nextSeq(this.#nextIn)
    return frame.type === 'CREDIT' ? this.#onCredit(frame.credit) : this.#onMessage(frame)
  }

  /** PING has the next seq of the other side. If this side expects another, a frame was lost. */
  expect(seq) {
    if (seq !== this.#nextIn) {
      this.#violation(ErrorCode.PROTOCOL_ERROR, `by PING seq ${seq} is next where ${this.#nextIn} was to come`)
    }
  }

  #onCredit(credit) {
    this.#credit += credit
    if (this.#credit > Number.MAX_SAFE_INTEGER) {
      return this.#violation(ErrorCode.FLOW_CONTROL_ERROR, 'the credit adds up to more than 2^53 - 1')
    }
    this.#pump()
    return undefined
  }

  #onMessage(frame) {
    if (this.#remoteEnded) {
      return this.#violation(ErrorCode.STREAM_CLOSED, `${frame.type} after the end`)
    }
    if (frame.type === 'HEAD' ? !this.#opener || this.#headRead : this.#opener && !this.#headRead) {
      return this.#violation(ErrorCode.PROTOCOL_ERROR, `${frame.type} is out of order`)
    }
    if (frame.type === 'HEAD') {
      this.#headRead = frame.status >= 200
      this.listener.onHead(frame.status, frame.headers)
    } else if (frame.type === 'DATA') {
      const length = frame.data.length
      if (length > this.#granted || length > MAX_CHUNK_SIZE) {
        return this.#violation(ErrorCode.FLOW_CONTROL_ERROR,
          `DATA of ${length} bytes; allowed are ${this.#granted} by credit, `
          + `${MAX_CHUNK_SIZE} in one frame`)
      }
      this.#granted -= length
      this.#reporting = frame.report
      this.listener.onData(frame.data)
    }
    if (frame.type === 'END' || frame.end) {
      this.remoteEnded()
      this.listener.onEnd(frame.trailers ?? {})
      this.#checkBothEnded()
    }
    return undefined
  }

  #violation(code, reason) {
    this.abort(code, reason)
    return reason
  }

  /** Bytes have been read: grants credit. For bytes that were dropped, the other side gets none. */
  consumed(bytes, dropped = false) {
    this.#holding.giveBack(bytes) // also if the stream has ended: its bytes were in memory until now
    if (this.#gone || dropped) return
    this.#consumed += bytes
    this.#grant()
  }

  #grant() {
    if (this.peer === undefined || this.#gone || this.#consumed === 0) return
    if (this.#remoteEnded && !this.#reporting) return
    const { allowed, held } = this.#holding
    const more = allowed - held
    if (this.#reporting || more > 0 && (more >= allowed / 2 || this.#granted < MAX_CHUNK_SIZE / 2)) {
      const credit = this.#remoteEnded ? 0 : this.#holding.take()
      this.#granted += credit
      this.#frame('CREDIT', { credit, consumed: this.#consumed })
      this.#consumed = 0
    }
  }

  // --- sending ---

  head(status, headers, end) {
    if (!this.#gone) {
      this.#frame('HEAD', { status, headers, end })
      if (end) this.#endLocal()
    }
  }

  /** Sends as credit allows, and calls back when everything has been sent. One write at a time. */
  write(bytes, callback) {
    if (this.#gone) {
      callback(new StreamReset(ErrorCode.STREAM_CLOSED, 'it is gone'))
    } else {
      this.#write = { bytes, callback }
      this.#pump()
    }
  }

  end(trailers, callback) {
    this.#end = { trailers, callback }
    this.#pump()
  }

  #pump() {
    while (this.#write && this.#credit > 0 && !this.#gone && this.peer !== undefined) {
      const { bytes, callback } = this.#write
      const size = Math.min(bytes.length, this.#credit, this.#maxChunkSize)
      if (size > 0) {
        this.#credit -= size
        this.#frame('DATA', { data: toBase64(bytes.subarray(0, size)) })
      }
      if (size < bytes.length) {
        this.#write.bytes = bytes.subarray(size)
      } else {
        this.#write = undefined
        callback()
      }
    }
    if (this.#end && !this.#write && (this.#gone || this.peer !== undefined)) {
      const { trailers, callback } = this.#end
      this.#end = undefined
      if (!this.#gone && !this.#localEnded) {
        this.#frame('END', Object.keys(trailers).length > 0 ? { trailers } : {})
        this.#endLocal()
      }
      callback()
    }
  }

  #frame(type, members) {
    this.#send(this.peer, { type, stream: this.#peerId, seq: this.#nextOut, ...members })
    this.#nextOut = nextSeq(this.#nextOut)
  }

  // --- the end ---

  #endLocal() {
    this.#localEnded = true
    this.#checkBothEnded()
  }

  #checkBothEnded() {
    if (this.#localEnded && this.#remoteEnded) this.#close()
  }

  #close() {
    if (!this.#gone) {
      this.#gone = true
      this.#holding.giveBack(this.#granted) // the rest is for bytes that wait to be read
      this.#granted = 0
      if (this.#holding.held > 0) unreachable.register(this, this.#holding)
      this.#closed(this)
    }
  }

  /** Resets the stream from this side. */
  reset(code, reason) {
    if (!this.#gone) {
      if (this.peer === undefined) this.#late = { code, reason }
      else this.#frame('RESET', { code, reason })
      this.#close()
    }
  }

  /** Resets the stream from this side, and calls the listener. */
  abort(code, reason) {
    if (!this.#gone) {
      this.reset(code, reason)
      this.#tellReset(code, reason)
    }
  }

  /** The other side has reset the stream, or is lost. */
  lose(code, reason) {
    if (!this.#gone) {
      this.#close()
      this.#tellReset(code, reason)
    }
  }

  /** Drops what waits to be sent. With NO_ERROR that counts as sent. */
  #tellReset(code, reason) {
    const waiting = [this.#write, this.#end].filter(each => each)
    this.#write = this.#end = undefined
    this.listener.onReset(code, reason)
    for (const { callback } of waiting) callback(code === ErrorCode.NO_ERROR ? null : new StreamReset(code, reason))
  }
}
