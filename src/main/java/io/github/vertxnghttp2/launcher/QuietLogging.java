package io.github.vertxnghttp2.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** Keeps what libraries log of failed connections out of the output of a command: the report tells the failures. */
final class QuietLogging {
  private QuietLogging() {
  }

  /** Turns logging off, unless the user has named a file with the config of logging. */
  static void begin() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    try {
      LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(".level=OFF".getBytes(
        StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new IllegalStateException(e); // not with bytes in memory
    }
  }
}
