package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.ConnectionBuilder;
import io.github.vertxnghttp2.recording.ExchangeBuilder;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Wait;

import java.util.List;

import static io.github.vertxnghttp2.recording.Way.RECEIVED;
import static io.github.vertxnghttp2.recording.Way.SENT;

/** Recordings of connections with a known fault, or of a known size. */
public final class Planted {
  /** Text that would be markup if a page took it for that. */
  public static final String HOSTILE = "<img src=x onerror=\"document.title='hacked'\"></script><script>hacked=1</script>";

  private Planted() {
  }

  /** A connection that a builder makes, with other addresses and bytes. */
  public static RecordedConnection at(ConnectionBuilder builder, long id, String local, String remote, long bytes) {
    builder.id = id;
    RecordedConnection all = builder.build();
    return new RecordedConnection(id, all.side(), all.node(), local, remote, all.tls(), all.openedAt() + id,
      all.closedAt(), all.end(), all.localSettings(), all.remoteSettings(), all.roundTrip(), bytes, 2 * bytes,
      all.streamsOpened(), all.streamsOpen(), all.sendWindow(), all.receiveWindow(), all.fieldBytes(),
      all.blockBytes(), all.limits(), all.lostFrames(), all.frames(), all.waits(), all.exchanges());
  }

  /** A quiet connection with one exchange. */
  public static RecordedConnection quiet(long id, String remote) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.head(1, RECEIVED, 1, Flag.END_STREAM).head(2, SENT, 1).lastData(2.2, SENT, 1, 13);
    builder.exchange(exchange(1, "GET", "/hello").request(1, 1).response(200, 2, 2.2).bytes(0, 13));
    return at(builder, id, "127.0.0.1:8443", remote, 1000 * id);
  }

  /** A download to a client with windows of 65,535 bytes, 48 ms away. */
  public static RecordedConnection smallWindow(long id) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.roundTrip = 48_000;
    builder.remoteSettings.put(SettingId.INITIAL_WINDOW_SIZE, 65_535L);
    builder.sendWindow = 100_000_000;
    builder.update(0, RECEIVED, 0, 100_000_000);
    builder.head(10, RECEIVED, 1, Flag.END_STREAM).head(12, SENT, 1);
    for (int i = 0; i < 40; i++) {
      double time = 12.5 + 50 * i;
      for (int part = 0; part < 4; part++) {
        builder.data(time + 0.2 * part, SENT, 1, part < 3 ? 16_384 : 16_383);
      }
      builder.waits(time + 0.6, time + 49, 1, Wait.STREAM_WINDOW).update(time + 49, RECEIVED, 1, 65_535);
    }
    builder.head(2012.5, SENT, 1, Flag.END_STREAM);
    builder.exchange(exchange(1, "GET", "/download").request(10, 10).response(200, 12, 2012.5).bytes(0, 40 * 65_535L)
      .label("route", "files"));
    return at(builder, id, "127.0.0.1:8443", "198.51.100.7:50001", 2_700_000);
  }

  /** An upload that the application does not read. */
  public static RecordedConnection pausedReader(long id) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.head(400, RECEIVED, 3);
    for (int i = 0; i < 16; i++) {
      builder.data(401 + i / 4.0, RECEIVED, 3, 16_384);
    }
    builder.waitsStill(405, 3, Wait.APPLICATION_READS);
    ExchangeBuilder upload = exchange(3, "POST", "/upload").request(400, -1).bytes(262_144, 0)
      .windows(65_535, 0, 262_144);
    upload.requestFields.add(new Header("x-note", HOSTILE));
    upload.requestFields.add(new Header("x-request-id", "request-42"));
    upload.target = "/upload?" + HOSTILE;
    builder.exchange(upload);
    return at(builder, id, "127.0.0.1:8443", "198.51.100.7:50002", 300_000);
  }

  /** A connection that was closed for a limit. */
  public static RecordedConnection limit(long id) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.limits.add("more than maxPings = 50 PING frames in 10 s");
    builder.end = "more than maxPings = 50 PING frames in 10 s";
    builder.closedAt = ConnectionBuilder.at(900);
    builder.frame(900, SENT, FrameType.GOAWAY, 0, 0, 40, 11);
    return at(builder, id, "127.0.0.1:8443", "198.51.100.7:50003", 3_000);
  }

  /** A request whose handler on another node writes nothing. */
  public static RecordedConnection slowHandler(long id) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.head(500, RECEIVED, 5, Flag.END_STREAM).waitsStill(500, 5, Wait.BUS_WRITES);
    builder.exchange(exchange(5, "GET", "/orders/1").request(500, 500).label("route", "orders").label("handler",
      "orders").label("node", "b").label("traceId", "4bf92f3577b34da6a3ce929d0e0e4736"));
    return at(builder, id, "127.0.0.1:8443", "198.51.100.7:50004", 4_000);
  }

  /** A download to a peer that does not read its socket. */
  public static RecordedConnection fullSocket(long id) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.sendWindow = 100_000_000;
    builder.head(10, RECEIVED, 1, Flag.END_STREAM).head(12, SENT, 1);
    for (int i = 0; i < 30; i++) {
      builder.data(13 + i, SENT, 1, 16_384);
    }
    builder.waitsStill(45, 0, Wait.SOCKET);
    builder.exchange(exchange(1, "GET", "/film").request(10, 10).response(200, 12, -1).bytes(0, 30 * 16_384L)
      .windows(50_000_000, 65_535, 0));
    return at(builder, id, "127.0.0.1:8443", "198.51.100.7:50005", 500_000);
  }

  /** A connection with as many streams, one after the other. */
  public static RecordedConnection many(long id, int streams) {
    ConnectionBuilder builder = new ConnectionBuilder();
    builder.roundTrip = 2_000;
    builder.fieldBytes = 400L * streams;
    builder.blockBytes = 60L * streams;
    builder.localSettings.put(SettingId.MAX_CONCURRENT_STREAMS, 100L);
    Wait[] reasons = {Wait.APPLICATION_WRITES, Wait.STREAM_WINDOW, Wait.CONNECTION_WINDOW, Wait.PRIORITY, Wait.SOCKET,
      Wait.BUS_WRITES};
    for (int i = 0; i < streams; i++) {
      int stream = 2 * i + 1;
      double begin = 3.0 * i;
      Wait reason = reasons[i % reasons.length];
      builder.head(begin, RECEIVED, stream, Flag.END_STREAM);
      builder.waits(begin + 0.2, begin + 40, stream, Wait.APPLICATION_WRITES).head(begin + 40, SENT, stream);
      builder.data(begin + 40.2, SENT, stream, 16_384).waits(begin + 40.2, begin + 60 + i % 50, stream, reason);
      builder.lastData(begin + 60 + i % 50, SENT, stream, 8_000);
      builder.exchange(exchange(stream, i % 5 == 0 ? "POST" : "GET", "/items/" + i).request(begin, begin)
        .response(i % 17 == 0 ? 500 : 200, begin + 40, begin + 60 + i % 50).bytes(0, 24_384).label("route", "items"));
    }
    return at(builder, id, "127.0.0.1:8443", "203.0.113.9:50006", 5_000_000);
  }

  private static ExchangeBuilder exchange(int stream, String method, String target) {
    ExchangeBuilder builder = new ExchangeBuilder(stream);
    builder.method = method;
    builder.target = target;
    return builder;
  }

  /** Those with a fault that is going on: {@link #limit} has ended. */
  public static List<RecordedConnection> open() {
    return List.of(smallWindow(1), pausedReader(2), slowHandler(4), fullSocket(5));
  }

}
