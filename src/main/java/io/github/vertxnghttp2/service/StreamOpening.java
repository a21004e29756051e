package io.github.vertxnghttp2.service;

import io.vertx.core.json.JsonObject;

import java.util.List;

/** OPEN as the client service takes it: the members of the protocol, and the head of a request. */
final class StreamOpening {
  private static final List<String> PROTOCOL = List.of("type", "form", "address", "stream", "credit", "end");
  private static final List<String> BODIES = List.of("body", "text", "json", "trailers");

  private StreamOpening() {
  }

  /** @throws IllegalArgumentException that names what is wrong */
  static ServiceRequest head(JsonObject opening) {
    JsonObject head = opening.copy();
    PROTOCOL.forEach(head::remove);
    for (String name : BODIES) {
      if (head.containsKey(name)) {
        throw new IllegalArgumentException("open." + name + " is given; the body of a stream, and its trailers, come in frames");
      }
    }
    return new ServiceRequest(head);
  }
}
