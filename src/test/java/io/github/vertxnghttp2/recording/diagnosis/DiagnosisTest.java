package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

import static io.github.vertxnghttp2.recording.ConnectionBuilder.at;
import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DiagnosisTest {
  private static final Path CHAPTER = Path.of(System.getProperty("project.basedir", "."),
    "src/main/asciidoc/diagnoses.adoc");

  private final ConnectionBuilder connection = new ConnectionBuilder();

  private static ExchangeBuilder stream(int id) {
    return new ExchangeBuilder(id);
  }

  /** Diagnoses the connection at a time: milliseconds after the start. */
  private List<Finding> diagnose(double now) {
    return Diagnosis.of(connection.build(), at(now));
  }

  private Finding only(FindingCode code, double now) {
    List<Finding> findings = diagnose(now);
    assertEquals(List.of(code), findings.stream().map(Finding::code).toList(), findings::toString);
    return findings.get(0);
  }

  private void assertFound(FindingCode code, String text, double now) {
    assertEquals(text, only(code, now).text());
  }

  private void assertNothing(double now) {
    assertEquals(List.of(), diagnose(now));
  }

  /** A body of one second in pieces, that waits after each of them for the rest of the round trip. */
  private void pieces(Wait reason, double waited) {
    for (int i = 0; i < 10; i++) {
      connection.data(100 * i, SENT, 1, 65_535).waits(100 * i + 1, 100 * i + 1 + waited, 1, reason);
      connection.update(100 * i + 99, RECEIVED, reason == Wait.STREAM_WINDOW ? 1 : 0, 65_535);
    }
  }

  @Test
  void a_connection_without_traffic_has_no_finding() {
    assertNothing(100_000);
  }

  @Test
  void a_fast_exchange_has_no_finding() {
    connection.roundTrip = 48_000;
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).head(10, SENT, 1).lastData(11, SENT, 1, 1000);
    connection.exchange(stream(1).request(0, 0).response(200, 10, 11).bytes(0, 1000));
    connection.limits.clear();
    assertNothing(100_000);
  }

  @Test
  void a_small_window_of_the_peer_is_named_with_the_rate_it_allows() {
    connection.roundTrip = 48_000;
    pieces(Wait.STREAM_WINDOW, 72);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000));
    Finding finding = only(FindingCode.STREAM_WINDOW, 5000);
    assertEquals("72 % of this download waited for the peer's window of 65,535 bytes; at 72 ms that is at most 910 kB/s."
      + " Raise SETTINGS_INITIAL_WINDOW_SIZE at the client.", finding.text());
    assertEquals("SETTINGS_INITIAL_WINDOW_SIZE", finding.setting());
    assertEquals("diagnosis-stream-window", finding.guideAnchor());
    assertEquals(720_000, finding.explained());
    assertEquals(at(0), finding.from());
    assertEquals(at(1000), finding.to());
    assertEquals(1, finding.streamId());
  }

  @Test
  void the_rate_is_that_of_a_round_trip_or_of_the_waits_if_these_are_longer() {
    connection.roundTrip = 48_000;
    pieces(Wait.STREAM_WINDOW, 40);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000));
    assertTrue(only(FindingCode.STREAM_WINDOW, 5000).text().contains("; at 48 ms that is at most 1.3 MB/s. "));
    connection.roundTrip = 0;
    assertTrue(only(FindingCode.STREAM_WINDOW, 5000).text().contains("; at 40 ms that is at most 1.6 MB/s. "));
  }

  @Test
  void a_clients_upload_waits_for_the_window_of_the_server() {
    connection.side = Side.CLIENT;
    pieces(Wait.STREAM_WINDOW, 72);
    connection.exchange(stream(1).request(0, 1000).response(200, 1001, 1001));
    String text = only(FindingCode.STREAM_WINDOW, 5000).text();
    assertTrue(text.startsWith("72 % of this upload waited") && text.endsWith(" at the server."), text);
  }

  @ParameterizedTest
  @CsvSource({"9, 1000", "60, 40000"})
  void short_waits_and_small_shares_are_no_finding(double waited, double end) {
    pieces(Wait.STREAM_WINDOW, waited);
    connection.exchange(stream(1).request(0, 0).response(200, 0, end));
    assertNothing(end);
  }

  @Test
  void a_share_is_that_of_the_time_that_was_recorded() {
    connection.roundTrip = 48_000;
    connection.lostFrames = 1000;
    pieces(Wait.STREAM_WINDOW, 72);
    connection.exchange(stream(1).request(-100_000, -100_000).response(200, -100_000, 1000));
    assertTrue(only(FindingCode.STREAM_WINDOW, 5000).text().startsWith("72 % of this download"));
  }

  @Test
  void a_small_window_of_the_connection_is_named() {
    pieces(Wait.CONNECTION_WINDOW, 72);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000).windows(1 << 30, 65_535, 0));
    assertFound(FindingCode.CONNECTION_WINDOW, "72 % of this download waited for the peer's window of the connection,"
      + " 65,535 bytes; at 72 ms that is at most 910 kB/s. Raise the window of the connection at the client, which"
      + " vertx-nghttp2 calls connectionWindowSize.", 5000);
  }

  @Test
  void a_wait_of_all_streams_counts_for_each() {
    connection.waits(100, 900, 0, Wait.CONNECTION_WINDOW);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000));
    connection.exchange(stream(3).request(0, 0).response(200, 0, 1000));
    assertEquals(List.of(FindingCode.CONNECTION_WINDOW, FindingCode.CONNECTION_WINDOW),
      diagnose(2000).stream().map(Finding::code).toList());
  }

  @Test
  void a_peer_that_opens_its_window_late_reads_slowly() {
    connection.roundTrip = 50_000;
    connection.waitsStill(1000, 1, Wait.STREAM_WINDOW);
    connection.exchange(stream(1).request(0, 0).response(200, 0, -1).windows(0, 65_535, 0));
    assertFound(FindingCode.PEER_READS_SLOWLY, "80 % of this download waited for the peer's window of 65,535 bytes. The"
      + " client opened it after 4.0 s on average, which is 80 round trips: it reads slowly. Look for what its reader"
      + " does meanwhile.", 5000);
  }

  @Test
  void waits_of_the_connection_before_a_stream_are_not_counted_for_it() {
    connection.roundTrip = 50_000;
    for (int i = 0; i < 99; i++) {
      connection.waits(10 * i, 10 * i + 5, 0, Wait.CONNECTION_WINDOW);
    }
    connection.waits(2000, 5000, 0, Wait.CONNECTION_WINDOW);
    connection.exchange(stream(201).request(1990, 1990).response(200, 1990, 5100));
    assertTrue(only(FindingCode.PEER_READS_SLOWLY, 6000).text().contains(" opened it after 3.0 s on average"));
  }

  @Test
  void a_socket_that_took_nothing_before_a_stream_is_not_its_cause() {
    connection.waits(0, 30_000, 0, Wait.SOCKET).waits(100_000, 100_300, 0, Wait.SOCKET);
    connection.exchange(stream(9).request(100_000, 100_000).response(200, 100_000, 101_000));
    Finding finding = only(FindingCode.SOCKET, 200_000);
    assertTrue(finding.text().startsWith("The socket took nothing for 300 ms: "), finding::text);
    assertEquals(at(100_000), finding.from());
    assertEquals(at(100_300), finding.to());
    assertEquals(300_000, finding.explained());
  }

  @Test
  void a_window_is_that_of_the_SETTINGS_of_its_time() {
    connection.roundTrip = 48_000;
    connection.remoteSettings.put(SettingId.INITIAL_WINDOW_SIZE, 1L << 20);
    connection.head(0, RECEIVED, 1, Flag.END_STREAM);
    pieces(Wait.STREAM_WINDOW, 72);
    connection.frame(1500, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 1 << 20);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000).windows(0, 0, 0));
    assertTrue(only(FindingCode.STREAM_WINDOW, 5000).text().contains(" window of 65,535 bytes; at 72 ms that is"));
  }

  @Test
  void a_paused_reader_is_named() {
    connection.waitsStill(1000, 1, Wait.APPLICATION_READS);
    connection.exchange(stream(1).request(0, -1).windows(65_535, 0, 65_535));
    assertFound(FindingCode.APPLICATION_DOES_NOT_READ, "The handler has not read for 3.1 s. 65,535 bytes wait. Resume"
      + " the request, or read its body.", 4100);
    assertNothing(1400);
  }

  @Test
  void a_reader_that_was_paused_is_named_too() {
    connection.side = Side.CLIENT;
    connection.waits(1000, 4100, 1, Wait.APPLICATION_READS);
    connection.exchange(stream(1).request(0, 0).response(200, 1, 5000));
    assertFound(FindingCode.APPLICATION_DOES_NOT_READ, "The application had not read for 3.1 s. Resume the response, or"
      + " read its body.", 9000);
  }

  @Test
  void a_handler_on_the_bus_that_gives_no_credit_is_named() {
    connection.waitsStill(1000, 1, Wait.BUS_CREDIT);
    connection.exchange(stream(1).request(0, -1).windows(65_535, 0, 1).label("route", "/orders").label("handler",
      "orders").label("node", "b"));
    assertFound(FindingCode.BUS_CREDIT, "The bus gave no credit for 2.0 s: the handler orders on node b (route"
      + " /orders) is paused or slow. 1 byte waits. Resume its request, or let it read faster.", 3000);
  }

  @Test
  void a_handler_that_has_not_responded_is_named() {
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).waitsStill(0, 1, Wait.BUS_WRITES);
    connection.exchange(stream(1).request(0, 0).label("route", "orders").label("handler", "orders").label("node",
      "b"));
    assertFound(FindingCode.SLOW_RESPONSE, "The handler orders on node b has not responded for 3.1 s, over the event bus,"
      + " although the request was complete. Look for what the handler waits for, or let more instances of it run.", 3100);
    assertNothing(400);
  }

  @Test
  void the_queue_of_the_route_is_named() {
    connection.exchange(stream(1).request(0, 0).label("route", "orders").label("queued", "still"));
    assertFound(FindingCode.SLOW_RESPONSE, "The handler of the route orders has not responded for 3.1 s, although the"
      + " request was complete. It waits in the queue of its route: as many requests as its concurrency allows are in"
      + " flight. Look for what the handler waits for, or let more instances of it run.", 3100);
  }

  @Test
  void the_time_in_the_queue_of_the_route_is_named() {
    connection.exchange(stream(1).request(0, 0).response(200, 900, 901).label("queued", "850"));
    assertFound(FindingCode.SLOW_RESPONSE, "The handler took 900 ms to respond, although the request was complete. It"
      + " waited in the queue of its route for 850 ms of that: as many requests as its concurrency allows are in flight."
      + " Look for what the handler waits for, or let more instances of it run.", 3100);
  }

  @Test
  void a_late_response_is_named_unless_the_socket_held_it() {
    connection.exchange(stream(1).request(0, 0).response(200, 900, 901).label("route", "/orders"));
    assertFound(FindingCode.SLOW_RESPONSE, "The handler of the route /orders took 900 ms to respond, although the request"
      + " was complete. Look for what the handler waits for, or let more instances of it run.", 3100);
    connection.waits(10, 890, 0, Wait.PRIORITY);
    assertNothing(3100);
  }

  @Test
  void a_server_that_responds_late_is_named_by_its_client() {
    connection.side = Side.CLIENT;
    connection.exchange(stream(1).request(0, 0).reset(2000, ErrorCode.CANCEL.code(), SENT));
    assertFound(FindingCode.SLOW_RESPONSE, "The server had not responded after 2.0 s, when the stream was closed, although"
      + " the request was complete. Look at the server: its recording tells what it waited for.", 9000);
  }

  @ParameterizedTest
  @CsvSource({"APPLICATION_WRITES, APPLICATION_WRITES_SLOWLY, 'the handler, which wrote nothing meanwhile.'",
    "BUS_WRITES, BUS_WRITES_SLOWLY, 'the handler, which wrote nothing to the event bus meanwhile.'"})
  void a_handler_that_writes_slowly_is_named(Wait reason, FindingCode code, String who) {
    connection.waits(100, 1900, 1, reason);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 2000));
    assertFound(code, "90 % of this download, 1.8 s, waited for " + who + " If that is not intended, look for what it"
      + " waits for before it writes.", 4000);
    connection.exchanges.clear();
    connection.exchange(stream(1).request(0, 0).response(200, 0, 4000));
    assertNothing(4000);
  }

  @Test
  void a_socket_that_takes_nothing_is_named() {
    connection.waitsStill(500, 0, Wait.SOCKET);
    connection.exchange(stream(1).request(0, 0).response(200, 0, -1));
    assertFound(FindingCode.SOCKET, "The socket took nothing for 2.5 s: the client does not read, or the line is slow. In"
      + " all, 83 % of this download waited for it. sendTimeout bounds such waits.", 3000);
  }

  @Test
  void every_limit_is_found_by_its_name() {
    for (Limit limit : Limit.values()) {
      connection.limits.clear();
      connection.limits.add(limit.text(5, "x", "y"));
      Finding finding = only(FindingCode.LIMIT, 1);
      assertEquals(limit.key(), finding.setting());
      assertEquals(Severity.ERROR, finding.severity());
    }
    connection.limits.set(0, Limit.MAX_PINGS.text(50));
    assertFound(FindingCode.LIMIT, "A limit was exceeded: more than maxPings = 50 PING frames in 10 s. If the client"
      + " behaves well, raise maxPings at this side.", 1);
  }

  @Test
  void requests_that_wait_for_a_free_stream_are_counted() {
    connection.side = Side.CLIENT;
    connection.remoteSettings.put(SettingId.MAX_CONCURRENT_STREAMS, 100L);
    connection.waits(0, 1200, 0, Wait.FREE_STREAM);
    connection.exchange(stream(1).queued(0).request(1200, 1200).response(200, 1210, 1210));
    connection.exchange(stream(0).queued(200));
    Finding finding = only(FindingCode.FREE_STREAM, 1300);
    assertEquals("2 requests waited for a free stream, 1.2 s at most, because SETTINGS_MAX_CONCURRENT_STREAMS of the"
      + " server is 100. Raise it at the server, or use more connections.", finding.text());
    assertEquals(2_200_000, finding.explained());
    connection.waits.clear();
    assertNothing(1300);
  }

  @Test
  void a_request_that_waits_for_the_pool_is_counted() {
    connection.side = Side.CLIENT;
    connection.waits(0, 300, 1, Wait.POOL);
    connection.exchange(stream(1).queued(0).request(300, 300).response(200, 310, 310));
    assertFound(FindingCode.POOL, "1 request waited for a connection of the pool, 300 ms at most. Raise"
      + " maxConnectionsPerOrigin of nghttp2:client, or http2MaxSize of Vert.x's pool.", 1300);
  }

  @Test
  void a_peer_that_sends_slowly_is_told_from_a_receive_window_that_is_used_up() {
    connection.roundTrip = 100_000;
    for (int i = 0; i < 10; i++) {
      connection.data(100 * i, RECEIVED, 1, 65_535).waits(100 * i, 100 * i + 99, 1, Wait.PEER);
      connection.update(100 * i, SENT, 0, 65_535).update(100 * i + 0.5, SENT, 1, 65_535);
    }
    connection.exchange(stream(1).request(0, 1000).response(200, 1000, 1000));
    Finding finding = only(FindingCode.RECEIVE_WINDOW, 5000);
    assertEquals("99 % of this upload waited for this side's window of 65,535 bytes; at 100 ms that is at most 655 kB/s."
      + " Raise maxWindowSize at this side.", finding.text());
    connection.frames.clear();
    connection.data(0, RECEIVED, 1, 10).data(1000, RECEIVED, 1, 10);
    assertFound(FindingCode.PEER_SENDS_SLOWLY, "99 % of this upload, 990 ms, waited for bytes of the client, although the"
      + " window was open. The client sends slowly, or the line is slow.", 5000);
  }

  @Test
  void refused_streams_are_counted_apart_from_other_resets() {
    for (int i = 0; i < 3; i++) {
      connection.exchange(stream(2 * i + 1).request(0, 0).reset(10 + i, ErrorCode.REFUSED_STREAM.code(), SENT));
    }
    connection.exchange(stream(7).request(0, 0).reset(20, ErrorCode.PROTOCOL_ERROR.code(), RECEIVED));
    connection.exchange(stream(9).request(0, 0).reset(20, 0x1f, RECEIVED));
    connection.exchange(stream(11).request(0, 0).reset(20, ErrorCode.NO_ERROR.code(), SENT));
    List<Finding> findings = diagnose(100);
    assertEquals(List.of("This side refused 3 streams with REFUSED_STREAM, before they were processed. The requests are"
      + " safe to send again; this side has too many streams, or is closing.", "The client reset 2 streams of 6: 1 with"
        + " PROTOCOL_ERROR, 1 with 0x1f."), findings.stream().map(Finding::text).sorted(Comparator.reverseOrder())
          .toList());
  }

  @Test
  void cancelled_streams_are_a_note_if_there_are_many() {
    for (int i = 0; i < Diagnosis.MANY_CANCELLED; i++) {
      connection.exchange(stream(2 * i + 1).request(0, 0).reset(10, ErrorCode.CANCEL.code(), RECEIVED));
    }
    assertEquals(Severity.NOTE, only(FindingCode.RESETS, 100).severity());
    connection.exchanges.remove(0);
    assertNothing(100);
  }

  @Test
  void a_goaway_with_an_error_is_named() {
    connection.end = "more than maxPings = 50 PING frames in 10 s";
    connection.closedAt = at(20);
    connection.frame(10, SENT, FrameType.GOAWAY, 0, 0, 40, ErrorCode.ENHANCE_YOUR_CALM.code());
    assertFound(FindingCode.GOAWAY, "This side ended the connection by GOAWAY with ENHANCE_YOUR_CALM: more than maxPings ="
      + " 50 PING frames in 10 s.", 100);
    connection.frames.clear();
    connection.frame(10, SENT, FrameType.GOAWAY, 0, 0, 8, ErrorCode.NO_ERROR.code());
    assertNothing(100);
  }

  @Test
  void many_tiny_data_frames_are_counted() {
    for (int i = 0; i < Diagnosis.MANY_TINY; i++) {
      connection.data(i, SENT, 1, 10);
    }
    connection.lastData(200, SENT, 1, 5);
    assertFound(FindingCode.TINY_DATA, "100 of 101 DATA frames that this side sent are tiny: they have 10 bytes on average,"
      + " and each frame has a head of 9 bytes. Gather small writes into larger ones.", 300);
    connection.frames.remove(0);
    assertNothing(300);
  }

  @Test
  void a_stream_that_gave_way_is_a_note() {
    connection.waits(100, 700, 1, Wait.PRIORITY);
    connection.exchange(stream(1).request(0, 0).response(200, 0, 1000));
    assertFound(FindingCode.PRIORITY, "60 % of this download, 600 ms, gave way to responses of a higher priority. If it"
      + " should come earlier, let the priority field of its request have a smaller u.", 4000);
  }

  @Test
  void poor_compression_of_many_fields_is_a_note() {
    connection.fieldBytes = 1_000_000;
    connection.blockBytes = 900_000;
    assertFound(FindingCode.HPACK, "HPACK leaves 90 % of 1,000,000 bytes of fields: they change with each message, are"
      + " sensitive, or do not fit into the table. Send fewer of them, or raise SETTINGS_HEADER_TABLE_SIZE.", 1);
    connection.blockBytes = 300_000;
    assertNothing(1);
  }

  @Test
  void errors_come_first_and_then_what_explains_most_and_each_code_is_bounded() {
    connection.limits.add("more than maxPings = 50 PING frames in 10 s");
    for (int i = 0; i < 50; i++) {
      int id = 2 * i + 1;
      connection.waits(0, 600 + 10 * i, id, Wait.APPLICATION_READS);
      connection.exchange(stream(id).request(0, 0).response(200, 1 + 12 * i, 2000));
    }
    List<Finding> findings = diagnose(2000);
    FindingCode read = FindingCode.APPLICATION_DOES_NOT_READ;
    FindingCode slow = FindingCode.SLOW_RESPONSE;
    assertEquals(List.of(FindingCode.LIMIT, read, read, read, slow, slow, slow), findings.stream().map(Finding::code)
      .toList());
    assertEquals(List.of(99, 97, 95), findings.subList(1, 4).stream().map(Finding::streamId).toList());
    assertTrue(findings.get(1).text().endsWith(" The same was found 50 times; the 3 that explain most are shown."));
    assertFalse(findings.get(2).text().contains("The same"));
  }

  @Test
  void a_long_name_is_cut() {
    connection.exchange(stream(1).request(0, 0).label("handler", "a\n".repeat(100)));
    assertTrue(only(FindingCode.SLOW_RESPONSE, 1000).text().startsWith("The handler a\\x0aa") && only(
      FindingCode.SLOW_RESPONSE, 1000).text().contains("a\\x0a… has not responded"));
  }

  @Test
  void text_of_others_cannot_confuse() {
    connection.end = "\u0000\n\u202ewrong";
    connection.frame(10, RECEIVED, FrameType.GOAWAY, 0, 0, 40, 2);
    String text = only(FindingCode.GOAWAY, 10).text();
    assertEquals("The client ended the connection by GOAWAY with INTERNAL_ERROR: \\x00\\x0a\\u202ewrong.", text);
  }

  @Test
  void the_sample_shows_a_small_window_a_paused_reader_and_a_slow_handler() {
    Recording sample = SampleRecording.make();
    List<FindingCode> codes = Diagnosis.of(sample.connections().get(0), sample.takenAt()).stream().map(Finding::code)
      .toList();
    assertEquals(List.of(FindingCode.LIMIT, FindingCode.APPLICATION_DOES_NOT_READ, FindingCode.SLOW_RESPONSE,
      FindingCode.STREAM_WINDOW), codes);
  }

  @Test
  void the_guide_explains_each_finding() throws IOException {
    List<String> anchors = Pattern.compile("^\\[#(diagnosis-[\\w-]+)]$", Pattern.MULTILINE)
      .matcher(Files.readString(CHAPTER)).results().map(found -> found.group(1)).sorted().toList();
    assertEquals(Arrays.stream(FindingCode.values()).map(FindingCode::anchor).sorted().toList(), anchors);
  }

  @Test
  void a_finding_that_no_setting_helps_has_none() {
    connection.waitsStill(1000, 1, Wait.APPLICATION_READS);
    connection.exchange(stream(1).request(0, -1));
    assertNull(only(FindingCode.APPLICATION_DOES_NOT_READ, 4100).setting());
  }
}
