package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests without faults on the shared connections. Each body has to arrive whole. */
final class WholeMessages {
  private static final int SMALL = 2000;
  private static final int LARGE = 1 << 20;
  private static final int BURST = 30;

  private final Site site;
  private final SharedConnections connections;

  WholeMessages(Site site, SharedConnections connections) {
    this.site = site;
    this.connections = connections;
  }

  /** Many small responses at once. */
  Future<?> burst(Random random) {
    ClientSession session = connections.any(random);
    List<Future<?>> all = new ArrayList<>();
    for (int i = random.nextInt(BURST); i >= 0; i--) {
      all.add(get(site, session, random, SMALL));
    }
    return Future.join(all);
  }

  /** One GET that gets a response. */
  static Future<Void> get(Site site, ClientSession session, Random random, int max) {
    int length = Content.length(random, max);
    ClientRequest request = session.get("/bytes/" + length);
    request.send();
    return WatchedExchange.watch(site, "get", request, WatchedExchange.whole(site, random, length));
  }

  Future<?> download(Random random) {
    return get(site, connections.any(random), random, LARGE);
  }

  Future<?> upload(Random random) {
    int length = Content.length(random, LARGE);
    ClientRequest request = connections.any(random).post("/count").putTrailer("x-length", Integer.toString(length));
    PacedWriter.whole(site, request, random, length);
    return WatchedExchange.watch(site, "upload", request, response -> response.text().onSuccess(text -> {
      if (!text.equals(Integer.toString(length))) {
        site.tally().fault("of " + length + " bytes the server says: " + text, null);
      }
    }));
  }

  /** Both directions at a time. */
  Future<?> echo(Random random) {
    int length = Content.length(random, LARGE);
    ClientRequest request = connections.any(random).post("/echo");
    PacedWriter.whole(site, request, random, length);
    return WatchedExchange.watch(site, "echo", request, response -> BodyCheck.read(site, response, random).onSuccess(
      got -> {
        if (got != length) {
          site.tally().fault("an echo of " + length + " bytes had " + got, null);
        }
      }));
  }

  /** A page with pushes, of which some are refused or reset. */
  Future<?> pushes(Random random) {
    int times = 1 + random.nextInt(5);
    List<Future<?>> pushed = new ArrayList<>();
    AtomicInteger came = new AtomicInteger();
    ClientRequest request = connections.any(random).get("/push/" + times).pushHandler(push -> {
      came.incrementAndGet();
      int fate = random.nextInt(5);
      if (fate == 0) {
        push.refuse();
        return;
      }
      int length = Integer.parseInt(push.uri().substring(push.uri().lastIndexOf('/') + 1));
      Tally.Open open = site.tally().begin("push");
      pushed.add(push.response().compose(response -> WatchedExchange.whole(site, random, length).apply(response))
        .transform(result -> {
          open.end(result.succeeded() ? "ok" : Tally.kind(result.cause()));
          if (result.failed() && fate != 1) {
            site.tally().fault("push of " + length + " bytes", result.cause());
          }
          return Future.succeededFuture();
        }));
      if (fate == 1) {
        push.reset(ErrorCode.CANCEL);
      }
    });
    request.send();
    return WatchedExchange.watch(site, "page", request, response -> response.text().onSuccess(text -> {
      if (!text.equals("page") || came.get() != times) {
        site.tally().fault("a page had " + came + " of " + times + " pushes, and says " + text, null);
      }
    })).compose(v -> Future.join(pushed));
  }
}
