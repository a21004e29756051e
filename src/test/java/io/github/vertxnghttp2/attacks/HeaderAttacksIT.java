package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_CONTINUATIONS;
import static io.github.vertxnghttp2.Http2Limits.DEFAULT_MAX_PROVOKED_RESETS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Header blocks that cost the receiver more than the sender, RFC 9113 section 10.5.1 and later attacks. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class HeaderAttacksIT extends AttackScript {
  private static final int FRAME = 16_384;
  private static final int NEWEST_ENTRY = 62;
  /** For 100 MB of header lists, passed over: what an attacker could have had in 20,000 plain requests. */
  private static final Duration COMPUTED = Duration.ofSeconds(5);

  private final AtomicInteger handled = new AtomicInteger();

  @BeforeEach
  void serve() {
    serve(request -> {
      handled.incrementAndGet();
      request.response().end();
    });
  }

  // --- CVE-2024-27316 ---

  private static RawFrame begun(int stream) {
    return RawFrame.headers(stream, true, get("/")).without(Flag.END_HEADERS);
  }

  static Stream<Arguments> fragments() {
    byte[] large = new byte[FRAME];
    Arrays.fill(large, HpackBlock.indexed(17)[0]);
    return Stream.of(arguments("nothing", new byte[0]), arguments("a field", HpackBlock.of("x", "y")),
      arguments("thousands of fields", large));
  }

  @ParameterizedTest(name = "of {0}")
  @MethodSource("fragments")
  void a_flood_of_CONTINUATION_that_never_ends_its_block(String name, byte[] fragment) {
    FramePeer attacker = open().acknowledging(false);
    attacker.send(begun(1));
    for (int i = 0; i < DEFAULT_MAX_CONTINUATIONS; i++) {
      attacker.send(RawFrame.continuation(1, false, fragment));
    }
    assertOthersAreServed();
    assertEquals(0, server.metrics().limitsReached("maxContinuations"));
    assertMemoryBounded();
    attacker.send(RawFrame.continuation(1, false, fragment));
    assertExplained(attacker, "maxContinuations", DEFAULT_MAX_CONTINUATIONS);
    assertEquals(0, handled.get());
  }

  @Test
  void a_flood_of_CONTINUATION_for_a_closed_stream() {
    FramePeer attacker = open().acknowledging(false);
    attacker.send(RawFrame.headers(1, false, HpackBlock.get("/", "X", "malformed")));
    attacker.expectRst(1, ErrorCode.PROTOCOL_ERROR);
    attacker.send(RawFrame.headers(1, true, HpackBlock.of("x", "y")).without(Flag.END_HEADERS));
    for (int i = 0; i <= DEFAULT_MAX_CONTINUATIONS; i++) {
      attacker.send(RawFrame.continuation(1, false, HpackBlock.of("x", "y")));
    }
    assertExplained(attacker, "maxContinuations", DEFAULT_MAX_CONTINUATIONS);
  }

  @Test
  void blocks_that_end_in_time_are_requests_however_many_there_are() {
    FramePeer peer = open();
    for (int stream = 1; stream < 200; stream += 2) {
      peer.send(begun(stream));
      for (int i = 1; i < DEFAULT_MAX_CONTINUATIONS; i++) {
        peer.send(RawFrame.continuation(stream, false, HpackBlock.of("x", "y")));
      }
      peer.send(RawFrame.continuation(stream, true, HpackBlock.of("x", "y")));
      assertEquals(200, peer.response(stream).status());
    }
    assertEquals(100, handled.get());
  }

  @Test
  void the_frame_that_is_one_too_many_does_not_help_by_ending_the_block() {
    FramePeer attacker = open().acknowledging(false);
    attacker.send(begun(1));
    for (int i = 0; i <= DEFAULT_MAX_CONTINUATIONS; i++) {
      attacker.send(RawFrame.continuation(1, i == DEFAULT_MAX_CONTINUATIONS, new byte[0]));
    }
    assertExplained(attacker, "maxContinuations", DEFAULT_MAX_CONTINUATIONS);
    assertEquals(0, handled.get());
  }

  // --- the HPACK bomb, CVE-2016-6581 ---

  /** A field that nearly fills the table, and references to it, one octet each, that fill a frame: 65 MB unpacked. */
  private static byte[] bomb(int first) {
    byte[] references = new byte[FRAME - 4200];
    Arrays.fill(references, HpackBlock.indexed(NEWEST_ENTRY)[0]);
    return HpackBlock.concat(get("/"), first == 0 ? HpackBlock.indexing("x", "y".repeat(4000)) : new byte[0],
      references);
  }

  @Test
  void bombs_are_refused_before_they_unfold() {
    FramePeer attacker = open().acknowledging(false);
    assertCutOff(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS,
      i -> new RawFrame[] {RawFrame.headers(2 * i + 1, true, bomb(i))}, DEFAULT_MAX_PROVOKED_RESETS);
    assertEquals(0, handled.get());
    assertTrue(server.metrics().limitsReached("maxHeaderListSize") >= DEFAULT_MAX_PROVOKED_RESETS);
  }

  @Test
  void a_bomb_that_goes_on_in_CONTINUATION() {
    FramePeer attacker = open();
    byte[] references = new byte[FRAME];
    Arrays.fill(references, HpackBlock.indexed(NEWEST_ENTRY)[0]);
    attacker.send(RawFrame.headers(1, true, bomb(0)).without(Flag.END_HEADERS));
    for (int i = 1; i <= DEFAULT_MAX_CONTINUATIONS; i++) {
      attacker.send(RawFrame.continuation(1, i == DEFAULT_MAX_CONTINUATIONS, references));
      assertMemoryBounded();
    }
    attacker.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertOthersAreServed();
    assertAlive(attacker, 3);
    assertEquals(0, handled.get());
    assertEquals(1, server.metrics().limitsReached("maxHeaderListSize"));
  }

  @Test
  void a_bomb_below_the_limit_is_a_request_like_any_other() {
    FramePeer peer = open();
    for (int i = 0; i < 1000; i++) {
      byte[] references = new byte[14];
      Arrays.fill(references, HpackBlock.indexed(NEWEST_ENTRY)[0]);
      byte[] first = i == 0 ? HpackBlock.indexing("x", "y".repeat(4000)) : new byte[0];
      peer.send(RawFrame.headers(2 * i + 1, true, HpackBlock.concat(get("/"), first, references)));
      assertEquals(200, peer.response(2 * i + 1).status());
      assertMemoryBounded();
    }
  }

  // --- names and tables ---

  private static byte[] repeated(int times, byte[] each) {
    byte[][] all = new byte[times][];
    Arrays.fill(all, each);
    return HpackBlock.concat(all);
  }

  static Stream<Arguments> emptyNames() {
    return Stream.of(
      emptyNames("that are literals", i -> HpackBlock.of("", "")),
      emptyNames("that enter the table", i -> HpackBlock.indexing("", "")),
      emptyNames("with values", i -> HpackBlock.indexing("", "x")));
  }

  private static Arguments emptyNames(String name, IntFunction<byte[]> field) {
    return arguments(name, field);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("emptyNames")
  void empty_names_CVE_2019_9516(String name, IntFunction<byte[]> field) {
    FramePeer attacker = open().acknowledging(false);
    byte[] fields = repeated(4000, field.apply(0));
    assertCutOff(attacker, "maxProvokedResets", DEFAULT_MAX_PROVOKED_RESETS,
      i -> new RawFrame[]{RawFrame.headers(2 * i + 1, true, HpackBlock.concat(get("/"), fields))},
      DEFAULT_MAX_PROVOKED_RESETS);
    assertEquals(0, handled.get());
  }

  @Test
  void empty_values_are_fields_like_others() {
    assumeTrue(kind == ServerKind.SESSION, "as many fields of Vert.x's servers are larger than maxHeaderListSize");
    FramePeer peer = open();
    byte[] fields = repeated(Http2Options.DEFAULT_MAX_HEADER_FIELDS - 4, HpackBlock.indexing("x", ""));
    peer.send(RawFrame.headers(1, true, HpackBlock.concat(get("/"), fields)));
    assertEquals(200, peer.response(1).status());
    peer.send(RawFrame.headers(3, true, HpackBlock.concat(get("/"), fields, HpackBlock.of("x", ""))));
    peer.expectRst(3, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(1, server.metrics().limitsReached("maxHeaderFields"));
  }

  /** The library takes any number of them at the beginning of a block. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void thousands_of_updates_of_the_table_size(int size) {
    FramePeer peer = open();
    LoopTime time = new LoopTime();
    byte[] update = HpackBlock.concat(HpackBlock.sizeUpdate(4096 - size), HpackBlock.sizeUpdate(size));
    byte[] updates = repeated(FRAME / update.length - 50, update);
    for (int i = 0; i < 100; i++) {
      peer.send(RawFrame.headers(2 * i + 1, true, HpackBlock.concat(updates, HpackBlock.indexing("x", "y"), get("/"))));
      assertMemoryBounded();
    }
    assertOthersAreServed();
    time.assertLessThan(COMPUTED);
  }

  @Test
  void a_table_larger_than_announced_ends_the_connection() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.concat(HpackBlock.sizeUpdate(4097), get("/"))));
    peer.expectGoAway(ErrorCode.COMPRESSION_ERROR);
    peer.expectClosed();
  }

  @Test
  void updates_of_the_table_size_within_a_block_end_the_connection() {
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.concat(get("/"), HpackBlock.sizeUpdate(0))));
    peer.expectGoAway(ErrorCode.COMPRESSION_ERROR);
    peer.expectClosed();
  }
}
