package io.github.vertxnghttp2.benchmarks;

import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.util.List;

/** One implementation under the recorded traffic. When the recording ends it begins again with a fresh connection. */
@State(Scope.Thread)
public abstract class Contender {
  Traffic traffic;
  Blackhole hole;
  Sink channel;
  /** Messages that went all the way; must come out at as many as were recorded. */
  int responses;
  private int exchange;

  abstract Traffic.Shape shape();

  /** Opens a connection and plays the peer's opening to it. */
  abstract void open();

  abstract void close();

  @Setup(Level.Trial)
  public void record(Blackhole hole) {
    this.hole = hole;
    traffic = new Traffic(shape());
    reopen();
  }

  /** Most invocations find nothing to do here; the time that the others take is not in the score. */
  @Setup(Level.Invocation)
  public void turn() {
    if (exchange < traffic.shape.exchanges()) {
      return;
    }
    int expected = traffic.shape.streams() * traffic.shape.exchanges();
    if (responses != expected) {
      throw new IllegalStateException(responses + " of " + expected + " requests had responses");
    }
    shut();
    reopen();
  }

  private void reopen() {
    exchange = 0;
    responses = 0;
    open();
  }

  private void shut() {
    close();
    channel.finishAndReleaseAll();
  }

  @TearDown(Level.Trial)
  public void end() {
    shut();
    traffic.release();
  }

  /** The bytes of the next exchange, counted as if they had just been read into a buffer of the pool. */
  final ByteBuf next(List<ByteBuf> recorded) {
    return recorded.get(exchange++).retainedDuplicate();
  }

  /** Which exchange comes next. */
  final int exchange() {
    return exchange;
  }
}
