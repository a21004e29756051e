package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.HashMap;
import java.util.Map;

/** A client and a server session that exchange bytes in memory. All events are recorded. */
public final class SessionPair implements AutoCloseable {
  public final Side client;
  public final Side server;

  public SessionPair() {
    this(new SessionOptions(), new SessionOptions());
  }

  /** @param serverSettings ids and values in turn */
  public SessionPair(SessionOptions clientOptions, SessionOptions serverOptions, int... serverSettings) {
    client = new Side(new Session(SessionType.CLIENT, clientOptions));
    server = new Side(new Session(SessionType.SERVER, serverOptions));
    client.session.submitSettings();
    server.session.submitSettings(serverSettings);
    ByteBuf first = server.flush(); // a server's SETTINGS go before the acknowledgement of the client's
    deliver(client, server);
    client.session.receive(first, client.events);
    first.release();
    exchange();
  }

  /** Until neither side has anything to say. */
  public void exchange() {
    boolean moved = true;
    while (moved) {
      moved = deliver(client, server) | deliver(server, client);
    }
  }

  public static boolean deliver(Side from, Side to) {
    ByteBuf bytes = from.flush();
    try {
      if (!bytes.isReadable()) {
        return false;
      }
      to.session.receive(bytes, to.events);
      return true;
    } finally {
      bytes.release();
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  /** One end: its session, its events, and the bodies that it has announced. */
  public static final class Side implements SessionOutput, AutoCloseable {
    public final Session session;
    public final RecordingListener events = new RecordingListener();
    final Map<Integer, CompositeByteBuf> bodies = new HashMap<>();
    private ByteBuf wire;

    public Side(Session session) {
      this.session = session;
    }

    public void push(int streamId, byte[] body, boolean end) {
      bodies.computeIfAbsent(streamId, id -> Unpooled.compositeBuffer(1024))
        .addComponent(true, Unpooled.wrappedBuffer(body));
      session.pushData(streamId, body.length, end);
    }

    /** Reads frames as they are. */
    public void receive(RawFrame... frames) {
      ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
      for (RawFrame frame : frames) {
        bytes.writeBytes(frame.bytes());
      }
      try {
        session.receive(bytes, events);
      } finally {
        bytes.release();
      }
    }

    /** All that the session has to send, in one direct buffer. */
    public ByteBuf flush() {
      return flush(32 << 10);
    }

    ByteBuf flush(int capacity) {
      wire = PooledByteBufAllocator.DEFAULT.directBuffer();
      boolean more;
      do {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        try {
          more = session.flush(out, 64 << 10, events, this);
        } catch (RuntimeException e) {
          wire.release();
          throw e;
        } finally {
          out.release();
        }
      } while (more);
      return wire;
    }

    @Override
    public void frames(ByteBuf out, int offset, int length) {
      wire.writeBytes(out, offset, length);
    }

    @Override
    public void body(int streamId, int length) {
      CompositeByteBuf body = bodies.get(streamId);
      wire.writeBytes(body, length);
      body.discardReadComponents();
    }

    @Override
    public void close() {
      session.close();
      bodies.values().forEach(CompositeByteBuf::release);
    }
  }
}
