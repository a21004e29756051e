package io.github.vertxnghttp2.impl.telemetry;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.TransportMetrics;

/**
 * Reports one connection to Vert.x's metrics: its opening, its end, and its bytes without the overhead of TLS. Used
 * only on the event loop of the connection.
 */
public final class ConnectionMeter {
  private final TransportMetrics<Object> metrics;
  private final SocketAddress peer;
  private final Object metric;

  private ConnectionMeter(TransportMetrics<Object> metrics, SocketAddress peer, String name) {
    this.metrics = metrics;
    this.peer = peer;
    this.metric = metrics.connected(peer, name);
  }

  /** @return {@code null} without metrics */
  static ConnectionMeter of(TransportMetrics<Object> metrics, SocketAddress peer, String name) {
    return metrics == null ? null : new ConnectionMeter(metrics, peer, name);
  }

  public void read(int bytes) {
    metrics.bytesRead(metric, peer, bytes);
  }

  public void written(int bytes) {
    metrics.bytesWritten(metric, peer, bytes);
  }

  public void failed(Throwable cause) {
    metrics.exceptionOccurred(metric, peer, cause);
  }

  public void closed() {
    metrics.disconnected(metric, peer);
  }
}
