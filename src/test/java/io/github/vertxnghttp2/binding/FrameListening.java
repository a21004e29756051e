package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.ArrayList;
import java.util.List;

/** Two sessions with frame listeners, and the frames of which these were notified. */
abstract class FrameListening {
  static final HeaderList GET = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost",
    ":path", "/");
  static final HeaderList POST = HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost",
    ":path", "/");
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  final SessionPair.Side client = new SessionPair.Side(new Session(SessionType.CLIENT, new SessionOptions()));
  /** A patched library counts each piece of a CONTINUATION frame's head as one such frame. */
  SessionPair.Side server = new SessionPair.Side(new Session(SessionType.SERVER,
    new SessionOptions().setMaxContinuations(100)));
  final Frames clientFrames = new Frames();
  final Frames serverFrames = new Frames();

  /** What was told. */
  static final class Frames implements FrameListener {
    final List<Frame> received = new ArrayList<>();
    final List<Frame> sent = new ArrayList<>();

    @Override
    public void received(Frame frame) {
      received.add(frame);
    }

    @Override
    public void sent(Frame frame) {
      sent.add(frame);
    }
  }

  @BeforeEach
  void begin() {
    client.session.submitSettings(1, 8192, 0x4242, 7);
    server.session.submitSettings(3, 100, 9, 1);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  void listen() {
    client.session.frameListener(clientFrames);
    server.session.frameListener(serverFrames);
  }

  /** The server's SETTINGS go first. */
  void shakeHands() {
    ByteBuf first = server.flush();
    SessionPair.deliver(client, server);
    client.session.receive(first, client.events);
    first.release();
    exchange();
  }

  void exchange() {
    while (SessionPair.deliver(client, server) | SessionPair.deliver(server, client)) {
      // until neither has anything to say
    }
  }

  void toServer(byte[]... pieces) {
    to(server, pieces);
  }

  static void to(SessionPair.Side side, byte[]... pieces) {
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (byte[] piece : pieces) {
      wire.writeBytes(piece);
    }
    try {
      side.session.receive(wire, side.events);
    } finally {
      wire.release();
    }
  }

  void converse() {
    shakeHands();
    int id = client.session.submitRequest(POST.copy().add("authorization", "secret", true).add("x-long",
      "y".repeat(40_000)), false);
    client.push(id, new byte[70_000], false);
    client.session.submitTrailer(id, HeaderList.of("x-sum", "1"));
    exchange();
    server.session.consume(id, 65_535);
    exchange();
    server.session.submitInformational(id, 103, HeaderList.of("link", "</a.css>"));
    server.session.submitResponse(id, 200, HeaderList.of("content-type", "text/plain"), false);
    server.session.submitData(id, Unpooled.wrappedBuffer("Hello".getBytes()), false);
    server.session.submitTrailer(id, HeaderList.of("x-trailer", "done"));
    client.session.submitPing(0x0102030405060708L);
    client.session.submitPriorityUpdate(id, "u=1".getBytes());
    exchange();
    client.session.setLocalWindowSize(0, 1 << 20);
    int other = client.session.submitRequest(GET, false);
    exchange();
    client.session.submitRstStream(other, 0x4242);
    exchange();
    server.session.submitGoaway(-1, 0x99, "enough".getBytes());
    exchange();
  }
}
