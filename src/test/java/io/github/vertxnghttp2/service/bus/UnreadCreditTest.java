package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Streams that have ended in both directions before their last bytes were read. */
class UnreadCreditTest {
  private static final int BUDGET = 65_536;
  private static final int SIZE = 2_000;
  /** What does not belong to the minimum that each stream has. */
  private static final int HELD = SIZE - StreamCredit.MINIMUM;
  private Vertx vertx;
  private BusSide side;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    side = new BusSide(vertx, new EndpointSettings(8_192, 16_384, 50, 600_000, 3, BUDGET, 1L << 40));
  }

  @AfterEach
  void stop() throws Exception {
    ScriptedPeer.await(vertx.close());
  }

  /** A stream that has ended, with bytes that its listener has not consumed. */
  private Recorder ended() throws Exception {
    ScriptedPeer peer = new ScriptedPeer(vertx);
    peer.opens(side.serve(), peer.open("json", 0, false));
    Recorder recorder = side.nextAccepted();
    side.run(() -> recorder.stream.sendHead(204, HttpHeaders.headers(), true));
    peer.send(peer.frame("DATA").put("data", new byte[SIZE]).put("end", true));
    recorder.awaitClosed();
    return recorder;
  }

  private long free() throws Exception {
    return side.onLoop(() -> side.endpoint.budget().free());
  }

  @Test
  void they_hold_credit_until_the_bytes_are_consumed() throws Exception {
    Recorder first = ended();
    Recorder second = ended();
    assertEquals(0, side.endpoint.openStreams());
    assertEquals(BUDGET - 2 * HELD, free());
    side.run(() -> first.stream.consumed(1_000));
    assertEquals(BUDGET - HELD - (HELD - 976), free());
    side.run(() -> first.stream.consumed(SIZE - 1_000));
    side.run(() -> second.stream.dropped(SIZE));
    assertEquals(BUDGET, free());
    side.assertAtRest();
  }

  @Test
  void they_count_for_maxStreams_until_then() throws Exception {
    Recorder first = ended();
    ended();
    assertFalse(side.endpoint.isFull());
    ended();
    assertTrue(side.endpoint.isFull());
    side.run(() -> first.stream.consumed(SIZE));
    side.onLoop(() -> null);
    assertFalse(side.endpoint.isFull());
  }

  @Test
  void the_end_of_the_endpoint_gives_all_back_once() throws Exception {
    Recorder first = ended();
    CreditBudget ofNode = side.endpoint.node().budget();
    ScriptedPeer.await(side.on(side.endpoint::close));
    assertEquals(BUDGET, side.endpoint.budget().free());
    assertEquals(1L << 40, ofNode.free());
    side.run(() -> first.stream.consumed(SIZE));
    side.run(() -> first.stream.dropped(SIZE));
    assertEquals(BUDGET, free());
    assertEquals(1L << 40, ofNode.free());
  }

  @Test
  void bytes_that_arrive_for_a_user_that_has_reset_the_stream_hold_nothing() throws Exception {
    ScriptedPeer peer = new ScriptedPeer(vertx);
    peer.opens(side.serve(), peer.open("json", 0, false));
    Recorder recorder = side.nextAccepted();
    side.run(() -> {
      peer.send(peer.frame("DATA").put("data", new byte[SIZE])); // in the queue of the loop before RESET
      recorder.stream.reset(8, "by the user");
    });
    Repeat.until("all is given back", () -> {
      try {
        return free() == BUDGET;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }, Thread::yield);
    side.assertAtRest();
  }

  @Test
  void a_reader_that_is_garbage_holds_nothing() throws Exception {
    unreadGarbage();
    Repeat.until("the reader is collected", () -> {
      try {
        return free() == BUDGET;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }, System::gc);
  }

  /** In a method of its own: nothing on the stack refers to the reader afterwards. */
  private void unreadGarbage() throws Exception {
    BusReader[] reader = new BusReader[1];
    side.recorders = () -> {
      Recorder recorder = new Recorder();
      reader[0] = new BusReader((ContextInternal) side.context, 0);
      recorder.onData = () -> reader[0].onData(Buffer.buffer(new byte[SIZE]));
      return recorder;
    };
    Recorder recorder = ended();
    side.run(() -> {
      reader[0].source(recorder.stream);
      assertTrue(reader[0].onStreamClosed());
    });
    assertEquals(BUDGET - HELD, free());
    side.recorders = Recorder::new;
  }
}
