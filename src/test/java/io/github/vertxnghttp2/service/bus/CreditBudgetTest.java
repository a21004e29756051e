package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The credit that the streams of an endpoint, and of a node, share. */
class CreditBudgetTest {
  private static final int INITIAL = 65_536;
  private static final int BUDGET = 200_000;
  private static final int STREAMS = 100;
  private static final int SIZE = 300_000;
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    ScriptedPeer.await(vertx.close());
  }

  private static EndpointSettings settings(long ofEndpoint, long ofNode) {
    return new EndpointSettings(INITIAL, 16_384, 50, 600_000, 10_000, ofEndpoint, ofNode);
  }

  /** Opens streams, and returns the sum of their credit. */
  private long open(BusSide side, int count) throws Exception {
    ScriptedPeer peer = new ScriptedPeer(vertx);
    String service = side.serve();
    long sum = 0;
    for (int i = 1; i <= count; i++) {
      JsonObject open = peer.open("json", 0, false).put("stream", i);
      long credit = ScriptedPeer.await(vertx.eventBus().<JsonObject>request(service, open)).body().getLong("credit");
      assertTrue(credit >= StreamCredit.MINIMUM && credit <= INITIAL, () -> "credit of " + credit);
      sum += credit;
    }
    return sum;
  }

  @Test
  void all_streams_of_an_endpoint_hold_the_budget_and_a_minimum_each_and_leave_nothing_behind() throws Exception {
    BusSide side = new BusSide(vertx, settings(BUDGET, 1L << 40));
    long sum = open(side, STREAMS);
    assertTrue(sum > BUDGET / 2 && sum <= BUDGET + STREAMS * StreamCredit.MINIMUM, () -> "a sum of " + sum);
    CreditBudget budget = side.endpoint.budget();
    ScriptedPeer.await(side.on(side.endpoint::close));
    assertEquals(BUDGET, budget.free());
  }

  @Test
  void all_endpoints_of_a_node_share_the_lowest_budget() throws Exception {
    BusSide one = new BusSide(vertx, settings(1L << 40, 1L << 40));
    BusSide other = new BusSide(vertx, settings(1L << 40, BUDGET));
    long sum = open(one, STREAMS) + open(other, STREAMS);
    assertTrue(sum > BUDGET / 2 && sum <= BUDGET + 2 * STREAMS * StreamCredit.MINIMUM, () -> "a sum of " + sum);
    CreditBudget budget = one.endpoint.node().budget();
    ScriptedPeer.await(one.on(one.endpoint::close));
    ScriptedPeer.await(other.on(other.endpoint::close));
    assertEquals(BUDGET, budget.free());
  }

  @Test
  void a_stream_that_is_read_goes_on_beside_paused_ones_which_end_when_they_are_read() throws Exception {
    BusSide client = new BusSide(vertx, settings(1L << 40, 1L << 40));
    BusSide server = new BusSide(vertx, settings(BUDGET, 1L << 40));
    List<Recorder> paused = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      paused.add(upload(client, server, new Recorder()));
    }
    server.onLoop(() -> null);
    Recorder read = upload(client, server, new Recorder().consuming());
    read.awaitClosed();
    assertTrue(read.complete);
    assertEquals(SIZE, read.body.length());
    long waiting = server.on(() -> paused.stream().mapToLong(each -> each.body.length()).sum());
    assertTrue(waiting > 0 && waiting <= BUDGET + STREAMS * StreamCredit.MINIMUM, () -> waiting + " bytes wait");
    for (Recorder each : paused) {
      server.run(() -> {
        each.consumes = true;
        each.stream.consumed(each.body.length());
      });
    }
    for (Recorder each : paused) {
      each.awaitClosed();
      assertTrue(each.complete);
      assertEquals(SIZE, each.body.length());
    }
    client.assertAtRest();
    server.assertAtRest();
    assertEquals(BUDGET, server.endpoint.budget().free());
  }

  /** Sends a body. The response has ended. */
  private Recorder upload(BusSide client, BusSide server, Recorder receiver) throws Exception {
    server.recorders = () -> receiver;
    Recorder opened = client.open(server.serve(), false, FrameForm.BUFFER, 600_000);
    opened.expect("accepted");
    Recorder accepted = server.nextAccepted();
    server.run(() -> accepted.stream.sendHead(204, HttpHeaders.headers(), true));
    client.run(() -> {
      BusWriter writer = new BusWriter((ContextInternal) client.context);
      opened.onCredit = writer::pump;
      writer.stream(opened.stream);
      writer.write(Buffer.buffer(new byte[SIZE]));
      writer.end(HttpHeaders.headers());
    });
    return accepted;
  }

  @Test
  void new_streams_leave_half_of_the_budget_to_streams_that_are_read() {
    CreditBudget ofEndpoint = new CreditBudget(80_000);
    CreditBudget ofNode = new CreditBudget(1_000_000);
    for (int i = 0; i < STREAMS; i++) {
      new StreamCredit(INITIAL, ofEndpoint, ofNode).takeInitially();
    }
    assertTrue(ofEndpoint.free() >= 40_000, () -> ofEndpoint.free() + " bytes are free");
    StreamCredit read = new StreamCredit(INITIAL, ofEndpoint, ofNode);
    read.giveBack(read.takeInitially());
    long taken = read.take();
    assertTrue(taken >= StreamCredit.MINIMUM + 5_000, () -> "credit of " + taken);
  }

  @Test
  void a_stream_takes_an_eighth_of_what_is_free_and_no_more_than_its_maximum() {
    CreditBudget ofEndpoint = new CreditBudget(80_000);
    CreditBudget ofNode = new CreditBudget(1_000_000);
    StreamCredit small = new StreamCredit(5_000, ofEndpoint, ofNode);
    assertEquals(5_000, small.take());
    assertEquals(80_000 - 3_976, ofEndpoint.free());
    StreamCredit large = new StreamCredit(1_000_000, ofEndpoint, ofNode);
    assertEquals(1_024 + (80_000 - 3_976) / 8, large.take());
    ofNode.lower(1_000);
    StreamCredit none = new StreamCredit(5_000, ofEndpoint, ofNode);
    assertEquals(1_024, none.take());
    assertEquals(0, none.take());
    none.giveBack(1);
    assertEquals(1, none.take());
    large.giveBack(large.held());
    small.giveBack(4_000);
    small.giveBack(4_000);
    assertEquals(80_000, ofEndpoint.free());
    assertEquals(1_000, ofNode.free());
  }
}
