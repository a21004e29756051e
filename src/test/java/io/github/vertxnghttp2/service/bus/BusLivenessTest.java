package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether the peer is still there. */
class BusLivenessTest extends BusStreamCase {

  @Test
  void ping_gets_pong_without_any_stream() throws Exception {
    peer.talksTo(side.endpoint.address(), 1).expectNothing();
  }

  @Test
  void a_peer_with_streams_gets_ping_and_one_without_does_not() throws Exception {
    Recorder recorder = acceptedStream(10, true);
    assertTrue(peer.pings.tryAcquire(3, Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    side.run(() -> recorder.stream.sendHead(204, HttpHeaders.headers(), true));
    side.assertAtRest();
  }

  @Test
  void a_peer_whose_consumer_is_unregistered_is_lost_at_once() throws Exception {
    Recorder one = acceptedStream(0, false);
    peer.opens(side.serve(), peer.open("buffer", 0, false).put("stream", 9));
    Recorder two = side.nextAccepted();
    peer.vanish();
    one.expect("reset 10 LOST", "closed");
    two.expect("reset 10 LOST", "closed");
    assertFalse(one.reset.reason().contains("pingTimeout"), one.reset.reason());
    side.assertAtRest();
    assertEquals(2, side.gone.get());
  }

  @Test
  void a_frame_to_a_lost_peer_finds_the_loss_without_ping() throws Exception {
    BusSide slow = new BusSide(vertx, BusSide.settings(65_536, 16_384, 600_000, 600_000, 100));
    peer.opens(slow.serve(), peer.open("json", 100, false));
    Recorder recorder = slow.nextAccepted();
    peer.vanish();
    slow.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), false);
      recorder.stream.sendData(Buffer.buffer("x"), true);
    });
    recorder.expect("reset 10 LOST", "closed");
    slow.assertAtRest();
  }

  @Test
  void a_peer_that_is_silent_is_lost_after_ping_timeout() throws Exception {
    BusSide strict = new BusSide(vertx, BusSide.settings(65_536, 16_384, 20, 100, 100));
    peer.sendsPongs = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    recorder.expect("reset 10 LOST", "closed");
    assertTrue(peer.pings.availablePermits() >= 1);
    assertTrue(recorder.reset.reason().contains("pingTimeout"), recorder.reset.reason());
    strict.assertAtRest();
  }

  @Test
  void a_peer_is_lost_by_ping_timeout_only_while_a_ping_waits_for_pong() throws Exception {
    BusSide strict = new BusSide(vertx, BusSide.settings(65_536, 16_384, 600_000, 0, 100));
    peer.sendsPongs = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    BusPeer asked = strict.onLoop(() -> strict.endpoint.node().peer(peer.address));
    for (int i = 0; i < 5; i++) {
      ping(strict, asked);
      peer.nextPing();
      strict.onLoop(() -> {
        asked.onPong(List.of());
        return null;
      });
    }
    ping(strict, asked);
    assertFalse(strict.on(recorder.stream::isGone));
    ping(strict, asked);
    recorder.expect("reset 10 LOST", "closed");
    assertEquals("the other side is gone: no PONG within pingTimeout = 0 ms", recorder.reset.reason());
  }

  private static void ping(BusSide side, BusPeer asked) throws Exception {
    side.onLoop(() -> {
      asked.ping();
      return null;
    });
  }

  @Test
  void a_worker_that_is_blocked_keeps_its_streams_and_gets_their_events_in_order() throws Exception {
    BusSide worker = new BusSide(vertx, ((VertxInternal) vertx).createWorkerContext(), BusSide.SETTINGS);
    peer.opens(worker.serve(), peer.open("json", 0, false));
    Recorder recorder = worker.nextAccepted();
    CountDownLatch blocked = new CountDownLatch(1);
    CompletableFuture<Boolean> unblocked = new CompletableFuture<>();
    worker.context.runOnContext(v -> {
      blocked.countDown();
      try {
        unblocked.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (Exception e) {
        Thread.currentThread().interrupt();
      }
    });
    assertTrue(blocked.await(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    peer.data("a").data("b").send(peer.frame("END").put("trailers", new JsonObject().put("t", "1")));
    peer.expectNothing(); // PONG has come
    assertNull(recorder.told.poll());
    unblocked.complete(true);
    recorder.expect("data a", "data b", "end {\"t\":\"1\"}");
    peer.reset(8);
    recorder.expect("reset 8 PEER", "closed");
  }

  @Test
  void the_idle_streams_of_many_consumers_share_one_ping() throws Exception {
    List<BusSide> consumers = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      BusSide consumer = new BusSide(vertx, BusSide.SETTINGS);
      consumers.add(consumer);
      peer.opens(consumer.serve(), peer.open("json", 0, false).put("stream", i));
    }
    peer.pinged.clear();
    peer.nextPing(); // it may have left before the last stream was opened
    for (int i = 0; i < 3; i++) {
      assertEquals(100, peer.nextPing().getJsonArray("streams").size());
    }
    for (BusSide consumer : consumers) {
      ScriptedPeer.await(consumer.on(consumer.endpoint::close));
    }
  }

  @Test
  void a_foreign_token_does_not_keep_a_peer_alive() throws Exception {
    BusSide strict = new BusSide(vertx, BusSide.settings(65_536, 16_384, 20, 100, 100));
    peer.sendsPongs = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    long timer = vertx.setPeriodic(5, id -> peer.send(new JsonObject().put("type", "PONG").put("token", "guessed")));
    recorder.expect("reset 10 LOST", "closed");
    vertx.cancelTimer(timer);
  }
}
