package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Connections that come and go, with requests on them. */
final class Reconnects {
  private static final int SIZE = 100_000;

  private final Site site;
  private final SoakServers servers;

  Reconnects(Site site, SoakServers servers) {
    this.site = site;
    this.servers = servers;
  }

  private ClientOptions options(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> servers.tlsClient();
      case 1 -> servers.upgradingClient();
      default -> servers.plainClient();
    };
  }

  /** A session is closed while requests are under way, which get responses. */
  Future<?> closed(Random random) {
    return ClientSession.connect(site.vertx(), options(random)).compose(session -> {
      List<Future<?>> all = requests(session, random);
      all.add(session.close());
      return Future.join(all);
    });
  }

  private List<Future<?>> requests(ClientSession session, Random random) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      all.add(WholeMessages.get(site, session, random, SIZE));
    }
    return all;
  }

  /** A session is terminated while requests are under way, which fail or were faster. */
  Future<?> terminated(Random random) {
    return ClientSession.connect(site.vertx(), options(random)).compose(session -> {
      List<Future<?>> all = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        ClientRequest request = session.post(random.nextBoolean() ? "/echo" : "/never");
        PacedWriter.whole(site, request, random, SIZE);
        all.add(WatchedExchange.watch(site, "terminated", request, response -> BodyCheck.read(site, response, random),
          cause -> cause instanceof Http2Exception));
      }
      all.add(site.vertx().timer(1 + random.nextInt(20)).compose(v -> session.terminate(ErrorCode.CANCEL)));
      return Future.join(all);
    });
  }

  /** A connection for one request. */
  Future<?> single(Random random) {
    int length = Content.length(random, SIZE);
    ClientOptions client = options(random);
    String url = (client.isSsl() ? "https" : "http") + "://localhost:" + client.getPort() + "/bytes/" + length;
    return Http2.get(site.vertx(), url, new Http2RequestOptions().setClient(client)).compose(response ->
      response.body())
      .onSuccess(body -> {
        site.tally().count("single: ok");
        if (body.length() != length || !Content.isPiece(body, 0)) {
          site.tally().fault("a single request got " + body.length() + " of " + length + " bytes", null);
        }
      });
  }

  /** Nobody is there. */
  Future<?> nobody(Random random) {
    return ClientSession.connect(site.vertx(), servers.plainClient().setPort(1)).transform(result -> {
      site.tally().count("nobody: " + Tally.kind(result.cause()));
      if (!(result.cause() instanceof ConnectException)) {
        site.tally().fault("a connection to nobody", result.cause());
      }
      return Future.succeededFuture();
    });
  }

  /**
   * A server is closed under load, and starts again: a request gets a response, or provably not processed; the next one
   * gets a response.
   */
  Future<?> restart(Random random) {
    ServerOptions options = SoakServers.options();
    boolean patient = random.nextInt(4) > 0;
    if (!patient) {
      options.getHttp2().setShutdownGracePeriod(1);
    }
    ServerSession server = ServerSession.create(site.vertx(), options).requestHandler(servers.handler());
    return server.listen().compose(v -> ClientSession.connect(site.vertx(), SoakServers.clientOptions(
      server.actualPort())))
      .compose(session -> {
        Future<Void> asked = askUntilItFails(session, random, patient);
        return site.vertx().timer(20 + random.nextInt(100)).compose(v -> server.close()).compose(v -> asked);
      })
      .compose(v -> server.listen())
      .compose(v -> ClientSession.connect(site.vertx(), SoakServers.clientOptions(server.actualPort())))
      .compose(session -> WholeMessages.get(site, session, random, SIZE).compose(v -> session.close()))
      .eventually(server::close);
  }

  private Future<Void> askUntilItFails(ClientSession session, Random random, boolean patient) {
    int length = Content.length(random, SIZE);
    ClientRequest request = session.get("/bytes/" + length);
    request.send();
    return WatchedExchange.watch(site, "while the server closes", request, WatchedExchange.whole(site, random, length),
        cause -> cause instanceof UnprocessedException || !patient && cause instanceof Http2Exception)
      .compose(v -> request.sent().transform(sent -> sent.failed() || request.response().failed()
        ? Future.<Void>succeededFuture() : askUntilItFails(session, random, patient)));
  }
}
