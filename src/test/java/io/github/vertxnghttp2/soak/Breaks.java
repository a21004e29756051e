package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import java.util.Random;

/** Requests that one side resets or cancels. The shared connections have to stay open. */
final class Breaks {
  private static final int SIZE = 400_000;
  private static final long[] CODES = {ErrorCode.NO_ERROR.code(), ErrorCode.INTERNAL_ERROR.code(),
    ErrorCode.CANCEL.code(), ErrorCode.ENHANCE_YOUR_CALM.code(), 0xfeed_beefL};
  private static final String[] STAGES = {"early", "head", "begun", "upload", "later"};

  private final Site site;
  private final SoakServers servers;
  private final SharedConnections connections;
  private long refused;

  Breaks(Site site, SoakServers servers, SharedConnections connections) {
    this.site = site;
    this.servers = servers;
    this.connections = connections;
  }

  private static boolean isReset(Throwable cause, Initiator by, long code) {
    return cause instanceof StreamClosedException e && e.initiator() == by && e.code() == code;
  }

  /** The client changes its mind, at any stage. A message that was faster is fine. */
  Future<?> cancelled(Random random) {
    ClientRequest request = random.nextBoolean() ? connections.any(random).get("/bytes/" + SIZE) : connections.any(
      random).post("/echo");
    boolean posts = request.uri().equals("/echo");
    long code = ErrorCode.CANCEL.code();
    Future<Void> watched = WatchedExchange.watch(site, "cancelled", request,
      response -> BodyCheck.read(site, response, random), cause -> isReset(cause, Initiator.LOCAL, code));
    int stage = random.nextInt(5);
    if (stage == 0) {
      request.reset(code);
      return watched;
    }
    if (posts) {
      PacedWriter.whole(site, request, random, SIZE);
    } else {
      request.send();
    }
    switch (stage) {
      case 1 -> request.reset(code);
      case 2 -> site.vertx().runOnContext(v -> request.reset(code));
      case 3 -> request.response().onSuccess(response -> request.reset(code));
      default -> site.vertx().setTimer(1 + random.nextInt(20), v -> request.reset(code));
    }
    return watched;
  }

  /** The server does, with any code. */
  Future<?> resetByServer(Random random) {
    String stage = STAGES[random.nextInt(STAGES.length)];
    long code = CODES[random.nextInt(CODES.length)];
    ClientRequest request = connections.any(random).post("/reset/" + stage + "/" + code);
    PacedWriter.whole(site, request, random, SIZE);
    return WatchedExchange.watch(site, "reset by the server", request, response -> BodyCheck.read(site, response,
      random), cause -> isReset(cause, Initiator.REMOTE, code));
  }

  /** A server that has responded does not want the rest of the request. */
  Future<?> enough(Random random) {
    ClientRequest request = connections.any(random).post("/enough");
    PacedWriter.whole(site, request, random, SIZE);
    return WatchedExchange.watch(site, "enough", request, ClientResponse::body);
  }

  /** Refusals that are served by sending the request again, up to three times. */
  Future<?> refused(Random random) {
    String id = Long.toString(++refused);
    int times = random.nextInt(6);
    Buffer body = Content.body(Content.length(random, 50_000));
    ClientRequest request = connections.any(random).post("/refuse/" + id + "/" + times);
    request.send(body);
    return WatchedExchange.watch(site, "refused " + times + " times", request, response -> response.body().onSuccess(
      echo -> {
        if (!echo.equals(body)) {
          site.tally().fault("a request that was sent again had " + echo.length() + " of " + body.length() + " bytes",
            null);
        }
      }), cause -> cause instanceof UnprocessedException && times > 3)
      .onComplete(v -> servers.handler().forget(id));
  }

  /** Nothing comes, or not all of it. */
  Future<?> timedOut(Random random) {
    ClientRequest request = connections.any(random).get(random.nextBoolean() ? "/never" : "/half")
      .timeout(1 + random.nextInt(100));
    request.send();
    return WatchedExchange.watch(site, "too late", request, response -> BodyCheck.read(site, response, random),
      cause -> cause instanceof RequestTimeoutException);
  }
}
