package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.output.MemoryOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A connection whose user calls random methods at random times, also from within a listener. */
final class FuzzedConnection implements ConnectionListener, AutoCloseable {
  private static final HeaderList FIELDS = HeaderList.of("x-fields", "some", "content-type", "text/plain");

  final Connection connection;
  final MemoryOutput output = new MemoryOutput();
  private final Random random;
  private final List<FuzzedStream> streams = new ArrayList<>();
  private final List<ByteBuf> lent = new ArrayList<>();
  private int toldOfWrites;
  private int writes;
  private boolean broken;

  FuzzedConnection(boolean server, Random random) {
    this.random = random;
    SessionOptions options = new SessionOptions();
    if (random.nextInt(4) == 0) {
      options.setEventBufferLimits(4096, 1 << 16).setMaxHeaderFields(6);
    }
    connection = server ? new ServerConnection(options, this) : new ClientConnection(options, this);
    connection.start(new int[] {3, 5, 4, random.nextInt(100_000)}, random.nextInt(200_000));
    for (int i = 0; !server && i < 8; i++) {
      request();
    }
    flush();
  }

  // --- bytes ---

  boolean receive(ByteBuf piece) {
    return carefully(() -> connection.receive(piece));
  }

  boolean flush() {
    output.room = random.nextInt(100_000);
    return carefully(() -> {
      connection.flush(output);
      connection.endsInOutput().sent(connection.endsInOutput().written());
    });
  }

  private boolean carefully(Runnable call) {
    if (broken || connection.isClosed()) {
      return false;
    }
    try {
      call.run();
      return true;
    } catch (SessionException e) {
      broken = true;
      return false;
    }
  }

  /** As after an exception, or when the transport has gone: each stream and each write hears of its end. */
  @Override
  public void close() {
    if (broken) {
      broken = false;
      flush();
    }
    connection.close(ConnectionEnd.lost("the test is over"));
    output.release();
    for (FuzzedStream stream : streams) {
      assertEquals(1, stream.closes, () -> "stream " + stream.stream.id() + " was told of its end");
    }
    assertEquals(writes, toldOfWrites);
    for (ByteBuf buffer : lent) {
      assertEquals(0, buffer.refCnt());
    }
    assertEquals(0, connection.openStreams());
  }

  // --- what the user does ---

  void act() {
    switch (random.nextInt(8)) {
      case 0 -> connection.ping(random.nextLong());
      case 1 -> {
        if (random.nextInt(20) == 0) {
          connection.goAway(ErrorCode.NO_ERROR, "enough");
        }
      }
      case 2 -> {
        if (random.nextInt(50) == 0) {
          connection.terminate(1);
        }
      }
      case 3 -> {
        if (connection instanceof ClientConnection) {
          request();
        }
      }
      default -> {
        if (!streams.isEmpty()) {
          streams.get(random.nextInt(streams.size())).act();
        }
      }
    }
  }

  private void request() {
    FuzzedStream stream = new FuzzedStream();
    stream.stream = ((ClientConnection) connection).request(ConnectionPair.POST, random.nextInt(3) == 0, stream);
    stream.responded = true;
  }

  private void sometimes() {
    if (!broken && !connection.isClosed() && random.nextInt(4) == 0) {
      act();
    }
  }

  @Override
  public void onDirty() {
  }

  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    new FuzzedStream().of(stream);
    sometimes();
  }

  @Override
  public void onSettings(PeerSettings settings) {
    sometimes();
  }

  @Override
  public void onGoAway(ConnectionEnd end) {
    sometimes();
  }

  @Override
  public void onStreamClosed() {
    sometimes();
  }

  /** A stream, and what is done with it. */
  private final class FuzzedStream implements StreamListener {
    private Stream stream;
    private boolean responded;
    private boolean remoteEnded;
    private int closes;

    FuzzedStream() {
      streams.add(this);
    }

    private void of(Stream toBeHeard) {
      stream = toBeHeard;
      stream.listener(this);
    }

    void act() {
      if (stream == null) { // it is being made
        return;
      }
      switch (random.nextInt(8)) {
        case 0 -> {
          if (!responded && !stream.isClosed()) {
            responded = true;
            OutboundFields fields = new OutboundFields();
            fields.put("x-response", "yes");
            stream.respond(200, fields, random.nextInt(4) == 0);
          }
        }
        case 1 -> {
          if (!responded) {
            stream.inform(103, FIELDS);
          }
        }
        case 2, 3, 4 -> write();
        case 5 -> stream.end(FIELDS);
        case 6 -> {
          if (connection instanceof ServerConnection && !stream.isClosed()) {
            new FuzzedStream().of(stream.promise(ConnectionPair.GET));
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            stream.reset(random.nextInt());
          }
        }
      }
    }

    private void write() {
      int length = random.nextInt(4) == 0 ? random.nextInt(50_000) : random.nextInt(300);
      ByteBuf data = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, length)).writeZero(length);
      lent.add(data);
      boolean listened = random.nextBoolean();
      writes += listened ? 1 : 0;
      stream.write(data, random.nextInt(6) == 0, listened ? sent -> {
        toldOfWrites++;
        sometimes();
      } : null);
    }

    @Override
    public void onResponse(HeaderList head, boolean endStream) {
      assertEquals(0, closes);
      sometimes();
    }

    @Override
    public ErrorCode onPromise(Stream promised, HeaderList head) {
      assertEquals(0, closes);
      if (random.nextBoolean()) {
        return ErrorCode.CANCEL;
      }
      FuzzedStream taken = new FuzzedStream();
      taken.of(promised);
      taken.responded = true;
      return null;
    }

    @Override
    public void onData(ByteBuf input, int offset, int length) {
      assertEquals(0, closes);
      assertFalse(remoteEnded);
      input.getBytes(offset, new byte[length]);
      if (random.nextInt(4) > 0) {
        stream.consume(length);
      }
      sometimes();
    }

    @Override
    public void onEnd(HeaderList trailers) {
      assertEquals(0, closes);
      assertFalse(remoteEnded);
      remoteEnded = true;
      sometimes();
    }

    @Override
    public void onSent() {
      sometimes();
    }

    @Override
    public void onWritten() {
      assertEquals(0, closes);
      sometimes();
    }

    @Override
    public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
      closes++;
      assertTrue(errorCode >= 0 || errorCode == ConnectionEnd.NO_CODE && connectionEnd != null);
      sometimes();
    }
  }
}
