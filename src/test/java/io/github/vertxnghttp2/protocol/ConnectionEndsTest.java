package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.HeaderBlockTooLargeException;
import io.github.vertxnghttp2.binding.LibraryError;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.StreamState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.github.vertxnghttp2.protocol.ConnectionPair.GET;
import static io.github.vertxnghttp2.protocol.ConnectionPair.POST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Why a connection and its streams end, and which listeners are notified. */
class ConnectionEndsTest {
  private static final int BLOCK_LIMIT = 65_536;
  private static final String FIELD = "x-long";

  private final ConnectionPair pair = ConnectionPair.open();

  @AfterEach
  void close() {
    pair.close();
  }

  // --- the reason ---

  @Test
  void a_connection_that_is_lost_has_no_code() {
    RecordedStream request = pair.request(GET, true);
    pair.exchange();
    pair.client.close(ConnectionEnd.lost("the peer closed the connection"));
    assertEquals(ConnectionEnd.NO_CODE, request.end.errorCode());
    assertEquals("the connection was lost: the peer closed the connection", request.end.toString());
  }

  @Test
  void a_connection_that_is_lost_after_a_GOAWAY_keeps_its_code_and_text() {
    RecordedStream request = pair.request(GET, true);
    pair.exchange();
    pair.server.goAway(ErrorCode.ENHANCE_YOUR_CALM, "you send too much");
    pair.exchange();
    pair.client.close(ConnectionEnd.lost("the peer closed the connection"));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM.code(), request.end.errorCode());
    assertEquals("you send too much", request.end.goAway().reason());
    assertEquals("the connection was lost after the peer's GOAWAY with ENHANCE_YOUR_CALM: you send too much:"
      + " the peer closed the connection", request.end.toString());
    assertSame(request.end, pair.client.end());
  }

  @Test
  void frame_log_and_listener_are_notified_of_the_reason_before_the_streams() {
    List<String> lines = new ArrayList<>();
    pair.client.frameListener(new FrameLog(lines::add));
    RecordedStream request = pair.request(GET, true);
    pair.exchange();
    pair.client.close(ConnectionEnd.lost("the peer closed the connection"));
    assertTrue(lines.get(lines.size() - 1).endsWith(" end  " + request.end), lines::toString);
    List<String> told = pair.clientEvents.lines;
    assertEquals("end of 1 streams: " + request.end, told.get(told.size() - 1));
  }

  // --- two phases ---

  /** Writes to and resets all others when it is told that it ended. */
  private final class Meddler implements StreamListener {
    private final List<Stream> all;
    private int told;

    Meddler(List<Stream> all) {
      this.all = all;
    }

    @Override
    public void onData(ByteBuf input, int offset, int length) {
    }

    @Override
    public void onEnd(HeaderList trailers) {
    }

    @Override
    public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
      told++;
      for (Stream stream : all) {
        stream.write(Unpooled.copiedBuffer(new byte[10]), false, null);
        stream.inform(103, new HeaderList());
        stream.end(HeaderList.of("x", "y"));
        stream.consume(0);
        stream.reset(ErrorCode.CANCEL.code());
        assertTrue(stream.isClosed());
      }
    }
  }

  private List<Meddler> meddlers(List<Stream> streams) {
    List<Meddler> meddlers = new ArrayList<>();
    for (Stream stream : streams) {
      Meddler meddler = new Meddler(streams);
      stream.listener(meddler);
      meddlers.add(meddler);
    }
    return meddlers;
  }

  @Test
  void a_listener_of_the_end_may_write_to_and_reset_all_other_streams() {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pair.request(POST, false);
    }
    pair.exchange();
    pair.requests.values().forEach(recorded -> streams.add(recorded.stream));
    List<Meddler> meddlers = meddlers(streams);
    pair.server.close(ConnectionEnd.lost("the peer closed the connection"));
    meddlers.forEach(meddler -> assertEquals(1, meddler.told));
  }

  @Test
  void requests_that_wait_are_closed_before_any_listener_is_notified() {
    ConnectionPair one = ConnectionPair.open(3, 1);
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      streams.add(one.request(POST, false).stream);
    }
    assertEquals(3, one.client.pendingRequests());
    List<Meddler> meddlers = meddlers(streams);
    one.client.close(ConnectionEnd.lost("the peer closed the connection"));
    meddlers.forEach(meddler -> assertEquals(1, meddler.told));
    one.close();
  }

  @Test
  void a_listener_that_throws_keeps_no_other_from_being_notified() {
    List<RecordedStream> told = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pair.request(POST, false);
    }
    pair.exchange();
    pair.requests.values().forEach(recorded -> recorded.stream.listener(new StreamListener() {
      @Override
      public void onData(ByteBuf input, int offset, int length) {
      }

      @Override
      public void onEnd(HeaderList trailers) {
      }

      @Override
      public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
        told.add(recorded);
        throw new AssertionError("the listener of stream " + recorded.stream.id());
      }
    }));
    AssertionError thrown = assertThrows(AssertionError.class, () -> pair.server.close(ConnectionEnd.lost("gone")));
    assertEquals(5, told.size());
    assertEquals(4, thrown.getSuppressed().length);
  }

  @Test
  void a_request_that_waits_for_a_flush_when_the_first_goaway_comes_was_not_processed() {
    RecordedStream request = pair.request(POST, false);
    pair.server.shutdownNotice();
    pair.toClient();
    pair.exchange();
    assertEquals(List.of("closed REFUSED_STREAM LIBRARY"), request.lines);
    assertNull(request.end);
    assertTrue(pair.requests.isEmpty());
    assertEquals(0, pair.client.openStreams());
  }

  // --- what cannot be sent ---

  @Test
  void a_request_that_the_library_refuses_lets_the_connection_become_idle() {
    OpenStreams streams = new OpenStreams();
    RecordedStream refused = new RecordedStream();
    Stream stream = streams.add(new Stream(pair.client, 1, StreamState.OPEN));
    stream.listener(refused);
    new ConnectionEvents(pair.client, streams, new MessageFaults(pair.client))
      .onSubmitFailed(1, LibraryError.INVALID_ARGUMENT.code());
    assertEquals(List.of("closed INTERNAL_ERROR LIBRARY"), refused.lines);
    assertTrue(stream.fault().contains("Invalid argument"), stream.fault());
    assertTrue(pair.clientEvents.lines.contains("idle"), pair.clientEvents.lines::toString);
  }

  /** A head that takes so many bytes as a header block. */
  private static HeaderList head(int block) {
    HeaderList head = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");
    int length = 17;
    for (int i = 0; i < head.size(); i++) {
      length += 12 + head.name(i).length() + head.value(i).length();
    }
    return head.add(FIELD, "v".repeat(block - length - 12 - FIELD.length()));
  }

  @Test
  void a_request_head_may_be_as_long_as_the_library_sends() {
    RecordedStream request = pair.request(head(BLOCK_LIMIT), true);
    pair.exchange();
    assertEquals("sent", request.lines.get(0)); // the server's own limit comes after that
  }

  @Test
  void a_request_head_that_is_longer_is_refused_with_its_size_and_the_limit() {
    HeaderBlockTooLargeException refused =
      assertThrows(HeaderBlockTooLargeException.class, () -> pair.request(head(BLOCK_LIMIT + 1), true));
    assertTrue(refused.getMessage().contains("65537") && refused.getMessage().contains("65536"), refused.getMessage());
    RecordedStream next = pair.request(GET, true);
    pair.exchange();
    assertEquals(List.of("sent"), next.lines);
  }

  @Test
  void a_request_head_that_is_too_long_and_has_to_wait_ends_when_its_turn_comes() {
    ConnectionPair one = ConnectionPair.open(3, 1);
    RecordedStream first = one.request(GET, true);
    RecordedStream waiting = one.request(head(BLOCK_LIMIT + 1), true);
    RecordedStream last = one.request(GET, true);
    one.exchange();
    first.stream.reset(ErrorCode.CANCEL.code());
    one.exchange();
    assertEquals(List.of("closed INTERNAL_ERROR LOCAL"), waiting.lines);
    assertTrue(waiting.stream.fault().contains("65537"), waiting.stream.fault());
    assertEquals(List.of("sent"), last.lines);
    one.close();
  }

  @Test
  void a_response_head_that_is_too_long_ends_its_stream_with_its_size_and_the_limit() {
    RecordedStream request = pair.request(GET, true);
    pair.exchange();
    RecordedStream response = pair.requests.get(1);
    OutboundFields fields = new OutboundFields();
    fields.put(FIELD, "v".repeat(BLOCK_LIMIT));
    response.stream.respond(200, fields, true);
    pair.exchange();
    assertEquals(List.of("closed INTERNAL_ERROR LOCAL"), response.lines);
    assertTrue(response.stream.fault().contains("libnghttp2 sends 65536"), response.stream.fault());
    assertEquals("closed INTERNAL_ERROR REMOTE", request.lines.get(request.lines.size() - 1));
  }
}
