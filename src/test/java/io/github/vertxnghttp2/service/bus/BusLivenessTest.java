package io.github.vertxnghttp2.service.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether the peer is still there. */
class BusLivenessTest extends BusStreamCase {

  @Test
  void ping_is_answered_without_any_stream() throws Exception {
    peer.talksTo(side.endpoint.address(), 1).expectNothing();
  }

  @Test
  void a_peer_with_streams_is_asked_and_one_without_is_not() throws Exception {
    Recorder recorder = acceptedStream(10, true);
    assertTrue(peer.pings.tryAcquire(3, 5, TimeUnit.SECONDS));
    side.run(() -> recorder.stream.sendHead(204, HttpHeaders.headers(), true));
    side.assertAtRest();
  }

  @Test
  void a_peer_whose_consumer_is_gone_is_lost_at_once() throws Exception {
    Recorder one = acceptedStream(0, false);
    peer.opens(side.serve(), peer.open("buffer", 0, false).put("stream", 9));
    Recorder two = side.nextAccepted();
    long before = System.nanoTime();
    peer.vanish();
    one.expect("reset 10 LOST", "closed");
    two.expect("reset 10 LOST", "closed");
    assertTrue(System.nanoTime() - before < 3_000_000_000L, "that is sooner than pingTimeout");
    side.assertAtRest();
    assertEquals(2, side.gone.get());
  }

  @Test
  void a_frame_to_a_peer_that_is_gone_finds_out_without_ping() throws Exception {
    BusSide slow = new BusSide(vertx, new BusLimits(65_536, 16_384, 60_000, 60_000, 100));
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
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 20, 100, 100));
    peer.answersPings = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    recorder.expect("reset 10 LOST", "closed");
    assertTrue(peer.pings.availablePermits() >= 1);
    assertTrue(recorder.reset.reason().contains("pingTimeout"), recorder.reset.reason());
    strict.assertAtRest();
  }

  @Test
  void a_peer_that_answers_outlives_ping_timeout() throws Exception {
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 10, 60, 100));
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    BlockingQueue<Long> late = new LinkedBlockingQueue<>();
    vertx.setTimer(600, late::add);
    assertNotNull(late.poll(5, TimeUnit.SECONDS));
    assertTrue(peer.pings.availablePermits() > 3);
    peer.data("alive");
    recorder.expect("data alive");
    ScriptedPeer.await(strict.on(strict.endpoint::close));
    strict.assertAtRest();
  }

  @Test
  void a_foreign_token_does_not_keep_a_peer_alive() throws Exception {
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 20, 100, 100));
    peer.answersPings = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    long timer = vertx.setPeriodic(5, id -> peer.send(new JsonObject().put("type", "PONG").put("token", "guessed")));
    recorder.expect("reset 10 LOST", "closed");
    vertx.cancelTimer(timer);
  }
}
