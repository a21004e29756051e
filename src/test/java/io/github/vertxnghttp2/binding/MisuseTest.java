package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each mistake of a user throws an exception. It never ends the JVM, and ends the session only if it has to. */
@Timeout(60)
class MisuseTest extends OpenSessions {
  private static final int OUT = 32 << 10;

  private static ByteBuf direct(int capacity) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
  }

  private static ByteBuf released() {
    ByteBuf buffer = direct(OUT).writeZero(100);
    buffer.release();
    return buffer;
  }

  private void flushInto(ByteBuf out) {
    pair.client.session.flush(out, OUT, pair.client.events, pair.client);
  }

  private static void refused(String message, Executable call) {
    String told = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(told.contains(message), told);
  }

  /** The commands that wait and the session itself are as they were. */
  private void assertUnharmed() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    assertEquals(GET, pair.server.events.headers.get(id));
  }

  @Test
  void buffers_that_native_code_cannot_read_or_write_are_refused() {
    pair.client.session.submitPing(1);
    refused("input is not a direct buffer",
      () -> pair.server.session.receive(Unpooled.buffer().writeZero(9), pair.server.events));
    refused("out is not a direct buffer", () -> flushInto(Unpooled.buffer(OUT)));
    refused("out is not a direct buffer", () -> flushInto(Unpooled.compositeBuffer()
      .addComponents(true, Unpooled.directBuffer().writeZero(OUT), Unpooled.directBuffer().writeZero(OUT))));
    ByteBuf readOnly = direct(OUT);
    refused("out is read-only", () -> flushInto(readOnly.asReadOnly()));
    readOnly.release();
    assertTrue(pair.client.session.hasCommands());
    assertUnharmed();
  }

  @Test
  void buffers_that_were_released_are_refused() {
    assertThrows(IllegalReferenceCountException.class, () -> pair.server.session.receive(released(),
      pair.server.events));
    assertThrows(IllegalReferenceCountException.class, () -> flushInto(released()));
    assertUnharmed();
    try (HeaderDeflater deflater = new HeaderDeflater(4096)) {
      assertThrows(IllegalReferenceCountException.class, () -> deflater.deflate(GET, released()));
    }
  }

  @Test
  void a_budget_below_nothing_is_refused() {
    ByteBuf out = direct(OUT);
    refused("bodyBudget is -1", () -> pair.client.session.flush(out, -1, pair.client.events, pair.client));
    out.release();
    assertUnharmed();
  }

  @Test
  void null_is_refused_wherever_it_comes() {
    Session client = pair.client.session;
    Session server = pair.server.session;
    ByteBuf out = direct(OUT);
    List<Executable> calls = new ArrayList<>(List.of(
      () -> new Session(null, new SessionOptions()), () -> new Session(SessionType.CLIENT, null),
      () -> client.receive(null, pair.client.events), () -> client.receive(out, null),
      () -> client.flush(null, OUT, pair.client.events, pair.client), () -> client.flush(out, OUT, null, pair.client),
      () -> client.flush(out, OUT, pair.client.events, null), () -> client.upgrade(null, false),
      () -> client.submitRequest(null, true), () -> client.submitData(1, null, true),
      () -> client.submitGoaway(-1, 0, null), () -> client.submitSettings((int[]) null),
      () -> client.submitExtension(0x42, 0, 0, null), () -> client.submitPriorityUpdate(1, null),
      () -> client.submitPriority(1, null), () -> server.submitResponse(1, 200, new HeaderList(), null, true),
      () -> server.submitResponse(1, 200, (HeaderList) null, true),
      () -> server.submitResponse(1, 200, (OutboundFields) null, true), () -> server.submitInformational(1, 103, null),
      () -> server.submitHeaders(1, null, true), () -> server.submitTrailer(1, null), () ->
      server.submitPushPromise(1, null),
      () -> server.changePriority(1, null, true), () -> server.submitAltSvc(0, null, ""),
      () -> server.submitAltSvc(0, "https://a.example", null), () -> server.submitOrigin(null),
      () -> client.state().localSetting(null), () -> client.state().remoteSetting(null)));
    calls.addAll(List.of(
      () -> Nghttp2.checkHeaderName(null), () -> Nghttp2.checkPath(null), () -> Nghttp2.selectAlpn(null),
      () -> Nghttp2.packSettingsPayload((int[]) null), () -> FieldCheck.name(null), () -> FieldCheck.value("a", null),
      () -> new OutboundFields().put("a", null), () -> new OutboundFields().put(null, "a")));
    for (Executable call : calls) {
      assertThrows(NullPointerException.class, call);
    }
    out.release();
    assertUnharmed();
    assertFalse(server.hasCommands());
  }

  @Test
  void hpack_refuses_null_and_what_is_too_large() {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      assertThrows(NullPointerException.class, () -> deflater.deflate(null));
      assertThrows(NullPointerException.class, () -> deflater.deflate(GET, (ByteBuf) null));
      assertThrows(NullPointerException.class, () -> inflater.inflate((byte[]) null));
      assertThrows(IndexOutOfBoundsException.class, () -> deflater.tableEntry(Integer.MIN_VALUE));
      assertThrows(IndexOutOfBoundsException.class, () -> inflater.tableEntry(Integer.MAX_VALUE));
      refused("table size is -1", () -> inflater.changeTableSize(-1));
      assertEquals(GET, inflater.inflate(deflater.deflate(GET)));
      inflater.close();
      assertThrows(IllegalStateException.class, () -> inflater.inflate(new byte[1]));
      assertThrows(IllegalStateException.class, inflater::tableEntries);
    }
  }

  @Test
  void ids_that_are_no_streams_have_no_state() {
    refused("streamId is 0", () -> pair.client.session.state().streamState(0));
    refused("streamId is -7", () -> pair.client.session.state().streamState(-7));
  }

  @Test
  void an_upgrade_after_a_request_is_refused() {
    try (Session session = new Session(SessionType.CLIENT, new SessionOptions())) {
      session.submitRequest(GET, true);
      assertThrows(IllegalStateException.class, () -> session.upgrade(new byte[0], false));
    }
    assertUnharmed();
    assertThrows(SessionException.class, () -> pair.client.session.upgrade(new byte[0], false));
    assertThrows(SessionException.class, () -> pair.server.session.upgrade(new byte[7], false));
  }

  @Test
  void a_listener_may_close_its_session() {
    for (int i = 0; i < 3; i++) {
      pair.client.session.submitRequest(GET, true);
    }
    ByteBuf wire = pair.client.flush();
    pair.server.session.receive(wire, new SessionListener() {
      @Override
      public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
        pair.server.session.close();
      }
    });
    wire.release();
    assertTrue(pair.server.session.isClosed());
  }

  @Test
  void extreme_numbers_are_accepted_or_reported() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.exchange();
    for (int i = 0; i < 3; i++) {
      pair.server.session.consume(id, Integer.MAX_VALUE);
      pair.server.session.consumeStream(id, Integer.MAX_VALUE);
      pair.server.session.consume(Integer.MAX_VALUE, Integer.MAX_VALUE);
      pair.server.session.submitRstStream(Integer.MAX_VALUE, -1);
      pair.server.session.setMaxUnread(Integer.MAX_VALUE);
      pair.server.session.submitWindowUpdate(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    pair.exchange();
    pair.client.session.setNextStreamId(Integer.MAX_VALUE);
    pair.client.session.submitRequest(GET, true);
    assertThrows(IllegalStateException.class, () -> pair.client.session.submitRequest(GET, true));
    pair.exchange();
  }

  @Test
  void a_second_thread_is_kept_out_while_the_first_is_in_native_code() throws Exception {
    Session session = pair.client.session;
    ByteBuf out = direct(OUT);
    ByteBuf in = direct(9).writeZero(9);
    List<Executable> calls = List.of(() -> session.receive(in, pair.client.events), () -> flushInto(out),
      session.state()::openStreams, () -> session.upgrade(new byte[0], false), session::close);
    session.nativeSession.use.begin(); // as a native call does
    List<Throwable> told = onAnotherThread(() -> {
      List<Throwable> thrown = new ArrayList<>();
      for (Executable call : calls) {
        thrown.add(assertThrows(IllegalStateException.class, call));
      }
      return thrown;
    });
    session.nativeSession.use.end();
    String expected = "the session is in use by thread " + Thread.currentThread().getName()
      + "; it belongs to one thread at a time";
    for (Throwable each : told) {
      assertEquals(expected, each.getMessage());
    }
    out.release();
    in.release();
    assertUnharmed();
  }

  @Test
  void a_second_thread_is_kept_out_of_hpack_as_well() throws Exception {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      byte[] block = deflater.deflate(GET);
      List<Executable> calls = List.of(() -> deflater.deflate(GET), () -> deflater.bound(GET), deflater::tableEntries,
        () -> deflater.tableEntry(1), deflater::close, () -> inflater.inflate(block), () -> inflater.changeTableSize(0),
        inflater::close);
      for (Executable call : calls) {
        HpackCodec used = calls.indexOf(call) < 5 ? deflater : inflater;
        used.use(table -> onAnotherThread(() -> assertThrows(IllegalStateException.class, call)));
      }
      assertEquals(GET, inflater.inflate(block));
    }
  }

  private static <T> T onAnotherThread(Callable<T> call) {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(call).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      thread.shutdown();
    }
  }
}
