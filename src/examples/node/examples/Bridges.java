package examples;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;

import java.util.List;

/** The two bridges from the event bus to Node, and the addresses that they permit. */
public final class Bridges {
  private final List<String> called;
  private final List<String> handled;

  /**
   * @param called addresses that Node sends requests to, such as the client service's
   * @param handled addresses of routes whose requests Node handles
   */
  public Bridges(List<String> called, List<String> handled) {
    this.called = List.copyOf(called);
    this.handled = List.copyOf(handled);
  }

  // tag::permitted[]
  private void permit(BridgeOptions options) {
    // Outbound never permits nghttp2.node: a client of the bridge could register at the address of a server.
    options.addInboundPermitted(new PermittedOptions().setAddressRegex("nghttp2\\.(node|bridged)\\..*"))
      .addOutboundPermitted(new PermittedOptions().setAddressRegex("nghttp2\\.bridged\\..*"));
    called.forEach(address -> options.addInboundPermitted(new PermittedOptions().setAddress(address)));
    handled.forEach(address -> options.addOutboundPermitted(new PermittedOptions().setAddress(address)));
  }
  // end::permitted[]

  /** The TCP bridge. It cannot report a port that the system chooses, so it needs a fixed one. */
  // tag::tcp[]
  public Future<TcpEventBusBridge> tcp(Vertx vertx, int port) {
    BridgeOptions options = new BridgeOptions();
    permit(options);
    return TcpEventBusBridge.create(vertx, options).listen(port, "127.0.0.1");
  }
  // end::tcp[]

  /** The SockJS bridge, at {@code /eventbus}. */
  // tag::sockjs[]
  public Future<HttpServer> sockJs(Vertx vertx, int port) {
    SockJSBridgeOptions options = new SockJSBridgeOptions();
    permit(options);
    Router router = Router.router(vertx);
    router.route("/eventbus*").subRouter(SockJSHandler.create(vertx).bridge(options));
    return vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
      .requestHandler(router)
      .listen();
  }
  // end::sockjs[]
}
