package io.github.vertxnghttp2.binding.wire;

/** Counts the CONSUME commands that wait for a flush. They alone make one due when they have gathered enough bytes. */
final class WaitingCredit {
  /**
   * So many commands make a flush due, so that credit for tiny pieces of several bodies does not fill the command
   * buffer.
   */
  private static final int COMMANDS_MAX = 256;

  private int batch;
  private long bytes;
  private int commands;

  void batch(int bytes) {
    batch = bytes;
  }

  void add(int newCommands, int consumed) {
    commands += newCommands;
    bytes += consumed;
  }

  void clear() {
    bytes = 0;
    commands = 0;
  }

  int commands() {
    return commands;
  }

  boolean isDue() {
    return commands > 0 && (bytes >= batch || commands >= COMMANDS_MAX);
  }
}
