package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.service.bus.ScriptedPeer.MINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Lost frames without a later frame whose {@code seq} would show the loss, while PING gets PONG. */
class LostFramesTest {
  private static final List<String> TYPES = List.of("", "HEAD", "DATA", "END", "CREDIT", "RESET");
  private static final int CREDIT = BusSide.SETTINGS.initialCredit();
  private Vertx vertx;
  private BusSide client;
  private BusSide server;
  private volatile String loses;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    vertx.eventBus().addOutboundInterceptor(this::pass);
    client = new BusSide(vertx, BusSide.SETTINGS);
    server = new BusSide(vertx, BusSide.SETTINGS);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      client.assertAtRest();
      server.assertAtRest();
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }

  private void pass(DeliveryContext<Object> delivery) {
    if (loses != null && loses.equals(typeOf(delivery.body()))) {
      loses = null;
    } else {
      delivery.next();
    }
  }

  private static String typeOf(Object body) {
    return body instanceof Buffer frame ? TYPES.get(frame.getByte(0)) : body instanceof JsonObject json
      ? json.getString("type") : "";
  }

  /** The side that opened, and the one that accepted. */
  private Recorder[] stream(FrameForm form) throws Exception {
    Recorder opened = client.open(server.serve(), false, form, 600_000);
    opened.expect("accepted");
    return new Recorder[]{opened, server.nextAccepted()};
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void a_lost_end_resets_on_both_sides(FrameForm form) throws Exception {
    Recorder[] ends = stream(form);
    loses = "END";
    client.run(() -> ends[0].stream.sendEnd(HttpHeaders.headers()));
    ends[1].expect("reset 1 VIOLATION", "closed");
    ends[0].expect("reset 1 PEER", "closed");
    assertNull(loses);
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void a_lost_head_that_ends_the_response_resets(FrameForm form) throws Exception {
    Recorder[] ends = stream(form);
    loses = "HEAD";
    server.run(() -> ends[1].stream.sendHead(204, HttpHeaders.headers(), true));
    ends[0].expect("reset 1 VIOLATION", "closed");
    ends[1].expect("reset 1 PEER", "closed");
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void lost_data_resets(FrameForm form) throws Exception {
    Recorder[] ends = stream(form);
    client.run(() -> ends[0].stream.sendData(Buffer.buffer("came"), false));
    ends[1].expect("data came");
    loses = "DATA";
    client.run(() -> ends[0].stream.sendData(Buffer.buffer("lost"), false));
    ends[1].expect("reset 1 VIOLATION", "closed");
    ends[0].expect("reset 1 PEER", "closed");
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void lost_credit_resets_where_a_writer_waits_for_it(FrameForm form) throws Exception {
    Recorder[] ends = stream(form);
    client.run(() -> {
      while (ends[0].stream.window() > 0) {
        ends[0].stream.sendData(Buffer.buffer(new byte[ends[0].stream.window()]), false);
      }
    });
    assertEquals(0, client.on(ends[0].stream::window));
    loses = "CREDIT";
    server.run(() -> ends[1].stream.consumed(CREDIT));
    ends[0].expect("reset 1 VIOLATION", "closed");
    ends[1].awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void after_a_lost_reset_pong_reports_that_the_stream_has_ended(FrameForm form) throws Exception {
    Recorder[] ends = stream(form);
    loses = "RESET";
    client.run(() -> ends[0].stream.reset(8, "given up"));
    ends[0].expect("closed");
    ends[1].expect("reset 1 VIOLATION", "closed");
    assertNull(loses);
  }

  @Test
  void a_side_that_lost_the_end_of_the_other_learns_by_pong_that_the_stream_has_ended() throws Exception {
    Recorder[] ends = stream(FrameForm.JSON);
    client.run(() -> ends[0].stream.sendEnd(HttpHeaders.headers()));
    ends[1].expect("end {}");
    loses = "HEAD";
    server.run(() -> ends[1].stream.sendHead(204, HttpHeaders.headers(), true));
    ends[1].expect("closed");
    ends[0].expect("reset 1 VIOLATION", "closed");
  }

  @Test
  void after_a_lost_accept_the_accepting_side_learns_by_pong_that_the_stream_has_ended() throws Exception {
    loses = "ACCEPT";
    Recorder opened = client.open(server.serve(), false, FrameForm.JSON, 100);
    Recorder accepted = server.nextAccepted();
    opened.expect("closed", "timeout 100");
    accepted.expect("reset 1 VIOLATION", "closed");
  }

  // --- what goes over the bus, against a script ---

  private ScriptedPeer scripted() throws Exception {
    ScriptedPeer peer = new ScriptedPeer(vertx);
    peer.opens(server.serve(), peer.open("json", 1_000, false));
    return peer;
  }

  private static JsonArray pair(long number, long seq) {
    return new JsonArray().add(number).add(seq);
  }

  @Test
  void ping_names_streams_by_the_number_of_its_receiver_and_the_next_seq() throws Exception {
    ScriptedPeer peer = scripted();
    Recorder recorder = server.nextAccepted();
    peer.expectPing(new JsonArray().add(pair(MINE, 0)));
    server.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), false);
      recorder.stream.sendData(Buffer.buffer("x"), true);
    });
    peer.expect("HEAD");
    peer.expect("DATA");
    peer.expectPing(new JsonArray().add(pair(MINE, 2)));
    peer.data("y");
    recorder.expect("data y");
    assertEquals(new JsonObject().put("type", "PONG").put("token", "t"), peer.asks(new JsonArray().add(pair(
      peer.stream(), 1))));
    peer.send(peer.frame("END"));
    recorder.expect("end {}", "closed");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, 4_294_967_295L})
  void another_seq_than_the_next_resets_before_the_pong(long seq) throws Exception {
    ScriptedPeer peer = scripted();
    Recorder recorder = server.nextAccepted();
    peer.data("a");
    recorder.expect("data a");
    assertEquals(new JsonObject().put("type", "PONG").put("token", "t"), peer.asks(new JsonArray().add(pair(
      peer.stream(), seq))));
    assertTrue(peer.expectReset(ErrorCode.PROTOCOL_ERROR.code()).getString("reason").contains("PING"));
    recorder.expect("reset 1 VIOLATION", "closed");
  }

  @Test
  void ping_may_come_before_the_acceptance() throws Exception {
    ScriptedPeer peer = new ScriptedPeer(vertx);
    BlockingQueue<Message<JsonObject>> opens = new LinkedBlockingQueue<>();
    ScriptedPeer.await(vertx.eventBus().<JsonObject>consumer("keeps", opens::add).completion());
    Recorder recorder = client.open("keeps", false, FrameForm.JSON, 600_000);
    Message<JsonObject> open = opens.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    peer.talksTo(open.body().getString("address"), open.body().getLong("stream"));
    assertNull(peer.asks(new JsonArray().add(pair(peer.stream(), 0))).getJsonArray("gone"));
    assertNull(peer.asks(new JsonArray().add(pair(peer.stream(), 1))).getJsonArray("gone"));
    recorder.expect("reset 1 VIOLATION", "closed");
    assertEquals(new JsonArray().add(peer.stream()), peer.asks(new JsonArray().add(pair(peer.stream(), 1)))
      .getJsonArray("gone"));
    open.reply(new JsonObject().put("type", "ACCEPT").put("version", 2)
      .put("address", peer.address).put("stream", MINE).put("credit",
      0));
    peer.expect("RESET");
  }

  @Test
  void pong_names_the_streams_that_have_ended_and_no_others() throws Exception {
    ScriptedPeer peer = scripted();
    Recorder recorder = server.nextAccepted();
    JsonArray streams = new JsonArray().add(pair(1, 0)).add(pair(peer.stream(), 0)).add(pair((1L << 53) - 1, 7));
    assertEquals(new JsonArray().add(1).add((1L << 53) - 1), peer.asks(streams).getJsonArray("gone"));
    peer.reset(8);
    recorder.expect("reset 8 PEER", "closed");
    assertEquals(new JsonArray().add(peer.stream()), peer.asks(new JsonArray().add(pair(peer.stream(), 1)))
      .getJsonArray("gone"));
  }

  @Test
  void a_stream_that_pong_names_as_gone_ends_without_a_frame_and_others_continue() throws Exception {
    ScriptedPeer peer = scripted();
    Recorder kept = server.nextAccepted();
    long remote = peer.stream();
    peer.opens(server.serve(), peer.open("json", 1_000, false).put("stream", 9));
    Recorder ended = server.nextAccepted();
    peer.gone = new JsonArray().add(9).add(10);
    ended.expect("reset 1 VIOLATION", "closed");
    assertTrue(ended.reset.reason().contains("lost"), ended.reset.reason());
    peer.talksTo(server.endpoint.address(), remote).expectNothing();
    peer.reset(8);
    kept.expect("reset 8 PEER", "closed");
  }

  @Test
  void pong_of_another_endpoint_does_not_end_a_stream() throws Exception {
    ScriptedPeer peer = scripted();
    Recorder recorder = server.nextAccepted();
    ScriptedPeer other = new ScriptedPeer(vertx);
    other.opens(server.serve(), other.open("json", 0, false).put("stream", 9));
    Recorder ofOther = server.nextAccepted();
    other.gone = new JsonArray().add(MINE).add(9);
    ofOther.expect("reset 1 VIOLATION", "closed");
    assertFalse(server.on(recorder.stream::isGone));
    peer.reset(8);
    recorder.expect("reset 8 PEER", "closed");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{\"type\":\"PING\",\"token\":\"t\",\"address\":\"nghttp2.bridged.A\",\"streams\":7}|streams is 7",
    "{\"type\":\"PING\",\"token\":\"t\",\"address\":\"nghttp2.bridged.A\",\"streams\":[7]}|streams[0] is 7",
    "{\"type\":\"PING\",\"token\":\"t\",\"address\":\"nghttp2.bridged.A\",\"streams\":[[1,0],[1]]}|streams[1] is [1]",
    "{\"type\":\"PING\",\"token\":\"t\",\"address\":\"nghttp2.bridged.A\",\"streams\":[[0,0]]}|streams[0][0] is 0",
    "{\"type\":\"PING\",\"token\":\"t\",\"address\":\"nghttp2.bridged.A\",\"streams\":[[1,4294967296]]}|streams[0][1] is 4294967296",
    "{\"type\":\"PONG\",\"token\":\"t\",\"gone\":{}}|gone is {}",
    "{\"type\":\"PONG\",\"token\":\"t\",\"gone\":[1,\"2\"]}|gone[1] is \"2\""})
  void malformed_lists_fail_a_message_with_a_reply_address(String frame, String text) throws Exception {
    ScriptedPeer peer = scripted();
    Recorder recorder = server.nextAccepted();
    String told = peer.refused(new JsonObject(frame)).getMessage();
    assertTrue(told.startsWith(text), told);
    peer.reset(8);
    recorder.expect("reset 8 PEER", "closed");
  }

  @Test
  void one_ping_names_256_streams_at_most_and_takes_turns() throws Exception {
    BusSide wide = new BusSide(vertx, BusSide.settings(65_536, 16_384, 20, 600_000, 1_000));
    ScriptedPeer peer = new ScriptedPeer(vertx);
    String service = wide.serve();
    for (int i = 1; i <= 600; i++) {
      peer.opens(service, peer.open("json", 0, false).put("stream", i));
    }
    peer.pinged.clear();
    Set<Long> named = new HashSet<>();
    for (int pings = 0; pings < 4; pings++) { // the first may have left before the last stream was opened
      JsonArray streams = peer.nextPing().getJsonArray("streams");
      assertEquals(256, streams.size());
      streams.forEach(pair -> named.add(((JsonArray) pair).getLong(0)));
    }
    assertEquals(600, named.size());
    JsonArray many = new JsonArray();
    for (int i = 1; i <= 257; i++) {
      many.add(pair(i, 0));
    }
    assertEquals(400, peer.refused(new JsonObject().put("type", "PING").put("address", peer.address).put("token", "t")
      .put("streams", many)).failureCode());
    ScriptedPeer.await(wide.on(wide.endpoint::close));
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void streams_that_come_and_go_are_not_disturbed(FrameForm form) throws Exception {
    EndpointSettings hasty = BusSide.settings(20_000, 4_096, 1, 600_000, 1_000);
    BusSide up = new BusSide(vertx, hasty);
    BusSide down = new BusSide(vertx, hasty);
    down.recorders = () -> new Recorder().consuming();
    String service = down.serve();
    List<Recorder> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Recorder opened = up.open(service, false, form, 600_000, new Recorder().consuming());
      opened.expect("accepted");
      Recorder accepted = down.nextAccepted();
      write(up, opened, 50_000);
      down.run(() -> accepted.stream.sendHead(200, HttpHeaders.headers(), false));
      write(down, accepted, 30_000);
      all.add(opened);
      all.add(accepted);
    }
    CompletableFuture.allOf(all.stream().map(each -> each.closed).toArray(CompletableFuture[]::new)).get(
      Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    all.forEach(each -> assertTrue(each.complete && each.reset == null, () -> "reset: " + each.reset));
    up.assertAtRest();
    down.assertAtRest();
  }

  private static void write(BusSide side, Recorder recorder, int size) throws Exception {
    side.run(() -> {
      BusWriter writer = new BusWriter((ContextInternal) side.context);
      recorder.onCredit = writer::pump;
      writer.stream(recorder.stream);
      writer.write(Buffer.buffer(new byte[size]));
      writer.end(HttpHeaders.headers());
    });
  }
}
