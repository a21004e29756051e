package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that are passed on as slices of what was read from the socket. Netty watches each buffer. */
class PipedBodiesIT extends ServerScript {
  private static final int WINDOW = 65_535;
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static ResourceLeakDetector.Level level;

  @BeforeAll
  static void watchBuffers() {
    level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + records));
  }

  /** A buffer that was forgotten is reported when the next one is allocated after a collection of garbage. */
  @AfterAll
  static void no_buffer_was_forgotten() throws Exception {
    CountDownLatch collected = new CountDownLatch(1);
    Cleaner.create().register(new Object(), collected::countDown);
    while (!collected.await(10, TimeUnit.MILLISECONDS)) {
      System.gc();
    }
    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    ResourceLeakDetector.setLevel(level);
    ByteBufUtil.setLeakListener(null);
    assertEquals(List.of(), List.copyOf(LEAKS));
  }

  private static Http2Options windows(int stream) {
    Http2Options options = new Http2Options().setConnectionWindowSize(WINDOW);
    options.getSettings().setInitialWindowSize(stream);
    return options;
  }

  private void echo() {
    serve(request -> request.pipeTo(request.response()));
  }

  private static void post(FramePeer peer, int streamId) {
    peer.send(RawFrame.headers(streamId, false, HpackBlock.post("/echo")));
  }

  private static byte[] readBody(FramePeer peer, int streamId, int length) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < length) {
      RawFrame data = peer.expect(FrameType.DATA, streamId);
      body.writeBytes(data.content());
    }
    return body.toByteArray();
  }

  @Test
  void an_echo_of_frames_of_any_size_is_the_same() {
    echo();
    ClientSession client = client();
    Random random = new Random(15);
    byte[] body = pattern(3 << 20);
    ClientRequest request = client.request(HttpMethod.POST, "/echo");
    for (int at = 0; at < body.length; ) {
      int next = Math.min(body.length, at + 1 + random.nextInt(random.nextBoolean() ? 100 : 100_000));
      request.write(Buffer.buffer(Arrays.copyOfRange(body, at, next)));
      at = next;
    }
    assertSameBytes(body, await(request.send().compose(ClientResponse::body)).getBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_proxy_pipes_both_ways(boolean known) {
    echo();
    int origin = server.actualPort();
    Promise<ClientSession> connected = Promise.promise();
    serve(request -> {
      request.pause();
      if (!connected.future().isComplete()) { // on the event loop of the server's connection
        ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(origin)).onComplete(connected);
      }
      connected.future().compose(session -> {
        ClientRequest passed = session.request(HttpMethod.POST, "/echo");
        return known ? passed.send(request) : piped(request, passed);
      }).onSuccess(response -> request.response().send(response))
        .onFailure(cause -> request.respond(502, cause.toString()));
    });
    byte[] body = pattern(2 << 20);
    Future<ClientResponse> response = client().request(HttpMethod.POST, "/proxied").send(Buffer.buffer(body));
    assertSameBytes(body, await(response.compose(ClientResponse::body)).getBytes());
    await(await(connected.future()).terminate(ErrorCode.NO_ERROR));
  }

  private static Future<ClientResponse> piped(ServerRequest request, ClientRequest passed) {
    request.pipeTo(passed);
    return passed.response();
  }

  @Test
  void a_client_that_does_not_read_the_echo_gets_no_more_credit() {
    serve(windows(WINDOW), request -> request.pipeTo(request.response().setWriteQueueMaxSize(10_000)));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1000).acknowledging(false).skipping(FrameType.SETTINGS, FrameType.PING);
    post(peer, 1);
    byte[] body = pattern(WINDOW);
    for (int at = 0; at < WINDOW; at += 16_384) {
      peer.send(RawFrame.data(1, Arrays.copyOfRange(body, at, Math.min(WINDOW, at + 16_384)), false));
    }
    Map<Integer, Integer> credits = credits(peer);
    assertTrue(credits.getOrDefault(1, 0) < 2 * 16_384, () -> "read although the response is full: " + credits);
    peer.skipping(FrameType.SETTINGS, FrameType.PING, FrameType.WINDOW_UPDATE);
    peer.send(RawFrame.data(1, "", true), RawFrame.windowUpdate(1, WINDOW), RawFrame.windowUpdate(0, WINDOW));
    assertAlive(peer, 3);
  }

  @Test
  void the_trailers_of_a_piped_body_come_after_it() {
    Promise<String> trailer = Promise.promise();
    serve(request -> request.pipeTo(request.response())
      .onSuccess(v -> trailer.complete(request.trailers().get("checksum"))));
    FramePeer peer = open();
    post(peer, 1);
    peer.send(RawFrame.data(1, pattern(16_384), false));
    peer.sendHeaders(1, true, "checksum", "1234");
    assertSameBytes(pattern(16_384), peer.response(1).body());
    assertEquals("1234", await(trailer.future()));
  }

  @Test
  void a_reset_of_the_request_ends_the_pipe_and_frees_what_waits() {
    Promise<Void> piped = Promise.promise();
    serve(request -> request.pipeTo(request.response()).onComplete(piped));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1000);
    post(peer, 1);
    peer.send(RawFrame.data(1, pattern(16_384), false));
    peer.expectHeaders(1);
    assertEquals(1000, readBody(peer, 1, 1000).length);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failure(Exception.class, piped.future());
    assertAlive(peer, 3);
  }

  @Test
  void a_connection_that_is_lost_frees_what_waits() {
    Promise<Void> piped = Promise.promise();
    serve(request -> request.pipeTo(request.response()).onComplete(piped));
    FramePeer peer = open(INITIAL_WINDOW_SIZE, 1000);
    post(peer, 1);
    peer.send(RawFrame.data(1, pattern(16_384), false));
    peer.expectHeaders(1);
    readBody(peer, 1, 1000);
    peer.close();
    failure(Exception.class, piped.future());
  }

  @Test
  void a_response_that_was_reset_discards_the_rest_of_the_body() {
    serve(request -> {
      request.pipeTo(request.response());
      request.response().reset(ErrorCode.CANCEL);
    });
    FramePeer peer = open();
    post(peer, 1);
    peer.expectRst(1, ErrorCode.CANCEL);
    peer.send(RawFrame.data(1, pattern(16_384), true));
    assertAlive(peer, 3);
  }

  @Test
  void a_response_without_a_body_takes_no_slices() {
    serve(request -> request.pipeTo(request.response().setStatus(204)));
    FramePeer peer = open();
    post(peer, 1);
    peer.send(RawFrame.data(1, pattern(16_384), true));
    Message response = peer.response(1);
    assertEquals(204, response.status());
    assertEquals(0, response.body().length);
  }

  @Test
  void slices_that_a_handler_retains_stay_valid_and_count_as_read() {
    List<ByteBuf> kept = new ArrayList<>();
    Promise<Void> ended = Promise.promise();
    serve(windows(WINDOW), request -> {
      request.slices(slice -> kept.add(slice.retain()));
      request.ended().onComplete(ended);
      request.response().end();
    });
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    post(peer, 1);
    byte[] body = pattern(48_000);
    peer.send(RawFrame.data(1, Arrays.copyOf(body, 16_000), false),
      RawFrame.data(1, Arrays.copyOfRange(body, 16_000, 32_000), false),
      RawFrame.data(1, Arrays.copyOfRange(body, 32_000, 48_000), false));
    Map<Integer, Integer> credits = credits(peer);
    assertTrue(credits.getOrDefault(1, 0) > WINDOW / 4, () -> "slices were read and not credited: " + credits);
    peer.send(RawFrame.data(1, "", true));
    await(ended.future());
    assertTrue(kept.stream().allMatch(ByteBuf::isDirect));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    kept.forEach(slice -> all.writeBytes(ByteBufUtil.getBytes(slice)));
    kept.forEach(ByteBuf::release);
    assertSameBytes(body, all.toByteArray());
  }

  @Test
  void an_unread_body_is_not_credited_until_its_slices_are_taken() {
    Promise<ServerRequest> paused = Promise.promise();
    serve(windows(WINDOW), request -> paused.complete((ServerRequest) request.pause()));
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    post(peer, 1);
    peer.send(RawFrame.data(1, pattern(16_384), false), RawFrame.data(1, pattern(16_384), false),
      RawFrame.data(1, pattern(16_384), false));
    ServerRequest request = await(paused.future());
    assertNull(credits(peer).get(1));
    Promise<Integer> read = Promise.promise();
    int[] bytes = new int[1];
    request.slices(slice -> {
      bytes[0] += slice.readableBytes();
      if (bytes[0] == 3 * 16_384) {
        read.complete(bytes[0]);
      }
    });
    request.resume();
    await(read.future());
    for (int credit = 0; credit < WINDOW / 4; ) {
      RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
      credit += update.streamId() == 1 ? update.increment() : 0;
    }
    peer.send(RawFrame.data(1, "", false).with(Flag.END_STREAM));
    assertEquals(3 * 16_384, bytes[0]);
  }
}
