package io.github.vertxnghttp2.recording.json;

/** A recording that was read does not have the format that it should have. The message names the line and the field. */
public class RecordingFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** @param message for people; it contains nothing of the file but short and printable text */
  public RecordingFormatException(String message) {
    super(message);
  }
}
