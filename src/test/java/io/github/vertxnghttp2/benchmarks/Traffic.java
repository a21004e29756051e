package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.SettingId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client and a server say to each other in a long run of exchanges, recorded once and played to every contender.
 * The first stream is 3, which is where Netty's clients begin.
 */
final class Traffic {
  static final int STREAMS = 128;
  /** Never used up in a run, so that no recorded byte depends on when a contender sends WINDOW_UPDATE. */
  static final int WINDOW = 1 << 30;
  static final byte[] GREETING = "Hello, world!".getBytes();

  /**
   * @param fields of a request, 4 or 12; a response has one more when it is 12
   * @param streams requests of an exchange, all in one read
   * @param upload bytes of each request's body
   * @param window the streams' receive window on both sides, 0 to leave it
   */
  record Shape(int fields, int streams, int exchanges, int upload, boolean greeting, int window) {
    int[] settings() {
      return window == 0 ? new int[] {SettingId.MAX_CONCURRENT_STREAMS.id(), STREAMS}
        : new int[] {SettingId.MAX_CONCURRENT_STREAMS.id(), STREAMS, SettingId.INITIAL_WINDOW_SIZE.id(), window};
    }
  }

  final Shape shape;
  final ByteBuf clientOpening;
  final ByteBuf serverOpening;
  /** By exchange. */
  final List<ByteBuf> requests = new ArrayList<>();
  final List<ByteBuf> responses = new ArrayList<>();

  Traffic(Shape shape) {
    this.shape = shape;
    try (End client = new End(SessionType.CLIENT); End server = new End(SessionType.SERVER)) {
      open(client.session, shape);
      client.session.submitRstStream(client.session.submitRequest(Words.request(4, "/"), true), 8);
      open(server.session, shape);
      // A server's SETTINGS go before its acknowledgement of the client's.
      serverOpening = server.flush();
      clientOpening = deliver(client, server);
      client.receive(serverOpening);
      serverOpening.readerIndex(0);
      append(clientOpening, deliver(client, server));
      append(serverOpening, deliver(server, client));
      String[] paths = Words.paths(shape.streams * shape.exchanges);
      for (int exchange = 0; exchange < shape.exchanges; exchange++) {
        for (int i = 0; i < shape.streams; i++) {
          HeaderList request = Words.request(shape.fields, paths[exchange * shape.streams + i]);
          int id = client.session.submitRequest(request, shape.upload == 0);
          if (shape.upload > 0) {
            client.session.pushData(id, shape.upload, true);
          }
        }
        requests.add(deliver(client, server));
        responses.add(deliver(server, client));
      }
      if (client.responseCount != shape.streams * shape.exchanges) {
        throw new IllegalStateException(client.responseCount + " responses were recorded");
      }
    }
  }

  void release() {
    clientOpening.release();
    serverOpening.release();
    requests.forEach(ByteBuf::release);
    responses.forEach(ByteBuf::release);
  }

  /** Begins a session in the way that the recorded one began. */
  static void open(Session session, Shape shape) {
    session.submitSettings(shape.settings());
    if (shape.window != 0) {
      session.setLocalWindowSize(0, WINDOW);
    }
  }

  private static void append(ByteBuf to, ByteBuf more) {
    to.writeBytes(more);
    more.release();
  }

  private static ByteBuf deliver(End from, End to) {
    ByteBuf bytes = from.flush();
    to.receive(bytes);
    return bytes.readerIndex(0);
  }

  /** One side of the recording. */
  private final class End implements SessionListener, SessionOutput, AutoCloseable {
    final Session session;
    int responseCount;
    private ByteBuf wire;

    End(SessionType type) {
      session = new Session(type, new SessionOptions());
    }

    ByteBuf flush() {
      wire = Unpooled.directBuffer();
      ByteBuf out = Unpooled.directBuffer(32 << 10);
      while (session.flush(out.clear(), 1 << 20, this, this)) {
        // Until all is said.
      }
      out.release();
      return wire;
    }

    void receive(ByteBuf bytes) {
      session.receive(bytes, this);
    }

    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      if (session.type() == SessionType.CLIENT) {
        responseCount++;
      } else if (endStream) {
        respond(streamId);
      }
    }

    @Override
    public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
      session.consume(streamId, length);
      if (endStream && session.type() == SessionType.SERVER) {
        respond(streamId);
      }
    }

    private void respond(int streamId) {
      HeaderList response = shape.greeting ? Words.recordedResponse(shape.fields, streamId) : new HeaderList();
      session.submitResponse(streamId, 200, response, !shape.greeting);
      if (shape.greeting) {
        session.submitData(streamId, Unpooled.wrappedBuffer(GREETING), true);
      }
    }

    @Override
    public void frames(ByteBuf out, int offset, int length) {
      wire.writeBytes(out, offset, length);
    }

    @Override
    public void body(int streamId, int length) {
      wire.writeZero(length);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
