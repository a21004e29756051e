package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.analysis.WindowPoint;
import io.github.vertxnghttp2.recording.analysis.Windows;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.vertxnghttp2.protocol.ConnectionPair.POST;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Windows over time, made of what both ends of a connection have recorded. */
class RecordedWindowsTest {
  private static RecordedConnection recorded(Connection connection, Side side) {
    StreamsRecording recording = connection.recorded(Secrets.HIDDEN);
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.side = side;
    builder.frames.addAll(recording.session().frames());
    builder.exchanges.addAll(recording.exchanges());
    builder.localSettings.putAll(recording.session().localSettings());
    builder.remoteSettings.putAll(recording.session().remoteSettings());
    return builder.build();
  }

  private static List<Long> ofStream(Connection connection, Side side, Way way) {
    return Windows.ofStreams(recorded(connection, side), way).get(0).points().stream().map(WindowPoint::bytes).toList();
  }

  private static void write(ConnectionPair pair, RecordedStream stream, int bytes) {
    stream.stream.write(Unpooled.wrappedBuffer(new byte[bytes]), false, null);
    pair.exchange();
  }

  @Test
  void settings_that_change_meanwhile_move_the_window_of_an_open_stream_at_both_ends() {
    try (ConnectionPair pair = new ConnectionPair(new SessionOptions().setRecorderBytes(4096))) {
      pair.handler = (stream, head) -> pair.requests.get(stream.id()).reading = false;
      pair.exchange();
      RecordedStream upload = pair.request(POST, false);
      write(pair, upload, 1000);
      pair.server.settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 100_000});
      pair.exchange();
      write(pair, upload, 500);
      pair.server.settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 1200});
      pair.exchange();
      List<Long> sizes = List.of(65_535L, 64_535L, 99_000L, 98_500L, -300L);
      assertEquals(sizes, ofStream(pair.client, Side.CLIENT, Way.SENT));
      assertEquals(sizes, ofStream(pair.server, Side.SERVER, Way.RECEIVED));
    }
  }
}
