// The client service: requests to any HTTP/2 server, sent by `nghttp2:client` on the other side of the bridge.
import { bodyOf } from './requests.mjs'

export class Client {
  #bus
  #endpoint
  #address

  /** @param {Endpoint} endpoint for `open`; not needed for `request` */
  constructor(bus, endpoint, address = 'nghttp2.client') {
    this.#bus = bus
    this.#endpoint = endpoint
    this.#address = address
  }

  /**
   * A request and its response, each in one message.
   *
   * @param {object} request url; optional: method, headers, trailers, timeout, connect, and one of body (bytes),
   *   text, json
   * @returns {Promise<{status, headers, trailers, body: Buffer}>} rejected with a BusFailure
   */
  async request(request) {
    const body = request.body === undefined ? {} : { body: Buffer.from(request.body).toString('base64') }
    const timeout = (request.timeout ?? 30_000) + 1000 // the timeout of the service expires first
    const reply = await this.#bus.request(this.#address, { request: { ...request, ...body } },
      { headers: { action: 'request' }, timeout })
    const { status, headers = {}, trailers = {} } = reply.body
    return { status, headers, trailers, body: bodyOf(reply.body) }
  }

  /**
   * A request with streams for its body and its response.
   *
   * @param {object} head url; optional: method, headers, timeout, connect
   * @param {{end}} options whether there is no body
   * @returns {Exchange}
   */
  open(head, options = {}) {
    const asOpen = { headers: { action: 'open' }, wrap: open => ({ open }) }
    return this.#endpoint.open(this.#address, head, { ...options, ...asOpen })
  }
}
