package io.github.vertxnghttp2.service.bus.wire;

/** How the frames of a stream are written. */
public enum FrameForm {
  /** A JsonObject: any bridge carries it. */
  JSON,
  /** A Buffer with a head of 16 bytes: between JVMs. */
  BUFFER;

  /** The name in JSON. */
  public String word() {
    return this == JSON ? "json" : "buffer";
  }

  /** @throws MalformedMessageException if the member {@code form} is no form */
  public static FrameForm read(JsonReader in) {
    String word = in.string("form");
    return switch (word) {
      case "json" -> JSON;
      case "buffer" -> BUFFER;
      default -> throw in.wrong("form", word, "\"json\" or \"buffer\"");
    };
  }
}
