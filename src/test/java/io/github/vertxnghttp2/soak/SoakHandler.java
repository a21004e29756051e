package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** What the servers respond with; the path says how: its first segment what to do, those that follow how much of it. */
final class SoakHandler implements Handler<ServerRequest> {
  private static final int PART = 60_000;

  private final Site site;
  /** How often a request that is to be refused has been. */
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

  SoakHandler(Site site) {
    this.site = site;
  }

  @Override
  public void handle(ServerRequest request) {
    String[] path = request.path().substring(1).split("/");
    Tally.Open open = site.tally().begin("server, " + path[0]);
    request.response().closeHandler(v -> open.end("closed"));
    Random random = ThreadLocalRandom.current();
    switch (path[0]) {
      case "bytes" -> bytes(request.response(), Integer.parseInt(path[1]), random);
      case "count" -> count(request, random);
      case "echo" -> echo(request);
      case "push" -> push(request.response(), Integer.parseInt(path[1]), random);
      case "reset" -> reset(request, path[1], Long.parseLong(path[2]), random);
      case "enough" -> request.respond(200, Content.body(100));
      case "refuse" -> refuse(request, path[1], Integer.parseInt(path[2]));
      case "never" -> { }
      case "" -> request.respond(204); // what asks for the upgrade
      case "half" -> request.response().write(Content.body(PART));
      default -> request.respond(404);
    }
  }

  private void bytes(ServerResponse response, int length, Random random) {
    response.putTrailer("x-length", Integer.toString(length));
    if (length < Content.PIECE_MAX && random.nextBoolean()) {
      response.end(Content.body(length));
    } else {
      PacedWriter.whole(site, response, random, length);
    }
  }

  private void count(ServerRequest request, Random random) {
    BodyCheck.read(site, request, random).onSuccess(length -> {
      if (!Long.toString(length).equals(request.trailers().get("x-length"))) {
        site.tally().fault("an upload had " + length + " bytes and trailers " + request.trailers(), null);
      }
      request.respond(200, Long.toString(length));
    });
  }

  private static void echo(ServerRequest request) {
    request.response().putHeader("x-echo", "1").send(request);
  }

  private void push(ServerResponse response, int times, Random random) {
    Future<?> pushed = Future.succeededFuture();
    for (int i = 0; i < times; i++) {
      int length = Content.length(random, 100_000);
      pushed = response.push(HttpMethod.GET, "/pushed/" + length, MultiMap.caseInsensitiveMultiMap()).onSuccess(one -> {
        Tally.Open open = site.tally().begin("server, push");
        one.closeHandler(v -> open.end("closed"));
        bytes(one, length, random);
      });
    }
    pushed.onComplete(v -> response.end("page"));
  }

  private void reset(ServerRequest request, String stage, long code, Random random) {
    ServerResponse response = request.response();
    switch (stage) {
      case "early" -> response.reset(code);
      case "head" -> response.putHeader("x", "y").write(Content.body(0)).onComplete(v -> response.reset(code));
      case "begun" -> response.write(Content.body(PART)).onComplete(v -> response.reset(code));
      case "upload" -> BodyCheck.readUntil(site, request, random, 1).onSuccess(v -> response.reset(code));
      default -> site.vertx().setTimer(1 + random.nextInt(20), v -> response.reset(code));
    }
  }

  private void refuse(ServerRequest request, String id, int times) {
    int before = refusals.merge(id, 1, Integer::sum);
    if (before <= times) {
      request.response().reset(ErrorCode.REFUSED_STREAM);
      return;
    }
    refusals.remove(id);
    request.body().onSuccess(body -> request.respond(200, body));
  }

  /** Of requests that were given up. */
  void forget(String id) {
    refusals.remove(id);
  }
}
