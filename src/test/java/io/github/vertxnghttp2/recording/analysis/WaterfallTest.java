package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RandomRecording;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.testing.Seeds;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.vertxnghttp2.recording.ConnectionBuilder.at;
import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WaterfallTest {
  private final ConnectionBuilder connection = new ConnectionBuilder();

  private static ExchangeBuilder stream(int id) {
    return new ExchangeBuilder(id);
  }

  private WaterfallRow row(double now) {
    return Waterfall.of(connection.build(), at(now)).get(0);
  }

  /** Segments as text: kind, milliseconds from and to, bytes, reason. */
  private static String text(List<Segment> segments) {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      text.append(text.isEmpty() ? "" : ", ").append(segment.kind()).append(' ').append(millis(segment.from()));
      text.append(segment.duration() == 0 ? "" : "-" + millis(segment.to()));
      text.append(segment.bytes() == 0 ? "" : " " + segment.bytes() + "/" + segment.frames());
      text.append(segment.reason() == null ? "" : " " + segment.reason());
    }
    return text.toString();
  }

  private static String millis(long time) {
    return String.valueOf((time - ConnectionBuilder.START) / 1e3).replaceAll("\\.0$", "");
  }

  @Test
  void a_download_has_bursts_and_gaps_with_their_reasons() {
    connection.head(10, RECEIVED, 1, Flag.END_STREAM).head(30, SENT, 1);
    connection.data(31, SENT, 1, 100).data(31.5, SENT, 1, 100).data(60, SENT, 1, 50).lastData(62, SENT, 1, 1);
    connection.waits(12, 29, 1, Wait.APPLICATION_WRITES).waits(32, 60, 1, Wait.STREAM_WINDOW);
    connection.exchange(stream(1).request(10, 10).response(200, 30, 62));
    assertEquals("HEAD 10 40/1", text(row(100).request()));
    assertEquals("GAP 10-12, GAP 12-29 APPLICATION_WRITES, GAP 29-30, HEAD 30 40/1, GAP 30-31, DATA 31-31.5 200/2,"
      + " GAP 32-60 STREAM_WINDOW, DATA 60 50/1, GAP 60-62, DATA 62 1/1", text(row(100).response()));
  }

  @Test
  void an_upload_and_its_response_lie_side_by_side_and_trailers_end_a_message() {
    connection.head(0, RECEIVED, 1).data(10, RECEIVED, 1, 5).head(12, SENT, 1).head(20, RECEIVED, 1, Flag.END_STREAM);
    connection.data(21, SENT, 1, 7).head(30, SENT, 1, Flag.END_STREAM).waits(1, 9, 1, Wait.PEER);
    connection.exchange(stream(1).request(0, 20).response(200, 12, 30));
    assertEquals("HEAD 0 40/1, GAP 0-1, GAP 1-9 PEER, GAP 9-10, DATA 10 5/1, GAP 10-20, TRAILERS 20 40/1",
      text(row(100).request()));
    assertEquals("HEAD 12 40/1, GAP 12-21, DATA 21 7/1, GAP 21-30, TRAILERS 30 40/1", text(row(100).response()));
  }

  @Test
  void a_head_that_is_sent_later_than_it_was_made_is_no_trailer() {
    connection.side = Side.CLIENT;
    connection.head(14, SENT, 1, Flag.END_STREAM).head(30, RECEIVED, 1).head(40, RECEIVED, 1, Flag.END_STREAM);
    connection.exchange(stream(1).request(12, 14).response(200, 30, 40));
    assertEquals("GAP 12-14, HEAD 14 40/1", text(row(100).request()));
    assertEquals("GAP 14-30, HEAD 30 40/1, GAP 30-40, TRAILERS 40 40/1", text(row(100).response()));
  }

  @Test
  void what_goes_on_lasts_until_the_recording() {
    connection.head(0, RECEIVED, 1).data(1, RECEIVED, 1, 5).waitsStill(2, 1, Wait.APPLICATION_READS);
    connection.exchange(stream(1).request(0, -1));
    assertEquals("HEAD 0 40/1, GAP 0-1, DATA 1 5/1, GAP 1-2, GAP 2-50 APPLICATION_READS", text(row(50).request()));
    assertEquals("", text(row(50).response()));
    connection.closedAt = at(40);
    assertTrue(text(row(50).request()).endsWith("GAP 2-40 APPLICATION_READS"));
  }

  @Test
  void a_queued_request_of_a_client_begins_with_the_queue() {
    connection.side = Side.CLIENT;
    connection.waits(0, 40, 0, Wait.FREE_STREAM);
    connection.head(40, SENT, 1, Flag.END_STREAM).head(50, RECEIVED, 1, Flag.END_STREAM);
    connection.exchange(stream(1).queued(2).request(40, 40).response(204, 50, 50));
    connection.exchange(stream(0).queued(30)).waitsStill(30, 0, Wait.FREE_STREAM);
    assertEquals("QUEUE 2-40 FREE_STREAM, HEAD 40 40/1", text(row(100).request()));
    assertEquals("GAP 40-50, HEAD 50 40/1", text(row(100).response()));
    assertEquals("QUEUE 30-60 FREE_STREAM", text(Waterfall.of(connection.build(), at(60)).get(1).request()));
  }

  @Test
  void requests_in_the_queue_explain_no_gap_of_those_that_were_sent() {
    connection.side = Side.CLIENT;
    connection.head(0, SENT, 1).waitsStill(0, 0, Wait.FREE_STREAM).lastData(40, SENT, 1, 5);
    connection.exchange(stream(1).request(0, 40));
    assertEquals("HEAD 0 40/1, GAP 0-40, DATA 40 5/1", text(row(60).request()));
  }

  @Test
  void a_reset_is_in_the_lane_of_who_sent_it() {
    connection.head(0, RECEIVED, 1, Flag.END_STREAM);
    connection.exchange(stream(1).request(0, 0).reset(20, ErrorCode.CANCEL.code(), RECEIVED));
    assertEquals("HEAD 0 40/1, RESET 20", text(row(100).request()));
    assertEquals("GAP 0-20", text(row(100).response()));
    connection.exchanges.clear();
    connection.exchange(stream(1).request(0, 0).reset(20, ErrorCode.CANCEL.code(), SENT));
    assertEquals("GAP 0-20, RESET 20", text(row(100).response()));
  }

  @Test
  void a_wait_of_the_whole_connection_explains_a_gap_that_it_fills_by_half() {
    connection.waits(0, 6, 0, Wait.SOCKET).waits(14, 20, 0, Wait.SOCKET);
    connection.head(0, RECEIVED, 1, Flag.END_STREAM).head(10, SENT, 1).data(21, SENT, 1, 5).lastData(40, SENT, 1, 5);
    connection.exchange(stream(1).request(0, 0).response(200, 10, 40));
    assertEquals("GAP 0-10 SOCKET, HEAD 10 40/1, GAP 10-21 SOCKET, DATA 21 5/1, GAP 21-40, DATA 40 5/1",
      text(row(100).response()));
  }

  @Test
  void frames_that_were_overwritten_are_no_gap() {
    connection.lostFrames = 7;
    connection.data(50, SENT, 1, 5).lastData(50.1, SENT, 1, 5).waits(40, 50, 1, Wait.PRIORITY);
    connection.exchange(stream(1).request(0, 0).response(200, 10, 50.1));
    assertEquals("HEAD 0", text(row(100).request()));
    assertEquals("NOT_RECORDED 0-10, HEAD 10, NOT_RECORDED 10-40, GAP 40-50 PRIORITY, DATA 50-50.1 10/2",
      text(row(100).response()));
  }

  @Test
  void a_wait_the_other_way_hides_no_wait_of_this_one() {
    connection.head(0, RECEIVED, 1).head(10, SENT, 1).waitsStill(1, 1, Wait.PEER);
    connection.waits(20, 30, 1, Wait.SOCKET).waits(30, 40, 1, Wait.STREAM_WINDOW);
    connection.exchange(stream(1).request(0, -1).response(200, 10, -1));
    assertEquals("HEAD 10 40/1, GAP 10-20, GAP 20-30 SOCKET, GAP 30-40 STREAM_WINDOW, GAP 40-60",
      text(row(60).response()));
  }

  @Test
  void segments_of_random_recordings_are_in_order_and_bounded_in_number() {
    Seeds.each(200, random -> {
      for (RecordedConnection one : new RandomRecording(random).make(8).connections()) {
        long segments = 0;
        for (WaterfallRow row : Waterfall.of(one, 4_000_000_000_000_000L)) {
          segments += row.request().size() + row.response().size();
          row.request().forEach(segment -> assertTrue(segment.duration() >= 0, segment::toString));
        }
        long most = 6L * one.exchanges().size() + 4L * one.frames().size() + 4L * one.waits().size();
        assertTrue(segments <= most, segments + " of " + most);
      }
    });
  }
}
