package examples;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A client and a server session of the binding, without sockets, event loops or Vert.x. Each session writes into a
 * buffer that the other reads. The example prints what happens.
 */
public final class SessionByHand {
  private static final int OUT_CAPACITY = 32 << 10;
  private static final int BODY_BUDGET = 64 << 10;

  private final Consumer<String> print;

  SessionByHand(Consumer<String> print) {
    this.print = print;
  }

  public static void main(String[] args) {
    new SessionByHand(System.out::println).run();
  }

  void run() {
    print.accept("libnghttp2 " + Nghttp2.version());
    // tag::pair[]
    try (End client = new End("client", SessionType.CLIENT); End server = new Greeter()) {
      client.session.submitSettings();
      server.session.submitSettings();
      ByteBuf greeting = server.write(); // a server sends SETTINGS before it acknowledges the client's
      client.session.submitRequest(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost",
        ":path", "/hello"), true);
      client.sendTo(server);
      client.read(greeting);
      boolean moved = true;
      while (moved) {
        moved = server.sendTo(client) | client.sendTo(server);
      }
    }
    // end::pair[]
  }

  /** One end: its session, the body that it has announced, and what it prints. */
  private class End implements SessionListener, SessionOutput, AutoCloseable {
    final String name;
    final Session session;
    final ByteBuf body = Unpooled.buffer();
    private ByteBuf wire;

    End(String name, SessionType type) {
      this.name = name;
      session = new Session(type, new SessionOptions());
    }

    void say(String what) {
      print.accept(name + ": " + what);
    }

    // tag::io[]
    /** All bytes that the session has to send now. */
    ByteBuf write() {
      wire = Unpooled.directBuffer();
      ByteBuf out = Unpooled.directBuffer(OUT_CAPACITY, OUT_CAPACITY);
      while (session.flush(out, BODY_BUDGET, this, this)) {
        out.clear();
      }
      out.release();
      return wire;
    }

    void read(ByteBuf bytes) {
      say("reads " + bytes.readableBytes() + " bytes");
      session.receive(bytes, this);
      bytes.release();
    }
    // end::io[]

    boolean sendTo(End other) {
      ByteBuf bytes = write();
      if (bytes.isReadable()) {
        other.read(bytes);
        return true;
      }
      bytes.release();
      return false;
    }

    // tag::output[]
    @Override
    public void frames(ByteBuf out, int offset, int length) {
      wire.writeBytes(out, offset, length);
    }

    @Override
    public void body(int streamId, int length) {
      wire.writeBytes(body, length);
    }
    // end::output[]

    @Override
    public void onSettings(int[] idsAndValues) {
      say("the peer's settings");
    }

    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      say("stream " + streamId + " " + headers);
    }

    // tag::data[]
    @Override
    public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
      say("stream " + streamId + " " + input.toString(offset, length, StandardCharsets.UTF_8));
      session.consume(streamId, length);
    }
    // end::data[]

    @Override
    public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
      say("stream " + streamId + " closed: " + ErrorCode.nameOf(errorCode));
    }

    @Override
    public void close() {
      session.close();
      body.release();
    }
  }

  /** Responds to each request. It keeps the body until the session calls {@code body()}. */
  private final class Greeter extends End {
    Greeter() {
      super("server", SessionType.SERVER);
    }

    // tag::respond[]
    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      super.onHeaders(streamId, category, headers, endStream);
      byte[] text = ("Hello, " + headers.get(":path") + "!").getBytes(StandardCharsets.UTF_8);
      body.writeBytes(text);
      session.submitResponse(streamId, 200, HeaderList.of("content-type", "text/plain"), false);
      session.pushData(streamId, text.length, true);
    }
    // end::respond[]
  }
}
