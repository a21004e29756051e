package io.github.vertxnghttp2.recording;

/** The names of labels of an exchange that this library sets. Applications may add their own. */
public final class LabelNames {
  /** The route that the request takes. */
  public static final String ROUTE = "route";
  /** The address of the event bus that the request goes to. */
  public static final String HANDLER = "handler";
  /** The id of the node that handles the request. */
  public static final String NODE = "node";
  /**
   * How the request goes over the event bus: {@link #UNARY} or {@link #STREAM}. An exchange that has this label waits
   * for the event bus, and not for the application.
   */
  public static final String KIND = "kind";
  /** A {@link #KIND}: as one message, whose reply is the response. */
  public static final String UNARY = "unary";
  /** A {@link #KIND}: as a stream, with credit in both directions. */
  public static final String STREAM = "stream";
  /** Milliseconds for which the request waited in the queue of its route; {@link #STILL_QUEUED} while it does. */
  public static final String QUEUED = "queued";
  /** A {@link #QUEUED}: the request waits. */
  public static final String STILL_QUEUED = "still";
  /** The trace that the request is part of, see {@link TraceId}. */
  public static final String TRACE_ID = "traceId";

  private LabelNames() {
  }
}
