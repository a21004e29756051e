package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.json.JsonObject;

/**
 * What OPEN, the request that opens a stream, and ACCEPT, its reply, have in common.
 *
 * @param address of the endpoint that sends the message
 * @param stream the number of the stream in frames to that endpoint
 * @param credit bytes of DATA that may be sent to that endpoint
 */
public record BusOpening(String address, long stream, long credit) {

  /** @throws MalformedMessageException if a member is wrong, or the version is another one */
  public static BusOpening read(JsonReader in) {
    ProtocolVersion.check(in);
    return readMembers(in);
  }

  private static BusOpening readMembers(JsonReader in) {
    return new BusOpening(EndpointAddress.read(in), in.number("stream", 1, JsonReader.MAX_NUMBER),
      in.number("credit", 0, JsonReader.MAX_NUMBER));
  }

  /** The endpoint and stream of a malformed message, for a reset; {@code null} if it does not have them. */
  public static BusOpening named(JsonObject json) {
    try {
      return readMembers(new JsonReader(json.copy().put("credit", 0), ""));
    } catch (MalformedMessageException e) {
      return null;
    }
  }

  public JsonObject into(JsonObject json, String type) {
    return ProtocolVersion.into(json).put("type", type).put("address", address).put("stream", stream)
      .put("credit", credit);
  }
}
