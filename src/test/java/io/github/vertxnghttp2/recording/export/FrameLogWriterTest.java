package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.WindowUpdateFrame;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RandomRecording;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.testing.Seeds;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameLogWriterTest {
  private final ConnectionBuilder connection = new ConnectionBuilder();

  private String log() {
    return FrameLogWriter.write(new Recording("one", ConnectionBuilder.at(5000), List.of(connection.build())));
  }

  @Test
  void each_frame_is_a_line_of_the_frame_log() {
    connection.frame(0, SENT, FrameType.SETTINGS, 0, 0, 6, 262_144);
    connection.head(1, RECEIVED, 1, Flag.END_STREAM).head(3, SENT, 1).lastData(3.4, SENT, 1, 13);
    connection.update(4, RECEIVED, 0, 983_041);
    connection.frame(5, RECEIVED, FrameType.RST_STREAM, 0, 1, 4, ErrorCode.CANCEL.code());
    connection.lostFrames = 3;
    connection.end = "the peer closed\nthe connection";
    connection.closedAt = ConnectionBuilder.at(2000);
    ExchangeBuilder exchange = new ExchangeBuilder(1).request(1, 1).response(200, 3, 5);
    exchange.requestFields.add(new Header("cookie", "", true));
    exchange.requestFields.add(new Header("x", "a\nb"));
    connection.exchange(exchange);
    assertEquals("""
      # connection 7: 127.0.0.1:8443 - 127.0.0.1:51234, 3 frames before these were not kept
         0.000 send      0 SETTINGS             6 -                      INITIAL_WINDOW_SIZE=262144
         0.001 recv      1 HEADERS             40 END_STREAM|END_HEADERS REQUEST [:method: GET] [:scheme: https]\
       [:authority: example.org] [:path: /] [cookie: (sensitive)] [x: a\\x0ab]
         0.003 send      1 HEADERS             40 END_HEADERS            RESPONSE [:status: 200]
         0.003 send      1 DATA                13 END_STREAM
         0.004 recv      0 WINDOW_UPDATE        4 -                      increment=983041
         0.005 recv      1 RST_STREAM           4 -                      CANCEL
         2.000 end  the peer closed\\x0athe connection
      """, log());
  }

  @Test
  void the_line_is_that_of_the_live_log() {
    StringBuilder live = new StringBuilder();
    FrameLog.to(live).received(new WindowUpdateFrame(3, 77));
    connection.update(0, RECEIVED, 3, 77);
    assertEquals(live.substring(9), log().split("\n", 2)[1].substring(9));
  }

  @Test
  void hostile_values_make_no_line_of_their_own() {
    Seeds.each(50, random -> {
      Recording recording = new RandomRecording(random).make(4);
      long lines = recording.connections().stream().mapToLong(one -> 1 + one.frames().size()
        + (one.end() == null ? 0 : 1)).sum();
      String log = FrameLogWriter.write(recording);
      assertEquals(lines, log.chars().filter(c -> c == '\n').count());
      assertTrue(log.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f || c >= 0xa0 && c <= 0xff
        || c == '…'), log);
    });
  }
}
