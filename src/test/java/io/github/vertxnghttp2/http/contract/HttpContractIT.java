package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.ContractPrograms;
import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * The public contract of Vert.x's requests and responses: each program runs on Vert.x's engine and on ours, as server
 * and as client, and must leave the same log of events.
 */
class HttpContractIT {
  @RegisterExtension
  final EngineComparison engines = new EngineComparison();
  private final ContractPrograms programs = new ContractPrograms(engines);

  /** Runs the program on all pairs of engines, and compares what each side saw. */
  private void same(BiConsumer<HttpServerRequest, Events> handler,
                    BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    same(false, handler, user);
  }

  /** @param waitsForServer whether the server's side of the program ends after the client's */
  private void same(boolean waitsForServer, BiConsumer<HttpServerRequest, Events> handler,
                    BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    if (waitsForServer) {
      programs.sameToTheLast(HttpMethod.POST, handler, user);
    } else {
      programs.same(HttpMethod.POST, handler, user);
    }
  }

  @Test
  void a_request_with_a_body_and_its_response() throws Exception {
    same(true, (request, log) -> {
      log.add(request.method() + " " + request.uri() + " " + request.path() + " " + request.query() + " "
        + request.version() + " " + request.scheme() + " " + request.getHeader("X-One"));
      request.handler(data -> log.add("data " + data));
      request.endHandler(v -> {
        log.add("end, ended " + request.isEnded());
        request.response().setStatusCode(201).putHeader("X-Two", "2").end("made")
          .onComplete(done -> log.last("sent " + done.succeeded()));
        log.add("response ended " + request.response().ended());
      });
    }, (request, log) -> request.putHeader("x-one", "1").send(Buffer.buffer("question")).compose(response -> {
      log.add(response.statusCode() + " " + response.getHeader("x-two") + " " + response.version());
      return response.body();
    }).onSuccess(body -> log.add("body " + body)));
  }

  @Test
  void a_body_that_is_paused_and_fetched() throws Exception {
    same((request, log) -> {
      request.pause();
      request.handler(data -> log.add("data " + data.length()));
      request.endHandler(v -> {
        log.add("end");
        request.response().end();
      });
      request.fetch(Long.MAX_VALUE);
    }, (request, log) -> request.send(Buffer.buffer("x".repeat(100))).compose(response -> {
      response.pause();
      response.endHandler(v -> log.add("response end"));
      response.resume();
      return response.end();
    }));
  }

  @Test
  void a_response_in_parts_with_trailers() throws Exception {
    same(true, (request, log) -> request.endHandler(v -> {
      request.response().setChunked(true).putHeader("Trailer", "sum").putTrailer("sum", "7");
      request.response().headersEndHandler(h -> log.add("headers end"));
      request.response().bodyEndHandler(b -> log.add("body end, bytes " + request.response().bytesWritten()));
      request.response().endHandler(e -> log.add("end handler"));
      request.response().write("abc").compose(w -> request.response().write("defg"))
        .compose(w -> request.response().end()).onComplete(done -> log.last("all written " + done.succeeded()));
    }).resume(), (request, log) -> request.send().compose(response -> {
      log.add(response.statusCode() + " " + response.statusMessage() + " " + response.getHeader("trailer"));
      return response.body().map(body -> {
        log.add(body + " " + response.getTrailer("sum") + " " + response.trailers().size());
        return null;
      });
    }));
  }

  @Test
  void a_response_that_is_written_after_its_end_fails() throws Exception {
    same((request, log) -> request.endHandler(v -> {
      request.response().end("done");
      try {
        request.response().write("more").onFailure(failure -> log.add("failed " + failure.getClass().getName()));
      } catch (IllegalStateException e) {
        log.add("thrown " + e.getMessage());
      }
      try {
        request.response().putHeader("late", "1");
        log.add("put");
      } catch (IllegalStateException e) {
        log.add("thrown " + e.getMessage());
      }
    }).resume(), (request, log) -> request.send().compose(response -> response.body())
      .onSuccess(body -> log.add("body " + body)));
  }

  @Test
  void a_request_that_the_client_resets() throws Exception {
    same(true, (request, log) -> {
      request.exceptionHandler(
        failure -> log.add("request failed: " + failure.getClass().getName() + " " + failure.getMessage()));
      request.response().exceptionHandler(failure -> log.add("response failed: " + failure.getClass().getName()));
      request.response().closeHandler(v -> log.last("closed"));
      request.response().writeContinue();
    }, (request, log) -> {
      Promise<Void> seen = Promise.promise();
      request.exceptionHandler(failure -> {
        log.add("failed: " + failure.getClass().getName() + " " + failure.getMessage());
      });
      request.continueHandler(v -> {
        log.add("continue");
        request.reset(8).onComplete(done -> {
          log.add("reset " + done.succeeded());
          seen.tryComplete();
        });
      });
      request.putHeader("expect", "100-continue").writeHead();
      return seen.future();
    });
  }

  @Test
  void a_request_that_the_server_resets() throws Exception {
    same(true, (request, log) -> request.endHandler(v -> request.response().reset(11)
      .onComplete(done -> log.last("reset " + done.succeeded()))).resume(),
      (request, log) -> request.send().recover(failure -> {
        log.add(failure.getClass().getName() + " " + failure.getMessage());
        return Future.succeededFuture();
      }));
  }

  @Test
  void nothing_of_a_response_comes_after_the_client_has_reset_it() throws Exception {
    same((request, log) -> request.endHandler(v -> {
      request.response().setChunked(true);
      for (int i = 0; i < 16; i++) {
        request.response().write("part " + i);
      }
      request.response().end();
    }).resume(), (request, log) -> request.send().compose(response -> {
      Promise<Void> closed = Promise.promise();
      response.handler(data -> log.add("data"));
      response.endHandler(v -> log.add("end"));
      response.exceptionHandler(failure -> log.add("response failed: " + failure.getClass().getName()));
      request.connection().closeHandler(v -> closed.complete());
      request.reset(8).onComplete(done -> {
        log.add("reset " + done.succeeded());
        request.connection().close();
      });
      return closed.future();
    }));
  }

  @Test
  void a_large_body_both_ways_with_back_pressure() throws Exception {
    Buffer large = Buffer.buffer("0123456789abcdef".repeat(200_000));
    same((request, log) -> request.body().onSuccess(body -> {
      log.add("bytes " + body.length());
      request.response().end(body);
    }), (request, log) -> request.send(large).compose(response -> response.body())
      .onSuccess(body -> log.add("equal " + body.equals(large))));
  }

  @Test
  void the_connection_of_a_request() throws Exception {
    same((request, log) -> request.endHandler(v -> {
      log.add("ssl " + request.connection().isSsl() + " " + request.connection().protocolVersion());
      log.add("settings " + request.connection().settings());
      request.connection().ping(Buffer.buffer("12345678")).onSuccess(pong -> {
        log.add("pong " + pong);
        request.response().end();
      });
    }).resume(), (request, log) -> request.send().compose(response -> {
      log.add("remote " + response.request().connection().remoteSettings());
      log.add("window " + response.request().connection().getWindowSize());
      return response.end();
    }));
  }

  @Test
  void early_hints_and_a_head_without_a_body() throws Exception {
    same((request, log) -> request.endHandler(v -> request.response()
      .writeEarlyHints(io.vertx.core.MultiMap.caseInsensitiveMultiMap().add("link", "</a.css>"))
      .onComplete(done -> {
        log.add("hints " + done.succeeded());
        request.response().setStatusCode(204).end();
      })).resume(), (request, log) -> {
        request.earlyHintsHandler(hints -> log.add("hints " + hints.get("link")));
        return request.send().compose(response -> {
          log.add("status " + response.statusCode());
          return response.end();
        });
      });
  }

  @Test
  void a_custom_frame_each_way() throws Exception {
    same((request, log) -> request.customFrameHandler(frame -> {
      log.add("frame " + frame.type() + " " + frame.flags() + " " + frame.payload());
      request.response().writeCustomFrame(20, 3, Buffer.buffer("back")).onComplete(v -> request.response().end());
    }), (request, log) -> {
      request.response().onSuccess(response -> response.customFrameHandler(
        frame -> log.add("frame " + frame.type() + " " + frame.flags() + " " + frame.payload())));
      return request.writeHead().compose(v -> request.writeCustomFrame(30, 2, Buffer.buffer("there")))
        .compose(v -> request.end()).compose(v -> request.response()).compose(response -> response.end());
    });
  }

  @Test
  void a_push_and_its_response() throws Exception {
    same((request, log) -> request.endHandler(v -> request.response().push(HttpMethod.GET, "/pushed")
      .onSuccess(push -> {
        push.putHeader("p", "1").end("pushed");
        request.response().end("main");
      }).onFailure(failure -> log.add("no push: " + failure))).resume(), (request, log) -> {
        Promise<Void> pushed = Promise.promise();
        request.pushHandler(push -> {
          log.add("push " + push.getMethod() + " " + push.path());
          push.response().compose(response -> {
            log.add("push response " + response.statusCode() + " " + response.getHeader("p"));
            return response.body();
          }).onSuccess(body -> {
            log.add("push body " + body);
            pushed.complete();
          });
        });
        return request.send().compose(response -> response.body()).compose(body -> pushed.future());
      });
  }
}
