package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The other end of a stream as an implementation in another language would be: raw messages, nothing of ours. */
public final class ScriptedPeer {
  public static final long MINE = 4711;

  public final String address;
  public final Semaphore pings = new Semaphore(0);
  public final BlockingQueue<JsonObject> pinged = new LinkedBlockingQueue<>();
  public volatile boolean sendsPongs = true;
  /** The streams that PONG names as gone. */
  public volatile JsonArray gone;
  private final Vertx vertx;
  private final MessageConsumer<Object> consumer;
  private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
  private String remote;
  private long stream;
  private long seq;
  private long expected;

  public ScriptedPeer(Vertx vertx) throws Exception {
    this(vertx, "nghttp2.bridged." + UUID.randomUUID());
  }

  public ScriptedPeer(Vertx vertx, String address) throws Exception {
    this.vertx = vertx;
    this.address = address;
    consumer = vertx.eventBus().consumer(address, this::onMessage);
    await(consumer.completion());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void onMessage(Message<Object> message) {
    if (message.body() instanceof JsonObject json && "PING".equals(json.getString("type"))) {
      pings.release();
      pinged.add(json);
      if (sendsPongs) {
        JsonObject pong = new JsonObject().put("type", "PONG").put("token", json.getString("token"));
        vertx.eventBus().send(json.getString("address"), gone == null ? pong : pong.put("gone", gone));
      }
    } else {
      frames.add(message.body() instanceof JsonObject json ? json : ofBuffer((Buffer) message.body()));
    }
  }

  /** A frame of the Buffer form in the words of the JSON form, read as the chapter says. */
  private static JsonObject ofBuffer(Buffer in) {
    String[] types = {"", "HEAD", "DATA", "END", "CREDIT", "RESET"};
    String type = types[in.getByte(0)];
    JsonObject out = new JsonObject().put("type", type).put("seq", in.getUnsignedInt(4)).put("stream", in.getLong(8));
    if (in.getByte(1) == 1 && !type.equals("END")) {
      out.put("end", true);
    }
    Buffer rest = in.getBuffer(16, in.length());
    switch (type) {
      case "HEAD" -> out.mergeIn(rest.toJsonObject());
      case "DATA" -> out.put("data", rest);
      case "CREDIT" -> out.put("credit", rest.getLong(0));
      case "RESET" -> out.put("code", rest.getUnsignedInt(0)).put("reason", rest.getString(4, rest.length()));
      default -> {
        if (rest.length() > 0) {
          out.put("trailers", rest.toJsonObject());
        }
      }
    }
    return out;
  }

  public JsonObject open(String form, long credit, boolean end) {
    return new JsonObject().put("type", "OPEN").put("version", 2).put("form", form)
      .put("address", address).put("stream", MINE)
      .put("credit", credit).put("end", end).put("method", "POST").put("uri", "/up?x=1").put("scheme", "https")
      .put("authority", "api.example.org").put("remote", "192.0.2.1:4444").put("route", "r");
  }

  /** Opens a stream, and learns from ACCEPT whom to talk to. */
  public ScriptedPeer opens(String service, JsonObject open) throws Exception {
    return accepted(await(vertx.eventBus().<JsonObject>request(service, open)).body());
  }

  public ScriptedPeer accepted(JsonObject accept) {
    assertEquals("ACCEPT", accept.getString("type"));
    return talksTo(accept.getString("address"), accept.getLong("stream"));
  }

  public ScriptedPeer talksTo(String address, long number) {
    remote = address;
    stream = number;
    return this;
  }

  public String remote() {
    return remote;
  }

  /** The number that the other side gave. */
  public long stream() {
    return stream;
  }

  public JsonObject frame(String type) {
    return new JsonObject().put("type", type).put("stream", stream).put("seq", seq++);
  }

  public ScriptedPeer send(JsonObject frame) {
    vertx.eventBus().send(remote, frame);
    return this;
  }

  public ScriptedPeer data(String text) {
    return send(frame("DATA").put("data", Buffer.buffer(text)));
  }

  public ScriptedPeer credit(long bytes) {
    return send(frame("CREDIT").put("credit", bytes));
  }

  public ScriptedPeer reset(long code) {
    return send(frame("RESET").put("code", code).put("reason", "by the script"));
  }

  /** The failure code of a frame that wants a reply. */
  public ReplyException refused(Object frame) throws Exception {
    return (ReplyException) await(vertx.eventBus().request(remote, frame, new DeliveryOptions().setSendTimeout(
      Repeat.PATIENCE.toMillis()))
      .transform(result -> Future.succeededFuture(result.cause())));
  }

  /** The next frame, which must be of that type, for the right stream and in sequence. */
  public JsonObject expect(String type) throws Exception {
    JsonObject frame = frames.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(frame, () -> "no " + type + " came");
    assertEquals(type, frame.getString("type"), frame::encode);
    assertEquals(MINE, frame.getLong("stream"), frame::encode);
    assertEquals(expected++, frame.getLong("seq"), frame::encode);
    return frame;
  }

  public JsonObject expectReset(long code) throws Exception {
    JsonObject frame = expect("RESET");
    assertEquals(code, frame.getLong("code"), frame::encode);
    return frame;
  }

  public JsonObject nextPing() throws InterruptedException {
    JsonObject ping = pinged.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(ping, "no PING came");
    return ping;
  }

  /** One of the next PINGs says so. */
  public void expectPing(JsonArray streams) throws InterruptedException {
    JsonObject ping = nextPing();
    for (int others = 0; !streams.equals(ping.getJsonArray("streams")); others++) {
      assertTrue(others < 1_000, ping::encode);
      ping = nextPing();
    }
  }

  /** Asserts that no frame has come so far: PONG comes after the frames that were sent before it. */
  public void expectNothing() throws Exception {
    assertEquals(new JsonObject().put("type", "PONG").put("token", "t"), asks(null));
    assertNull(frames.poll());
  }

  /** PONG to a PING that names these streams. */
  public JsonObject asks(JsonArray streams) throws Exception {
    BlockingQueue<JsonObject> pong = new LinkedBlockingQueue<>();
    MessageConsumer<JsonObject> ponged = vertx.eventBus().consumer(address + ".ping");
    ponged.handler(message -> pong.add(message.body()));
    await(ponged.completion());
    JsonObject ping = new JsonObject().put("type", "PING").put("address", address + ".ping").put("token", "t");
    vertx.eventBus().send(remote, streams == null ? ping : ping.put("streams", streams));
    JsonObject received = pong.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    await(ponged.unregister());
    assertNotNull(received, "no PONG came");
    return received;
  }

  public void vanish() throws Exception {
    await(consumer.unregister());
  }
}
