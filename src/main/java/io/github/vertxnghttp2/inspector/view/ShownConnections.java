package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Future;

import java.util.Collection;
import java.util.List;

/** The connections of this node, without those to the inspector itself. Methods may be called from any thread. */
public final class ShownConnections {
  private static final String ANY_HOST = "0.0.0.0";
  private static final String ANY_HOST_6 = "::";

  private final LiveRecordings recordings;
  private final String ownHost;
  private volatile int ownPort;

  /** @param ownHost that the inspector listens on */
  public ShownConnections(LiveRecordings recordings, String ownHost) {
    this.recordings = recordings;
    this.ownHost = ownHost;
  }

  /** Sets the port that the inspector listens on. Before, nothing is hidden. */
  public void hide(int port) {
    ownPort = port;
  }

  /** Of the open connections, also those that {@link #isShown} hides: their addresses are known later. */
  public Iterable<LiveConnection> open() {
    return recordings.open();
  }

  /** Whether a connection is none to the inspector itself. */
  public boolean isShown(RecordedConnection connection) {
    String local = connection.localAddress();
    int colon = local.lastIndexOf(':');
    if (ownPort == 0 || connection.side() != Side.SERVER || !local.substring(colon + 1).equals(String.valueOf(
      ownPort))) {
      return true;
    }
    String host = colon < 0 ? "" : local.substring(0, colon);
    return !ownHost.equals(ANY_HOST) && !ownHost.equals(ANY_HOST_6) && !ownHost.equals("localhost")
      && !host.equals(ownHost) && !host.equals("[" + ownHost + "]");
  }

  /** Recordings of ended connections that were kept, the latest first. */
  public List<RecordedConnection> kept() {
    return recordings.kept().stream().filter(this::isShown)
      .sorted((a, b) -> Long.compare(b.closedAt(), a.closedAt())).toList();
  }

  /** Requests that handlers of this node got over the event bus, of those ids. */
  public List<HandledRequest> handled(Collection<String> ids) {
    return recordings.handled().all().stream().filter(request -> ids.contains(request.id())).toList();
  }

  /**
   * Records a connection.
   *
   * @return completes on any thread, with {@code null} if no connection of that id is open, and none was kept
   */
  public Future<RecordedConnection> record(long id) {
    LiveConnection open = recordings.open(id);
    RecordedConnection kept = recordings.kept(id);
    Future<RecordedConnection> recorded = open == null ? Future.succeededFuture(kept)
      : open.record().otherwise(closedMeanwhile -> recordings.kept(id));
    return recorded.map(connection -> connection != null && isShown(connection) ? connection : null);
  }

  /** Finds an open connection to control it. @return completes on any thread, with {@code null} if there is none */
  public Future<LiveConnection> find(long id) {
    LiveConnection open = recordings.open(id);
    return open == null ? Future.succeededFuture()
      : open.summary().map(summary -> isShown(summary) ? open : null).otherwise((LiveConnection) null);
  }
}
