package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.export.FrameLogWriter;
import io.github.vertxnghttp2.recording.export.HarWriter;
import io.github.vertxnghttp2.recording.export.QlogWriter;
import io.vertx.core.buffer.Buffer;

import java.util.function.Function;

/** The files that a recording can be saved as. */
enum ExportFormat {
  /** All of the recording, which can be opened again. */
  QLOG("qlog", ".sqlog", "application/qlog+json-seq", QlogWriter::write),
  /** The exchanges, for other tools. */
  HAR("har", ".har", Responses.JSON, HarWriter::write),
  /** The frames as text. */
  LOG("log", ".log", "text/plain; charset=utf-8", recording -> Buffer.buffer(FrameLogWriter.write(recording)));

  private final String text;
  private final String ending;
  private final String type;
  private final Function<Recording, Buffer> writing;

  ExportFormat(String text, String ending, String type, Function<Recording, Buffer> writing) {
    this.text = text;
    this.ending = ending;
    this.type = type;
    this.writing = writing;
  }

  /** @throws IllegalArgumentException if there is no such format */
  static ExportFormat of(String text) {
    for (ExportFormat format : values()) {
      if (format.text.equals(text)) {
        return format;
      }
    }
    throw new IllegalArgumentException("format must be qlog, har or log");
  }

  /** How the names of files end. */
  String ending() {
    return ending;
  }

  /** The media type. */
  String type() {
    return type;
  }

  /** The file of a recording. */
  Buffer write(Recording recording) {
    return writing.apply(recording);
  }
}
