package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamedCall;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Requests that routes bring to handlers, and requests of the client service, in both modes. */
final class OverTheBus {
  private static final int STREAM_MAX = 500_000;

  private final Site site;
  private final SoakServers servers;
  private final SoakVerticles bus;
  private final Http2ClientService service;

  OverTheBus(Site site, SoakServers servers, SoakVerticles bus) {
    this.site = site;
    this.servers = servers;
    this.bus = bus;
    this.service = bus.service();
  }

  private static String any(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  // --- nghttp2:server ---

  Future<?> routed(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> tooLong(random);
      case 1 -> responded(random, "unary/throw", 500);
      case 2 -> tooLate(random);
      case 3 -> responded(random, "nowhere/x", 404);
      case 4 -> resetByHandler(random);
      case 5 -> cancelled(random);
      default -> random.nextBoolean() ? echoed(random, any(SoakVerticles.UNARY, random), SoakVerticles.UNARY_MAX)
        : echoed(random, any(SoakVerticles.STREAMED, random), STREAM_MAX);
    };
  }

  private Future<?> echoed(Random random, String route, int max) {
    int length = Content.length(random, max);
    ClientRequest request = bus.session().post("/" + route + "/echo");
    PacedWriter.whole(site, request, random, length);
    return WatchedExchange.watch(site, route + " echo", request, response -> BodyCheck.read(site, response, random)
      .onSuccess(got -> {
        if (got != length || response.status() != 200) {
          site.tally().fault(route + " responded with " + response.status() + " with " + got + " of " + length
            + " bytes", null);
        }
      }));
  }

  /** A handler whose response comes when the client has had another. */
  private Future<?> tooLate(Random random) {
    String id = Long.toString(random.nextLong());
    return responded(random, "impatient/late?" + id, 504).onComplete(v -> bus.respondTooLate(id));
  }

  private Future<?> responded(Random random, String path, int status) {
    ClientRequest request = bus.session().post("/" + path);
    request.send(Content.body(Content.length(random, 1000)));
    return WatchedExchange.watch(site, "response " + status, request, response -> response.body().onSuccess(body -> {
      if (response.status() != status) {
        site.tally().fault(path + " got status " + response.status() + ": " + body, null);
      }
    }));
  }

  private Future<?> tooLong(Random random) {
    ClientRequest request = bus.session().post("/unary/echo");
    PacedWriter.whole(site, request, random, SoakVerticles.UNARY_MAX + 200_000);
    return WatchedExchange.watch(site, "unary, too long", request, response -> response.body().onSuccess(body -> {
      if (response.status() != 413) {
        site.tally().fault("what was too long got status " + response.status(), null);
      }
    }));
  }

  private Future<?> resetByHandler(Random random) {
    String route = any(SoakVerticles.STREAMED, random);
    ClientRequest request = bus.session().post("/" + route + "/reset");
    PacedWriter.whole(site, request, random, STREAM_MAX);
    return WatchedExchange.watch(site, route + " reset by handler", request, ClientResponse::body,
      cause -> cause instanceof StreamClosedException e && e.initiator() == Initiator.REMOTE
        && e.errorCode() == ErrorCode.ENHANCE_YOUR_CALM);
  }

  private Future<?> cancelled(Random random) {
    String route = random.nextInt(4) == 0 ? "unary" : any(SoakVerticles.STREAMED, random);
    String what = random.nextInt(4) == 0 ? "never" : "echo";
    // A unary handler is not told that nobody waits for its response any more.
    ClientRequest request = bus.session().post("/" + route + "/" + (route.equals("unary") ? "echo" : what));
    PacedWriter.whole(site, request, random, SoakVerticles.UNARY_MAX);
    site.vertx().setTimer(1 + random.nextInt(20), v -> request.reset(ErrorCode.CANCEL));
    return WatchedExchange.watch(site, route + " cancelled", request, response -> BodyCheck.read(site, response,
      random), cause -> cause instanceof StreamClosedException e && e.initiator() == Initiator.LOCAL);
  }

  // --- nghttp2:client ---

  Future<?> fetched(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> fetchFails("/never", 504, new ServiceRequest().setTimeout(1 + random.nextInt(100)));
      case 1 -> fetchFails("/reset/early/" + ErrorCode.CANCEL.code(), 499, new ServiceRequest());
      case 2 -> fetchFails("", 502, new ServiceRequest().setUrl("http://localhost:1/"));
      case 3 -> streamBreaks(random);
      case 4, 5 -> streamed(random);
      default -> fetch(random);
    };
  }

  private String url(String path) {
    return "http://localhost:" + servers.port() + path;
  }

  private Future<?> fetch(Random random) {
    int length = Content.length(random, SoakVerticles.UNARY_MAX);
    return ended("fetch", service.request(new ServiceRequest("GET", url("/bytes/" + length))).onSuccess(response -> {
      Buffer body = response.getBody();
      if (response.getStatus() != 200 || body.length() != length || !Content.isPiece(body, 0)) {
        site.tally().fault("the client service fetched " + body.length() + " of " + length + " bytes", null);
      }
    }), cause -> false);
  }

  private Future<?> fetchFails(String path, int code, ServiceRequest request) {
    return ended("fetch, code " + code, service.request(path.isEmpty() ? request : request.setUrl(url(path))),
      cause -> cause instanceof ReplyException e && e.failureCode() == code);
  }

  private Future<?> streamed(Random random) {
    int length = Content.length(random, STREAM_MAX);
    StreamedCall call = bus.streams().call(new ServiceRequest("POST", url("/echo")));
    PacedWriter.whole(site, call, random, length);
    return ended("fetch stream", call.response().compose(response -> BodyCheck.read(site, response, random)).onSuccess(
      got -> {
        if (got != length) {
          site.tally().fault("a stream of the client service had " + got + " of " + length + " bytes", null);
        }
      }), cause -> false);
  }

  private Future<?> streamBreaks(Random random) {
    boolean byServer = random.nextBoolean();
    StreamedCall call = bus.streams().call(new ServiceRequest("POST", url(byServer
      ? "/reset/upload/" + ErrorCode.ENHANCE_YOUR_CALM.code() : "/echo")));
    PacedWriter.whole(site, call, random, STREAM_MAX);
    if (!byServer) {
      site.vertx().setTimer(1 + random.nextInt(20), v -> call.reset(ErrorCode.CANCEL.code()));
    }
    return ended("fetch stream, broken", call.response().compose(response -> BodyCheck.read(site, response, random)),
      cause -> cause instanceof Http2Exception);
  }

  private Future<?> ended(String kind, Future<?> result, Predicate<Throwable> expected) {
    Tally.Open open = site.tally().begin(kind);
    return result.transform(end -> {
      open.end(end.succeeded() ? "ok" : Tally.kind(end.cause()));
      if (end.failed() && !expected.test(end.cause())) {
        site.tally().fault(kind, end.cause());
      }
      return Future.succeededFuture();
    });
  }
}
