package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;

import java.util.List;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;

/** A recording with a little of everything. The files in {@code src/test/resources/recording} are made of it. */
public final class SampleRecording {
  private SampleRecording() {
  }

  /** A server's connection with a slow download, an upload that is not read, and more, and a client's connection. */
  public static Recording make() {
    return new Recording("node a, \"on demand\"", ConnectionBuilder.at(4000), List.of(server(), client()));
  }

  private static RecordedConnection server() {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.roundTrip = 48_000;
    builder.fieldBytes = 12_000;
    builder.blockBytes = 3_100;
    builder.sendWindow = 1_000_000;
    builder.localSettings.put(SettingId.INITIAL_WINDOW_SIZE, 262_144L);
    builder.localSettings.put(SettingId.MAX_CONCURRENT_STREAMS, 100L);
    builder.remoteSettings.put(SettingId.ENABLE_PUSH, 0L);
    builder.limits.add("more than maxPings = 50 PING frames in 10 s");
    builder.frame(0, SENT, FrameType.SETTINGS, 0, 0, 12, 262_144);
    builder.frame(1, RECEIVED, FrameType.SETTINGS, 0, 0, 6, 0);
    builder.frame(1, SENT, FrameType.SETTINGS, Flag.ACK.bit(), 0, 0, 0);
    builder.update(1, RECEIVED, 0, 1_000_000);
    download(builder);
    upload(builder);
    slow(builder);
    builder.head(3000, RECEIVED, 7, Flag.END_STREAM);
    builder.frame(3010, RECEIVED, FrameType.RST_STREAM, 0, 7, 4, ErrorCode.CANCEL.code());
    builder.exchange(exchange(7, "GET", "/left").request(3000, 3000).reset(3010, ErrorCode.CANCEL.code(), RECEIVED));
    return builder.build();
  }

  /** A window of 65,535 bytes at 48 ms, with trailers at the end. */
  private static void download(ConnectionBuilder builder) {
    builder.head(10, RECEIVED, 1, Flag.END_STREAM);
    builder.head(12, SENT, 1);
    for (int i = 0; i < 6; i++) {
      double time = 12.5 + 50 * i;
      builder.data(time, SENT, 1, 16_384).data(time + 0.2, SENT, 1, 16_384).data(time + 0.4, SENT, 1, 16_384)
        .data(time + 0.6, SENT, 1, 16_383);
      builder.waits(time + 0.6, time + 49, 1, Wait.STREAM_WINDOW);
      builder.update(time + 49, RECEIVED, 1, 65_535);
    }
    builder.frame(312, SENT, FrameType.HEADERS, Flag.END_STREAM.bit() | Flag.END_HEADERS.bit(), 1, 30, 0);
    ExchangeBuilder exchange = exchange(1, "GET", "/download?size=<big>").request(10, 10).response(200, 12, 312)
      .bytes(0, 393_210).windows(65_535, 262_144, 0).label("route", "files").label("traceId",
        "4bf92f3577b34da6a3ce929d0e0e4736");
    exchange.requestFields.add(new Header("user-agent", "a test"));
    exchange.requestFields.add(new Header("authorization", "", true));
    exchange.responseFields.add(new Header("content-type", "application/octet-stream"));
    builder.exchange(exchange);
  }

  private static void upload(ConnectionBuilder builder) {
    builder.head(400, RECEIVED, 3);
    for (int i = 0; i < 16; i++) {
      builder.data(401 + i / 4.0, RECEIVED, 3, 16_384);
    }
    builder.waitsStill(405, 3, Wait.APPLICATION_READS);
    builder.exchange(exchange(3, "POST", "/upload").request(400, -1).bytes(262_144, 0).windows(65_535, 0, 262_144));
  }

  private static void slow(ConnectionBuilder builder) {
    builder.head(500, RECEIVED, 5, Flag.END_STREAM);
    builder.waitsStill(500, 5, Wait.BUS_WRITES);
    builder.exchange(exchange(5, "GET", "/orders/1").request(500, 500).label("route", "orders").label("handler",
      "orders").label("node", "b"));
  }

  private static ExchangeBuilder exchange(int stream, String method, String target) {
    ExchangeBuilder builder = new ExchangeBuilder(stream);
    builder.method = method;
    builder.target = target;
    return builder;
  }

  private static RecordedConnection client() {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.id = 8;
    builder.side = Side.CLIENT;
    builder.tls = null;
    builder.closedAt = ConnectionBuilder.at(3500);
    builder.end = "the peer closed the connection";
    builder.remoteSettings.put(SettingId.MAX_CONCURRENT_STREAMS, 1L);
    builder.head(100, SENT, 1, Flag.END_STREAM).head(1500, RECEIVED, 1).lastData(1501, RECEIVED, 1, 5);
    builder.head(1502, SENT, 3, Flag.END_STREAM).head(1600, RECEIVED, 3, Flag.END_STREAM);
    builder.frame(3400, RECEIVED, FrameType.GOAWAY, 0, 0, 8, ErrorCode.ENHANCE_YOUR_CALM.code());
    builder.waits(100, 1502, 0, Wait.FREE_STREAM);
    builder.exchange(exchange(1, "GET", "/first").request(100, 100).response(200, 1500, 1501).bytes(0, 5));
    builder.exchange(exchange(3, "GET", "/second").queued(100).request(1502, 1502).response(204, 1600, 1600));
    return builder.build();
  }
}
