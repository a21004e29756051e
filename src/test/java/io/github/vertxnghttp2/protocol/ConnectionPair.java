package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.output.MemoryOutput;
import io.netty.buffer.ByteBuf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A client's and a server's connection that exchange bytes in memory. */
final class ConnectionPair implements AutoCloseable {
  static final HeaderList GET = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path",
    "/");
  static final HeaderList POST = HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost", ":path",
    "/");

  final Events clientEvents = new Events();
  final Events serverEvents = new Events();
  final MemoryOutput clientOutput = new MemoryOutput();
  final MemoryOutput serverOutput = new MemoryOutput();
  final ClientConnection client;
  final ServerConnection server;
  /** The server's streams, by id. */
  final Map<Integer, RecordedStream> requests = new LinkedHashMap<>();
  /** What the server does with a request. */
  BiConsumer<Stream, HeaderList> handler = (stream, head) -> { };

  /** Nothing has been exchanged. @param serverSettings ids and values in turn */
  ConnectionPair(int... serverSettings) {
    this(new SessionOptions(), serverSettings);
  }

  /** @param options of both */
  ConnectionPair(SessionOptions options, int... serverSettings) {
    client = new ClientConnection(options, clientEvents);
    server = new ServerConnection(options, serverEvents);
    server.start(serverSettings, 65_535);
    client.start(new int[] {2, 0}, 65_535);
    server.flush(serverOutput); // a server's SETTINGS go before the acknowledgement of the client's
  }

  static ConnectionPair open(int... serverSettings) {
    ConnectionPair pair = new ConnectionPair(serverSettings);
    pair.exchange();
    return pair;
  }

  /** Until neither side has anything to say. */
  void exchange() {
    boolean moved = true;
    while (moved) {
      moved = toServer() | toClient();
    }
  }

  boolean toServer() {
    return deliver(client, clientOutput, server);
  }

  boolean toClient() {
    return deliver(server, serverOutput, client);
  }

  private static boolean deliver(Connection from, MemoryOutput output, Connection to) {
    if (!from.isClosed()) {
      from.flush(output);
      from.endsInOutput().sent(from.endsInOutput().written());
    }
    ByteBuf bytes = output.take();
    try {
      if (!bytes.isReadable() || to.isClosed()) {
        return false;
      }
      to.receive(bytes);
      return true;
    } finally {
      bytes.release();
    }
  }

  RecordedStream request(HeaderList head, boolean endStream) {
    RecordedStream recorded = new RecordedStream();
    recorded.stream = client.request(head, endStream, recorded);
    return recorded;
  }

  @Override
  public void close() {
    client.close(ConnectionEnd.lost("the test is over"));
    server.close(ConnectionEnd.lost("the test is over"));
    clientOutput.release();
    serverOutput.release();
  }

  /** Writes down what happened on a connection. */
  final class Events implements ConnectionListener {
    final List<String> lines = new ArrayList<>();
    final List<String> resets = new ArrayList<>();
    final List<Long> goAwaysSent = new ArrayList<>();
    int stalls;
    int dirty;

    @Override
    public void onDirty() {
      dirty++;
    }

    @Override
    public void onRequest(Stream stream, HeaderList head, boolean endStream) {
      RecordedStream recorded = new RecordedStream();
      recorded.stream = stream;
      recorded.head = head;
      stream.listener(recorded);
      requests.put(stream.id(), recorded);
      handler.accept(stream, head);
    }

    @Override
    public void onSettings(PeerSettings settings) {
      lines.add("settings " + settings.sent());
    }

    @Override
    public void onPingAck(long opaqueData) {
      lines.add("pingAck " + opaqueData);
    }

    @Override
    public void onGoAway(ConnectionEnd end) {
      lines.add("goAway " + end.lastStreamId() + " " + end.reason());
    }

    @Override
    public void onGoAwaySent(int lastStreamId, long errorCode) {
      goAwaysSent.add(errorCode);
    }

    @Override
    public void onReset(long errorCode, ClosedBy by) {
      resets.add(ErrorCode.nameOf(errorCode) + " " + by);
    }

    @Override
    public void onWindowStall() {
      stalls++;
    }

    @Override
    public void onEnd(ConnectionEnd why, int streams) {
      lines.add("end of " + streams + " streams: " + why);
    }

    @Override
    public void onIdle() {
      lines.add("idle");
    }
  }
}
