package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * How a consumer of requests says that it was closed before it had responded. The server sends the request to another
 * one, if it may be handled twice.
 */
public final class ConsumerClosed {
  /** The failure code of a message, and the code of RESET of a stream. */
  public static final int CODE = 1_503;
  public static final String TEXT = "the handler was closed before it had responded";

  private ConsumerClosed() {
  }

  /** @param cause of a failed request to the bus */
  public static boolean isCauseOf(Throwable cause) {
    return cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.RECIPIENT_FAILURE
      && failure.failureCode() == CODE;
  }
}
