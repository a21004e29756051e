package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.auth.properties.PropertyFileAuthentication;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.APIKeyHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.ChainAuthHandler;
import io.vertx.ext.web.handler.FormLoginHandler;
import io.vertx.ext.web.handler.JWTAuthHandler;
import io.vertx.ext.web.handler.RedirectAuthHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** vertx-auth in routers: Basic, JSON web tokens, keys, and a login with a form. */
class AuthenticationIT {
  private static final String SECRET = "a secret of the test, long enough for HMAC with SHA-256";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Tokens and session ids. */
  @RegisterExtension
  final EngineComparison compare = new EngineComparison().random("ey[\\w.-]+|(?<=vertx-web.session=)[^;]+");
  @TempDir
  Path directory;

  private Path users;

  @BeforeEach
  void addUser() throws IOException {
    users = Files.writeString(directory.resolve("users.properties"), "user.ada=lovelace,admin\n");
  }

  private Router router(Vertx vertx, Events events) {
    PropertyFileAuthentication passwords = PropertyFileAuthentication.create(vertx, users.toString());
    JWTAuth tokens = JWTAuth.create(vertx, new JWTAuthOptions()
      .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(SECRET)));
    BasicAuthHandler basic = BasicAuthHandler.create(passwords, "test");
    JWTAuthHandler token = JWTAuthHandler.create(tokens, "test");
    Router router = Router.router(vertx);
    router.route("/basic/*").handler(basic);
    router.get("/basic/token").handler(ctx -> ctx.end(tokens.generateToken(new JsonObject().put("sub", "ada"))));
    router.post("/basic/echo").handler(ctx -> ctx.request().pipeTo(ctx.response().setChunked(true)));
    router.route("/token/*").handler(token);
    router.get("/token/who").handler(ctx -> {
      events.add("user " + ctx.user().subject());
      ctx.end(ctx.user().subject());
    });
    router.route("/either/*").handler(ChainAuthHandler.any().add(token).add(basic));
    router.get("/either/who").handler(ctx -> ctx.end(ctx.user().subject()));
    router.route("/key/*").handler(APIKeyHandler.create(tokens).header("x-api-key"));
    router.get("/key/who").handler(ctx -> ctx.end(ctx.user().subject()));
    logins(router, vertx, passwords);
    return router;
  }

  private static void logins(Router router, Vertx vertx, PropertyFileAuthentication passwords) {
    router.route("/site/*").handler(SessionHandler.create(LocalSessionStore.create(vertx)).setNagHttps(false));
    router.post("/site/login").handler(BodyHandler.create(false)).handler(FormLoginHandler.create(passwords)
      .setDirectLoggedInOKURL("/site/welcome"));
    router.get("/site/welcome").handler(ctx -> ctx.end("welcome"));
    router.route("/site/private/*").handler(RedirectAuthHandler.create(passwords, "/site/welcome"));
    router.get("/site/private/who").handler(ctx -> ctx.end(ctx.user().subject()));
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
  }

  @Test
  void basic_authentication() throws Exception {
    compare.ofPairs(this::router, client -> {
      client.get("/basic/token");
      client.get("/basic/token", "authorization", basic("ada", "wrong"));
      client.get("/basic/token", "authorization", basic("nobody", "lovelace"));
      client.get("/basic/token", "authorization", "Basic ???");
      client.get("/basic/token", "authorization", "Bearer abc");
      client.get("/basic/nowhere", "authorization", basic("ada", "lovelace"));
    });
  }

  @Test
  void a_body_waits_for_the_authentication() throws Exception {
    compare.ofPairs(this::router, client -> {
      client.post("/basic/echo", Buffer.buffer("a body"), "authorization", basic("ada", "lovelace"));
      client.post("/basic/echo", Buffer.buffer("x".repeat(300_000)), "authorization", basic("ada", "lovelace"));
    });
  }

  @Test
  void tokens() throws Exception {
    compare.ofPairs(this::router, client -> {
      String token = client.get("/basic/token", "authorization", basic("ada", "lovelace")).toString();
      client.get("/token/who", "authorization", "Bearer " + token);
      client.get("/token/who", "authorization", "Bearer " + token + "x");
      client.get("/token/who", "authorization", "Bearer");
      client.get("/token/who");
      client.get("/either/who", "authorization", "Bearer " + token);
      client.get("/either/who", "authorization", basic("ada", "lovelace"));
      client.get("/either/who");
      client.get("/key/who", "x-api-key", token);
      client.get("/key/who", "x-api-key", "no key");
    });
  }

  @Test
  void a_login_with_a_form() throws Exception {
    compare.ofPairs(this::router, client -> {
      client.get("/site/private/who");
      String session = client.cookies().get(0);
      client.post("/site/login", Buffer.buffer("username=ada&password=wrong"), "content-type", FORM, "cookie", session);
      client.post("/site/login", Buffer.buffer("username=ada"), "content-type", FORM, "cookie", session);
      client.post("/site/login", Buffer.buffer("username=ada&password=lovelace"), "content-type", FORM, "cookie",
        session);
      client.get("/site/private/who", "cookie", client.cookies().get(0));
      client.get("/site/private/who");
    });
  }
}
