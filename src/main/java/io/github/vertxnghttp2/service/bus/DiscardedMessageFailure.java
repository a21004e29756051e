package io.github.vertxnghttp2.service.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The failure of a message that Vert.x discarded because its consumer was unregistered, or was paused with too many
 * messages waiting. Vert.x reports it as a timeout with a text of its own. No handler has seen the message, so it can
 * be sent again.
 */
public final class DiscardedMessageFailure {
  private static final String TEXT = "Discarded the request";

  private DiscardedMessageFailure() {
  }

  /** @param cause of a failed request to the bus */
  public static boolean is(Throwable cause) {
    return cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.TIMEOUT
      && failure.getMessage() != null && failure.getMessage().startsWith(TEXT);
  }
}
