package io.github.vertxnghttp2.impl.recording;

import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.StreamsRecording;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedTls;
import io.github.vertxnghttp2.recording.SessionRecording;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.cluster.ClusterManager;

import javax.net.ssl.SSLSession;
import java.util.List;

/** Reads what was captured of a connection, on its event loop. */
final class RecordingReader {
  /** How much is read. */
  enum Extent {
    /** Without frames, waits and exchanges. */
    SUMMARY,
    /** With them. */
    ALL
  }

  /**
   * What its owner knows.
   *
   * @param closedAt 0 while the connection is open
   * @param end      {@code null} while it is open
   */
  record State(long id, long openedAt, long closedAt, String end, List<String> limits) {
  }

  private final RecordedPeer peer;
  private final Connection connection;
  /** {@code null} without TLS. It leaves the pipeline when the channel is closed. */
  private final SslHandler ssl;
  private final Secrets secrets;

  RecordingReader(RecordedPeer peer, Connection connection, Secrets secrets) {
    this.secrets = secrets;
    this.peer = peer;
    this.connection = connection;
    ssl = peer.channel().pipeline().get(SslHandler.class);
  }

  RecordedConnection read(State state, Extent extent) {
    StreamsRecording streams = extent == Extent.ALL ? connection.recorded(secrets) : connection.recordedSummary();
    SessionRecording s = streams.session();
    return new RecordedConnection(state.id(), peer.side(), node(), text(peer.local()), text(peer.remote()), tls(),
      state.openedAt(), state.closedAt(), state.end(), s.localSettings(), s.remoteSettings(), s.roundTrip(),
      s.bytesReceived(), s.bytesSent(), connection.streamsOpened(), connection.openStreams(), s.sendWindow(),
      s.receiveWindow(), s.fieldBytes(), s.blockBytes(), state.limits(), s.lostFrames(), s.frames(),
      streams.waits(), streams.exchanges());
  }

  private String node() {
    ClusterManager cluster = peer.vertx().isClustered() ? peer.vertx().clusterManager() : null;
    return cluster == null ? "" : cluster.getNodeId();
  }

  private static String text(SocketAddress address) {
    if (address == null) {
      return "";
    }
    String host = address.hostAddress();
    return host == null ? address.toString() : (host.contains(":") ? "[" + host + "]" : host) + ":" + address.port();
  }

  private RecordedTls tls() {
    if (ssl == null) {
      return null;
    }
    SSLSession session = ssl.engine().getSession();
    String protocol = ssl.applicationProtocol();
    return new RecordedTls(session.getProtocol(), session.getCipherSuite(), protocol == null ? "" : protocol,
      peer.serverName());
  }
}
