package io.github.vertxnghttp2;

import io.github.vertxnghttp2.frame.Priority;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.ReadStream;

import javax.net.ssl.SSLSession;

/**
 * A request to this server. Any thread may use it, but only one thread at a time. Handlers and futures run on the
 * context of the request.
 */
@VertxGen
public non-sealed interface ServerRequest extends ReceivedMessage {

  /** {@code :method}, which may be any token, not only a registered method. */
  HttpMethod method();

  /** {@code :path} as it was sent, with the query. Empty for CONNECT. */
  String uri();

  /** {@code :path} without the query. */
  String path();

  /** The part of {@code :path} after the question mark, or {@code null}. */
  @Nullable
  String query();

  /** {@code :scheme}, or {@code null} for CONNECT. */
  @Nullable
  String scheme();

  /** {@code :authority}, or the host field if there is no {@code :authority}; {@code null} if there is neither. */
  @Nullable
  String authority();

  /**
   * The requested URI: scheme, authority and path with the query. {@code null} for CONNECT, for {@code *}, and if there
   * is no authority.
   */
  @Nullable
  String absoluteURI();

  /** Whether the connection uses TLS. */
  boolean isSSL();

  /** The connection of the request. All requests of a connection have the same object. */
  @CacheReturn
  Http2Connection connection();

  /** The client's address. Behind a proxy it is the address of the proxy, unless that uses the PROXY protocol. */
  @CacheReturn
  SocketAddress remoteAddress();

  /** This server's address. */
  @CacheReturn
  SocketAddress localAddress();

  /** The TLS session, or {@code null} without TLS. */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Nullable
  SSLSession sslSession();

  /**
   * Names the route of the application that handles the request, such as {@code /orders/:id}. Metrics, the
   * access log and recordings use the name. Call it before the response ends. If it is called more than
   * once, the metrics get each name as a route nested in the one before, and the access log shows the last name.
   */
  @Fluent
  ServerRequest routed(String route);

  /**
   * Tells people something of this exchange: recordings and the inspector show it, such as {@code ("tenant", "acme")}.
   * It is neither sent to the client nor written to the access log, and takes no memory after the recording. A label of
   * the same name is replaced. An exchange has at most 16 labels; further ones are dropped. Names are cut to 64
   * characters, values to 256. When the exchange has ended, this has no effect. This library sets {@code route},
   * {@code handler}, {@code node}, {@code kind} and {@code traceId}, where they are known. Values are not redacted:
   * they must not be secret.
   *
   * @param value {@code null} for no label of that name
   */
  @Fluent
  ServerRequest label(String name, @Nullable String value);

  /**
   * The priority by which the response is sent: as the client has asked, RFC 9218, unless the response has another.
   * Without a signal of the client, and if the server has no priorities, it is the default.
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Priority priority();

  /** The response. It is the same object each time. */
  @CacheReturn
  ServerResponse response();

  /** Sets the status of the response, and returns the response. */
  default ServerResponse response(int status) {
    return response().setStatus(status);
  }

  /** Sends a response with a status and no body. */
  default Future<Void> respond(int status) {
    return response(status).end();
  }

  /** Sends a response with text as UTF-8. Adds the content-length. */
  default Future<Void> respond(int status, String body) {
    return response(status).end(body);
  }

  /** Sends a response with bytes. Adds the content-length. */
  default Future<Void> respond(int status, Buffer body) {
    return response(status).end(body);
  }

  /** Sends a response with the data of a {@link ReadStream} as its body, with back-pressure. */
  default Future<Void> respond(int status, ReadStream<Buffer> body) {
    return response(status).send(body);
  }

  /** Whether the client waits for {@link ServerResponse#writeContinue} or for the response before it sends the body. */
  default boolean expectsContinue() {
    return "100-continue".equalsIgnoreCase(header("expect"));
  }

  /**
   * Counts bytes of this body that were read here and passed on, and that nobody has read there, as unread bytes of
   * {@link ServerOptions#setMaxBufferedBytes}. What was added has to be subtracted again. Any thread may call this.
   *
   * @param change how many bytes are passed on, or, if it is less than 0, how many were read there; 0 to get the
   *   percentage only
   * @return the unread bytes of this server in percent of {@code maxBufferedBytes}; 0 if that is no limit
   */
  int countUnread(long change);

  @Override
  ServerRequest exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ServerRequest handler(@Nullable Handler<Buffer> handler);

  @Override
  ServerRequest pause();

  @Override
  ServerRequest resume();

  @Override
  ServerRequest fetch(long amount);

  @Override
  ServerRequest endHandler(@Nullable Handler<Void> handler);
}
