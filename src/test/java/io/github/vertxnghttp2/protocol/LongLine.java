package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PingFrame;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.protocol.window.WindowBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A client's and a server's connection with a long line between them. The time is that of a clock which jumps from one
 * event to the next, so the results do not depend on the speed of the machine.
 */
final class LongLine implements AutoCloseable {
  static final int STREAM_WINDOW = 256 << 10;
  static final int CONNECTION_WINDOW = 1 << 20;
  private static final int SOCKET_BUFFER = 1 << 20;
  private static final int READ = 64 << 10;
  private static final ByteBuf ZEROS = Unpooled.directBuffer(READ).writeZero(READ);

  private record Piece(ByteBuf bytes, long due) {
  }

  /** What one side writes, on its way to the other. */
  private final class Direction implements Output {
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long free;
    private boolean blocked;

    @Override
    public ByteBuf allocate(int capacity) {
      return PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    }

    @Override
    public void write(ByteBuf bytes) {
      free = Math.max(free, now) + bytes.readableBytes() * 1_000_000_000L / bytesPerSecond;
      pieces.add(new Piece(bytes, free + delay));
    }

    private long backlog() {
      return Math.max(0, free - now) * bytesPerSecond / 1_000_000_000L;
    }

    @Override
    public int room() {
      return (int) Math.max(0, SOCKET_BUFFER - backlog());
    }

    /** When a read of the other side or the next write of this side is due. */
    private long next() {
      long next = pieces.isEmpty() ? Long.MAX_VALUE : pieces.peek().due;
      return blocked ? Math.min(next, Math.max(now + 1, free - SOCKET_BUFFER / 2 * 1_000_000_000L / bytesPerSecond))
        : next;
    }

    private void deliver(Connection to) {
      ByteBuf input = PooledByteBufAllocator.DEFAULT.directBuffer(READ);
      while (!pieces.isEmpty() && pieces.peek().due <= now && input.readableBytes() < READ) {
        ByteBuf bytes = pieces.poll().bytes;
        input.writeBytes(bytes);
        bytes.release();
      }
      if (input.isReadable() && !to.isClosed()) {
        to.receive(input);
      }
      input.release();
    }
  }

  /** A body that is sent to one side, and read there or not. */
  final class Body implements StreamListener {
    private Stream sending;
    private Stream receiving;
    private long left;
    boolean reading = true;
    long received;
    long firstAt;
    long lastAt;
    boolean ended;

    void pump() {
      while (sending != null && left > 0 && sending.queuedBytes() < 2 * SOCKET_BUFFER && !sending.isClosed()) {
        int length = (int) Math.min(left, READ);
        left -= length;
        sending.write(ZEROS.retainedSlice(0, length), left == 0, null);
      }
    }

    @Override
    public void onData(ByteBuf input, int offset, int length) {
      firstAt = received == 0 ? now : firstAt;
      lastAt = now;
      received += length;
      if (reading) {
        receiving.consume(length);
      }
    }

    /** Reads what has arrived, and all that arrives. */
    void readOn() {
      reading = true;
      receiving.consume((int) receiving.unreadBytes());
    }

    @Override
    public void onEnd(HeaderList trailers) {
      ended = true;
      if (receiving.connection() == server) {
        receiving.respond(200, new HeaderList(), true);
      }
    }

    @Override
    public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
      ended = true;
    }

    /** Bytes in a second, from the first one to the last. */
    double speed() {
      return received * 1e9 / (lastAt - firstAt);
    }
  }

  /** Counts the PINGs that a side has sent. */
  static final class Pings implements FrameListener {
    final List<PingFrame> sent = new ArrayList<>();

    @Override
    public void received(Frame frame) {
    }

    @Override
    public void sent(Frame frame) {
      if (frame instanceof PingFrame ping && ping.flags() == 0) {
        sent.add(ping);
      }
    }
  }

  private final class Listener implements ConnectionListener {
    @Override
    public void onDirty() {
    }

    @Override
    public void onRequest(Stream stream, HeaderList head, boolean endStream) {
      Body body = bodies.get(stream.id());
      if (endStream) {
        stream.listener(new RecordedStream());
        stream.respond(200, new HeaderList(), false);
        body.sending = stream;
      } else {
        stream.listener(body);
        body.receiving = stream;
      }
    }
  }

  final ClientConnection client;
  final ServerConnection server;
  final Pings clientPings = new Pings();
  final Pings serverPings = new Pings();
  long now = 1;
  private final long delay;
  private final long bytesPerSecond;
  private final Direction toServer = new Direction();
  private final Direction toClient = new Direction();
  private final Map<Integer, Body> bodies = new HashMap<>();

  /** @param maxWindow 0 for windows that do not grow */
  LongLine(long roundTripNanos, long bytesPerSecond, int maxUnread, int maxWindow, WindowBudget budget) {
    delay = roundTripNanos / 2;
    this.bytesPerSecond = bytesPerSecond;
    client = new ClientConnection(new SessionOptions().setMaxUnread(maxUnread), new Listener());
    server = new ServerConnection(new SessionOptions().setMaxUnread(maxUnread), new Listener());
    client.frameListener(clientPings);
    server.frameListener(serverPings);
    for (Connection side : List.of(client, server)) {
      side.start(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), STREAM_WINDOW}, CONNECTION_WINDOW);
      if (maxWindow > 0) {
        side.windows().grow(maxWindow, budget, () -> now);
      }
    }
    flush(server, toClient);
    flush(client, toServer);
  }

  private static void flush(Connection side, Direction output) {
    output.blocked = side.flush(output);
    side.endsInOutput().sent(side.endsInOutput().written());
  }

  /** A body that the server sends. */
  Body download(long size) {
    Body body = new Body();
    body.left = size;
    body.receiving = client.request(ConnectionPair.GET, true, body);
    return opened(body, body.receiving);
  }

  /** A body that the client sends. */
  Body upload(long size) {
    Body body = new Body();
    body.left = size;
    body.sending = client.request(ConnectionPair.POST, false, new RecordedStream());
    return opened(body, body.sending);
  }

  Body transfer(boolean down, long size) {
    return down ? download(size) : upload(size);
  }

  private Body opened(Body body, Stream stream) {
    flush(client, toServer);
    bodies.put(stream.id(), body);
    return body;
  }

  /** @return whether the condition is met; false if nothing happens any more before */
  boolean runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      bodies.values().forEach(Body::pump);
      flush(server, toClient);
      flush(client, toServer);
      long next = Math.min(toServer.next(), toClient.next());
      if (next == Long.MAX_VALUE) {
        return done.getAsBoolean();
      }
      now = Math.max(now, next);
      toServer.deliver(server);
      toClient.deliver(client);
    }
    return true;
  }

  /** Until nothing happens any more. */
  void runUntilQuiet() {
    runUntil(() -> false);
  }

  Connection receiver(boolean down) {
    return down ? client : server;
  }

  Pings receiverPings(boolean down) {
    return down ? clientPings : serverPings;
  }

  @Override
  public void close() {
    client.close(ConnectionEnd.lost("the test is over"));
    server.close(ConnectionEnd.lost("the test is over"));
    for (Direction direction : List.of(toServer, toClient)) {
      direction.pieces.forEach(piece -> piece.bytes.release());
    }
  }
}
