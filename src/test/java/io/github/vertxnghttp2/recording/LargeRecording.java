package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.Flag;

import java.util.List;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;

/** Makes recordings of many streams, each with a few frames and a wait. */
public final class LargeRecording {
  private LargeRecording() {
  }

  public static Recording make(int streams) {
    ConnectionBuilder connection = new ConnectionBuilder();
    for (int i = 0; i < streams; i++) {
      int id = 2 * i + 1;
      double time = i / 10.0;
      connection.head(time, RECEIVED, id, Flag.END_STREAM).head(time + 1, SENT, id).data(time + 1.1, SENT, id, 16_384)
        .update(time + 1.2, RECEIVED, id, 16_384).lastData(time + 2, SENT, id, 100);
      connection.waits(time + 1.1, time + 1.9, id, Wait.STREAM_WINDOW).waits(time, time + 1, 0, Wait.SOCKET);
      ExchangeBuilder exchange = new ExchangeBuilder(id).request(time, time).response(200, time + 1, time + 2)
        .bytes(0, 16_484).label("route", "/orders/:id");
      exchange.target = "/orders/" + i;
      connection.exchange(exchange);
    }
    return new Recording("large", ConnectionBuilder.at(10_000), List.of(connection.build()));
  }
}
