package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_PROVOKED_RESETS;
import static io.github.vertxnghttp2.Http2Options.DEFAULT_MAX_CONCURRENT_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** CVE-2025-8671: requests that make the server itself reset their streams, which frees room for more of them. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class MadeYouResetIT extends AttackScript {
  /** More fields than the default of {@code maxHeaderFields}, and larger than that of {@code maxHeaderListSize}. */
  private static final int TOO_MANY_FIELDS = 2500;
  private static final long WINDOW_MAX = Integer.MAX_VALUE;

  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger mostHeld = new AtomicInteger();

  /** Works on for ever, unless the stream goes. */
  private void work(ServerRequest request) {
    mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
    request.response().closeHandler(v -> held.decrementAndGet());
  }

  private void serve() {
    serve(this::work);
  }

  private void assertBounded() {
    assertTrue(mostHeld.get() <= DEFAULT_MAX_CONCURRENT_STREAMS, "requests at a time: " + mostHeld);
    Leaks.eventually("handlers are told that " + held + " streams are gone", () -> held.get() == 0);
  }

  private static Arguments way(String name, IntFunction<RawFrame[]> attack) {
    return arguments(name, attack);
  }

  private static RawFrame[] frames(RawFrame... frames) {
    return frames;
  }

  private static RawFrame upload(int stream, String... more) {
    return RawFrame.headers(stream, false, HpackBlock.post("/upload", more));
  }

  private static RawFrame request(int stream) {
    return RawFrame.headers(stream, true, get("/expensive"));
  }

  /** Each takes a stream of its own; most are refused when a handler has the request already. */
  static Stream<Arguments> ways() {
    return Stream.of(
      way("a window that grows beyond its maximum", i -> frames(request(i), RawFrame.windowUpdate(i, WINDOW_MAX))),
      way("a window that grows beyond its maximum while a body comes",
        i -> frames(upload(i), RawFrame.data(i, "x", false), RawFrame.windowUpdate(i, WINDOW_MAX))),
      way("less than content-length", i -> frames(upload(i, "content-length", "2"), RawFrame.data(i, "x", true))),
      way("more than content-length", i -> frames(upload(i, "content-length", "2"), RawFrame.data(i, "xyz", false))),
      way("trailers that are less than content-length",
        i -> frames(upload(i, "content-length", "2"), RawFrame.headers(i, true, HpackBlock.of("x", "y")))),
      way("trailers with a pseudo-header field", i -> frames(upload(i), RawFrame.headers(i, true, HpackBlock.of(":path",
        "/")))),
      way("trailers with a malformed field", i -> frames(upload(i), RawFrame.headers(i, true, HpackBlock.of("X",
        "y")))),
      way("trailers that do not end the stream", i -> frames(upload(i), RawFrame.headers(i, false, HpackBlock.of("x",
        "y")))),
      way("trailers that are too large",
        i -> frames(upload(i), RawFrame.headers(i, true, many(TOO_MANY_FIELDS)))),
      way("a head with a malformed field", i -> frames(RawFrame.headers(i, true, HpackBlock.get("/", "X", "y")))),
      way("a head without a path", i -> frames(RawFrame.headers(i, true, HpackBlock.of(":method", "GET", ":scheme",
        "http")))),
      way("a head with a content-length that nothing follows", i -> frames(RawFrame.headers(i, true, HpackBlock.get("/",
        "content-length", "2")))),
      way("a head of too many fields", i -> frames(RawFrame.headers(i, true, HpackBlock.concat(get("/"),
        many(TOO_MANY_FIELDS))))));
  }

  private static byte[] many(int fields) {
    byte[][] each = new byte[fields][];
    for (int i = 0; i < fields; i++) {
      each[i] = HpackBlock.indexed(17); // accept-encoding of the static table
    }
    return HpackBlock.concat(each);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void resets_that_were_provoked_are_limited(String name, IntFunction<RawFrame[]> attack) {
    serve();
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS, i -> attack.apply(2 * i + 1),
      DEFAULT_MAX_PROVOKED_RESETS);
    assertBounded();
  }

  @Test
  void all_frames_in_one_read_and_nothing_after_them() {
    serve();
    FramePeer attacker = open().acknowledging(false);
    attacker.roundTrip();
    RawFrame[] all = IntStream.range(0, DEFAULT_MAX_PROVOKED_RESETS + 50)
      .mapToObj(i -> RawFrame.headers(2 * i + 1, true, HpackBlock.get("/", "X", "y"))).toArray(RawFrame[]::new);
    attacker.send(all);
    assertExplained(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS);
    assertOthersAreServed();
  }

  /** The next ones end the connection at the first try: there is nothing to count. */
  static Stream<Arguments> fatal() {
    return Stream.of(
      fatal("a window that does not grow", ErrorCode.PROTOCOL_ERROR, upload(1), RawFrame.windowUpdate(1, 0)),
      fatal("WINDOW_UPDATE of another size", ErrorCode.FRAME_SIZE_ERROR, upload(1), RawFrame.unknown(8, 0, 1,
        new byte[3])),
      fatal("DATA after the end", ErrorCode.STREAM_CLOSED, request(1), RawFrame.data(1, "x", false)),
      fatal("HEADERS after the end", ErrorCode.STREAM_CLOSED, request(1), RawFrame.headers(1, true, get("/"))),
      fatal("PRIORITY of no stream", ErrorCode.PROTOCOL_ERROR, upload(1), RawFrame.priority(0, 1, 16, false)),
      fatal("HEADERS that depend on themselves", ErrorCode.PROTOCOL_ERROR, RawFrame.headers(1, true, get("/"), 1, 16,
        false)),
      fatal("PRIORITY of another size", ErrorCode.FRAME_SIZE_ERROR, upload(1), RawFrame.unknown(2, 0, 1, new byte[4])),
      fatal("RST_STREAM of another size", ErrorCode.FRAME_SIZE_ERROR, upload(1), RawFrame.unknown(3, 0, 1,
        new byte[3])),
      fatal("padding longer than its frame", ErrorCode.PROTOCOL_ERROR, upload(1),
        RawFrame.unknown(0, Flag.PADDED.bit(), 1, new byte[] {9, 1, 1})));
  }

  private static Arguments fatal(String name, ErrorCode code, RawFrame... frames) {
    return arguments(name, code, frames);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fatal")
  void connection_errors_end_the_connection(String name, ErrorCode code, RawFrame... frames) {
    serve();
    FramePeer attacker = open().acknowledging(false);
    attacker.send(frames);
    attacker.expectGoAway(code);
    attacker.expectClosed();
    assertOthersAreServed();
    assertBounded();
  }

  @Test
  void more_body_than_the_window_allows() {
    Http2Options options = new Http2Options();
    options.getSettings().setInitialWindowSize(100);
    serve(options, this::work);
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS,
      i -> frames(upload(2 * i + 1), RawFrame.data(2 * i + 1, "x".repeat(101), false)), DEFAULT_MAX_PROVOKED_RESETS);
    assertBounded();
  }

  @Test
  void more_streams_than_announced_are_refused_until_the_settings_are_acknowledged() {
    Http2Options options = new Http2Options();
    options.getSettings().setMaxConcurrentStreams(10);
    serve(options, this::work);
    FramePeer attacker = connect().acknowledging(false);
    attacker.sendPreface().send(RawFrame.settings()).expectSettingsAck();
    for (int i = 0; i < 10; i++) {
      attacker.send(request(2 * i + 1));
    }
    assertCutOff(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS, i -> frames(request(2 * i + 21)),
      DEFAULT_MAX_PROVOKED_RESETS);
    assertEquals(10, mostHeld.get());
    assertBounded();
  }

  @Test
  void more_streams_than_acknowledged_end_the_connection() {
    Http2Options options = new Http2Options();
    options.getSettings().setMaxConcurrentStreams(10);
    serve(options, this::work);
    FramePeer attacker = open(SettingId.INITIAL_WINDOW_SIZE.id(), 0).acknowledging(false);
    for (int i = 0; i <= 10; i++) {
      attacker.send(request(2 * i + 1));
    }
    attacker.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    attacker.expectClosed();
    assertEquals(10, mostHeld.get());
    assertOthersAreServed();
    assertBounded();
  }
}
