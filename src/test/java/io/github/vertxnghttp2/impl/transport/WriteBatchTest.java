package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The size of the batches for the socket of a connection. */
class WriteBatchTest {
  private static final int LEAST = 64 << 10;
  private static final int MOST = 1 << 20;
  private static final int SOME = 200_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final WriteAllowance allowance = new WriteAllowance(MOST + SOME);
  private final WriteBatch batch = new WriteBatch(allowance);

  /** Batches for a socket that takes each of them at once. */
  private int grow(WriteBatch some) {
    for (int i = 0; i < 10; i++) {
      fill(some);
    }
    some.begin();
    return some.room();
  }

  private void fill(WriteBatch some) {
    some.begin();
    some.add(some.room());
    some.flushed(channel);
  }

  @Test
  void a_fast_socket_gets_larger_batches_out_of_the_allowance() {
    assertEquals(MOST, grow(batch));
    assertEquals(SOME + LEAST, allowance.left());
  }

  @Test
  void without_allowance_the_minimum_batch_is_left() {
    WriteBatch greedy = new WriteBatch(allowance);
    grow(greedy);
    assertEquals(4 * LEAST, grow(batch));
    assertEquals(LEAST, grow(new WriteBatch(new WriteAllowance(0))));
    greedy.end();
    assertEquals(MOST, grow(batch));
  }

  @Test
  void a_batch_that_waits_for_the_socket_keeps_its_bytes_of_the_allowance() {
    grow(batch);
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    batch.add(batch.room());
    batch.flushed(channel);
    assertEquals(SOME + LEAST, allowance.left());
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    batch.begin();
    assertEquals(MOST / 2, batch.room());
    assertEquals(SOME + LEAST + MOST / 2, allowance.left());
  }

  @Test
  void an_idle_connection_gives_its_bytes_back_to_the_allowance() {
    grow(batch);
    batch.review(channel, false);
    assertEquals(MOST, batch.room(), "it has sent since the last look");
    batch.review(channel, true);
    assertEquals(MOST, batch.room(), "something waits");
    batch.review(channel, false);
    assertEquals(LEAST, batch.room());
    assertEquals(MOST + SOME, allowance.left());
  }

  @Test
  void a_closed_connection_takes_nothing_from_the_allowance() {
    grow(batch);
    batch.end();
    batch.end();
    assertEquals(MOST + SOME, allowance.left());
  }

  @Test
  void a_limited_batch_holds_as_many_bytes_as_the_operating_system_may_take() {
    grow(batch);
    batch.limit(2 * LEAST, channel);
    assertEquals(2 * LEAST, batch.room());
    assertEquals(2 * LEAST, grow(batch));
    assertEquals(2 * LEAST, channel.config().getWriteBufferHighWaterMark());
    batch.limit(1, channel);
    assertEquals(LEAST / 4, grow(batch));
    batch.limit(UnsentBytes.NONE, channel);
    batch.begin();
    assertEquals(LEAST, batch.room());
    assertEquals(MOST, grow(batch));
  }
}
