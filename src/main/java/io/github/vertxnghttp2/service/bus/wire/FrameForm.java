package io.github.vertxnghttp2.service.bus.wire;

/** The form of the frames of a stream. */
public enum FrameForm {
  /** A JsonObject, which any bridge carries. */
  JSON,
  /** A Buffer, between JVMs. */
  BUFFER;

  /** The name in OPEN. */
  public String jsonName() {
    return this == JSON ? "json" : "buffer";
  }

  /** @throws MalformedMessageException if the member {@code form} is neither name */
  public static FrameForm read(JsonReader in) {
    String name = in.string("form");
    return switch (name) {
      case "json" -> JSON;
      case "buffer" -> BUFFER;
      default -> throw in.wrong("form", name, "\"json\" or \"buffer\"");
    };
  }
}
