package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/**
 * The message that says which requests no client waits for any more. It goes to all handlers at an address, and has the
 * ids that the requests had.
 */
public final class CancelledRequests {
  /** The number of ids in a message. */
  public static final int MAX_IDS = 256;
  /** The address of the handlers follows. */
  public static final String PREFIX = "nghttp2.cancelled.";
  private static final String IDS = "ids";

  private CancelledRequests() {
  }

  /** @param address that the requests were sent to */
  public static String address(String address) {
    return PREFIX + address;
  }

  /** @param ids at most {@link #MAX_IDS} */
  public static JsonObject message(List<String> ids) {
    return new JsonObject().put(IDS, new JsonArray(ids));
  }

  /**
   * The ids in a message.
   *
   * @throws MalformedMessageException if it has no array of at most {@link #MAX_IDS} strings
   */
  public static List<String> ids(Object message) {
    if (!(message instanceof JsonObject json) || !(json.getValue(IDS) instanceof JsonArray ids) || ids.size() > MAX_IDS
      || !ids.stream().allMatch(String.class::isInstance)) {
      throw new MalformedMessageException("the message must be a JSON object with " + IDS + ", an array of at most "
        + MAX_IDS + " strings");
    }
    return ids.stream().map(String.class::cast).toList();
  }
}
