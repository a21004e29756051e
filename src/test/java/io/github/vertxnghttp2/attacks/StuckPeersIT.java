package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers that never read. With small frames they request large responses again and again, and reset them. */
class StuckPeersIT {
  private static final int PEERS = 75;
  /** MiB */
  private static final int DIRECT = 256;
  /** MiB: less than one for each of them. */
  private static final int LITTLE_DIRECT = 64;
  private static final int RESETS = 990; // fewer than maxResets
  private static final byte[] GET = HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", "x");
  private static final String PATH = "/" + "p".repeat(3700);

  @TempDir
  Path folder;

  private StuckPeersServer server;
  private final List<FramePeer> peers = new ArrayList<>();

  /** Also after the time is over: what waits for the server's response ends with it. */
  @AfterEach
  void close() throws InterruptedException {
    server.close();
    peers.forEach(FramePeer::close);
  }

  private FramePeer open(int port) {
    FramePeer peer = FramePeer.connect(port);
    peers.add(peer);
    peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), Integer.MAX_VALUE);
    return peer;
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void responses_that_the_peer_does_not_read_cost_little_memory_and_sendTimeout_ends_them() throws Exception {
    Path log = folder.resolve("log");
    server = StuckPeersServer.start(log, DIRECT);
    for (int i = 0; i < PEERS; i++) {
      attack(open(server.port()));
    }
    assertSendTimeoutEndsThem(log);
  }

  private void assertSendTimeoutEndsThem(Path log) throws IOException {
    server.awaitDisconnected(PEERS);
    FramePeer other = open(server.port());
    other.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/alive");
    assertEquals("/alive", other.response(1).text());
    String lines = Files.readString(log);
    assertTrue(lines.contains("sendTimeout = 2000"), lines);
    assertFalse(lines.contains("OutOfMemoryError"), lines);
  }

  /** Each socket has taken much when it takes nothing more, so that the server gathers much for it at a time. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void bytes_that_wait_for_peers_that_do_not_read_are_limited_in_total() throws Exception {
    Path log = folder.resolve("log");
    server = StuckPeersServer.start(log, LITTLE_DIRECT);
    for (int i = 0; i < PEERS; i++) {
      open(server.port()).send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535),
        RawFrame.headers(1, true, HpackBlock.get("/endless")));
    }
    assertSendTimeoutEndsThem(log);
  }

  private static void attack(FramePeer peer) {
    peer.send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535), RawFrame.headers(1, true, HpackBlock.get(
      "/endless")));
    peer.send(RawFrame.headers(3, true, HpackBlock.concat(GET, HpackBlock.indexing(":path", PATH))));
    List<RawFrame> frames = new ArrayList<>();
    for (int i = 0; i < RESETS; i++) {
      int stream = 5 + 2 * i;
      frames.add(RawFrame.headers(stream, true, HpackBlock.concat(GET, HpackBlock.indexed(62))));
      frames.add(RawFrame.rst(stream, ErrorCode.CANCEL));
    }
    peer.trySend(frames.toArray(new RawFrame[0]));
  }
}
