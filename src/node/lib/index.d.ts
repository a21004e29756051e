// The types of this package. Node's own come from @types/node.
import type { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'

/** Header fields or trailers. A field that is repeated has an array of values. */
export type Fields = Record<string, string | string[]>

/** A message that arrived over a bridge. */
export interface BusMessage {
  readonly address: string
  readonly body: any
  readonly headers: Record<string, string>
  /** Absent if the sender expects no reply. */
  reply?(body?: any, headers?: Record<string, string>): void
  /** Absent if the sender expects no reply. Over the SockJS bridge it is a reply with the status. */
  refuse?(failureCode: number, text: string): void
}

/** A connection to a bridge. It does not connect again when it has ended. */
export interface Bus {
  /** Bytes of a body that fit into one message. */
  readonly maxChunkSize: number
  /** Resolved with the reason when the connection has ended. */
  readonly closed: Promise<BusFailure>
  /** Sends a message that expects no reply. */
  send(address: string, body?: any, headers?: Record<string, string>): void
  /** Rejected with a BusFailure. */
  request(address: string, body?: any, options?: { headers?: Record<string, string>, timeout?: number }):
    Promise<{ body: any, headers: Record<string, string> }>
  consume(address: string, handler: (message: BusMessage) => void): void
  unconsume(address: string): void
  /** Messages that are on the way still arrive, until `unconsume`. */
  leave(address: string): void
  close(): void | Promise<BusFailure>
}

export interface ConnectOptions {
  /** Called when the bridge denies the address of a consumer; by default it is printed. */
  onDenied?(addresses: string[], reason: string, requested?: string[]): void
  /** For the TCP bridge: connects with TLS, with these options of `tls.connect`. */
  tls?: ConnectionOptions
}

/**
 * Connects to a bridge: the port of a TCP bridge on this host as a string, or the URL of a SockJS bridge, which needs
 * the package `@vertx/eventbus-bridge-client.js`.
 */
export function connect(bridge?: string, options?: ConnectOptions): Promise<Bus>

/** Connects to a TCP bridge. */
export function connectTcp(port: number, host?: string, options?: ConnectOptions): Promise<Bus>

/** How a request on the bus failed. */
export class BusFailure extends Error {
  constructor(failureCode: number, failureType: string, message: string)
  /** The code of the handler or of the service; -1 if there is none. */
  readonly failureCode: number
  /** `RECIPIENT_FAILURE`, `NO_HANDLERS`, `TIMEOUT` or `ERROR`. */
  readonly failureType: string
}

/** A stream was reset. */
export class StreamReset extends Error {
  constructor(resetCode: number, reason?: string)
  /** The error code of HTTP/2. */
  readonly resetCode: number
}

/** Error codes of HTTP/2, RFC 9113 section 7. */
export const ErrorCode: {
  readonly NO_ERROR: 0
  readonly PROTOCOL_ERROR: 1
  readonly INTERNAL_ERROR: 2
  readonly FLOW_CONTROL_ERROR: 3
  readonly STREAM_CLOSED: 5
  readonly CANCEL: 8
  readonly CONNECT_ERROR: 10
}

/** A body that arrives. */
export interface IncomingBody extends Readable {
  /** Complete at the end of the body. */
  readonly trailers: Fields
}

/** A body that is sent. */
export interface OutgoingBody extends Writable {
  /** Set them before the end of the body. */
  trailers: Fields
  /** Resets the stream: both directions end at once. */
  reset(code: number, reason?: string): void
}

/** What the server has verified of the sender. */
export interface Identity {
  /** Of the client, if the listener asks for a certificate. The fingerprint is a SHA-256 hash. */
  readonly certificate?: {
    readonly subject: string
    readonly issuer: string
    readonly serial: string
    readonly fingerprint: string
    readonly sans: readonly string[]
  }
  /** Of the bearer token, if the route verifies tokens. */
  readonly claims?: Record<string, any>
}

/** A request from a route. */
export interface RoutedRequest extends IncomingBody {
  /** Names the request in recordings of the server and in its inspector; undefined if the server has no recorder. */
  readonly id?: string
  readonly method: string
  readonly scheme: string
  readonly authority: string
  /** Path and query. */
  readonly uri: string
  readonly path: string
  readonly query?: string
  /** The parameters of the path of the route. */
  readonly params: Record<string, string>
  readonly headers: Fields
  /** Address and port of the client. */
  readonly remote: string
  /** The id of the route. */
  readonly route: string
  /** An empty object if the server has verified nothing. */
  readonly identity: Identity
  /** The milliseconds that are left for the response; in mode `stream` for its head, from the end of the request. */
  readonly timeLeft: number
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

/** The response of a handler. Status, headers and trailers are to be set before they are sent. */
export interface RoutedResponse extends OutgoingBody {
  status: number
  headers: Fields
  readonly headSent: boolean
  /** Sends an informational response, such as 103. */
  inform(status: number, headers?: Fields): void
  /** Sends status and headers. The first write does so, too. */
  sendHead(): void
}

export type Handler = (request: RoutedRequest, response: RoutedResponse) => unknown

/** A response over a stream. */
export interface IncomingResponse extends IncomingBody {
  readonly status: number
  readonly headers: Fields
}

/** A request that this program opened. `inform` is emitted with status and headers of informational responses. */
export interface Exchange extends EventEmitter {
  readonly request: OutgoingBody
  readonly response: Promise<IncomingResponse>
  /** Resets the stream: both directions end at once. */
  reset(code: number, reason?: string): void
}

export interface EndpointOptions {
  /** Begins with `nghttp2.bridged.`; random by default. */
  address?: string
  /** Bytes for each stream that nobody reads: 262,144 by default. */
  initialCredit?: number
  /** Bytes of credit that all streams hold together: 67,108,864 by default. */
  maxBufferedBytes?: number
  /** Bytes in one message; that of the bridge by default. */
  maxChunkSize?: number
  /** Milliseconds: 1,000 by default. */
  pingInterval?: number
  /** Milliseconds: 5,000 by default. */
  pingTimeout?: number
  /** Streams open at a time: 1,000 by default. */
  maxStreams?: number
}

/** Where streams of this program begin and end. */
export class Endpoint {
  private constructor()
  /** Completes when messages to the endpoint arrive. */
  static create(bus: Bus, options?: EndpointOptions): Promise<Endpoint>
  readonly address: string
  readonly openStreams: number
  /** Handles the requests that routes send to an address, in both modes, in the form `json`. */
  handle(address: string, handler: Handler): void
  /** Opens a stream to a service. */
  open(service: string, head: Record<string, any>, options?: {
    end?: boolean, timeout?: number, headers?: Record<string, string>, wrap?: (open: any) => any
  }): Exchange
  /** Accepts no further requests, lets those in flight end, and closes. The default is 30,000 milliseconds. */
  drain(gracePeriod?: number): Promise<void>
  /** Accepts no further requests, and ends those in flight. */
  close(): void
}

/** The head of a request to the client service. */
export interface ServiceHead {
  url: string
  method?: string
  headers?: Fields
  /** Milliseconds. */
  timeout?: number
  /** `host:port` to connect to, in place of those of the URL. */
  connect?: string
}

/** A request in one message, with one of `body`, `text` and `json`. */
export interface ServiceRequest extends ServiceHead {
  trailers?: Fields
  body?: Uint8Array | string
  text?: string
  json?: any
}

export interface ServiceResponse {
  readonly status: number
  readonly headers: Fields
  readonly trailers: Fields
  readonly body: Buffer
}

/** The client service of the cluster. */
export class Client {
  /** The endpoint is for `open`; the address is `nghttp2.client` by default. */
  constructor(bus: Bus, endpoint?: Endpoint, address?: string)
  /** Rejected with a BusFailure. */
  request(request: ServiceRequest): Promise<ServiceResponse>
  open(head: ServiceHead, options?: { end?: boolean, timeout?: number }): Exchange
}
