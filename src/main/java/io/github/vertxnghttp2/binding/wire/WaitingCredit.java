package io.github.vertxnghttp2.binding.wire;

/** CONSUME commands that wait for a flush: below a number of bytes they alone are no reason for one. */
final class WaitingCredit {
  /** Credit for tiny pieces of several bodies may not fill the command buffer. */
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
