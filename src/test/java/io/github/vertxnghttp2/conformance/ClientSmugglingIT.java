package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Responses that two clients could understand in two ways, RFC 9113 section 8, fail their request and are not passed
 * on; requests of that kind are not sent.
 */
class ClientSmugglingIT extends ClientScript {

  private void assertAlive(int stream) {
    Future<ClientResponse> response = session.get("/alive").send();
    assertEquals("/alive", peer.request(stream).path());
    peer.send(RawFrame.headers(stream, true, HpackBlock.status(204)));
    assertEquals(204, await(response).status());
    peer.roundTrip(); // the response is told before its stream closes
    assertEquals(0, session.metrics().openStreams());
  }

  // --- what comes in ---

  private static Arguments ok(String named, String... fields) {
    return arguments(named, List.of(fields).toString(), HpackBlock.status(200, fields));
  }

  private static Arguments head(String named, String... fields) {
    return arguments(named, HeaderList.of(fields).toString(), HpackBlock.of(fields));
  }

  private static Arguments status(String status) {
    return head(":status", ":status", status);
  }

  static Stream<Arguments> heads() {
    return Stream.of(
      status(""), status("20"), status("2000"), status("20x"), status("+20"), status(" 200"), status("200 OK"), status(
        "-20"),
      status("000"), status("099"), status("101"), status("2\r\n"),
      head(":status", "x", "1"),
      head(":status"),
      head(":status", "x", "1", ":status", "200"),
      ok(":status", ":status", "200"),
      ok(":status", ":status", "500"),
      ok(":path", ":path", "/"),
      ok(":what", ":what", "1"),
      ok("connection", "connection", "close"),
      ok("keep-alive", "keep-alive", "timeout=5"),
      ok("proxy-connection", "proxy-connection", "close"),
      ok("transfer-encoding", "transfer-encoding", "chunked"),
      ok("upgrade", "upgrade", "h2c"),
      ok("X-Upper", "X-Upper", "1"),
      ok("\"\"", "", "1"),
      ok("x y", "x y", "1"),
      ok("x:y", "x:y", "1"),
      ok("content-length ", "content-length ", "0"),
      ok("x-value", "x-value", "a\r\nset-cookie: a=b"),
      ok("x-value", "x-value", "a\0"),
      ok("x-value", "x-value", " a"),
      ok("x-value", "x-value", "a\t"),
      ok("content-length", "content-length", "x"),
      ok("content-length", "content-length", "-1"),
      ok("content-length", "content-length", "+1"),
      ok("content-length", "content-length", "99999999999999999999"),
      ok("content-length", "content-length", "1", "content-length", "1"),
      head("content-length", ":status", "103", "content-length", "1"),
      head("content-length", ":status", "204", "content-length", "1"));
  }

  private StreamClosedException refused(Future<?> response, String named) {
    StreamClosedException failure = failure(StreamClosedException.class, response);
    assertEquals(ErrorCode.PROTOCOL_ERROR, failure.errorCode());
    assertEquals(1, failure.streamId());
    assertTrue(failure.getMessage().contains(named), failure::getMessage);
    return failure;
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("heads")
  void a_malformed_head_fails_its_request_only(String named, String fields, byte[] block) {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, block));
    peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    refused(response, named);
    assertAlive(3);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("heads")
  void a_malformed_head_that_ends_the_stream_fails_its_request_only(String named, String fields, byte[] block) {
    open();
    ClientRequest request = session.post("/x");
    request.write("begun");
    peer.expectHeaders(1);
    peer.send(RawFrame.headers(1, true, block));
    refused(request.response(), named);
    refused(request.sent(), named);
    peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    assertAlive(3);
  }

  private static Arguments rest(String named, String what, String length, RawFrame... frames) {
    String[] fields = length == null ? new String[0] : new String[] {"content-length", length};
    RawFrame[] all = new RawFrame[frames.length + 1];
    all[0] = RawFrame.headers(1, false, HpackBlock.status(200, fields));
    System.arraycopy(frames, 0, all, 1, frames.length);
    return arguments(named, what, all);
  }

  private static Arguments trailers(String named, String... fields) {
    return rest(named, "trailers " + List.of(fields), null, RawFrame.data(1, "abc", false),
      RawFrame.headers(1, true, HpackBlock.of(fields)));
  }

  static Stream<Arguments> rests() {
    return Stream.of(
      rest("content-length", "shorter", "5", RawFrame.data(1, "abc", true)),
      rest("content-length", "shorter in two", "5", RawFrame.data(1, "abc", false), RawFrame.data(1, "", true)),
      rest("content-length", "longer", "2", RawFrame.data(1, "abc", true)),
      rest("content-length", "longer in two", "2", RawFrame.data(1, "ab", false), RawFrame.data(1, "c", false)),
      rest("content-length", "shorter before trailers", "5", RawFrame.headers(1, true, HpackBlock.of("x", "y"))),
      rest("trailers", "trailers that do not end it", null, RawFrame.headers(1, false, HpackBlock.of("x", "y"))),
      trailers(":status", ":status", "200"),
      trailers(":path", ":path", "/"),
      trailers("connection", "connection", "close"),
      trailers("transfer-encoding", "transfer-encoding", "chunked"),
      trailers("content-length", "content-length", "3"),
      trailers("content-length", "content-length", "4"),
      trailers("X-Upper", "X-Upper", "1"),
      trailers("x-value", "x-value", "a\nb"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("rests")
  void a_body_or_trailers_that_are_malformed_fail_the_body(String named, String what, RawFrame[] frames) {
    open();
    Future<Buffer> body = session.get("/x").send().compose(ClientResponse::body);
    peer.request(1);
    peer.send(frames);
    refused(body, named);
    assertAlive(3);
  }

  @Test
  void an_informational_response_does_not_end_a_stream() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(103)));
    refused(response, "no final response can follow 103");
    assertAlive(3);
  }

  @Test
  void a_body_does_not_come_before_the_final_response() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(103)), RawFrame.data(1, "early", false));
    peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    refused(response, "");
    assertAlive(3);
  }

  // --- what goes out ---

  private static IllegalArgumentException illegal(Executable call, String... named) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call);
    for (String word : named) {
      assertTrue(refusal.getMessage().contains(word), refusal::getMessage);
    }
    return refusal;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\0b", "a\u007f", " a", "a ", "\t", "\u20ac"})
  void a_value_that_must_not_be_is_refused_with_the_name_of_its_field(String value) {
    open();
    ClientRequest request = session.post("/x");
    illegal(() -> request.putHeader("x-field", value), "x-field");
    illegal(() -> request.headers().add("x-field", value), "x-field");
    illegal(() -> request.headers().set("x-field", value), "x-field");
    illegal(() -> request.headers().add("x-field", (Iterable<String>) List.of("good", value)), "x-field");
    illegal(() -> request.putTrailer("x-trailer", value), "x-trailer");
    illegal(() -> session.request(HeaderList.of(":method", "GET", "x-field", value)), "x-field");
    assertAlive(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\ny", "x y", "x:", ":path", "", "x\0", "gr\u00fcn", "connection", "Keep-Alive",
    "proxy-connection", "Transfer-Encoding", "upgrade"})
  void a_name_that_must_not_be_is_refused(String name) {
    open();
    ClientRequest request = session.post("/x");
    illegal(() -> request.putHeader(name, "v"), "field");
    illegal(() -> request.headers().add(name, "v"), "field");
    illegal(() -> request.putTrailer(name, "v"), "field");
    assertAlive(1);
  }

  @Test
  void te_is_trailers_or_missing() {
    open();
    ClientRequest request = session.get("/x");
    illegal(() -> request.putHeader("te", "gzip"), "te", "gzip");
    illegal(() -> request.headers().add("TE", "trailers, deflate"), "TE", "deflate");
    request.putHeader("te", "trailers").send();
    assertEquals("trailers", peer.request(1).headers().get("te"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length", "Host"})
  void a_trailer_that_belongs_to_the_head_is_refused(String name) {
    open();
    ClientRequest request = session.post("/x");
    illegal(() -> request.putTrailer(name, "3"), name, "trailer");
    illegal(() -> request.trailers().add(name, "3"), name, "trailer");
    request.end();
    peer.request(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a#b", "http://localhost:x/", "http://localhost:80:80/", "http://[::1/"})
  void a_target_that_must_not_be_is_refused(String uri) {
    open();
    illegal(() -> session.get(uri));
    assertAlive(1);
  }

  @ParameterizedTest
  @CsvSource({"user@localhost, /, :authority", "localhost:99999, /, :authority", "localhost, x, :path",
    "localhost, *, :path"})
  void a_raw_head_that_must_not_be_is_refused(String authority, String path, String named) {
    open();
    illegal(() -> session.request(HeaderList.of(":method", "GET", ":authority", authority, ":path", path)), named);
    assertAlive(1);
  }

  @Test
  void connect_needs_a_port_and_nothing_else() {
    open();
    illegal(() -> session.request(HttpMethod.CONNECT, "http://localhost"), ":authority");
    assertAlive(1);
  }

  @Test
  void a_host_that_is_not_the_authority_is_not_sent() {
    open();
    ClientRequest request = session.get("/x").putHeader("Host", "other");
    illegal(request::send, "host", "other", ":authority", "127.0.0.1");
    request.headers().set("host", request.authority());
    request.send();
    assertEquals(request.authority(), peer.request(1).headers().get("host"));
  }
}
