package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * Options of the recorder. It keeps the latest frames of each connection, its latest exchanges, and what these waited
 * for, in rings of a fixed size: older ones are overwritten.
 */
@DataObject
public class RecorderOptions {
  /** 4 KiB: 256 frames, 32 exchanges and 128 waits of a connection. */
  public static final int DEFAULT_BYTES = 4096;
  /**
   * 1 MiB: 65,536 frames, 8,192 exchanges and 32,768 waits. The event loop makes a recording of them when somebody asks
   * for it: with this, other connections wait for it for about 0.1 s.
   */
  public static final int MAX_BYTES = 1 << 20;

  private int bytes = DEFAULT_BYTES;

  /** The defaults. */
  public RecorderOptions() {
  }

  /** A copy. */
  public RecorderOptions(RecorderOptions other) {
    bytes = other.bytes;
  }

  /**
   * @param json the options. An option whose key is missing has its default
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message names the key and says
   *   what is allowed
   */
  public RecorderOptions(JsonObject json) {
    StrictJson.check(json, RecorderOptions.class, "");
    setBytes(json.getInteger("bytes", bytes));
  }

  /** All options, including those with their default value. */
  public JsonObject toJson() {
    return new JsonObject().put("bytes", bytes);
  }

  public int getBytes() {
    return bytes;
  }

  /**
   * @param bytes for the frames of a connection, 16 for each; 0 switches the recorder off. For each 128 bytes an
   *   exchange is kept, and for each 32 bytes a wait. A connection takes this memory as it is used, and gives most of
   *   it back when it has been silent; {@value #MAX_BYTES} at most
   */
  public RecorderOptions setBytes(int bytes) {
    if (bytes < 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException("bytes is " + bytes + "; it must be from 0 to " + MAX_BYTES);
    }
    this.bytes = bytes;
    return this;
  }
}
