package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.ContractPrograms;
import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Properties of requests and responses, handlers of whole bodies, and redirect handlers, with both engines. */
class MessagePropertiesIT {
  @RegisterExtension
  final EngineComparison engines = new EngineComparison().random("Expires=.{29}");
  private final ContractPrograms programs = new ContractPrograms(engines);

  @Test
  void a_server_request_decodes_its_parameters_in_the_charset_that_is_set() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      log.add(request.getParamsCharset());
      request.setParamsCharset("ISO-8859-1");
      log.add(request.getParamsCharset() + " " + request.getParam("name"));
      log.add("decoded " + request.decoderResult());
      log.add("for a WebSocket " + request.canUpgradeToWebSocket());
      log.add("routed " + (request.routed("/:route") == request));
      request.response().end();
    }, (request, log) -> request.setURI("/a?name=caf%E9").send().compose(HttpClientResponse::end));
  }

  @Test
  void body_handlers_get_the_whole_body() throws Exception {
    programs.same(HttpMethod.POST, (request, log) -> request.bodyHandler(body -> {
      log.add("body " + body);
      request.response().setChunked(true).write("first ");
      request.response().end("second");
    }), (request, log) -> {
      Promise<Void> handled = Promise.promise();
      request.setChunked(true).write("one ");
      request.end("two");
      request.response().onFailure(handled::tryFail).onSuccess(response -> response.bodyHandler(body -> {
        log.add("body " + body);
        handled.complete();
      }));
      return handled.future();
    });
  }

  @Test
  void a_server_response_says_what_it_will_send() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      HttpServerResponse response = request.response();
      log.add(response.getStatusCode() + " " + response.getStatusMessage());
      log.add(response.setStatusCode(404).getStatusMessage());
      log.add(response.setStatusMessage("nothing here").getStatusMessage());
      log.add("chunked " + response.isChunked() + " " + response.setChunked(true).isChunked());
      response.end();
    }, (request, log) -> request.send().compose(response -> {
      log.add(response.statusCode() + " " + response.statusMessage());
      return response.end();
    }));
  }

  @Test
  void removed_cookies_of_one_name_expire_or_are_not_sent() throws Exception {
    programs.same(HttpMethod.GET, (request, log) -> {
      HttpServerResponse response = request.response();
      response.addCookie(Cookie.cookie("new", "1").setPath("/a")).addCookie(Cookie.cookie("new", "2").setPath("/b"));
      log.add("new: " + response.removeCookies("new").size());
      log.add("sent: " + response.removeCookies("sent").size());
      log.add("kept: " + response.removeCookies("kept", false).size());
      log.add("unknown: " + response.removeCookies("unknown").size());
      response.end();
    }, (request, log) -> request.putHeader("cookie", "sent=1; kept=2").send().compose(response -> {
      log.add(response.cookies().toString());
      return response.end();
    }));
  }

  @Test
  void a_client_request_says_how_it_is_sent() throws Exception {
    programs.same(HttpMethod.POST, (request, log) -> request.bodyHandler(body -> request.response().end(body)),
      MessagePropertiesIT::sendHead);
  }

  @SuppressWarnings("removal") // users call sendHead until Vert.x takes it out
  private static Future<?> sendHead(HttpClientRequest request, Events log) {
    log.add("follows redirects " + request.isFollowRedirects() + " "
      + request.setFollowRedirects(true).isFollowRedirects());
    log.add("at most " + request.getMaxRedirects() + " " + request.setMaxRedirects(3).getMaxRedirects());
    log.add("chunked " + request.isChunked() + " " + request.setChunked(true).isChunked());
    log.add("operation " + request.traceOperation() + " " + request.traceOperation("upload").traceOperation());
    return request.sendHead().compose(v -> {
      log.add("head is sent");
      return request.end("body");
    }).compose(v -> request.response()).compose(HttpClientResponse::body).onSuccess(body -> log.add("body " + body));
  }

  @Test
  void a_redirect_handler_makes_the_next_request_or_leaves_the_response() throws Exception {
    engines.ofPairs((vertx, events) -> request -> {
      events.add(request.uri());
      if (request.path().equals("/found")) {
        request.response().end("found");
      } else {
        request.response().setStatusCode(302).putHeader("location", "/elsewhere").end("moved");
      }
    }, client -> {
      for (String path : new String[] {"/moved", "/left"}) {
        client.onContext(() -> client.request(HttpMethod.GET, path).compose(request -> request.setFollowRedirects(true)
          .redirectHandler(response -> {
            client.events().add("redirected by " + response.statusCode() + " " + response.getHeader("location"));
            return path.equals("/left") ? null : client.request(HttpMethod.GET, "/found")
              .map(next -> next.setMaxRedirects(1));
          }).send()).compose(client::record));
      }
    });
  }
}
