package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A body that is read part by part, or as a whole. */
class StreamReaderIT extends ClientScript {
  private static final int WINDOW = 256 << 10;

  private ClientResponse response;

  @BeforeEach
  void respond() {
    open();
    response = response("content-type", "text/plain");
  }

  private ClientResponse response(String... fields) {
    Future<ClientResponse> response = session.get("/x").send();
    int stream = peer.readUntil(FrameType.HEADERS).streamId();
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200, fields)));
    return await(response);
  }

  /** Sends, and waits until the client has it. */
  private void send(String text, boolean end) {
    peer.send(RawFrame.data(response.streamId(), text, end));
    peer.roundTrip();
  }

  private String read(int n) {
    return await(response.read(n)).toString();
  }

  @Test
  void a_read_gets_what_there_is_up_to_its_size() {
    send("abcdef", false);
    assertEquals("ab", read(2));
    assertEquals("cdef", read(100));
    send("gh", true);
    assertEquals("g", read(1));
    assertEquals("h", read(1));
    assertEquals("", read(1));
    assertEquals("", read(-1));
  }

  @Test
  void a_read_waits_for_the_first_bytes() {
    Future<Buffer> part = response.read(3);
    peer.roundTrip();
    assertFalse(part.isComplete());
    send("abcde", false);
    assertEquals("abc", await(part).toString());
  }

  @Test
  void a_read_of_nothing_is_empty_at_once() {
    assertEquals("", read(0));
    send("a", true);
    assertEquals("", read(0));
    assertEquals("a", read(1));
  }

  @Test
  void a_read_to_the_end_waits_for_it() {
    send("ab", false);
    assertEquals("a", read(1));
    Future<Buffer> rest = response.read(-1);
    send("cd", false);
    assertFalse(rest.isComplete());
    send("ef", true);
    assertEquals("bcdef", await(rest).toString());
  }

  @Test
  void a_read_of_any_gets_all_that_is_there() {
    send("ab", false);
    send("cd", false);
    assertEquals("abcd", await(response.readAny()).toString());
    send("", true);
    assertEquals("", await(response.readAny()).toString());
  }

  @Test
  void what_is_there_now_is_taken_across_chunks_and_never_more_than_asked_for() {
    send("abc", false);
    send("def", false);
    assertEquals("", on(() -> response.readNow(0)).toString());
    assertEquals("abcd", on(() -> response.readNow(4)).toString());
    assertEquals("ef", on(() -> response.readNow(-1)).toString());
    assertEquals("", on(() -> response.readNow(10)).toString());
  }

  @Test
  void it_says_how_far_it_is() {
    Future<Void> received = response.received();
    Future<Void> ended = response.ended();
    assertTrue(on(() -> response.isEmpty() && !response.isEof() && !response.atEof()));
    send("ab", false);
    assertTrue(on(() -> !response.isEmpty() && !response.isEof() && !response.atEof()));
    assertFalse(received.isComplete());
    send("c", true);
    await(received);
    assertTrue(on(() -> !response.isEmpty() && response.isEof() && !response.atEof()));
    assertEquals("ab", read(2));
    assertFalse(ended.isComplete());
    assertEquals("c", read(-1));
    assertTrue(on(() -> response.isEmpty() && response.isEof() && response.atEof()));
    await(ended);
  }

  @Test
  void only_what_is_read_is_credited_to_the_stream() {
    byte[] body = pattern(WINDOW);
    for (int at = 0; at < WINDOW; at += 16_384) {
      peer.send(RawFrame.data(1, Arrays.copyOfRange(body, at, at + 16_384), false));
    }
    assertFalse(ServerScript.credits(peer).containsKey(1), "credit for what was not read");
    for (int read = 0; read < WINDOW; read += 16_000) {
      await(response.read(16_000));
    }
    int credited = ServerScript.credits(peer).getOrDefault(1, 0);
    assertTrue(credited >= WINDOW / 2 && credited <= WINDOW, "credited " + credited);
  }

  @Test
  void a_second_read_has_to_wait_for_the_first() {
    Future<Buffer> first = response.read(1);
    failure(IllegalStateException.class, response.read(1));
    on(() -> assertThrows(IllegalStateException.class, () -> response.readNow(1)));
    send("a", true);
    assertEquals("a", await(first).toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, Integer.MIN_VALUE})
  void a_negative_size_is_refused(int size) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> response.read(size));
    assertTrue(refusal.getMessage().contains(String.valueOf(size)), refusal::getMessage);
    assertThrows(IllegalArgumentException.class, () -> response.readNow(size));
    assertThrows(IllegalArgumentException.class, () -> response.fetch(-1));
    send("a", true);
    assertEquals("a", read(1));
  }

  @Test
  void a_handler_and_reads_exclude_each_other() {
    on(() -> response.handler(chunk -> { }));
    failure(IllegalStateException.class, response.read(1));
    failure(IllegalStateException.class, response.body());
    on(() -> assertThrows(IllegalStateException.class, () -> response.readNow(1)));
    send("a", true);
    await(response.ended());
    response = response();
    send("a", true);
    assertEquals("a", read(-1));
    on(() -> assertThrows(IllegalStateException.class, () -> response.handler(chunk -> { })));
    failure(IllegalStateException.class, response.body());
  }

  @Test
  void what_has_come_is_told_on_the_context_only() {
    assertThrows(IllegalStateException.class, () -> response.readNow(1));
    assertThrows(IllegalStateException.class, () -> response.isEof());
    assertThrows(IllegalStateException.class, () -> response.isEmpty());
    assertThrows(IllegalStateException.class, () -> response.atEof());
  }

  @Test
  void a_handler_set_by_another_thread_gets_everything_in_order() {
    List<String> events = new ArrayList<>();
    send("ab", false);
    response.handler(chunk -> events.add(chunk.toString()));
    response.endHandler(v -> events.add("end"));
    send("cd", false);
    send("ef", true);
    await(response.ended());
    assertEquals(List.of("ab", "cd", "ef", "end"), on(() -> List.copyOf(events)));
  }

  @Test
  void a_reset_fails_the_read_that_waits_and_those_that_follow() {
    Future<Buffer> part = response.read(1);
    Future<Void> received = response.received();
    peer.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
    assertEquals(ErrorCode.INTERNAL_ERROR, failure(StreamClosedException.class, part).errorCode());
    failure(StreamClosedException.class, received);
    failure(StreamClosedException.class, response.read(1));
    failure(StreamClosedException.class, response.ended());
    response = response();
    send("alive", true);
    assertEquals("alive", read(-1));
  }

  @Test
  void who_reads_again_when_a_read_has_failed_is_told_the_failure() {
    Future<Buffer> again = response.read(3).recover(cause -> response.read(3));
    peer.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
    assertEquals(ErrorCode.INTERNAL_ERROR, failure(StreamClosedException.class, again).errorCode());
  }

  @Test
  void a_whole_body_can_be_asked_for_again_and_again() {
    Future<Buffer> body = response.body();
    send("[1,", false);
    send("2]", true);
    assertEquals("[1,2]", await(body).toString());
    assertEquals("[1,2]", await(response.body()).toString());
    assertEquals("[1,2]", await(response.text()));
    assertEquals(new JsonArray().add(1).add(2), await(response.json()));
    assertEquals(new JsonArray().add(1).add(2), await(response.jsonArray()));
    DecodeException failure = failure(DecodeException.class, response.jsonObject());
    assertTrue(failure.getMessage().contains("JsonArray"), failure::getMessage);
    failure(IllegalStateException.class, response.read(1));
  }

  @Test
  void a_json_object() {
    send("{\"a\": [null]}", true);
    assertEquals(new JsonObject().put("a", new JsonArray().addNull()), await(response.jsonObject()));
  }

  @Test
  void what_is_no_json_says_so() {
    send("{\"a\":", true);
    failure(DecodeException.class, response.json());
    assertEquals("{\"a\":", await(response.text()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "text/plain|UTF-8", "text/plain; charset=iso-8859-1|ISO-8859-1", "text/plain;Charset=\"UTF-16BE\" |UTF-16BE",
    "text/plain; x=\"; charset=utf-16\"; charset=iso-8859-15|ISO-8859-15", "text/plain; xcharset=utf-16|UTF-8",
    "text/plain; charset=\"iso\\-8859-1\"; x=y|ISO-8859-1"})
  void text_has_the_charset_of_its_content_type(String contentType, String charset) {
    response = response("content-type", contentType);
    peer.send(RawFrame.data(3, "grün".getBytes(Charset.forName(charset)), true));
    assertEquals("grün", await(response.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"klingon", "", "no such"})
  void a_charset_that_is_not_known_is_named(String charset) {
    response = response("content-type", "text/plain; charset=\"" + charset + "\"");
    peer.send(RawFrame.data(3, "abc", true));
    IllegalArgumentException failure = failure(IllegalArgumentException.class, response.text());
    assertTrue(failure.getMessage().contains("\"" + charset + "\""), failure::getMessage);
    assertEquals("abc", await(response.body()).toString());
  }
}
