package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.ServiceRequestJson;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.stream.Stream;

/** OPEN as the client service takes it: the members of the protocol, and the head of a request. */
final class StreamOpening {
  /** What messages call it. */
  static final String PLACE = "open";
  private static final List<String> PROTOCOL = List.of("type", "form", "address", "stream", "credit", "end");
  private static final List<String> HEAD = List.of("method", "url", "headers", "timeout", "connect");
  private static final List<String> ALLOWED = Stream.of(HEAD, PROTOCOL).flatMap(List::stream).toList();
  private static final List<String> BODIES = List.of("body", "text", "json", "trailers");

  private StreamOpening() {
  }

  /** @throws IllegalArgumentException that names what is wrong */
  static ServiceRequest head(JsonObject opening) {
    for (String name : BODIES) {
      if (opening.containsKey(name)) {
        throw new IllegalArgumentException(PLACE + "." + name
          + " is given; the body of a stream, and its trailers, come in frames");
      }
    }
    new JsonReader(opening, PLACE + ".").checkKeys(ALLOWED);
    JsonObject head = opening.copy();
    PROTOCOL.forEach(head::remove);
    ServiceRequestJson read = ServiceRequestJson.read(head, PLACE);
    ServiceRequest request = new ServiceRequest(read.method(), read.url()).setTimeout(read.timeout()).setConnect(read.connect());
    request.getHeaders().addAll(read.headers());
    return request;
  }
}
