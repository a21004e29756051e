package examples;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** An HTTP/2 server, a client service, and the bridges over which programs in Node handle requests and call. */
public final class BridgedServer {

  private BridgedServer() {
  }

  /** @param args the ports of the server, of the TCP bridge and of the SockJS bridge */
  public static void main(String... args) {
    int[] ports = args.length == 0 ? new int[]{8080, 7000, 7001} : List.of(args).stream().mapToInt(Integer::parseInt)
      .toArray();
    Vertx vertx = Vertx.vertx();
    JsonObject listener = new JsonObject().put("host", "127.0.0.1").put("port", ports[0]);
    DeploymentOptions server = new DeploymentOptions()
      .setConfig(new JsonObject().put("listeners", new JsonArray().add(listener))
        .put("controlAllow", new JsonArray().add("node.*")));
    DeploymentOptions client = new DeploymentOptions()
      .setConfig(new JsonObject().put("allow", new JsonArray().add("127.0.0.1")));
    Future.all(vertx.deployVerticle("nghttp2:server", server), vertx.deployVerticle("nghttp2:client", client),
        bridge(vertx, ports[1], ports[2]))
      .onSuccess(v -> System.out.printf("node examples/handler.mjs %d   or   node examples/handler.mjs "
        + "http://127.0.0.1:%d/eventbus%n"
        + "curl --http2-prior-knowledge http://127.0.0.1:%d/node/hello/you%n", ports[1], ports[2], ports[0]))
      .onFailure(cause -> {
        System.err.println("it does not start: " + cause.getMessage());
        vertx.close();
      });
  }

  // tag::bridge[]
  private static Future<String> bridge(Vertx vertx, int tcp, int sockJs) {
    JsonObject config = new JsonObject()
      .put("tcp", new JsonObject().put("port", tcp))
      .put("sockJs", new JsonObject().put("port", sockJs))
      .put("inbound", new JsonArray().add("nghttp2.client").add("nghttp2.server.routes"))
      .put("outbound", new JsonArray().add("node.*"));
    return vertx.deployVerticle("nghttp2:bridge", new DeploymentOptions().setConfig(config));
  }
  // end::bridge[]
}
