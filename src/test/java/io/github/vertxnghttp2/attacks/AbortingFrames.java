package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionPair;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that {@link AbortingFramesIT} starts in a separate JVM. It exits with 0 if it survives each frame. */
public final class AbortingFrames {
  private static final byte[] PRIORITY = {0, 0, 0, 1, 'u', '=', '1'};
  private static final RawFrame TOO_SHORT = RawFrame.unknown(FrameType.RST_STREAM.code(), 0, 1, new byte[0]);

  /** Frames that may end the connection; the frame of the wrong size follows. */
  private static final List<RawFrame> FIRST = List.of(
    RawFrame.unknown(FrameType.PRIORITY_UPDATE.code(), 0, 1, PRIORITY), // only stream 0 may have one
    RawFrame.priorityUpdate(2, "u=1"),                                  // of a promise that was not made
    RawFrame.altSvc(0, "", "clear"),
    RawFrame.altSvc(1, "http://localhost", "clear"),
    RawFrame.origin(),
    RawFrame.unknown(0xbe, 0, 0, new byte[5]),
    RawFrame.headers(0, true, HpackBlock.get("/")),
    RawFrame.headers(2, true, HpackBlock.get("/")),
    RawFrame.data(7, "x", false),
    RawFrame.continuation(1, true, new byte[0]),
    RawFrame.unknown(FrameType.SETTINGS.code(), 0, 0, new byte[5]),
    RawFrame.windowUpdate(0, 0));

  private AbortingFrames() {
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "server" -> server();
      case "client" -> client();
      default -> sessions();
    }
    System.exit(0);
  }

  private static void server() throws Exception {
    Vertx vertx = Vertx.vertx();
    ServerSession server = ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> request.response().end("alive"));
    await(server.listen());
    for (RawFrame first : FIRST) {
      try (FramePeer attacker = FramePeer.connect(server.actualPort())) {
        attacker.handshake();
        attacker.send(first, TOO_SHORT, TOO_SHORT).expectClosed();
      }
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.handshake();
        peer.send(RawFrame.headers(1, true, HpackBlock.get("/")));
        check("alive".equals(peer.response(1).text()), first);
      }
    }
  }

  private static void client() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket listening = FramePeer.listen()) {
      for (RawFrame first : FIRST) {
        Future<ClientSession> connecting = ClientSession.connect(vertx,
          new ClientOptions().setHost("127.0.0.1").setPort(listening.getLocalPort()));
        try (FramePeer attacker = FramePeer.accept(listening)) {
          attacker.handshake();
          await(connecting);
          attacker.send(first, TOO_SHORT, TOO_SHORT).expectClosed();
        }
      }
    }
  }

  /** In one read, and in a read each. */
  private static void sessions() {
    for (SessionType type : SessionType.values()) {
      for (RawFrame first : FIRST) {
        for (boolean together : new boolean[] {true, false}) {
          try (SessionPair.Side side = new SessionPair.Side(new Session(type, new SessionOptions()
            .addBuiltinExtensionType(FrameType.PRIORITY_UPDATE).addBuiltinExtensionType(FrameType.ALTSVC)
            .addBuiltinExtensionType(FrameType.ORIGIN).addExtensionType(0xbe)))) {
            begin(side, type);
            if (together) {
              side.receive(first, TOO_SHORT, TOO_SHORT);
            } else {
              side.receive(first);
              side.receive(TOO_SHORT);
              side.receive(TOO_SHORT);
            }
            ByteBuf sent = side.flush();
            check(!side.session.isWanted(), first);
            check(goesAway(sent), first);
            sent.release();
          }
        }
      }
    }
  }

  private static void begin(SessionPair.Side side, SessionType type) {
    side.session.submitSettings(SettingId.NO_RFC7540_PRIORITIES.id(), 1); // without it PRIORITY_UPDATE is passed over
    side.flush().release();
    ByteBuf preface = PooledByteBufAllocator.DEFAULT.directBuffer();
    if (type == SessionType.SERVER) {
      preface.writeCharSequence(FramePeer.PREFACE, StandardCharsets.US_ASCII);
    }
    side.session.receive(preface.writeBytes(RawFrame.settings().bytes()), side.events);
    preface.release();
    side.flush().release();
  }

  private static boolean goesAway(ByteBuf sent) {
    for (int at = 0; at < sent.readableBytes(); at += 9 + sent.getUnsignedMedium(at)) {
      if (sent.getByte(at + 3) == FrameType.GOAWAY.code()) {
        return true;
      }
    }
    return false;
  }

  private static void check(boolean good, RawFrame first) {
    if (!good) {
      throw new AssertionError("after " + first);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
