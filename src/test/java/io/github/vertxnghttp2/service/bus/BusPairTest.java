package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two endpoints in one Vert.x. */
class BusPairTest {
  private static final int SIZE = (1 << 20) + 12_345;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    ScriptedPeer.await(vertx.close());
  }

  private static Buffer random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private Context contextOf(String model) throws Exception {
    Context[] made = {null};
    ScriptedPeer.await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        made[0] = vertx.getOrCreateContext();
        return Future.succeededFuture();
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.valueOf(model))));
    return made[0];
  }

  private void sends(BusSide side, Recorder recorder, BusWriter[] writer, Buffer body, String trailer)
    throws Exception {
    side.run(() -> {
      writer[0] = new BusWriter((ContextInternal) side.context);
      recorder.onCredit = writer[0]::pump;
      writer[0].stream(recorder.stream);
      writer[0].write(body);
      writer[0].end(HttpHeaders.headers().add("trailer", trailer));
    });
  }

  @ParameterizedTest
  @CsvSource({"JSON, EVENT_LOOP, EVENT_LOOP", "BUFFER, EVENT_LOOP, EVENT_LOOP", "BUFFER, WORKER, EVENT_LOOP",
    "JSON, EVENT_LOOP, WORKER", "BUFFER, WORKER, WORKER"})
  void bodies_go_up_and_down_at_once(FrameForm form, String up, String down) throws Exception {
    BusSide client = new BusSide(vertx, contextOf(up), BusSide.SETTINGS);
    BusSide server = new BusSide(vertx, contextOf(down), BusSide.settings(20_000, 65_536, 20, 600_000, 100));
    server.recorders = () -> new Recorder().consuming();
    BusWriter[] writers = {null, null};
    Recorder opened = new Recorder().consuming();
    client.open(server.serve(), false, form, 600_000, opened);
    opened.expect("accepted");
    Recorder accepted = server.nextAccepted();
    sends(client, opened, new BusWriter[1], random(1, SIZE), "up");
    server.run(() -> accepted.stream.sendHead(200, HttpHeaders.headers(), false));
    sends(server, accepted, writers, random(2, SIZE), "down");
    opened.awaitClosed();
    accepted.awaitClosed();
    assertTrue(opened.complete && accepted.complete, () -> opened.told + " " + accepted.told);
    assertEquals(random(1, SIZE), accepted.body);
    assertEquals(random(2, SIZE), opened.body);
    assertTrue(opened.told.contains("end {\"trailer\":\"down\"}") && accepted.told.contains(
      "end {\"trailer\":\"up\"}"));
    client.assertAtRest();
    server.assertAtRest();
  }

  @ParameterizedTest
  @CsvSource({"JSON", "BUFFER"})
  void a_sender_stops_without_credit_and_goes_on_with_it(FrameForm form) throws Exception {
    BusSide client = new BusSide(vertx, BusSide.SETTINGS);
    BusSide server = new BusSide(vertx, BusSide.SETTINGS);
    Recorder opened = client.open(server.serve(), false, form, 600_000);
    opened.expect("accepted");
    Recorder accepted = server.nextAccepted();
    int credit = BusSide.SETTINGS.initialCredit();
    sends(client, opened, new BusWriter[1], random(3, SIZE), "t");
    int received = 0;
    while (received < SIZE) {
      int outstanding = Math.min(credit, SIZE - received);
      for (int got = 0; got < outstanding; ) {
        String told = accepted.told.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(told != null && told.startsWith("data "), told);
        int size = server.on(accepted.body::length);
        got = size - received;
        assertTrue(got <= credit, () -> "more than the credit came");
      }
      received = server.on(accepted.body::length);
      assertEquals(0, client.on(opened.stream::window));
      server.run(() -> accepted.stream.consumed(outstanding));
    }
    assertEquals(random(3, SIZE), accepted.body);
    ScriptedPeer.await(client.on(client.endpoint::close));
    accepted.awaitClosed();
    server.assertAtRest();
    client.assertAtRest();
  }

  @Test
  void both_ends_may_live_at_one_endpoint() throws Exception {
    BusSide side = new BusSide(vertx, BusSide.SETTINGS);
    Recorder opened = side.open(side.serve(), true, FrameForm.BUFFER, 600_000, new Recorder().consuming());
    opened.expect("accepted");
    Recorder accepted = side.nextAccepted();
    side.run(() -> accepted.stream.sendHead(200, HttpHeaders.headers(), false));
    sends(side, accepted, new BusWriter[1], random(4, SIZE), "t");
    opened.awaitClosed();
    assertEquals(random(4, SIZE), opened.body);
    side.assertAtRest();
  }

  @Test
  void a_closed_endpoint_resets_the_streams_of_the_other() throws Exception {
    BusSide client = new BusSide(vertx, BusSide.SETTINGS);
    BusSide server = new BusSide(vertx, BusSide.SETTINGS);
    String service = server.serve();
    Recorder[] opened = new Recorder[5];
    for (int i = 0; i < opened.length; i++) {
      opened[i] = client.open(service, false, FrameForm.BUFFER, 600_000);
      opened[i].expect("accepted");
    }
    ScriptedPeer.await(server.on(server.endpoint::close));
    for (Recorder recorder : opened) {
      recorder.expect("reset 8 PEER", "closed");
      server.nextAccepted().expect("reset 8 CLOSED", "closed");
    }
    client.assertAtRest();
    server.assertAtRest();
    assertEquals(5, client.gone.get());
    assertEquals(5, server.gone.get());
  }
}
