package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.regex.Pattern;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Runs an application of Vert.x on Vert.x's engine and on ours, and compares what client and application have seen. */
public final class EngineComparison implements BeforeEachCallback, AfterEachCallback {

  /** Makes the handler of the requests. */
  public interface Application {
    Handler<HttpServerRequest> handler(Vertx vertx, Events events);
  }

  /** What the client does. */
  public interface Program {
    void run(RecordingClient client) throws Exception;
  }

  private HttpServerOptions serverOptions = new HttpServerOptions();
  private HttpClientOptions clientOptions = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
    .setHttp2ClearTextUpgrade(false);
  private Pattern random;
  private Vertx vertx;

  public EngineComparison options(HttpServerOptions server, HttpClientOptions client) {
    serverOptions = server;
    clientOptions = client;
    return this;
  }

  /** What is not compared, because it differs from run to run. */
  public EngineComparison random(String pattern) {
    random = Pattern.compile(pattern);
    return this;
  }

  public Vertx vertx() {
    return vertx;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    await(vertx.close());
  }

  /** Compares servers, with a client of Vert.x. */
  public void ofServers(Application application, Program program) throws Exception {
    List<List<String>> expected = run(Engine.VERTX, Engine.VERTX, application, program);
    assertEquals(expected, run(Engine.OURS, Engine.VERTX, application, program));
  }

  /** Compares clients, with a server of Vert.x. */
  public void ofClients(Application application, Program program) throws Exception {
    List<List<String>> expected = run(Engine.VERTX, Engine.VERTX, application, program);
    assertEquals(expected, run(Engine.VERTX, Engine.OURS, application, program));
  }

  /** Compares servers and clients, each with each. */
  public void ofPairs(Application application, Program program) throws Exception {
    List<List<String>> expected = run(Engine.VERTX, Engine.VERTX, application, program);
    for (Engine client : Engine.values()) {
      List<List<String>> seen = run(Engine.OURS, client, application, program);
      assertEquals(expected, seen, "our server, client " + client);
    }
    assertEquals(expected, run(Engine.VERTX, Engine.OURS, application, program), "server of Vert.x, our client");
  }

  /** What the application has seen, and what the client has. */
  public List<List<String>> run(Engine serving, Engine asking, Application application, Program program)
    throws Exception {
    Events ofServer = new Events(random);
    Events ofClient = new Events(random);
    Handler<HttpServerRequest> handler = application.handler(vertx, ofServer);
    HttpServer server = serving.server(vertx, new HttpServerOptions(serverOptions));
    server.requestHandler(request -> {
      serving.check(request.connection());
      handler.handle(request);
    });
    await(server.listen(0, "localhost"));
    HttpClientAgent http = asking.client(vertx, new HttpClientOptions(clientOptions));
    program.run(new RecordingClient(vertx, asking, http, server.actualPort(), ofClient));
    await(http.close());
    await(server.close());
    return List.of(ofServer.all(), ofClient.all());
  }
}
