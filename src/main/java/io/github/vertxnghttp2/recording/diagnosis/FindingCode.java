package io.github.vertxnghttp2.recording.diagnosis;

import java.util.Locale;

/** The causes that {@link Diagnosis} knows. The guide's chapter {@code diagnoses.adoc} explains each. */
public enum FindingCode {
  /** The peer's window of a stream is small for the round trip. */
  STREAM_WINDOW,
  /** The peer's window of the connection is small for the round trip. */
  CONNECTION_WINDOW,
  /** The peer opens its windows late, because its application reads slowly. */
  PEER_READS_SLOWLY,
  /** The application of this side does not read a body. */
  APPLICATION_DOES_NOT_READ,
  /** The event bus gives no credit for a body. */
  BUS_CREDIT,
  /** The request is complete, and the response has not begun, or began late. */
  SLOW_RESPONSE,
  /** The application of this side writes a body slowly. */
  APPLICATION_WRITES_SLOWLY,
  /** The program at the other end of the event bus writes a body slowly. */
  BUS_WRITES_SLOWLY,
  /** The socket takes nothing. */
  SOCKET,
  /** A limit was exceeded. */
  LIMIT,
  /** Requests wait for a free stream. */
  FREE_STREAM,
  /** Requests wait for a connection of a pool. */
  POOL,
  /** The peer sends a body slowly. */
  PEER_SENDS_SLOWLY,
  /** The window that this side gives is small for the round trip. */
  RECEIVE_WINDOW,
  /** Streams were refused before they were processed. */
  REFUSED_STREAMS,
  /** Streams were reset. */
  RESETS,
  /** A GOAWAY frame with an error was sent or received. */
  GOAWAY,
  /** Most DATA frames are tiny. */
  TINY_DATA,
  /** Responses of a higher priority came first. */
  PRIORITY,
  /** HPACK saves little. */
  HPACK;

  /** The anchor in the guide's chapter of diagnoses that explains it, such as {@code diagnosis-stream-window}. */
  public String anchor() {
    return "diagnosis-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
