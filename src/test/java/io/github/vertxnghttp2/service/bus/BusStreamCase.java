package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.service.bus.ScriptedPeer.MINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** An endpoint against raw messages, by the guide's chapter. */
abstract class BusStreamCase {
  static final int CREDIT = BusSide.SETTINGS.initialCredit();
  Vertx vertx;
  BusSide side;
  ScriptedPeer peer;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    side = new BusSide(vertx, BusSide.SETTINGS);
    peer = new ScriptedPeer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      ScriptedPeer.await(side.on(side.endpoint::close));
      side.assertAtRest();
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }

  Recorder acceptedStream(long credit, boolean end) throws Exception {
    peer.opens(side.serve(), peer.open("json", credit, end));
    return side.nextAccepted();
  }

  /** A service that keeps OPEN, so that the script replies. */
  BlockingQueue<Message<JsonObject>> keeps(String service) throws Exception {
    BlockingQueue<Message<JsonObject>> opens = new LinkedBlockingQueue<>();
    ScriptedPeer.await(vertx.eventBus().<JsonObject>consumer(service, opens::add).completion());
    return opens;
  }

  static Message<JsonObject> next(BlockingQueue<Message<JsonObject>> opens) throws InterruptedException {
    Message<JsonObject> open = opens.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(open, "no OPEN came");
    return open;
  }

  JsonObject accept(long credit) {
    return new JsonObject().put("type", "ACCEPT").put("version", 2)
      .put("address", peer.address).put("stream", MINE).put("credit",
      credit);
  }

  /** A stream that the endpoint opened and the script accepted. */
  Recorder openedStream(FrameForm form, boolean end, long credit) throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", end, form, 600_000);
    Message<JsonObject> open = next(opens);
    assertEquals(end, open.body().getBoolean("end"));
    assertEquals(form.jsonName(), open.body().getString("form"));
    assertEquals(CREDIT, open.body().getLong("credit"));
    peer.talksTo(open.body().getString("address"), open.body().getLong("stream"));
    open.reply(accept(credit));
    recorder.expect("accepted");
    return recorder;
  }
}
