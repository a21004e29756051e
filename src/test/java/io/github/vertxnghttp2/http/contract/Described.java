package io.github.vertxnghttp2.http.contract;

import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;

import java.nio.channels.ClosedChannelException;

/** What happened, as a text that is the same for all engines. */
final class Described {

  private Described() {
  }

  /** The messages of Netty's exceptions differ from engine to engine. */
  static String failure(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    if (failure instanceof StreamResetException reset) {
      return type + " " + reset.getCode();
    } else if (failure instanceof Http2Exception fault) {
      return type + " " + fault.error();
    }
    return type + " " + failure.getMessage();
  }

  static String goAway(GoAway goAway) {
    return "GOAWAY with code " + goAway.getErrorCode() + ", last stream " + goAway.getLastStreamId();
  }

  /** As {@link #failure}, but all exceptions which say no more than that it is too late are the same. */
  static String lateFailure(Throwable failure) {
    boolean closed = failure instanceof HttpClosedException || failure instanceof ClosedChannelException
      || failure instanceof Http2Exception;
    return closed ? "is closed" : failure(failure);
  }

  static String outcome(AsyncResult<?> result) {
    return result.succeeded() ? "succeeded" : failure(result.cause());
  }
}
