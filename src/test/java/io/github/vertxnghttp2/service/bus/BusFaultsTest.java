package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two endpoints over a bus that loses, repeats and swaps frames. */
class BusFaultsTest {
  private static final int STREAMS = 8;
  private static final byte[] BYTES = new byte[100_000];

  static {
    new Random(7).nextBytes(BYTES);
  }

  /** Stands between two endpoints under addresses of its own; PING and PONG pass unharmed. */
  private static final class Relay {
    private final Vertx vertx;
    private final Random random;
    final String service = "relay." + UUID.randomUUID();
    int faults;

    Relay(Vertx vertx, BusSide side, String target, long seed) throws Exception {
      this.vertx = vertx;
      random = new Random(seed);
      ScriptedPeer.await(side.on(() -> vertx.eventBus().<JsonObject>consumer(service, open -> open(open, target))
        .completion()));
    }

    private void open(Message<JsonObject> open, String target) {
      vertx.eventBus().<JsonObject>request(target, behindMe(open.body()))
        .onSuccess(reply -> open.reply(behindMe(reply.body())))
        .onFailure(cause -> open.fail(500, cause.getMessage()));
    }

    private JsonObject behindMe(JsonObject message) {
      String real = message.getString("address");
      Object[] held = {null};
      String mine = "nghttp2.bridged.relay." + UUID.randomUUID();
      vertx.eventBus().consumer(mine, frame -> pass(frame.body(), real, held));
      return message.copy().put("address", mine);
    }

    private void pass(Object frame, String to, Object[] held) {
      boolean harmless = frame instanceof JsonObject json && json.getString("type").startsWith("P");
      int fault = harmless ? 99 : random.nextInt(150);
      faults += fault < 3 ? 1 : 0;
      if (fault == 2 && held[0] == null) {
        held[0] = frame;
        return;
      }
      if (fault != 0) {
        vertx.eventBus().send(to, frame);
      }
      if (fault == 1) {
        vertx.eventBus().send(to, frame);
      }
      if (held[0] != null) {
        vertx.eventBus().send(to, held[0]);
        held[0] = null;
      }
    }
  }

  /** The size, then so many bytes. */
  private static Buffer body(int size) {
    return Buffer.buffer().appendInt(size).appendBytes(BYTES, 0, size);
  }

  private static void check(Recorder recorder) {
    int length = recorder.body.length();
    assertTrue(recorder.complete || recorder.reset != null, "neither complete nor reset");
    if (length > 4) {
      byte[] got = recorder.body.getBytes(4, length);
      assertTrue(Arrays.equals(got, 0, got.length, BYTES, 0, got.length), "other bytes than were sent");
    }
    if (recorder.complete) {
      assertEquals(recorder.body.getInt(0), length - 4, "complete, but not whole");
    }
    assertEquals(1, recorder.told.stream().filter("closed"::equals).count());
  }

  private static void write(BusSide side, Recorder recorder, int size) throws Exception {
    side.run(() -> {
      BusWriter writer = new BusWriter((ContextInternal) side.context);
      recorder.onCredit = writer::pump;
      writer.stream(recorder.stream);
      writer.write(body(size));
      writer.end(HttpHeaders.headers());
    });
  }

  /** @return faults, and streams that were complete all the same */
  private static int[] run(Vertx vertx, long seed) throws Exception {
    Random random = new Random(seed);
    EndpointSettings settings = BusSide.settings(10_000, 4_096, 20, 600_000, 100);
    BusSide client = new BusSide(vertx, settings);
    BusSide server = new BusSide(vertx, settings);
    BusSide middle = new BusSide(vertx, settings);
    server.recorders = () -> new Recorder().consuming();
    Relay relay = new Relay(vertx, middle, server.serve(), seed);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      FrameForm form = random.nextBoolean() ? FrameForm.JSON : FrameForm.BUFFER;
      Recorder opened = new Recorder().consuming();
      client.open(relay.service, false, form, 600_000, opened);
      assertEquals("accepted", opened.told.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      Recorder accepted = server.nextAccepted();
      recorders.add(opened);
      recorders.add(accepted);
      write(client, opened, random.nextInt(BYTES.length));
      server.run(() -> accepted.stream.sendHead(200, HttpHeaders.headers(), false));
      write(server, accepted, random.nextInt(BYTES.length));
    }
    CompletableFuture.allOf(recorders.stream().map(each -> each.closed).toArray(CompletableFuture[]::new))
      .get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    recorders.forEach(BusFaultsTest::check);
    client.assertAtRest();
    server.assertAtRest();
    assertEquals(STREAMS, client.gone.get());
    assertEquals(STREAMS, server.gone.get());
    ScriptedPeer.await(client.on(client.endpoint::close));
    ScriptedPeer.await(server.on(server.endpoint::close));
    return new int[]{relay.faults, (int) recorders.stream().filter(each -> each.complete).count()};
  }

  @Test
  void every_stream_is_complete_with_the_right_bytes_or_reset_and_nothing_is_left() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      int faults = 0;
      int complete = 0;
      for (long seed = 0; seed < 12; seed++) {
        try {
          int[] result = run(vertx, seed);
          faults += result[0];
          complete += result[1];
        } catch (AssertionError | Exception e) {
          throw new AssertionError("seed " + seed + ": " + e, e);
        }
      }
      assertTrue(faults > 20 && complete > 20, faults + " faults, " + complete
        + " complete: the test tests too little");
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }
}
