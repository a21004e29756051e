package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.StreamState;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.protocol.ConnectionPair.POST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/** The state of a stream at both ends while a request and its response pass. */
class StreamStatesTest {
  private final ConnectionPair pair = new ConnectionPair();

  @AfterEach
  void close() {
    pair.close();
  }

  private Stream atServer(int id) {
    return pair.requests.get(id).stream;
  }

  private static void respond(Stream stream) {
    stream.respond(200, new OutboundFields(), true);
  }

  @Test
  void a_request_with_a_body_walks_from_idle_to_closed() {
    RecordedStream request = pair.request(POST, false);
    assertEquals(StreamState.IDLE, request.stream.state());
    pair.exchange();
    assertEquals(StreamState.OPEN, request.stream.state());
    assertEquals(StreamState.OPEN, atServer(1).state());
    request.stream.write(Unpooled.wrappedBuffer(new byte[10]), true, null);
    assertEquals(StreamState.OPEN, request.stream.state(), "END_STREAM has not been sent");
    pair.exchange();
    assertEquals(StreamState.HALF_CLOSED_LOCAL, request.stream.state());
    assertEquals(StreamState.HALF_CLOSED_REMOTE, atServer(1).state());
    respond(atServer(1));
    pair.exchange();
    assertEquals(StreamState.CLOSED, request.stream.state());
    assertEquals(StreamState.CLOSED, atServer(1).state());
  }

  @Test
  void trailers_that_were_written_while_the_request_waited_end_it() {
    RecordedStream request = pair.request(POST, false);
    request.stream.write(Unpooled.wrappedBuffer(new byte[10]), false, null);
    request.stream.end(HeaderList.of("x-trailer", "1"));
    pair.exchange();
    assertEquals(StreamState.HALF_CLOSED_LOCAL, request.stream.state());
    assertEquals(HeaderList.of("x-trailer", "1"), pair.requests.get(1).trailers);
  }

  @Test
  void a_response_may_end_before_its_request() {
    RecordedStream request = pair.request(POST, false);
    pair.exchange();
    respond(atServer(1));
    pair.exchange();
    assertEquals(StreamState.HALF_CLOSED_REMOTE, request.stream.state());
    assertEquals(StreamState.HALF_CLOSED_LOCAL, atServer(1).state());
  }

  @Test
  void a_reset_closes_an_open_stream_whose_peer_has_not_ended() {
    RecordedStream request = pair.request(POST, false);
    pair.exchange();
    request.stream.reset(ErrorCode.CANCEL.code());
    pair.exchange();
    assertEquals(StreamState.CLOSED, atServer(1).state());
    assertFalse(atServer(1).isRemoteEnded());
  }

  @Test
  void a_stream_that_the_server_promised_has_nothing_to_send_at_the_client() {
    Stream pushed = new Stream(pair.client, 2, StreamState.RESERVED_REMOTE);
    pushed.endWithHead();
    ProgressLimits progress = new ProgressLimits(1000, 0, 100);
    OpenStreams streams = new OpenStreams();
    streams.add(pushed);
    for (int second = 1; second < 10; second++) {
      progress.resetStalled(streams, TimeUnit.SECONDS.toNanos(second), pair.clientEvents);
    }
    assertNull(pushed.fault());
    pushed.received(HeaderList.of(":status", "200"), false);
    assertEquals(StreamState.HALF_CLOSED_LOCAL, pushed.state());
  }

  @Test
  void the_headers_of_an_informational_response_begin_a_promised_stream_too() {
    Stream received = new Stream(pair.client, 2, StreamState.RESERVED_REMOTE);
    received.receivedInformational();
    assertEquals(StreamState.HALF_CLOSED_LOCAL, received.state());
    Stream sent = new Stream(pair.server, 2, StreamState.RESERVED_LOCAL);
    sent.inform(103, HeaderList.of("link", "</style.css>"));
    assertEquals(StreamState.HALF_CLOSED_REMOTE, sent.state());
  }
}
