package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Clients by hand, each with a connection of its own: they leave at any stage, break the rules, and go beyond limits.
 */
final class RoughClients {
  private static final byte[] NOTHING = {};

  private final Site site;
  private final SoakServers servers;

  /** What a client does that does not say goodbye. */
  private static final List<Consumer<FramePeer>> BEFORE_LEAVING = List.of(
    peer -> { },
    peer -> peer.sendBytes(FramePeer.PREFACE.substring(0, 10).getBytes(StandardCharsets.US_ASCII)),
    FramePeer::sendPreface,
    FramePeer::handshake,
    peer -> {
      peer.handshake();
      peer.sendBytes(Arrays.copyOf(RawFrame.headers(1, true, HpackBlock.get("/never")).bytes(), 20));
    },
    peer -> {
      peer.handshake();
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/never")).without(Flag.END_HEADERS));
    },
    peer -> {
      peer.handshake();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/echo")), RawFrame.data(1, Content.body(10_000).getBytes(),
        false));
    },
    peer -> {
      peer.handshake();
      for (int i = 0; i < 10; i++) {
        peer.send(RawFrame.headers(2 * i + 1, true, HpackBlock.get("/bytes/300000")));
      }
    },
    peer -> {
      peer.handshake();
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/bytes/300000"))).readUntil(FrameType.DATA);
    },
    peer -> {
      peer.handshake();
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/never")), RawFrame.headers(3, false, HpackBlock.post(
        "/count")));
      peer.roundTrip();
    });

  RoughClients(Site site, SoakServers servers) {
    this.site = site;
    this.servers = servers;
  }

  private Future<?> blocking(String kind, int port, Consumer<FramePeer> script) {
    return site.vertx().executeBlocking(() -> {
      try (FramePeer peer = FramePeer.connect(port)) {
        script.accept(peer);
      }
      site.tally().count(kind + ": ok");
      return null;
    }, false);
  }

  /** Leaves in the middle of something, with an end of input or a reset. */
  Future<?> leave(Random random) {
    Consumer<FramePeer> before = BEFORE_LEAVING.get(random.nextInt(BEFORE_LEAVING.size()));
    boolean abruptly = random.nextBoolean();
    return blocking("client that leaves", servers.port(), peer -> {
      before.accept(peer.acknowledging(false));
      if (abruptly) {
        peer.reset();
      }
    });
  }

  /** Reads a response in small sips, and gets it whole. */
  Future<?> sip(Random random) {
    int length = 20_000 + random.nextInt(60_000);
    return blocking("client that reads slowly", servers.port(), peer -> {
      peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 1000);
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/bytes/" + length)));
      byte[] body = peer.response(1).body();
      if (body.length != length || !Content.isPiece(Buffer.buffer(body), 0)) {
        site.tally().fault("a client that reads slowly got " + body.length + " of " + length + " bytes", null);
      }
    });
  }

  // --- rules ---

  private static RawFrame[] frames(RawFrame... frames) {
    return frames;
  }

  /** Frames after which the server has to end the connection. */
  private static final List<RawFrame[]> ILLEGAL = List.of(
    frames(RawFrame.data(0, "x", false)),
    frames(RawFrame.headers(2, true, HpackBlock.get("/never"))),
    frames(RawFrame.headers(1, true, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff})),
    frames(RawFrame.windowUpdate(0, 0x7fff_ffffL)),
    frames(RawFrame.settings(SettingId.MAX_FRAME_SIZE, 1)),
    frames(RawFrame.unknown(FrameType.PING.code(), 0, 0, new byte[7])),
    frames(RawFrame.data(7, "idle", false)),
    frames(RawFrame.headers(1, false, HpackBlock.get("/never")).without(Flag.END_HEADERS), RawFrame.ping(1)),
    frames(RawFrame.headers(1, false, HpackBlock.post("/never")), RawFrame.data(1, new byte[16_385], false)));

  Future<?> breakRules(Random random) {
    RawFrame[] illegal = ILLEGAL.get(random.nextInt(ILLEGAL.size()));
    return blocking("client that breaks rules", servers.strictPort(), peer -> {
      peer.handshake();
      peer.trySend(illegal);
      peer.readUntil(FrameType.GOAWAY);
      peer.expectClosed();
    });
  }

  /** A request that is malformed, or too large; the connection serves the next one. */
  Future<?> malformedRequest(Random random) {
    boolean large = random.nextBoolean();
    byte[] block = large ? HpackBlock.get("/bytes/1", "x", "y".repeat(5000)) : HpackBlock.get("/bytes/1", "Upper",
      "case");
    return blocking("client with a bad request", servers.strictPort(), peer -> {
      peer.handshake();
      peer.send(RawFrame.headers(1, true, block));
      peer.expectRst(1, large ? ErrorCode.ENHANCE_YOUR_CALM : ErrorCode.PROTOCOL_ERROR);
      peer.send(RawFrame.headers(3, true, HpackBlock.get("/bytes/100")));
      if (peer.response(3).body().length != 100) {
        site.tally().fault("no response behind a bad request", null);
      }
    });
  }

  // --- limits ---

  /** Of what only a little is borne. */
  private static final List<IntFunction<RawFrame[]>> FLOODS = List.of(
    i -> frames(RawFrame.ping(i)),
    i -> frames(RawFrame.settings()),
    i -> frames(RawFrame.headers(2 * i + 3, true, HpackBlock.get("/never")), RawFrame.rst(2 * i + 3, ErrorCode.CANCEL)),
    i -> frames(RawFrame.data(1, NOTHING, false)),
    i -> frames(RawFrame.unknown(0xbe, 0, 0, NOTHING)),
    i -> frames(RawFrame.priorityUpdate(1, "u=" + i % 8)),
    i -> frames(RawFrame.headers(2 * i + 3, true, HpackBlock.get("/never", "Upper", "case"))));

  Future<?> flood(Random random) {
    IntFunction<RawFrame[]> attack = FLOODS.get(random.nextInt(FLOODS.size()));
    return blocking("client that floods", servers.strictPort(), peer -> {
      peer.acknowledging(false).handshake();
      boolean taken = peer.trySend(RawFrame.headers(1, false, HpackBlock.post("/count")));
      // The limit lets more through as time goes by, the more the slower this machine is.
      for (int i = 0; i < 100 * SoakServers.STRICT_LIMIT && taken; i++) {
        taken = peer.trySend(attack.apply(i));
      }
      // ENHANCE_YOUR_CALM; or PROTOCOL_ERROR, where more requests came at once than streams may be open.
      peer.readUntil(FrameType.GOAWAY);
      peer.expectClosed();
    });
  }

  /** Says nothing more where the server waits, until it loses patience. */
  Future<?> stall(Random random) {
    int where = random.nextInt(5);
    return blocking("client that stalls", servers.strictPort(), peer -> {
      peer.acknowledging(false);
      switch (where) {
        case 0 -> peer.sendPreface().expectGoAway(ErrorCode.SETTINGS_TIMEOUT);
        case 1 -> {
          peer.handshake();
          peer.send(RawFrame.headers(1, true, HpackBlock.get("/never")).without(Flag.END_HEADERS))
            .expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
        }
        case 2 -> {
          peer.handshake();
          peer.acknowledging(true).send(RawFrame.headers(1, false, HpackBlock.post("/count")))
            .expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
        }
        case 3 -> {
          peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 100);
          peer.acknowledging(true).send(RawFrame.headers(1, true, HpackBlock.get("/bytes/30000")))
            .expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
        }
        default -> {
          peer.handshake();
          peer.send(RawFrame.headers(1, true, HpackBlock.get("/never"))).expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
        }
      }
    });
  }
}
