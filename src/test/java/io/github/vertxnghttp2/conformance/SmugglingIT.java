package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Requests that two servers could understand in two ways, RFC 9113 section 8. Each is a stream error of type
 * PROTOCOL_ERROR (section 8.1.1); the 400 that a server may send before it is never sent. No handler sees them, the log
 * names the field, and the connection goes on.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class SmugglingIT extends ServerScript {
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<Buffer> bodies = new CopyOnWriteArrayList<>();
  private Handler<Throwable> bodyFailed = cause -> { };
  private LogLines log;

  @BeforeEach
  void serve() {
    log = closing(LogLines.of(kind.diagnostics()));
    serve(request -> {
      handled.add(request.method() + " " + request.authority() + " " + request.uri() + " " + request.headers());
      Future<Buffer> body = request.body();
      body.onSuccess(bodies::add).onFailure(cause -> bodyFailed.handle(cause));
      body.onSuccess(all -> request.response().end(all));
    });
  }

  // --- heads ---

  private static Arguments get(String named, String... more) {
    return arguments(named, List.of(more).toString(), HpackBlock.get("/x", more));
  }

  private static Arguments head(String named, String... fields) {
    return arguments(named, HeaderList.of(fields).toString(), HpackBlock.of(fields));
  }

  private static Arguments path(String path) {
    return head(":path", ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path);
  }

  private static Arguments authority(String authority) {
    return head(":authority", ":method", "GET", ":scheme", "http", ":authority", authority, ":path", "/");
  }

  private static Arguments host(String host) {
    return head("host", ":method", "GET", ":scheme", "https", ":path", "/", "host", host);
  }

  private static Arguments differ(String scheme, String authority, String host) {
    return head("host", ":method", "GET", ":scheme", scheme, ":authority", authority, ":path", "/", "host", host);
  }

  static Stream<Arguments> contentLengths() {
    return Stream.of(
      get("content-length", "content-length", "5"),
      get("content-length", "content-length", ""),
      get("content-length", "content-length", "x"),
      get("content-length", "content-length", "-1"),
      get("content-length", "content-length", "+0"),
      get("content-length", "content-length", "0x0"),
      get("content-length", "content-length", "0 0"),
      get("content-length", "content-length", "0,0"),
      get("content-length", "content-length", "9223372036854775808"),
      get("content-length", "content-length", "99999999999999999999999999"),
      get("content-length", "content-length", "0", "content-length", "1"),
      get("content-length", "content-length", "0", "content-length", "0"));
  }

  static Stream<Arguments> fieldsOfConnections() {
    return Stream.of(
      get("connection", "connection", "close"),
      get("connection", "connection", "te"),
      get("keep-alive", "keep-alive", "timeout=5"),
      get("proxy-connection", "proxy-connection", "close"),
      get("transfer-encoding", "transfer-encoding", "chunked"),
      get("transfer-encoding", "transfer-encoding", "identity"),
      get("transfer-encoding", "transfer-encoding", "", "content-length", "0"),
      get("upgrade", "upgrade", "h2c"),
      get("te", "te", "gzip"),
      get("te", "te", "trailers, gzip"),
      get("te", "te", ""));
  }

  static Stream<Arguments> names() {
    return Stream.of(
      get("X-Upper", "X-Upper", "1"),
      get("Content-Length", "Content-Length", "0"),
      get("\"\"", "", "1"),
      get("x y", "x y", "1"),
      get("\" x\"", " x", "1"),
      get("\"content-length \"", "content-length ", "0"),
      get("x\\u0009", "x\t", "1"),
      get("x:y", "x:y", "1"),
      get("transfer-encoding:", "transfer-encoding:", "chunked"),
      get("x\\u0000", "x\0", "1"),
      get("x\\u0001", "x\u0001", "1"),
      get("x\\u000d\\u000a", "x\r\ny", "1"),
      get("x\\u007f", "x\u007f", "1"),
      get("x\\u00e9", "x\u00e9", "1"),
      get("x(", "x(", "1"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
      get("x-value", "x-value", "a\rb"),
      get("x-value", "x-value", "a\nb"),
      get("x-value", "x-value", "a\r\nevil: 1"),
      get("x-value", "x-value", "a\0b"),
      get("x-value", "x-value", "a\u0001b"),
      get("x-value", "x-value", "a\u007fb"),
      get("x-value", "x-value", " a"),
      get("x-value", "x-value", "a "),
      get("x-value", "x-value", "\ta"),
      get("x-value", "x-value", "a\t"),
      get("x-value", "x-value", " "),
      get("cookie", "cookie", "a=1\r\nx: y"),
      get("content-length", "content-length", " 0"));
  }

  static Stream<Arguments> pseudoFields() {
    return Stream.of(
      get(":method", ":method", "GET"),
      get(":scheme", ":scheme", "http"),
      get(":authority", ":authority", "localhost"),
      get(":path", ":path", "/x"),
      get(":status", ":status", "200"),
      get(":what", ":what", "1"),
      get(":protocol", ":protocol", "websocket"),
      get(":", ":", "1"),
      get(":Path", ":Path", "/y"),
      get(":authority", "x", "1", ":authority", "localhost"),
      head(":path", ":method", "GET", ":scheme", "http", ":authority", "localhost", "x", "1", ":path", "/"),
      head("x y", ":method", "GET", ":scheme", "http", ":authority", "localhost", "x y", "1", ":path", "/"),
      head(":method", ":scheme", "http", ":path", "/", ":authority", "localhost"),
      head(":scheme", ":method", "GET", ":path", "/", ":authority", "localhost"),
      head(":path", ":method", "GET", ":scheme", "http", ":authority", "localhost"),
      head(":method"),
      head(":method", ":method", "", ":scheme", "http", ":path", "/", ":authority", "localhost"),
      head(":method", ":method", "G T", ":scheme", "http", ":path", "/", ":authority", "localhost"),
      head(":method", ":method", "GET\r\n", ":scheme", "http", ":path", "/", ":authority", "localhost"),
      head(":scheme", ":method", "GET", ":scheme", "", ":path", "/", ":authority", "localhost"),
      head(":scheme", ":method", "GET", ":scheme", "http://a/?", ":path", "/", ":authority", "localhost"));
  }

  static Stream<Arguments> paths() {
    return Stream.of(path(""), path("*"), path("?a"), path("**"), path("/a b"), path("/a\tb"), path(" /a"),
      path("/a "),
      path("/a\r\nx: y"), path("/a\0"), path("/a\u007f"), path("/a#b"), path("/gr\u00fcn"), path("http://localhost/"),
      path("http://other/"), path("/a HTTP/1.1\r\n\r\nGET /b"),
      head(":path", ":method", "OPTIONS", ":scheme", "http", ":authority", "localhost", ":path", "*/"),
      head(":path", ":method", "GET", ":scheme", "urn", ":authority", "localhost", ":path", "a:b"),
      head(":path", ":method", "GET", ":scheme", "urn", ":authority", "localhost", ":path", "*"));
  }

  static Stream<Arguments> authorities() {
    return Stream.concat(
      Stream.of("", " ", "a b", "a\r\n", "user@localhost", "user:secret@localhost", "@localhost", ":80", "a:b",
        "a:80:80", "a:-1",
        "a:+80", "a:65536", "a:99999999999", "a:80 ", "a/b", "a?b", "a#b", "a\\b", "a,b c", "[", "[]", "[]:80", "[::1",
        "[::1]x", "[::1]:x", "::1", "a[::1]", "a]", "gr\u00fcn")
        .flatMap(text -> Stream.of(authority(text), host(text))),
      Stream.of(
        differ("http", "localhost", "other"),
        differ("http", "localhost", "localhost:8080"),
        differ("http", "localhost", "localhost:443"),
        differ("https", "localhost:80", "localhost"),
        differ("http", "localhost", "localhost."),
        differ("http", "localhost", ""),
        differ("http", "localhost", "user@localhost"),
        differ("http", "[::1]", "[::2]"),
        get("host", "host", "localhost", "host", "localhost"),
        get("host", "host", "localhost", "host", "other"),
        head("host", ":method", "GET", ":scheme", "http", ":path", "/", "host", "a", "host", "b")));
  }

  static Stream<Arguments> connects() {
    return Stream.of(
      head(":path", ":method", "CONNECT", ":authority", "localhost:1", ":path", "/"),
      head(":scheme", ":method", "CONNECT", ":authority", "localhost:1", ":scheme", "http"),
      head(":authority", ":method", "CONNECT"),
      head(":authority", ":method", "CONNECT", "host", "localhost:1"),
      head(":authority", ":method", "CONNECT", ":authority", "http://localhost:1/"),
      head("host", ":method", "CONNECT", ":authority", "localhost:1", "host", "localhost:2"),
      head("content-length", ":method", "CONNECT", ":authority", "localhost:1", "content-length", "5"));
  }

  /** Vert.x's engine takes them, and so do its servers on this one. */
  static Stream<Arguments> refusedBySessionsOnly() {
    return Stream.of(
      path("x"),
      head(":authority", ":method", "GET", ":scheme", "http", ":path", "/"),
      head(":authority", ":method", "CONNECT", ":authority", "localhost"),
      head(":authority", ":method", "CONNECT", ":authority", "localhost:"),
      head(":authority", ":method", "CONNECT", ":authority", "localhost:0"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refusedBySessionsOnly")
  void a_head_without_a_host_a_port_or_a_slash_reaches_handlers_of_vertx_only(String named, String fields,
                                                                              byte[] block) {
    if (kind == ServerKind.SESSION) {
      refused(named, RawFrame.headers(1, true, block));
    } else {
      FramePeer peer = open();
      peer.send(RawFrame.headers(1, true, block));
      assertEquals(200, peer.response(1).status(), log::toString);
    }
    assertEquals(kind == ServerKind.SESSION ? 0 : 1, handled.size());
  }

  private void refused(String named, RawFrame... frames) {
    FramePeer peer = open();
    peer.send(frames);
    peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    assertSilence(peer);
    assertTrue(log.contains("stream 1", named), () -> "no line of the log names " + named + ":\n" + log);
    assertTrue(log.lines().stream().allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f)), "forged: "
      + log);
    assertAlive(peer, 3);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource({"contentLengths", "fieldsOfConnections", "names", "values", "pseudoFields", "paths", "authorities",
    "connects"})
  void a_malformed_head_reaches_no_handler(String named, String fields, byte[] block) {
    refused(named, RawFrame.headers(1, true, block));
    assertEquals(List.of(), handled);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource({"fieldsOfConnections", "names", "values", "pseudoFields", "paths", "authorities", "connects"})
  void a_malformed_head_with_a_body_reaches_no_handler(String named, String fields, byte[] block) {
    refused(named, RawFrame.headers(1, false, block), RawFrame.data(1, "GET / HTTP/1.1\r\n\r\n", true));
    assertEquals(List.of(), handled);
  }

  // --- what comes after a good head ---

  private static Arguments rest(String named, String what, String[] fields, RawFrame... frames) {
    RawFrame[] all = new RawFrame[frames.length + 1];
    all[0] = RawFrame.headers(1, false, HpackBlock.post("/x", fields));
    System.arraycopy(frames, 0, all, 1, frames.length);
    return arguments(named, what, all);
  }

  private static Arguments trailers(String named, String... fields) {
    return rest(named, "trailers " + List.of(fields), new String[0], RawFrame.data(1, "abc", false),
      RawFrame.headers(1, true, HpackBlock.of(fields)));
  }

  static Stream<Arguments> rests() {
    String[] five = {"content-length", "5"};
    return Stream.of(
      rest("content-length", "shorter", five, RawFrame.data(1, "abc", true)),
      rest("content-length", "shorter in two", five, RawFrame.data(1, "abc", false), RawFrame.data(1, "", true)),
      rest("content-length", "empty", five, RawFrame.data(1, "", true)),
      rest("content-length", "longer", five, RawFrame.data(1, "abcdef", true)),
      rest("content-length", "longer in two", five, RawFrame.data(1, "abcde", false), RawFrame.data(1, "f", true)),
      rest("content-length", "padding is not content", five, RawFrame.paddedData(1, new byte[] {1, 2, 3}, 2, true)),
      rest("content-length", "shorter before trailers", five, RawFrame.data(1, "abc", false),
        RawFrame.headers(1, true, HpackBlock.of("x", "y"))),
      rest("content-length", "0 and more", new String[]{"content-length", "0"}, RawFrame.data(1, "a", true)),
      rest("trailers", "trailers that do not end it", new String[0], RawFrame.headers(1, false, HpackBlock.of("x",
        "y"))),
      trailers(":path", ":path", "/y"),
      trailers(":method", ":method", "GET"),
      trailers(":status", ":status", "200"),
      trailers(":what", ":what", "1"),
      trailers(":path", "x", "1", ":path", "/y"),
      trailers("connection", "connection", "close"),
      trailers("transfer-encoding", "transfer-encoding", "chunked"),
      trailers("upgrade", "upgrade", "h2c"),
      trailers("te", "te", "gzip"),
      trailers("content-length", "content-length", "3"),
      trailers("content-length", "content-length", "4"),
      trailers("content-length", "x", "1", "content-length", "3"),
      trailers("host", "host", "localhost"),
      trailers("X-Upper", "X-Upper", "1"),
      trailers("x y", "x y", "1"),
      trailers("x-value", "x-value", "a\r\nb"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("rests")
  void a_body_or_trailers_that_are_malformed_fail_what_waits_for_them(String named, String what, RawFrame[] frames) {
    Promise<Throwable> failure = Promise.promise();
    bodyFailed = failure::tryComplete;
    refused(named, frames);
    Throwable cause = await(failure.future());
    if (kind == ServerKind.SESSION) {
      assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(StreamClosedException.class, cause).errorCode());
    } else {
      assertEquals(Http2Error.PROTOCOL_ERROR, assertInstanceOf(Http2Exception.class, cause).error());
    }
    assertTrue(cause.getMessage().contains(named), cause::getMessage);
    assertEquals(List.of(), bodies);
  }

  // --- what is good ---

  static Stream<Arguments> good() {
    return Stream.of(
      get("x=", "x", ""),
      get("x=b", "x", "a\tb c"),
      get("x=\u00e9\u0080", "x", "\u00e9\u0080\u00ff"),
      get("!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~", "1"),
      get("te=trailers", "te", "trailers"),
      get("content-length=00", "content-length", "00"),
      get("", "host", "localhost"),
      path("/"), path("//a//b"), path("/..;/%2e%2e/%zz"), path("/?"), path("/a?b=c&d=|^{}\\[]\"<>`?/"), path("/*"),
      authority("a:"), authority("a:0"), authority("a:65535"), authority("127.0.0.1:80"), authority("[::1]"), authority(
        "[::1]:80"),
      authority("a_b-c.d~e!$&'()*+,;=%20"), host("localhost"), host("[::1]:8080"),
      head("", ":method", "OPTIONS", ":scheme", "http", ":authority", "localhost", ":path", "*"),
      head("", ":method", "SPY", ":scheme", "x+a-b.1", ":authority", "localhost", ":path", "/"),
      head("", ":path", "/", ":authority", "localhost", ":scheme", "http", ":method", "GET"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("good")
  void a_valid_head_passes(String named, String fields, byte[] block) {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, block));
    assertEquals(200, peer.response(1).status(), log::toString);
    assertEquals(1, handled.size());
  }

  static Stream<Arguments> sameHosts() {
    return Stream.of(
      get("host", "host", "LocalHost:80"),
      get("host", "host", "localhost:"),
      differ("https", "localhost", "localhost:443"),
      differ("http", "[::1]:80", "[::1]"),
      head("host", ":method", "CONNECT", ":authority", "localhost:443", "host", "LOCALHOST:443"));
  }

  /** Vert.x itself compares the texts, with each of its engines. */
  @ParameterizedTest(name = "{1}")
  @MethodSource("sameHosts")
  void the_same_host_in_other_words_passes_unless_vertx_refuses_it(String named, String fields, byte[] block) {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, block));
    if (kind == ServerKind.SESSION) {
      assertEquals(200, peer.response(1).status(), log::toString);
    } else {
      peer.expectRst(1, ErrorCode.PROTOCOL_ERROR);
      assertEquals(List.of(), handled);
    }
  }
}
