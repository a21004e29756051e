package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.http.RecordingClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.CachingWebClient;
import io.vertx.ext.web.client.OAuth2WebClient;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientSession;
import io.vertx.ext.web.handler.BodyHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kinds of WebClient: with the cookies of a session, with a cache, with tokens of OAuth 2. */
class WebClientVariantsIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static Router router(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.get("/count").handler(ctx -> {
      Cookie count = ctx.request().getCookie("count");
      int next = count == null ? 1 : Integer.parseInt(count.getValue()) + 1;
      ctx.response().addCookie(Cookie.cookie("count", Integer.toString(next)).setPath("/"));
      ctx.end("visit " + next);
    });
    router.get("/fresh").handler(ctx -> {
      events.add("asked for /fresh, if-none-match " + ctx.request().getHeader("if-none-match"));
      ctx.response().putHeader("cache-control", "public, max-age=3600").putHeader("etag", "\"one\"").end("fresh");
    });
    router.get("/stale").handler(ctx -> {
      events.add("asked for /stale, if-none-match " + ctx.request().getHeader("if-none-match"));
      ctx.response().putHeader("cache-control", "public, no-cache").putHeader("etag", "\"one\"");
      ctx.response().setStatusCode(ctx.request().getHeader("if-none-match") == null ? 200 : 304).end();
    });
    router.post("/token").handler(BodyHandler.create(false)).handler(ctx -> {
      events.add("asked for a token, grant " + ctx.request().getFormAttribute("grant_type"));
      ctx.json(new JsonObject().put("access_token", "token-of-test").put("token_type", "bearer")
        .put("expires_in", 3600));
    });
    router.get("/private").handler(ctx -> ctx.end("authorization: " + ctx.request().getHeader("authorization")));
    return router;
  }

  private static void get(RecordingClient client, WebClient web, String path) throws Exception {
    client.<Void>onContext(() -> web.request(HttpMethod.GET, client.port(), "localhost", path).send().map(response -> {
      client.events().add(path + " " + response.version() + " " + response.statusCode() + " "
        + response.bodyAsString() + " " + response.cookies());
      return (Void) null;
    }).recover(failure -> {
      client.events().add(path + " failed: " + failure);
      return Future.succeededFuture();
    }));
  }

  @Test
  void a_session_keeps_its_cookies() throws Exception {
    compare.ofPairs(WebClientVariantsIT::router, client -> {
      WebClientSession session = WebClientSession.create(WebClient.wrap(client.http()));
      get(client, session, "/count");
      get(client, session, "/count");
      get(client, WebClient.wrap(client.http()), "/count");
      get(client, session, "/count");
    });
  }

  @Test
  void a_cache_asks_once_or_whether_something_is_new() throws Exception {
    compare.ofPairs(WebClientVariantsIT::router, client -> {
      WebClient cache = CachingWebClient.create(WebClient.wrap(client.http()));
      get(client, cache, "/fresh");
      get(client, cache, "/fresh");
      get(client, cache, "/stale");
      get(client, cache, "/stale");
    });
  }

  @Test
  void a_client_fetches_its_token_of_oauth_2_first() throws Exception {
    compare.ofPairs(WebClientVariantsIT::router, client -> {
      OAuth2Auth auth = OAuth2Auth.create(client.vertx(), new OAuth2Options().setClientId("test")
        .setClientSecret("secret").setSite("http://localhost:" + client.port()).setTokenPath("/token"));
      OAuth2WebClient web = OAuth2WebClient.create(WebClient.wrap(client.http()), auth)
        .withCredentials(new Oauth2Credentials().setFlow(OAuth2FlowType.CLIENT));
      get(client, web, "/private");
      get(client, web, "/private");
      auth.close();
    });
  }
}
