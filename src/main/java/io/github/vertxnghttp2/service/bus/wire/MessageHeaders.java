package io.github.vertxnghttp2.service.bus.wire;

/** The names of the headers of event-bus messages in {@code buffer} form that are not fields of HTTP. */
public final class MessageHeaders {
  public static final String METHOD = ":method";
  public static final String SCHEME = ":scheme";
  public static final String AUTHORITY = ":authority";
  public static final String PATH = ":path";
  public static final String STATUS = ":status";
  /** The id of the route. */
  public static final String ROUTE = ":route";
  /** The address of the HTTP/2 client. */
  public static final String REMOTE = ":remote";
  /** What the server has verified about the sender, as JSON. */
  public static final String IDENTITY = ":identity";
  /** Before the name of a path parameter. */
  public static final String PARAM = ":param.";
  /** Before the name of a trailer field. */
  public static final String TRAILER = ":trailer.";
  /** To the client service: the URL of the request. */
  public static final String URL = ":url";
  /** The milliseconds in which the sender expects the reply. */
  public static final String TIMEOUT = ":timeout";
  /** Names the request if it is cancelled later, see {@link CancelledRequests}. */
  public static final String ID = ":id";
  /** Follows the request in recordings, see {@code RequestId}; absent if the connection is not recorded. */
  public static final String REQUEST_ID = ":request-id";
  /** To the client service: {@code host:port} to connect to in place of the URL's. */
  public static final String CONNECT = ":connect";

  private MessageHeaders() {
  }
}
