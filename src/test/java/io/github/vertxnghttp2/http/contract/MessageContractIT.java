package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.ContractPrograms;
import io.github.vertxnghttp2.http.EngineComparison;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What requests and responses tell of themselves, and what handlers see of them, with both engines. */
class MessageContractIT {
  @RegisterExtension
  final EngineComparison engines = new EngineComparison().random("Expires=.{29}");
  private final ContractPrograms programs = new ContractPrograms(engines);

  @Test
  void the_target_the_addresses_and_the_host_of_a_request() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      log.add(request.scheme() + " " + request.authority() + " " + request.authority(true));
      log.add(request.absoluteURI());
      log.add(request.params() + " " + request.getParam("b") + " " + request.getParam("x", "none"));
      log.add(request.isSSL() + " " + request.sslSession() + " " + request.connection().indicatedServerName());
      log.add(request.remoteAddress().hostAddress() + " " + request.localAddress());
      log.add(request.isExpectMultipart() + " " + request.streamPriority() + " " + request.bytesRead());
      log.add("host " + request.getHeader("host"));
      request.response().end();
    }, (request, log) -> {
      log.add(request.getMethod() + " " + request.getURI() + " " + request.path() + " " + request.query() + " "
        + request.absoluteURI() + " " + request.version());
      return request.send().compose(response -> {
        log.add("stream " + request.streamId() + " " + response.request().absoluteURI());
        return response.end();
      });
    });
  }

  @Test
  void cookies_each_way() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      log.add(request.cookieCount() + " cookies, a is " + request.getCookie("a").getValue());
      request.response().addCookie(Cookie.cookie("c", "3").setPath("/").setHttpOnly(true));
      request.response().addCookie(Cookie.cookie("d", "4"));
      request.response().removeCookie("a");
      request.response().end();
    }, (request, log) -> request.putHeader("cookie", "a=1; b=2").send().compose(response -> {
      log.add(response.cookies().toString());
      return response.end();
    }));
  }

  @Test
  void a_form_with_a_file() throws Exception {
    programs.same(HttpMethod.POST, (request, log) -> {
      request.setExpectMultipart(true);
      request.uploadHandler(upload -> {
        log.add("upload " + upload.name() + " " + upload.filename() + " " + upload.contentType());
        upload.handler(data -> log.add("file " + data));
        upload.endHandler(v -> log.add("file end " + upload.isSizeAvailable()));
      });
      request.endHandler(v -> {
        log.add("form " + request.formAttributes().get("field"));
        request.response().end();
      });
    }, (request, log) -> {
      request.putHeader("content-type", "multipart/form-data; boundary=b");
      return request.send("--b\r\ncontent-disposition: form-data; name=field\r\n\r\nvalue\r\n"
        + "--b\r\ncontent-disposition: form-data; name=f; filename=a.txt\r\ncontent-type: text/plain\r\n\r\ncontent\r\n"
        + "--b--\r\n").compose(HttpClientResponse::end);
    });
  }

  @Test
  void handlers_of_a_response_in_their_order() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> {
      HttpServerResponse response = request.response();
      response.headersEndHandler(v -> log.add("headers end, written " + response.headWritten()));
      response.bodyEndHandler(v -> log.add("body end, bytes " + response.bytesWritten() + " " + response.ended()));
      response.endHandler(v -> log.add("end"));
      response.closeHandler(v -> log.last("closed " + response.closed()));
      response.setStatusCode(418).setStatusMessage("teapot").putHeader("x", "1").end("tea");
      log.add("ended " + response.ended() + ", head " + response.headWritten());
    }, (request, log) -> request.send().compose(response -> {
      log.add(response.statusCode() + " " + response.statusMessage() + " " + response.headers().get("content-length"));
      return response.body();
    }).onSuccess(body -> log.add("body " + body)));
  }

  @Test
  void a_response_that_is_paused_and_fetched_in_parts() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      HttpServerResponse response = request.response().setChunked(true);
      Future<Void> written = Future.succeededFuture();
      for (int i = 0; i < 5; i++) {
        String part = "part " + i;
        written = written.compose(v -> response.write(part)).compose(v -> ping(request));
      }
      written.compose(v -> response.end());
    }, (request, log) -> request.send().compose(response -> {
      Promise<Void> ended = Promise.promise();
      Buffer all = Buffer.buffer();
      response.pause();
      response.handler(data -> {
        all.appendBuffer(data);
        response.fetch(1);
      });
      response.endHandler(v -> {
        log.add("all " + all);
        ended.complete();
      });
      response.fetch(1);
      return ended.future();
    }));
  }

  /** Waits until the client has read what was written: its parts would come together otherwise. */
  private static Future<Void> ping(HttpServerRequest request) {
    return request.connection().ping(Buffer.buffer("01234567")).mapEmpty();
  }

  @Test
  void a_response_100_and_a_request_that_goes_on() throws Exception {
    programs.same(HttpMethod.PUT, (request, log) -> {
      log.add("expects " + request.getHeader("expect"));
      request.response().writeContinue();
      request.body().onSuccess(body -> {
        log.add("body " + body);
        request.response().setStatusCode(204).end();
      });
    }, (request, log) -> {
      request.continueHandler(v -> {
        log.add("continue");
        request.end("go on");
      });
      request.putHeader("expect", "100-continue").setChunked(true).writeHead();
      return request.response().compose(response -> {
        log.add("status " + response.statusCode());
        return response.end();
      });
    });
  }

  @Test
  void a_response_to_head_and_one_that_was_not_modified() throws Exception {
    programs.same(HttpMethod.HEAD, (request, log) -> request.response().putHeader("content-length", "100").end(),
      (request, log) -> request.send().compose(response -> {
        log.add(response.statusCode() + " " + response.getHeader("content-length"));
        return response.body();
      }).onSuccess(body -> log.add("bytes " + body.length())));
    programs.same(HttpMethod.GET, (request, log) -> request.response().setStatusCode(304).end(),
      (request, log) -> request.send().compose(response -> {
        log.add(response.statusCode() + " " + response.headers().names());
        return response.end();
      }));
  }

  @Test
  void a_request_that_is_written_after_its_end_fails() throws Exception {
    programs.same(HttpMethod.POST, (request, log) -> request.endHandler(v -> request.response().end()).resume(),
      (request, log) -> {
        Future<HttpClientResponse> response = request.send("done");
        try {
          request.write("more").onFailure(failure -> log.add("failed " + failure.getClass().getName()));
        } catch (IllegalStateException e) {
          log.add("thrown " + e.getMessage());
        }
        return response.compose(HttpClientResponse::end);
      });
  }

  @Test
  void a_tunnel() throws Exception {
    programs.sameToTheLast(HttpMethod.CONNECT, (request, log) -> request.toNetSocket().onSuccess(socket -> {
      socket.handler(data -> {
        log.add("tunnel " + data);
        socket.write(Buffer.buffer("back"));
      });
      socket.endHandler(v -> {
        log.add("tunnel end");
        socket.end();
      });
      socket.closeHandler(v -> log.last("tunnel closed"));
    }), (request, log) -> {
      Promise<Void> done = Promise.promise();
      request.connect().onSuccess(response -> {
        log.add("status " + response.statusCode());
        response.netSocket().handler(data -> {
          log.add("tunnel " + data);
          response.netSocket().end();
        });
        response.netSocket().closeHandler(v -> done.complete());
        response.netSocket().write("there");
      }).onFailure(done::fail);
      return done.future();
    });
  }

  @Test
  void a_file_that_is_sent() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> request.response().sendFile("LICENSE", 10, 100)
      .onComplete(sent -> log.last("sent " + sent.succeeded())), (request, log) -> request.send().compose(response -> {
        log.add(response.getHeader("content-length") + " " + response.getHeader("content-type"));
        return response.body();
      }).onSuccess(body -> log.add("body " + body)));
  }

  @Test
  void a_request_that_times_out() throws Exception {
    programs.sameToTheLast(HttpMethod.GET, (request, log) -> {
      request.exceptionHandler(failure -> log.add("failed " + failure.getMessage()));
      request.response().closeHandler(v -> log.last("closed"));
    }, (request, log) -> request.idleTimeout(100).send().mapEmpty().recover(failure -> {
      log.add(failure.getClass().getName());
      return Future.succeededFuture();
    }));
  }
}
