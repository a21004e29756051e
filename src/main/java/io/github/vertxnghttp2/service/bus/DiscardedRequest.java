package io.github.vertxnghttp2.service.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * A message that was on its way to a consumer when that was unregistered, or that was one too many for a consumer that is
 * paused: Vert.x tells its sender, in the words of a timeout. No handler has seen it, so it may be sent once more.
 */
public final class DiscardedRequest {
  private static final String TEXT = "Discarded the request";

  private DiscardedRequest() {
  }

  /** @param cause what the request failed with */
  public static boolean is(Throwable cause) {
    return cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.TIMEOUT
      && failure.getMessage() != null && failure.getMessage().startsWith(TEXT);
  }
}
