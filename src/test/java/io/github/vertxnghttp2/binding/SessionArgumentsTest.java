package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.SettingId;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a session refuses before anything of it is queued. */
class SessionArgumentsTest {
  private static final HeaderList NO_FIELDS = new HeaderList();

  private final Session client = new Session(SessionType.CLIENT, new SessionOptions());
  private final Session server = new Session(SessionType.SERVER, new SessionOptions());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    assertFalse(client.hasCommands() || server.hasCommands(), "something was queued");
  }

  @Test
  void more_events_than_a_call_can_return_are_refused_beforehand() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
      () -> new SessionOptions().setEventBufferLimits(4096, 1 << 28));
    assertEquals("eventBufferLimits.hard is 268435456; it must be from 4096 to 268435455", e.getMessage());
    int eventsHard = 15;
    NativeLibrary.load();
    assertEquals(LibraryError.BAD_OPTION.code(), Natives.sessionNew(true, new int[] {eventsHard, 1 << 28}));
  }

  @Test
  void a_stream_id_must_be_one() {
    Map<String, Consumer<Integer>> calls = Map.ofEntries(
      Map.entry("response", id -> server.submitResponse(id, 200, NO_FIELDS, true)),
      Map.entry("informational", id -> server.submitInformational(id, 103, NO_FIELDS)),
      Map.entry("headers", id -> server.submitHeaders(id, NO_FIELDS, true)),
      Map.entry("trailer", id -> server.submitTrailer(id, NO_FIELDS)),
      Map.entry("promise", id -> server.submitPushPromise(id, NO_FIELDS)),
      Map.entry("push", id -> server.pushData(id, 1, true)),
      Map.entry("data", id -> server.submitData(id, Unpooled.EMPTY_BUFFER, true)),
      Map.entry("consume", id -> server.consume(id, 1)),
      Map.entry("consumeStream", id -> server.consumeStream(id, 1)),
      Map.entry("rst", id -> server.submitRstStream(id, 0)),
      Map.entry("priorityFrame", id -> client.submitPriority(id, new PrioritySpec(0, 16, false))),
      Map.entry("update", id -> client.submitPriorityUpdate(id, new byte[0])),
      Map.entry("priority", id -> server.changePriority(id, Priority.DEFAULT, false)),
      Map.entry("has", server.state()::hasStream),
      Map.entry("localClosed", server.state()::isLocalClosed),
      Map.entry("remoteClosed", server.state()::isRemoteClosed));
    calls.forEach((name, call) -> {
      for (int id : new int[] {0, -1, Integer.MIN_VALUE}) {
        refused("streamId is " + id + "; it must be from 1 to 2147483647", () -> call.accept(id));
      }
    });
  }

  @Test
  void where_stream_0_is_the_connection_ids_below_are_refused() {
    List<Consumer<Integer>> calls = List.of(id -> client.setLocalWindowSize(id, 1), id ->
      client.submitWindowUpdate(id, 1),
      id -> client.submitExtension(0x42, 0, id, new byte[0]), client.state()::localWindowSize,
      client.state()::remoteWindowSize,
      client.state()::effectiveLocalWindowSize, client.state()::effectiveRecvDataLength);
    for (Consumer<Integer> call : calls) {
      refused("streamId is -1; it must be from 0 to 2147483647", () -> call.accept(-1));
    }
  }

  @Test
  void sizes_are_not_negative() {
    refused("bytes is -1; it must be from 0 to 2147483647", () -> server.pushData(1, -1, false));
    refused("bytes is -1; it must be from 0 to 2147483647", () -> server.consume(1, -1));
    refused("bytes is -1; it must be from 0 to 2147483647", () -> server.consumeStream(1, -1));
    refused("bytes is -1; it must be from 0 to 2147483647", () -> server.setLocalWindowSize(1, -1));
    refused("increment is 0; it must be from 1 to 2147483647", () -> server.submitWindowUpdate(1, 0));
  }

  @Test
  void a_priority_has_its_range() {
    refused("weight is 0; it must be from 1 to 256", () -> client.submitPriority(1, new PrioritySpec(0, 0, false)));
    refused("weight is 257; it must be from 1 to 256",
      () -> client.submitRequest(NO_FIELDS, new PrioritySpec(0, 257, false), true));
    refused("streamDependency is -1; it must be from 0 to 2147483647",
      () -> server.submitResponse(1, 200, NO_FIELDS, new PrioritySpec(-1, 1, false), true));
    refused("stream 1 is made to depend on itself, which RFC 7540 section 5.3.1 forbids",
      () -> client.submitRequest(NO_FIELDS, new PrioritySpec(1, 1, false), true));
    assertEquals(1, client.nextStreamId());
  }

  @Test
  void payloads_have_to_fit_into_a_frame() {
    refused("length of debugData is 16377; it must be from 0 to 16376", () ->
      client.submitGoaway(-1, 0, new byte[16_377]));
    refused("length of payload is 16385; it must be from 0 to 16384",
      () -> client.submitExtension(0x42, 0, 0, new byte[16_385]));
    refused("length of fieldValue is 16381; it must be from 0 to 16380",
      () -> client.submitPriorityUpdate(1, new byte[16_381]));
    refused("length of origin and fieldValue is 16383; it must be from 0 to 16382",
      () -> server.submitAltSvc(0, "a".repeat(383), "b".repeat(16_000)));
    refused("length of origins is 16386; it must be from 0 to 16384",
      () -> server.submitOrigin(List.of("a".repeat(16_000), "b".repeat(382))));
  }

  @Test
  void types_flags_and_ids_have_their_ranges() {
    refused("flags is 256; it must be from 0 to 255", () -> client.submitExtension(0x42, 256, 0, new byte[0]));
    refused("flags is -1; it must be from 0 to 255", () -> client.submitExtension(0x42, -1, 0, new byte[0]));
    refused("frameType is 9; it must be from 10 to 255", () -> client.submitExtension(9, 0, 0, new byte[0]));
    refused("frameType is 256; it must be from 10 to 255", () -> client.submitExtension(256, 0, 0, new byte[0]));
    refused("lastStreamId is -2; it must be from -1 to 2147483647", () -> client.terminate(-2, 0));
    refused("lastStreamId is -2; it must be from -1 to 2147483647", () -> client.submitGoaway(-2, 0, new byte[0]));
    refused("next stream id is 4; this side's are odd and at least 1", () -> client.setNextStreamId(4));
    refused("next stream id is -3; this side's are even and at least 2", () -> server.setNextStreamId(-3));
    refused("origin is empty for stream 0; stream 0 needs an origin, and another stream has that of its"
      + " request (RFC 7838 section 4)",
      () -> server.submitAltSvc(0, "", "clear"));
    refused("origin is https://a for stream 1; stream 0 needs an origin, and another stream has that of its"
      + " request (RFC 7838 section 4)",
      () -> server.submitAltSvc(1, "https://a", "clear"));
  }

  @Test
  void settings_have_their_ranges() {
    refused("setting id is 65536; it must be from 0 to 65535", () -> client.submitSettings(65_536, 0));
    refused("ENABLE_PUSH is 2; it must be from 0 to 1", () -> client.submitSettings(2, 2));
    refused("INITIAL_WINDOW_SIZE is 2147483648; it must be from 0 to 2147483647",
      () -> client.submitSettings(4, Integer.MIN_VALUE));
    refused("MAX_FRAME_SIZE is 16383; it must be from 16384 to 16777215", () -> client.submitSettings(5, 16_383));
    refused("MAX_FRAME_SIZE is 16777216; it must be from 16384 to 16777215", () -> client.submitSettings(5, 1 << 24));
    refused("ENABLE_CONNECT_PROTOCOL is 2; it must be from 0 to 1", () -> client.submitSettings(8, 2));
    refused("3 numbers; ids and values come in at most 32 pairs", () -> client.submitSettings(1, 2, 3));
    refused("66 numbers; ids and values come in at most 32 pairs", () -> client.submitSettings(new int[66]));
  }

  @Test
  void options_have_their_ranges() {
    SessionOptions options = new SessionOptions();
    refused("maxHeaderListSize is 0; it must be from 1 to 2147483647", () -> options.setMaxHeaderListSize(0));
    refused("maxSettings is 65536; it must be from 1 to 65535", () -> options.setMaxSettings(65_536));
    refused("paddingMultiple is 1; it must be from 2 to 256", () -> options.setPaddingMultiple(1));
    refused("paddingMultiple is 257; it must be from 2 to 256", () -> options.setPaddingMultiple(257));
    refused("maxDataLength is 0; it must be from 1 to 16777215", () -> options.setMaxDataLength(0));
    refused("maxDataLength is 16777216; it must be from 1 to 16777215", () -> options.setMaxDataLength(1 << 24));
    refused("extension frame type is 9; it must be from 10 to 255", () -> options.addExtensionType(9));
    refused("extension frame type is 256; it must be from 10 to 255", () -> options.addExtensionType(256));
    refused("builtin extension type is PING; the library knows ALTSVC, ORIGIN and PRIORITY_UPDATE",
      () -> options.addBuiltinExtensionType(FrameType.PING));
    refused("maxExtensionPayload is -1; it must be from 0 to 1048576", () -> options.setMaxExtensionPayload(-1));
    refused("streamResetBurst is 0; it must be from 1 to 2147483647", () -> options.setStreamResetRateLimit(0, 1));
    refused("glitchRate is -1; it must be from 1 to 2147483647", () -> options.setGlitchRateLimit(1, -1));
  }

  @Test
  void what_only_the_other_side_may_do_is_refused() {
    for (Executable call : List.<Executable>of(() -> server.submitRequest(NO_FIELDS, true),
      () -> client.submitPushPromise(1, NO_FIELDS), () -> client.changePriority(1, Priority.DEFAULT, true),
      () -> client.submitAltSvc(1, "", "clear"), () -> client.submitOrigin(List.of()), () ->
      client.state().streamPriority(1),
      () -> client.consumeConnection(1))) {
      assertThrows(IllegalStateException.class, call);
      assertFalse(client.hasCommands() || server.hasCommands(), "something was queued");
    }
  }

  @Test
  void a_closed_session_refuses_all_calls() {
    server.close();
    for (Executable call : List.<Executable>of(() -> server.submitHeaders(1, NO_FIELDS, true),
      () -> server.submitPushPromise(1, NO_FIELDS), () -> server.consumeStream(1, 1), () ->
      server.submitWindowUpdate(0, 1),
      () -> server.submitExtension(0x42, 0, 0, new byte[0]), () -> server.submitAltSvc(1, "", "clear"),
      () -> server.submitOrigin(List.of()), () -> server.submitPingAck(1), () -> server.terminate(1, 0),
      () -> server.changePriority(1, Priority.DEFAULT, false), () -> server.setNextStreamId(4), server::nextStreamId,
      () -> server.state().hasStream(1), () -> server.state().isLocalClosed(1), () -> server.state().isRemoteClosed(1),
      () -> server.state().effectiveLocalWindowSize(0), () -> server.state().effectiveRecvDataLength(0),
      server.state()::hdInflateDynamicTableSize,
      server.state()::hdDeflateDynamicTableSize, () -> server.state().localSetting(SettingId.ENABLE_PUSH),
      () -> server.state().remoteSetting(SettingId.ENABLE_PUSH), () -> server.state().streamPriority(1))) {
      assertEquals("the session is closed", assertThrows(IllegalStateException.class, call).getMessage());
    }
  }
}
