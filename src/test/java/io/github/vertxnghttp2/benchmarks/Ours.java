package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.binding.SessionType;
import io.netty.buffer.ByteBuf;

/** A {@link Session} between the recording and a channel. */
public abstract class Ours extends Contender implements SessionListener, SessionOutput {
  private static final int OUT = 32 << 10;
  private static final int BODY_BUDGET = 64 << 10;

  Session session;

  abstract SessionType type();

  @Override
  void open() {
    channel = new Sink();
    session = new Session(type(), new SessionOptions());
    Traffic.open(session, traffic.shape);
    if (type() == SessionType.CLIENT) {
      session.submitRstStream(session.submitRequest(Words.request(4, "/"), true), 8);
    }
    flush();
    receive((type() == SessionType.CLIENT ? traffic.serverOpening : traffic.clientOpening).retainedDuplicate());
    flush();
  }

  @Override
  void close() {
    session.close();
  }

  final void receive(ByteBuf bytes) {
    session.receive(bytes, this);
    bytes.release();
  }

  final void flush() {
    boolean more;
    do {
      ByteBuf out = channel.alloc().directBuffer(OUT, OUT);
      more = session.flush(out, BODY_BUDGET, this, this);
      out.release();
      channel.flush();
    } while (more);
  }

  @Override
  public void frames(ByteBuf out, int offset, int length) {
    channel.write(out.retainedSlice(offset, length), channel.voidPromise());
  }

  @Override
  public void body(int streamId, int length) {
    throw new IllegalStateException("no body was announced");
  }
}
