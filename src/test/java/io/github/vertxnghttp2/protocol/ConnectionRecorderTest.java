package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.vertxnghttp2.protocol.ConnectionPair.GET;
import static io.github.vertxnghttp2.protocol.ConnectionPair.POST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a connection records of its streams, and what they wait for. */
class ConnectionRecorderTest {
  private static final int BYTES = 4096;
  /** As the recorder keeps them: one for each 128 bytes. */
  private static final int EXCHANGES = BYTES / 128;
  private static final int WINDOW = 65_535;
  /** Microseconds that are longer than the shortest wait that is recorded. */
  private static final long A_WHILE = 2000;

  private ConnectionPair pair = open();

  private static ConnectionPair open(int... serverSettings) {
    ConnectionPair opened = new ConnectionPair(new SessionOptions().setRecorderBytes(BYTES), serverSettings);
    opened.handler = (stream, head) -> opened.requests.get(stream.id()).reading = false;
    opened.exchange();
    return opened;
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private static void aWhilePasses() {
    long end = RecordingClock.now() + A_WHILE;
    while (RecordingClock.now() < end) {
      Thread.onSpinWait();
    }
  }

  private RecordedStream request(HeaderList head, boolean endStream) {
    RecordedStream client = pair.request(head, endStream);
    pair.exchange();
    return client;
  }

  private Stream atServer(RecordedStream client) {
    return pair.requests.get(client.stream.id()).stream;
  }

  private static void write(Stream stream, int bytes, boolean end) {
    stream.write(Unpooled.wrappedBuffer(new byte[bytes]), end, null);
  }

  private static StreamsRecording recorded(Connection connection) {
    return connection.recorded(Secrets.HIDDEN);
  }

  private static RecordedExchange exchange(Connection connection) {
    List<RecordedExchange> exchanges = recorded(connection).exchanges();
    assertEquals(1, exchanges.size());
    return exchanges.get(0);
  }

  /** Waits of a stream for that reason. */
  private static List<RecordedWait> waits(Connection connection, int streamId, Wait reason) {
    return recorded(connection).waits().stream()
      .filter(wait -> wait.streamId() == streamId && wait.reason() == reason).toList();
  }

  /** Waits now. Earlier waits do not count: the machine may pause between two steps of a test. */
  private static void assertWaits(Connection connection, int streamId, Wait reason) {
    assertEquals(1, waits(connection, streamId, reason).stream().filter(RecordedWait::isOpen).count(),
      () -> recorded(connection).waits().toString());
  }

  /** Has waited, and does not any more. */
  private static void assertWaited(Connection connection, int streamId, Wait reason) {
    List<RecordedWait> waits = waits(connection, streamId, reason);
    assertTrue(waits.stream().noneMatch(RecordedWait::isOpen), waits::toString);
    assertTrue(waits.stream().anyMatch(wait -> wait.to() - wait.from() >= A_WHILE / 2), waits::toString);
  }

  private static void assertDoesNotWait(Connection connection, int streamId, Wait reason) {
    List<RecordedWait> waits = waits(connection, streamId, reason);
    assertTrue(waits.stream().noneMatch(RecordedWait::isOpen), waits::toString);
  }

  // --- exchanges ---

  @Test
  void an_exchange_is_recorded_by_both_sides() {
    RecordedStream client = request(POST.copy().add("authorization", "secret"), false);
    write(client.stream, 100, true);
    pair.exchange();
    atServer(client).respond(204, new HeaderList(), true);
    atServer(client).consume(100);
    pair.exchange();
    for (Connection connection : List.of(pair.client, pair.server)) {
      RecordedExchange of = exchange(connection);
      assertEquals("POST", of.method());
      assertEquals("/", of.target());
      assertEquals("localhost", of.authority());
      assertEquals(204, of.status());
      assertEquals(100, of.requestBytes());
      assertEquals(0, of.responseBytes());
      assertEquals(RecordedExchange.NOT_RESET, of.reset());
      assertTrue(of.requestHeadAt() <= of.requestEndAt() && of.requestEndAt() <= of.responseHeadAt()
        && of.responseHeadAt() <= of.endAt(), of::toString);
      assertTrue(!of.isOpen() && !of.toString().contains("secret"), of::toString);
    }
    assertTrue(exchange(pair.client).queuedAt() > 0);
    assertEquals(0, exchange(pair.server).queuedAt());
  }

  @Test
  void an_open_stream_has_its_windows() {
    RecordedStream client = request(POST, false);
    write(client.stream, 5000, false);
    pair.exchange();
    RecordedExchange sent = exchange(pair.client);
    RecordedExchange received = exchange(pair.server);
    assertTrue(sent.isOpen() && received.isOpen());
    assertEquals(WINDOW - 5000, sent.sendWindow());
    assertEquals(WINDOW - 5000, received.receiveWindow());
    assertEquals(5000, received.unreadBytes());
    assertEquals(5000, received.requestBytes());
    assertEquals(0, received.requestEndAt());
  }

  @Test
  void a_reset_is_recorded_with_its_sender() {
    RecordedStream client = request(GET, true);
    client.stream.reset((int) ErrorCode.CANCEL.code());
    pair.exchange();
    assertEquals(ErrorCode.CANCEL.code(), exchange(pair.client).reset());
    assertEquals(Way.SENT, exchange(pair.client).resetBy());
    assertEquals(ErrorCode.CANCEL.code(), exchange(pair.server).reset());
    assertEquals(Way.RECEIVED, exchange(pair.server).resetBy());
  }

  @Test
  void only_the_latest_exchanges_are_kept() {
    int more = EXCHANGES / 2;
    for (int i = 0; i < EXCHANGES + more; i++) {
      atServer(request(GET, true)).respond(204, new HeaderList(), true);
      pair.exchange();
    }
    RecordedStream open = request(GET, true);
    for (Connection connection : List.of(pair.client, pair.server)) {
      List<RecordedExchange> exchanges = recorded(connection).exchanges();
      assertEquals(EXCHANGES + 1, exchanges.size());
      assertEquals(open.stream.id(), exchanges.get(EXCHANGES).streamId());
      assertEquals(2 * more + 1, exchanges.get(0).streamId());
    }
  }

  @Test
  void long_texts_of_a_peer_are_cut() {
    String path = "/" + "x".repeat(10_000);
    request(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path), true);
    assertTrue(exchange(pair.server).target().length() < 300);
  }

  @Test
  void a_silent_connection_keeps_a_few() {
    for (int i = 0; i < EXCHANGES; i++) {
      atServer(request(GET, true)).respond(204, new HeaderList(), true);
      pair.exchange();
    }
    pair.server.checkSilence();
    pair.server.checkSilence();
    List<RecordedExchange> kept = recorded(pair.server).exchanges();
    assertEquals(2, kept.size());
    assertEquals(2 * EXCHANGES - 1, kept.get(1).streamId());
    assertEquals("/", kept.get(1).target());
    assertEquals(List.of(), pair.server.recordedSummary().exchanges());
  }

  @Test
  void fields_are_recorded_without_secrets_and_with_the_trace() {
    HeaderList head = GET.copy().add("cookie", "mine").add("x-mine", "mine", true).add("accept", "*/*")
      .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    RecordedStream client = request(head, true);
    for (int i = 0; i < 2; i++) {
      for (Connection connection : List.of(pair.client, pair.server)) {
        RecordedExchange of = exchange(connection);
        assertEquals(List.of(new Header("cookie", "", true), new Header("x-mine", "", true), new Header("accept",
          "*/*")), of.requestFields().subList(0, 3));
        assertEquals("0af7651916cd43dd8448eb211c80319c", of.labels().get(LabelNames.TRACE_ID));
      }
      assertEquals("mine", pair.server.recorded(Secrets.SHOWN).exchanges().get(0).requestFields().get(0).value());
      atServer(client).respond(204, HeaderList.of("set-cookie", "mine", "server", "ours"), true);
      pair.exchange();
    }
    assertEquals(List.of(new Header("set-cookie", "", true), new Header("server", "ours")),
      exchange(pair.server).responseFields());
    assertEquals(exchange(pair.server).responseFields(), exchange(pair.client).responseFields());
  }

  @Test
  void long_heads_are_kept_while_their_stream_is_open() {
    RecordedStream client = request(GET.copy().add("x-long", "x".repeat(2000)).add("x-b3-traceid",
      "a3ce929d0e0e4736"), true);
    assertEquals(2, exchange(pair.server).requestFields().size());
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertEquals(List.of(), exchange(pair.server).requestFields());
    assertEquals("/", exchange(pair.server).target());
    assertEquals("{traceId=a3ce929d0e0e4736}", exchange(pair.server).labels().toString());
  }

  @Test
  void a_long_request_that_is_sent_is_not_kept_either() {
    RecordedStream client = request(GET.copy().add("x-long", "x".repeat(2000)), true);
    assertEquals(1, exchange(pair.client).requestFields().size());
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertEquals(List.of(), exchange(pair.client).requestFields());
  }

  @Test
  void a_long_response_that_is_sent_is_not_kept_either() {
    RecordedStream client = request(GET, true);
    atServer(client).respond(200, HeaderList.of("x-long", "x".repeat(2000)), false);
    assertEquals(1, exchange(pair.server).responseFields().size());
    write(atServer(client), 10, true);
    pair.exchange();
    assertEquals(List.of(), exchange(pair.server).responseFields());
  }

  @Test
  void labels_say_more_of_an_exchange() {
    RecordedStream client = request(GET, true);
    atServer(client).label(LabelNames.ROUTE, "orders");
    assertEquals("{route=orders}", exchange(pair.server).labels().toString());
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertNull(atServer(client).record());
    assertEquals("{route=orders}", exchange(pair.server).labels().toString());
  }

  // --- what a body that is sent waits for ---

  @Test
  void a_body_waits_for_the_window_of_its_stream() {
    pair.close();
    pair = open(SettingId.INITIAL_WINDOW_SIZE.id(), 1000);
    RecordedStream client = request(POST, false);
    write(client.stream, 5000, true);
    pair.exchange();
    assertWaits(pair.client, 1, Wait.STREAM_WINDOW);
    aWhilePasses();
    assertDoesNotWait(pair.client, 1, Wait.APPLICATION_WRITES);
    for (int left = 4000; left >= 0; left -= 1000) {
      atServer(client).consume(1000);
      pair.exchange();
    }
    assertEquals(4, waits(pair.client, 1, Wait.STREAM_WINDOW).size());
    assertTrue(waits(pair.client, 1, Wait.STREAM_WINDOW).stream().noneMatch(RecordedWait::isOpen));
  }

  @Test
  void a_short_body_waits_for_the_window_of_its_stream() {
    pair.close();
    pair = open(SettingId.INITIAL_WINDOW_SIZE.id(), 0);
    RecordedStream client = request(POST, false);
    write(client.stream, 100, true);
    pair.exchange();
    aWhilePasses();
    assertWaits(pair.client, 1, Wait.STREAM_WINDOW);
    pair.server.settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), WINDOW});
    pair.exchange();
    assertWaited(pair.client, 1, Wait.STREAM_WINDOW);
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertWaited(pair.client, 1, Wait.STREAM_WINDOW);
    assertDoesNotWait(pair.client, 1, Wait.APPLICATION_WRITES);
  }

  @Test
  void a_body_waits_for_the_window_of_the_connection() {
    pair.close();
    pair = open(SettingId.INITIAL_WINDOW_SIZE.id(), 4 * WINDOW);
    RecordedStream client = request(POST, false);
    write(client.stream, 2 * WINDOW, true);
    pair.client.flush(pair.clientOutput); // the server does not read, and credits nothing
    assertWaits(pair.client, 1, Wait.CONNECTION_WINDOW);
    assertDoesNotWait(pair.client, 1, Wait.STREAM_WINDOW);
    pair.exchange();
    assertTrue(waits(pair.client, 1, Wait.CONNECTION_WINDOW).stream().noneMatch(RecordedWait::isOpen));
  }

  @Test
  void everything_waits_for_the_socket() {
    pair.client.outputFull(true);
    assertWaits(pair.client, 0, Wait.SOCKET);
    aWhilePasses();
    pair.client.outputFull(true);
    pair.client.outputFull(false);
    assertWaited(pair.client, 0, Wait.SOCKET);
    pair.client.outputFull(false);
    assertWaited(pair.client, 0, Wait.SOCKET);
  }

  @Test
  void a_body_waits_for_the_application_that_writes() {
    RecordedStream client = request(POST, false);
    pair.requests.get(1).reading = true;
    write(client.stream, 100, false);
    pair.exchange();
    aWhilePasses();
    assertWaits(pair.client, 1, Wait.APPLICATION_WRITES);
    write(client.stream, 100, true);
    pair.exchange();
    assertWaited(pair.client, 1, Wait.APPLICATION_WRITES);
    assertWaited(pair.server, 1, Wait.PEER);
  }

  @Test
  void a_response_waits_for_the_application() {
    RecordedStream client = request(GET, true);
    aWhilePasses();
    assertWaits(pair.server, 1, Wait.APPLICATION_WRITES);
    assertWaits(pair.client, 1, Wait.PEER);
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertWaited(pair.server, 1, Wait.APPLICATION_WRITES);
    assertWaited(pair.client, 1, Wait.PEER);
  }

  @Test
  void a_response_from_the_bus_waits_for_the_bus() {
    RecordedStream client = request(GET, true);
    atServer(client).label(LabelNames.KIND, LabelNames.STREAM);
    aWhilePasses();
    assertWaits(pair.server, 1, Wait.BUS_WRITES);
    assertDoesNotWait(pair.server, 1, Wait.APPLICATION_WRITES);
  }

  @Test
  void the_application_is_not_the_reason_while_the_request_comes() {
    request(POST, false);
    aWhilePasses();
    assertDoesNotWait(pair.server, 1, Wait.APPLICATION_WRITES);
    assertWaits(pair.server, 1, Wait.PEER);
  }

  @Test
  void a_body_waits_for_others_of_a_higher_priority() {
    pair.close();
    pair = open(SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    RecordedStream low = request(GET.copy().add("priority", "u=7"), true);
    RecordedStream high = request(GET.copy().add("priority", "u=0"), true);
    atServer(low).respond(200, new HeaderList(), false);
    atServer(high).respond(200, new HeaderList(), false);
    pair.server.flush(pair.serverOutput);
    aWhilePasses();
    write(atServer(low), 2 * WINDOW, true);
    write(atServer(high), 2 * WINDOW, true);
    pair.server.flush(pair.serverOutput);
    assertWaits(pair.server, 1, Wait.CONNECTION_WINDOW); // which the other one has used up
    assertEquals(0, atServer(low).bytesSent());
  }

  // --- what a body that is received waits for ---

  @Test
  void a_body_waits_for_the_application_that_reads() {
    RecordedStream client = request(POST, false);
    write(client.stream, 100, false);
    pair.exchange();
    assertWaits(pair.server, 1, Wait.APPLICATION_READS);
    aWhilePasses();
    assertDoesNotWait(pair.server, 1, Wait.PEER);
    atServer(client).consume(100);
    pair.exchange();
    assertWaited(pair.server, 1, Wait.APPLICATION_READS);
    aWhilePasses();
    assertWaits(pair.server, 1, Wait.PEER);
  }

  @Test
  void the_end_of_a_body_without_bytes_is_nothing_to_read() {
    RecordedStream client = request(POST, false);
    pair.requests.get(1).reading = true;
    write(client.stream, 100, false);
    pair.exchange();
    write(client.stream, 0, true);
    pair.exchange();
    aWhilePasses();
    atServer(client).respond(204, new HeaderList(), true);
    pair.exchange();
    assertEquals(List.of(), waits(pair.server, 1, Wait.APPLICATION_READS));
  }

  @Test
  void a_stream_of_an_upgrade_has_its_times_and_nothing_to_read() {
    pair.close();
    pair = new ConnectionPair(new SessionOptions().setRecorderBytes(BYTES));
    RecordedStream client = new RecordedStream();
    client.stream = pair.client.upgrade(new byte[0], false, client);
    RecordedStream server = new RecordedStream();
    server.stream = pair.server.upgrade(new byte[0], GET, 0);
    server.stream.listener(server);
    pair.exchange();
    aWhilePasses();
    server.stream.respond(204, new HeaderList(), true);
    pair.exchange();
    assertEquals(List.of(), waits(pair.server, 1, Wait.APPLICATION_READS));
    RecordedExchange of = exchange(pair.client);
    assertTrue(of.requestHeadAt() > 0 && of.requestEndAt() > 0 && of.requestHeadAt() <= of.responseHeadAt(),
      of::toString);
  }

  @Test
  void a_pushed_stream_waits_for_no_request() {
    RecordedStream client = request(GET, true);
    atServer(client).promise(GET).listener(new RecordedStream());
    aWhilePasses();
    assertEquals(List.of(), waits(pair.server, 2, Wait.PEER));
    RecordedExchange of = recorded(pair.server).exchanges().stream().filter(one -> one.streamId() == 2).findFirst()
      .orElseThrow();
    assertEquals(of.requestHeadAt(), of.requestEndAt());
  }

  @Test
  void a_body_for_the_bus_waits_for_its_credit() {
    RecordedStream client = request(POST, false);
    atServer(client).label(LabelNames.KIND, LabelNames.STREAM);
    write(client.stream, 100, false);
    pair.exchange();
    assertWaits(pair.server, 1, Wait.BUS_CREDIT);
    aWhilePasses();
    atServer(client).consume(50);
    List<RecordedWait> waits = waits(pair.server, 1, Wait.BUS_CREDIT);
    assertEquals(2, waits.size());
    assertTrue(!waits.get(0).isOpen() && waits.get(1).isOpen());
  }

  @Test
  void a_body_that_is_read_at_once_does_not_wait() {
    RecordedStream client = request(POST, false);
    pair.requests.get(1).reading = true;
    write(client.stream, 100, true);
    pair.exchange();
    assertDoesNotWait(pair.server, 1, Wait.APPLICATION_READS);
  }

  @Test
  void a_request_waits_for_a_free_stream() {
    pair.close();
    pair = open(SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
    RecordedStream first = request(GET, true);
    RecordedStream second = request(GET, true);
    assertEquals(0, second.stream.id());
    assertWaits(pair.client, 0, Wait.FREE_STREAM);
    aWhilePasses();
    atServer(first).respond(204, new HeaderList(), true);
    pair.exchange();
    assertWaited(pair.client, 3, Wait.FREE_STREAM);
    assertTrue(recorded(pair.client).exchanges().get(1).requestHeadAt()
      - recorded(pair.client).exchanges().get(1).queuedAt() >= A_WHILE);
  }

  @Test
  void a_request_that_is_dropped_has_waited_for_a_free_stream() {
    pair.close();
    pair = open(SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
    request(GET, true);
    RecordedStream second = request(GET, true);
    aWhilePasses();
    second.stream.reset((int) ErrorCode.CANCEL.code());
    assertWaited(pair.client, 0, Wait.FREE_STREAM);
    request(GET, true);
    aWhilePasses();
    pair.client.close(ConnectionEnd.lost("the test is over"));
    assertEquals(2, waits(pair.client, 0, Wait.FREE_STREAM).size());
  }

  @Test
  void a_request_has_waited_for_its_connection() {
    RecordedStream waiting = new RecordedStream();
    waiting.queuedAt = RecordingClock.now();
    aWhilePasses();
    waiting.stream = pair.client.request(GET, true, waiting);
    pair.exchange();
    assertWaited(pair.client, 1, Wait.POOL);
    assertEquals(waiting.queuedAt, exchange(pair.client).queuedAt());
    assertDoesNotWait(pair.client, 1, Wait.FREE_STREAM);
  }

  @Test
  void without_a_recorder_there_is_nothing() {
    pair.close();
    pair = ConnectionPair.open();
    RecordedStream client = request(GET, true);
    assertNull(client.stream.record());
    assertEquals(List.of(), recorded(pair.client).exchanges());
    assertEquals(List.of(), recorded(pair.client).session().frames());
  }
}
