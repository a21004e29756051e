package io.github.vertxnghttp2.recording;

/** What a stream waits for. */
public enum Wait {
  /** A body that this side sends: the peer's window of the stream is used up (RFC 9113 section 5.2). */
  STREAM_WINDOW(Way.SENT),
  /** A body that this side sends: the peer's window of the connection is used up. */
  CONNECTION_WINDOW(Way.SENT),
  /** What this side sends: the socket takes no more, because the peer or the line is slow. */
  SOCKET(Way.SENT),
  /** What this side sends: responses of a higher priority come first (RFC 9218). */
  PRIORITY(Way.SENT),
  /** What this side sends: the application has written nothing that was not sent. */
  APPLICATION_WRITES(Way.SENT),
  /** What this side sends: the program at the other end of the event bus has written nothing that was not sent. */
  BUS_WRITES(Way.SENT),
  /** A body that this side receives: bytes are there, and the application does not read them. */
  APPLICATION_READS(Way.RECEIVED),
  /** A body that this side receives: bytes are there, and the event bus gives no credit for them. */
  BUS_CREDIT(Way.RECEIVED),
  /** A body that this side receives: there are no bytes, because the peer or the line is slow. */
  PEER(Way.RECEIVED),
  /** A request of a client: no stream is free, because MAX_CONCURRENT_STREAMS of the peer are open. */
  FREE_STREAM(Way.SENT),
  /** A request of a client: no connection is free in its pool. */
  POOL(Way.SENT);

  private final Way way;

  Wait(Way way) {
    this.way = way;
  }

  /** Which way the waiting bytes go. */
  public Way way() {
    return way;
  }
}
