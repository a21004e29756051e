package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

/** A server in a process of its own: takes two requests, begins to respond to the first, and waits to be killed. */
final class DyingServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private DyingServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static DyingServer start() throws IOException {
    Process process = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElse("java"), "-cp",
      System.getProperty("java.class.path"), DyingServer.class.getName())).redirectError(
        ProcessBuilder.Redirect.INHERIT).start();
    return new DyingServer(process, Integer.parseInt(process.inputReader().readLine()));
  }

  int port() {
    return port;
  }

  /** As the system does it: no GOAWAY, no goodbye. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
    process.waitFor();
  }

  public static void main(String[] args) throws IOException {
    try (ServerSocket listening = FramePeer.listen()) {
      System.out.println(listening.getLocalPort());
      try (FramePeer peer = FramePeer.accept(listening)) {
        peer.handshake();
        peer.skipping(FrameType.DATA, FrameType.SETTINGS, FrameType.WINDOW_UPDATE);
        peer.expectHeaders(1);
        peer.expectHeaders(3);
        peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "begun", false));
        System.in.read();
      }
    }
  }
}
