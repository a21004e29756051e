// Requests that routes send, in both modes, and exchanges that this program opens.
import { EventEmitter } from 'node:events'
import { IncomingBody, OutgoingBody, OutgoingResponse } from './bodies.mjs'
import { ErrorCode, fromBase64, MalformedMessage, toBase64 } from './frames.mjs'
import { StreamReset } from './stream.mjs'

/** A request from a route: a Readable of its body, with its head. */
export class RoutedRequest extends IncomingBody {
  /** Whether the server still limits the time for the response. */
  isLimited = () => true
  #timeout
  #start
  #controller
  #gone

  constructor(head, consumed) {
    super(consumed)
    const timeout = head.headTimeout ?? head.timeout
    this.#timeout = typeof timeout === 'number' ? timeout : Infinity
    this.id = head.requestId
    this.method = head.method
    this.scheme = head.scheme
    this.authority = head.authority
    this.uri = head.uri
    this.path = head.path
    this.query = head.query
    this.params = head.params ?? {}
    this.headers = head.headers ?? {}
    this.remote = head.remote
    this.route = head.route
    this.identity = head.identity ?? {}
  }

  /**
   * The milliseconds that are left for the response, or `Infinity` if there is no limit. In mode `stream` it is the
   * time for the head of the response, which begins at the end of the request.
   */
  get timeLeft() {
    if (!this.isLimited()) return Infinity
    return this.#start === undefined ? this.#timeout : Math.max(0, this.#timeout - (performance.now() - this.#start))
  }

  /** An AbortSignal, for other calls that the handler makes: aborted when the client has gone. */
  get signal() {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#gone) this.#controller.abort(this.#gone)
    }
    return this.#controller.signal
  }

  feedEnd(trailers) {
    this.#start ??= performance.now()
    super.feedEnd(trailers)
  }

  /** The client has gone. */
  abort(error) {
    this.#gone = error
    this.#controller?.abort(error)
    this.fail(error)
  }
}

/** Runs a handler. If it throws, the error is printed, and the response is 500, or is reset if it has begun. */
export async function handle(handler, request, response) {
  try {
    await handler(request, response)
  } catch (error) {
    if (!response.destroyed || !(error instanceof StreamReset)) console.error(error)
    if (response.destroyed) return
    if (response.headSent) {
      response.reset(ErrorCode.INTERNAL_ERROR, 'the handler broke')
    } else {
      Object.assign(response, { status: 500, headers: { 'content-type': 'text/plain' }, trailers: {} })
      response.end('The handler broke.\n')
    }
  }
}

/** A stream that was accepted, as request and response. */
export function streamed(head, stream) {
  const request = new RoutedRequest(head, (bytes, dropped) => stream.consumed(bytes, dropped))
  const response = new OutgoingResponse(stream)
  stream.listener = {
    onData: bytes => request.feed(bytes),
    onEnd: trailers => request.feedEnd(trailers),
    onReset: (code, reason) => {
      const error = new StreamReset(code, reason)
      request.abort(error)
      response.fail(error)
    }
  }
  request.isLimited = () => !response.headSent
  if (stream.isRemoteEnded) request.feedEnd({})
  response.once('finish', () => {
    if (request.isRead) return
    if (!stream.isRemoteEnded) {
      stream.reset(ErrorCode.NO_ERROR, 'the response is complete, and nobody reads the rest of the request')
    }
    request.destroy() // gives back the credit for its bytes
  })
  return { request, response }
}

/** A request and a response in one message each: the JSON form of unary mode. */
export function unary(message) {
  const head = message.body
  if (typeof head?.method !== 'string') {
    throw new MalformedMessage('not a request in JSON: the route\'s form has to be json')
  }
  const request = new RoutedRequest(head, () => {})
  if (head.body) request.feed(fromBase64(head.body, 'body'))
  request.feedEnd(head.trailers ?? {})
  const reply = {}
  const chunks = []
  const response = new OutgoingResponse({
    head(status, headers) {
      if (status >= 200) Object.assign(reply, { status, headers })
    },
    write(bytes, callback) {
      chunks.push(bytes)
      callback()
    },
    end(trailers, callback) {
      const body = Buffer.concat(chunks)
      message.reply({ ...reply, trailers, ...body.length > 0 && { body: toBase64(body) } })
      callback()
    },
    reset(code, reason) {
      message.refuse(500, reason)
    }
  })
  return { request, response }
}

/** The received response: a Readable of its body, with `status`, `headers` and `trailers`. */
export class IncomingResponse extends IncomingBody {
  constructor(status, headers, consumed, abandoned) {
    super(consumed, abandoned)
    this.status = status
    this.headers = headers
  }
}

/** A response in one message. */
function wholeResponse(reply) {
  const { status = 200, headers = {}, trailers = {} } = typeof reply === 'object' && reply !== null ? reply : {}
  const response = new IncomingResponse(status, headers, () => {})
  const body = bodyOf(reply)
  if (body.length > 0) response.feed(body)
  response.feedEnd(trailers)
  return response
}

/** The bytes of the body in the JSON form of a response. */
export function bodyOf(reply) {
  if (reply === undefined || reply === null) return Buffer.alloc(0)
  if (typeof reply === 'string') return Buffer.from(reply)
  if (reply.body !== undefined) return fromBase64(reply.body, 'body')
  return Buffer.from(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)))
}

/**
 * A request that this program opened. `request` is a Writable for its body; `response` a promise of the final response,
 * a Readable. "inform" is emitted with status and headers of each informational one.
 */
export class Exchange extends EventEmitter {
  #stream
  #resolve
  #reject
  #response

  constructor(stream) {
    super()
    this.#stream = stream
    this.request = new OutgoingBody(stream)
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.response.catch(() => {}) // a caller that only writes receives the error from the writer
    stream.listener = {
      onHead: (status, headers) => this.#onHead(status, headers),
      onData: bytes => this.#response.feed(bytes),
      onEnd: trailers => this.#response.feedEnd(trailers),
      onReset: (code, reason) => this.#onReset(code, reason)
    }
    if (stream.isLocalEnded) this.request.end()
  }

  /** Resets the stream: both directions end at once. */
  reset(code, reason) {
    this.#stream.abort(code, reason)
  }

  /** The stream was not accepted. */
  refused(error) {
    this.#stream.reset(ErrorCode.CANCEL, error.message)
    this.request.fail(error)
    this.#reject(error)
  }

  /** The reply was the whole response: there is no stream. */
  replied(reply) {
    try {
      this.#resolve(wholeResponse(reply))
    } catch (error) {
      return this.refused(error)
    }
    this.request.discard()
    this.#stream.lose(ErrorCode.NO_ERROR, 'the reply is a whole response')
  }

  #onHead(status, headers) {
    if (status < 200) {
      this.emit('inform', status, headers)
    } else {
      const stream = this.#stream
      this.#response = new IncomingResponse(status, headers, (bytes, dropped) => stream.consumed(bytes, dropped),
        () => this.reset(ErrorCode.CANCEL, 'the rest of the response is not wanted'))
      this.#resolve(this.#response)
    }
  }

  #onReset(code, reason) {
    const error = new StreamReset(code, reason)
    if (code === ErrorCode.NO_ERROR) this.request.discard()
    else this.request.fail(error)
    this.#reject(error)
    this.#response?.fail(error)
  }
}
