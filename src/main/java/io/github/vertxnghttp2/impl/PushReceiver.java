package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.telemetry.ClientTelemetry;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Passes the pushed requests of one connection to the handlers of the user. Refuses a pushed request without a handler.
 */
final class PushReceiver {
  private final boolean enabled;
  private final EventLoop loop;
  private final Consumer<String> diagnostic;
  /** {@code null} if there are neither metrics nor a tracer. */
  private final ClientTelemetry telemetry;
  private volatile Handler<PushedRequest> sessionHandler;

  PushReceiver(boolean enabled, EventLoop loop, ClientTelemetry telemetry, Consumer<String> diagnostic) {
    this.telemetry = telemetry;
    this.enabled = enabled;
    this.loop = loop;
    this.diagnostic = diagnostic;
  }

  void checkEnabled() {
    if (!enabled) {
      throw new IllegalStateException("http2.settings.pushEnabled is false, so that the server must not push;"
        + " set it to true in the ClientOptions of this session");
    }
  }

  void handler(Handler<PushedRequest> handler) {
    checkEnabled();
    sessionHandler = handler;
  }

  /**
   * @param requestHandler the push handler of the request, or {@code null}
   * @return see {@code StreamListener.onPromise}
   */
  ErrorCode receive(Stream promised, HeaderList head, ClientRequest request, ContextInternal context,
                    Handler<PushedRequest> requestHandler) {
    String origin = origin(request.scheme(), request.authority());
    String promisedOrigin = origin(head.get(":scheme"), head.get(":authority"));
    if (!promisedOrigin.equals(origin)) {
      diagnostic.accept("stream " + promised.id() + ": the promise was refused: it is for " + promisedOrigin
        + ", the request was for " + origin);
      return ErrorCode.PROTOCOL_ERROR;
    }
    Handler<PushedRequest> handler = requestHandler != null ? requestHandler : sessionHandler;
    if (handler == null) {
      return ErrorCode.CANCEL;
    }
    PushedRequestImpl pushed = new PushedRequestImpl(promised, head, request, context, loop);
    if (telemetry != null) {
      pushed.observe(telemetry);
    }
    pushed.offer(handler);
    return null;
  }

  /** The origin of a request, RFC 6454 section 4: scheme, host and port. */
  private static String origin(String scheme, String authority) {
    String lower = (scheme + "://" + authority).toLowerCase(Locale.ROOT);
    String port = lower.startsWith("https:") ? ":443" : ":80";
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
