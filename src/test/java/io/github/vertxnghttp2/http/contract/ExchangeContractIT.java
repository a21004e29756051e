package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.ContractPrograms;
import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.function.Supplier;

/** Back-pressure, pushes, trailers, informational responses, expectations, redirects and handlers that throw. */
class ExchangeContractIT {
  private static final int PART = 16 << 10;

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();
  private final ContractPrograms programs = new ContractPrograms(engines);

  /** Writes until the queue is full, and ends the message when it has drained. */
  private static Future<Void> fill(WriteStream<Buffer> message, Events log) {
    Promise<Void> drained = Promise.promise();
    message.setWriteQueueMaxSize(PART);
    message.drainHandler(v -> {
      log.add("drained, full " + message.writeQueueFull());
      drained.tryComplete();
    });
    while (!message.writeQueueFull()) {
      message.write(Buffer.buffer(new byte[PART])).onFailure(drained::tryFail);
    }
    log.add("full");
    return drained.future().compose(v -> message.end()).onComplete(end -> log.add("end " + Described.outcome(end)));
  }

  @Test
  void a_response_that_is_full_drains_when_the_client_reads() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> fill(request.response().setChunked(true), log)
      .onComplete(end -> log.last("done")), (request, log) -> request.send().compose(response -> {
        response.pause();
        Promise<Void> ended = Promise.promise();
        response.handler(data -> { });
        response.endHandler(v -> ended.complete());
        return request.connection().ping(Buffer.buffer("12345678")).compose(v -> {
          response.resume();
          return ended.future();
        });
      }));
  }

  @Test
  void a_request_that_is_full_drains_when_the_server_reads() throws Exception {
    programs.same(HttpMethod.POST, (request, log) -> {
      request.pause();
      request.handler(data -> { });
      request.endHandler(v -> request.response().end());
      request.connection().ping(Buffer.buffer("12345678")).onComplete(v -> request.resume());
    }, (request, log) -> fill(request.setChunked(true), log)
      .compose(v -> request.response()).compose(HttpClientResponse::end));
  }

  @Test
  void a_push_of_a_pushed_response_is_refused() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> request.response()
      .push(HttpMethod.GET, "/pushed", MultiMap.caseInsensitiveMultiMap().add("x", "1")).onComplete(push -> {
        recordCall(log, "push", () -> push.result().push(HttpMethod.GET, "/another"));
        push.result().end().onComplete(v -> log.last("pushed"));
        request.response().end();
      }), (request, log) -> {
        Promise<Void> pushed = Promise.promise();
        request.pushHandler(push -> {
          log.add(push.path() + " " + push.headers().get("x"));
          push.response().compose(HttpClientResponse::end).onComplete(pushed);
        });
        return request.send().compose(HttpClientResponse::end).compose(v -> pushed.future());
      });
  }

  private static void recordCall(Events log, String name, Supplier<Future<?>> call) {
    try {
      call.get().onComplete(done -> log.add(name + " " + Described.outcome(done)));
    } catch (RuntimeException e) {
      log.add(name + " throws " + Described.failure(e));
    }
  }

  @Test
  void trailers_without_a_body() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> {
      HttpServerResponse response = request.response();
      response.trailers().add("a", "1").add("a", "2");
      response.putTrailer("b", "3").end().onComplete(end -> log.last("end " + Described.outcome(end) + ", ended "
        + response.ended() + ", bytes " + response.bytesWritten()));
    }, (request, log) -> request.send().compose(response -> {
      log.add("head " + response.trailers().size() + " " + response.headers().get("content-length"));
      return response.end().onSuccess(v -> log.add(response.trailers().getAll("a") + " " + response.getTrailer("b")));
    }));
  }

  @Test
  void informational_responses_come_before_the_head_only() throws Exception {
    programs.sameToTheLast(HttpMethod.POST, (request, log) -> {
      HttpServerResponse response = request.response();
      MultiMap hints = MultiMap.caseInsensitiveMultiMap().add("link", "</a.css>");
      response.writeContinue().compose(v -> response.writeContinue()).compose(v -> response.writeEarlyHints(hints))
        .compose(v -> response.writeEarlyHints(hints)).compose(v -> response.writeHead()).onComplete(head -> {
          log.add("head " + Described.outcome(head) + " " + response.headWritten());
          recordCall(log, "continue", response::writeContinue);
          recordCall(log, "hints", () -> response.writeEarlyHints(hints));
          recordCall(log, "head", response::writeHead);
          response.end().onComplete(end -> log.last("end " + Described.outcome(end)));
        });
    }, (request, log) -> {
      request.continueHandler(v -> log.add("100"));
      request.earlyHintsHandler(hints -> log.add("103 " + hints.get("link")));
      return request.send().compose(HttpClientResponse::end);
    });
  }

  @Test
  void a_response_that_is_not_as_expected_fails() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> request.response().setStatusCode(404).end("not here"),
      (request, log) -> request.send().expecting(HttpResponseExpectation.SC_OK)
        .compose(HttpClientResponse::end).otherwise(failure -> {
          log.add(Described.failure(failure));
          return null;
        }));
    programs.same(HttpMethod.GET, (request, log) -> request.response().putHeader("content-type", "text/html").end("a"),
      (request, log) -> request.send().expecting(HttpResponseExpectation.contentType("application/json"))
        .compose(HttpClientResponse::end).otherwise(failure -> {
          log.add(Described.failure(failure));
          return null;
        }));
  }

  @Test
  void redirects_of_requests_with_a_body() throws Exception {
    for (int status : new int[] {301, 303, 307}) {
      programs.same(HttpMethod.POST, (request, log) -> respondOrRedirect(request, log, status),
        (request, log) -> request.setFollowRedirects(true).setMaxRedirects(2).send("body").compose(response -> {
          log.add(response.statusCode() + " " + response.request().getURI() + " " + response.request().getMethod()
            + " " + response.request().numberOfRedirections());
          return response.body();
        }).onSuccess(body -> log.add("body " + body)));
    }
  }

  private static void respondOrRedirect(HttpServerRequest request, Events log, int status) {
    request.body().onComplete(body -> {
      log.add(request.method() + " " + request.uri() + " " + body.result());
      if (request.path().equals("/a")) {
        request.response().setStatusCode(status).putHeader("location", "/b").end("moved");
      } else {
        request.response().end("found");
      }
    });
  }

  @Test
  void a_request_handler_that_throws_leaves_its_request_open() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> {
      request.exceptionHandler(failure -> log.add("request failed: " + Described.failure(failure)));
      request.response().closeHandler(v -> log.last("closed"));
      throw new IllegalStateException("a fault of the application");
    }, (request, log) -> {
      Future<HttpClientResponse> response = request.send();
      return request.connection().ping(Buffer.buffer("12345678")).compose(v -> request.reset(8))
        .compose(v -> response).map("response").otherwise(Described::failure).onSuccess(log::add);
    });
  }

  @Test
  void handlers_of_a_response_that_throw_do_not_stop_the_response() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> request.response().end("body"),
      (request, log) -> request.send().compose(response -> {
        response.handler(data -> {
          log.add("data " + data);
          throw new IllegalStateException("a fault of the application");
        });
        response.exceptionHandler(failure -> log.add(Described.failure(failure)));
        return response.end().onComplete(end -> log.add("end " + Described.outcome(end)));
      }));
  }

  @Test
  void a_request_that_is_reset_before_it_is_sent_fails_and_sends_nothing() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      log.add("received");
      request.response().end();
    }, ExchangeContractIT::resetUnsent);
  }

  private static Future<?> resetUnsent(HttpClientRequest request, Events log) {
    Future<HttpClientResponse> response = request.response();
    return request.reset(8).onComplete(reset -> log.add("reset " + Described.outcome(reset)))
      .compose(v -> response).map("response").otherwise(Described::failure).onSuccess(log::add);
  }
}
