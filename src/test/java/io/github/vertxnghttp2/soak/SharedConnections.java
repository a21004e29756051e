package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Connections that last as long as the run, and that all kinds of load share. */
final class SharedConnections {
  private final Site site;
  private final List<ClientSession> sessions = new ArrayList<>();
  private volatile boolean closing;

  SharedConnections(Site site) {
    this.site = site;
  }

  Future<?> open(SoakServers servers) {
    List<ClientOptions> all = List.of(servers.plainClient(), servers.upgradingClient(), servers.tlsClient(),
      servers.tlsClient());
    Future<?> last = Future.succeededFuture();
    for (ClientOptions options : all) {
      options.getHttp2().getSettings().setPushEnabled(true);
      last = last.compose(v -> ClientSession.connect(site.vertx(), options)).onSuccess(this::add);
    }
    return last;
  }

  private void add(ClientSession session) {
    sessions.add(session);
    session.closeHandler(v -> {
      if (!closing) {
        site.tally().fault("a connection that many share is gone", null);
      }
    });
  }

  Future<?> close() {
    closing = true;
    return Future.all(sessions.stream().map(ClientSession::close).toList());
  }

  ClientSession any(Random random) {
    return sessions.get(random.nextInt(sessions.size()));
  }

  int count() {
    return sessions.size();
  }

  int pendingRequests() {
    return sessions.stream().mapToInt(session -> session.metrics().pendingRequests()).sum();
  }

  int openStreams() {
    return sessions.stream().mapToInt(session -> session.metrics().openStreams()).sum();
  }
}
