package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.Arrays;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** States of a connection in which a test closes both of its sessions. */
enum LastMoment {
  NOTHING(pair -> { }),
  PREFACE_HALF_READ(pair -> {
    try (SessionPair.Side late = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()))) {
      receive(late, "PRI * HTTP/2.0\r\n".getBytes());
    }
  }),
  COMMANDS_NOT_FLUSHED(pair -> pair.client.session.submitRequest(OpenSessions.POST, false)),
  IDLE_STREAM(pair -> {
    pair.server.receive(RawFrame.priority(7, 3, 16, false));
    assertEquals(StreamState.IDLE, pair.server.session.state().streamState(7));
  }),
  OPEN_STREAM(pair -> {
    int id = post(pair);
    assertEquals(StreamState.OPEN, pair.server.session.state().streamState(id));
    assertEquals(StreamState.OPEN, pair.client.session.state().streamState(id));
  }),
  HALF_CLOSED_BY_THE_CLIENT(pair -> {
    int id = get(pair);
    assertEquals(StreamState.HALF_CLOSED_REMOTE, pair.server.session.state().streamState(id));
    assertEquals(StreamState.HALF_CLOSED_LOCAL, pair.client.session.state().streamState(id));
  }),
  HALF_CLOSED_BY_THE_SERVER(pair -> {
    int id = post(pair);
    pair.server.session.submitResponse(id, 200, OpenSessions.TEXT, true);
    pair.exchange();
    assertEquals(StreamState.HALF_CLOSED_LOCAL, pair.server.session.state().streamState(id));
    assertEquals(StreamState.HALF_CLOSED_REMOTE, pair.client.session.state().streamState(id));
  }),
  RESET_NOT_SENT(pair -> pair.server.session.submitRstStream(post(pair), 8)),
  CLOSED_STREAM(pair -> {
    pair.client.session.submitRstStream(post(pair), 8);
    pair.exchange();
    assertEquals(0, pair.server.session.state().openStreams());
  }),
  DATA_NOT_READ(pair -> {
    int id = post(pair);
    pair.client.push(id, new byte[10_000], true);
    pair.exchange();
    assertEquals(10_000, pair.server.session.state().effectiveRecvDataLength(id));
  }),
  BODY_WAITS_FOR_A_WINDOW(pair -> {
    int id = postToSmallWindow(pair);
    pair.client.push(id, new byte[1000], true);
    pair.exchange();
    assertEquals(0, pair.client.session.state().remoteWindowSize(id));
  }),
  INLINE_BODY_WAITS_FOR_A_WINDOW(pair -> {
    int id = postToSmallWindow(pair);
    pair.client.session.submitData(id, Unpooled.wrappedBuffer(new byte[1000]), false);
    pair.exchange();
    assertEquals(0, pair.client.session.state().remoteWindowSize(id));
  }),
  BODY_DEFERRED(pair -> {
    int id = post(pair);
    pair.client.session.submitData(id, Unpooled.wrappedBuffer(new byte[10]), false);
    pair.exchange();
    assertEquals(0, pair.client.session.state().outboundQueueSize());
  }),
  TRAILERS_BEHIND_A_BODY_THAT_WAITS(pair -> {
    int id = postToSmallWindow(pair);
    pair.client.push(id, new byte[1000], false);
    pair.client.session.submitTrailer(id, HeaderList.of("x-sum", "1"));
    pair.exchange();
  }),
  PROMISED_STREAM(pair -> {
    int promised = pair.server.session.submitPushPromise(get(pair), OpenSessions.GET);
    pair.exchange();
    assertEquals(StreamState.RESERVED_LOCAL, pair.server.session.state().streamState(promised));
    assertEquals(StreamState.RESERVED_REMOTE, pair.client.session.state().streamState(promised));
  }),
  HEADERS_HELD_FOR_A_PROMISED_STREAM(pair -> {
    pair.client.session.submitSettings(3, 0); // no room for a pushed response
    pair.exchange();
    int promised = pair.server.session.submitPushPromise(get(pair), OpenSessions.GET);
    pair.server.session.submitInformational(promised, 103, OpenSessions.TEXT);
    pair.server.session.submitResponse(promised, 200, OpenSessions.TEXT, true);
    pair.exchange();
    assertEquals(StreamState.RESERVED_LOCAL, pair.server.session.state().streamState(promised));
  }),
  REQUEST_WAITS_FOR_ROOM(pair -> {
    pair.server.session.submitSettings(3, 1);
    pair.exchange();
    post(pair);
    pair.client.session.submitRequest(OpenSessions.POST, false);
    pair.exchange();
    assertEquals(1, pair.client.session.state().outboundQueueSize());
  }),
  HEADER_BLOCK_HALF_READ(pair ->
    receive(pair.server, RawFrame.headers(1, true, HpackBlock.get("/", "x-a", "b")).without(Flag.END_HEADERS).bytes())),
  FIELD_HALF_READ(pair -> {
    byte[] frame = RawFrame.headers(1, true, HpackBlock.get("/", "x-a", "b".repeat(3000))).bytes();
    receive(pair.server, Arrays.copyOf(frame, frame.length - 1500));
  }),
  HEADER_BLOCK_HALF_WRITTEN(pair -> {
    pair.client.session.submitRequest(OpenSessions.GET.copy().add("x-long", "y".repeat(30_000)), true);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(20 << 10, 20 << 10);
    assertTrue(pair.client.session.flush(out, 0, pair.client.events, new NoBodies()));
    out.release();
  }),
  LISTS_IN_THE_TABLES(pair -> {
    for (int i = 0; i < 10; i++) {
      pair.client.session.submitRequest(OpenSessions.GET.copy().add("x-" + i, "value " + i), true);
    }
    pair.exchange();
    assertTrue(pair.server.session.state().hdInflateDynamicTableSize() > 0);
  }),
  EXTENSION_HALF_READ(pair -> {
    byte[] frame = RawFrame.unknown(0xf0, 0, 0, new byte[2000]).bytes();
    receive(pair.server, Arrays.copyOf(frame, 1000));
  }),
  EXTENSION_NOT_SENT(pair -> {
    pair.server.session.submitExtension(0xf0, 0, 0, new byte[2000]);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(64, 64);
    pair.server.session.submitPing(1);
    pair.server.session.flush(out, 0, pair.server.events, new NoBodies());
    out.release();
  }),
  FRAME_LOG_ON(pair -> {
    pair.client.session.frameListener(new Unheard());
    pair.server.session.frameListener(new Unheard());
    pair.client.push(post(pair), new byte[100], false);
    pair.exchange();
    byte[] frame = RawFrame.goAway(0, 0, "x".repeat(3000)).bytes();
    receive(pair.server, Arrays.copyOf(frame, 1000));
  }),
  UPGRADED(pair -> {
    try (SessionPair.Side upgraded = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()))) {
      upgraded.session.upgrade(new byte[0], false);
      assertEquals(StreamState.HALF_CLOSED_REMOTE, upgraded.session.state().streamState(1));
    }
  }),
  GOAWAY_SENT(pair -> {
    int id = post(pair);
    pair.server.session.submitGoaway(id, 0, "enough".getBytes());
    pair.exchange();
    pair.client.session.submitRequest(OpenSessions.GET, true);
    pair.client.flush().release();
  }),
  TERMINATED(pair -> {
    post(pair);
    pair.server.session.terminate(1);
    pair.exchange();
  }),
  BROKEN_BY_THE_PEER(pair -> {
    post(pair);
    pair.server.receive(RawFrame.unknown(FrameType.SETTINGS.code(), 0, 1, new byte[5]));
  }),
  GIVEN_UP(pair -> {
    try (SessionPair.Side curl = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()))) {
      assertThrows(SessionException.class, () -> receive(curl, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes()));
    }
  });

  private final Consumer<SessionPair> script;

  LastMoment(Consumer<SessionPair> script) {
    this.script = script;
  }

  /** Opens two sessions (or three), brings them there, and closes them. */
  void happen() {
    SessionOptions options = new SessionOptions().addExtensionType(0xf0);
    try (SessionPair pair = new SessionPair(options, options)) {
      script.accept(pair);
    }
  }

  private static int get(SessionPair pair) {
    int id = pair.client.session.submitRequest(OpenSessions.GET, true);
    pair.exchange();
    return id;
  }

  private static int post(SessionPair pair) {
    int id = pair.client.session.submitRequest(OpenSessions.POST, false);
    pair.exchange();
    return id;
  }

  private static int postToSmallWindow(SessionPair pair) {
    pair.server.session.submitSettings(4, 100);
    pair.exchange();
    return post(pair);
  }

  private static void receive(SessionPair.Side side, byte[] bytes) {
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    try {
      side.session.receive(wire, side.events);
    } finally {
      wire.release();
    }
  }

  private static final class NoBodies implements SessionOutput {
    @Override
    public void frames(ByteBuf out, int offset, int length) {
    }

    @Override
    public void body(int streamId, int length) {
    }
  }

  private static final class Unheard implements FrameListener {
    @Override
    public void received(Frame frame) {
    }

    @Override
    public void sent(Frame frame) {
    }
  }
}
