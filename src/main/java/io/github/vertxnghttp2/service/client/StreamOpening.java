package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.ProtocolVersion;
import io.github.vertxnghttp2.service.bus.wire.ServiceRequestJson;
import io.github.vertxnghttp2.service.syntax.MethodName;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.stream.Stream;

/** The OPEN message to the client service. It has the members of every OPEN, and the head of a request. */
final class StreamOpening {
  /** The name of OPEN in error messages. */
  static final String PATH = "open";
  private static final List<String> PROTOCOL = List.of("type", "form", "address", "stream", "credit", "end", "version");
  private static final List<String> HEAD = List.of("method", "url", "headers", "timeout", "connect");
  private static final List<String> ALLOWED = Stream.of(HEAD, PROTOCOL).flatMap(List::stream).toList();
  private static final List<String> BODIES = List.of("body", "text", "json", "trailers");

  private StreamOpening() {
  }

  /** Reads the head. @throws IllegalArgumentException if a member is unknown, missing or wrong; it names the member */
  static ServiceRequest head(JsonObject opening) {
    JsonReader in = new JsonReader(opening, PATH + ".");
    ProtocolVersion.check(in);
    for (String name : BODIES) {
      if (opening.containsKey(name)) {
        throw new IllegalArgumentException(PATH + "." + name
          + " is given; frames bring the body and the trailers of a stream");
      }
    }
    in.checkKeys(ALLOWED);
    JsonObject head = opening.copy();
    PROTOCOL.forEach(head::remove);
    ServiceRequestJson read = ServiceRequestJson.read(head, PATH);
    MethodName.checked(read.method(), PATH + ".method");
    ServiceRequest request = new ServiceRequest(read.method(), read.url()).setTimeout(read.timeout()).setConnect(
      read.connect());
    request.getHeaders().addAll(read.headers());
    return request;
  }
}
