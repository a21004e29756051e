package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.inspector.Inspector;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.cluster.Nodes;
import io.github.vertxnghttp2.inspector.view.NodeView;
import io.github.vertxnghttp2.inspector.view.Sampler;
import io.github.vertxnghttp2.inspector.view.ShownConnections;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;

/** The HTTP server of an inspector. All runs on one event loop. */
public final class InspectorServer implements Inspector {
  /** Connections to the inspector at a time. A browser has up to six in HTTP/1.1. */
  static final int MAX_CONNECTIONS = 200;
  /** Seconds without a byte. Streams of updates send one more often. */
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_STREAMS = 64;
  private static final System.Logger LOG = System.getLogger(Inspector.class.getName());

  private final Vertx vertx;
  private final InspectorOptions options;
  private final Context context;
  private final ShownConnections connections;
  private final Nodes nodes;
  private final Viewers viewers;
  private final Controls controls;
  private final Recordings recordings;
  private final InspectorRequests requests;
  private int open;
  private volatile HttpServer server;

  public InspectorServer(Vertx vertx, InspectorOptions options) {
    options.checkAccess();
    this.vertx = vertx;
    this.options = new InspectorOptions(options);
    context = ((VertxInternal) vertx).createEventLoopContext();
    connections = new ShownConnections(LiveRecordings.of(vertx), options.getHost());
    NodeView view = new NodeView(vertx, connections, new Sampler(vertx, context, connections, options.getInterval()));
    nodes = new Nodes(vertx, new NodeQuestions(view), options.isCluster());
    viewers = new Viewers(vertx, view, nodes, options.getInterval(), options.getMaxViewers());
    controls = new Controls(vertx, context, connections, options.getRoutesAddress());
    recordings = new Recordings(vertx, view, nodes);
    requests = new InspectorRequests(this.options, new HostCheck(options), new TokenCheck(options.getToken(),
      () -> System.nanoTime() / 1_000_000), recordings, nodes, viewers, controls);
  }

  @Override
  public Inspector recording(Buffer file) {
    recordings.show(QlogReader.read(file));
    return this;
  }

  @Override
  public Future<Inspector> listen() {
    Promise<Inspector> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    context.runOnContext(v -> {
      try {
        create().connectionHandler(this::connected).requestHandler(requests).listen()
          .compose(listening -> {
            server = listening;
            connections.hide(listening.actualPort());
            return nodes.open();
          })
          .onSuccess(opened -> LOG.log(System.Logger.Level.INFO, "inspector listening on {0}://{1}:{2}",
            options.getPemKeyCertOptions() == null ? "http" : "https", options.getHost(),
            Integer.toString(server.actualPort())))
          .<Inspector>map(this).onComplete(promise);
      } catch (RuntimeException e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }

  /** If Vert.x has made servers before, it is too late for this library's engine. Then the inspector uses Vert.x's. */
  private HttpServer create() {
    HttpServerOptions http = new HttpServerOptions().setHost(options.getHost()).setPort(options.getPort())
      .setIdleTimeout(IDLE_SECONDS).setInitialSettings(new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS));
    if (options.getPemKeyCertOptions() != null) {
      http.setSsl(true).setUseAlpn(true).setKeyCertOptions(options.getPemKeyCertOptions());
    }
    try {
      return Nghttp2Http.createHttpServer(vertx, http);
    } catch (UnsupportedOperationException e) {
      LOG.log(System.Logger.Level.INFO, "the inspector uses the HTTP/2 engine of Vert.x: {0}", e.getMessage());
      return vertx.createHttpServer(http);
    }
  }

  private void connected(HttpConnection connection) {
    open++;
    connection.closeHandler(v -> open--);
    if (open > MAX_CONNECTIONS) {
      connection.close();
    }
  }

  @Override
  public int actualPort() {
    if (server == null) {
      throw new IllegalStateException("the inspector does not listen");
    }
    return server.actualPort();
  }

  @Override
  public Future<Void> close() {
    Promise<Void> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    context.runOnContext(v -> {
      viewers.close();
      controls.close();
      Future.join(nodes.close(), server == null ? Future.succeededFuture() : server.close()).<Void>mapEmpty()
        .onComplete(promise);
    });
    return promise.future();
  }
}
