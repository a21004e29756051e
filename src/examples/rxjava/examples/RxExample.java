package examples;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.rxjava3.core.RxHelper;
import io.vertx.rxjava3.core.Vertx;

/** A server whose requests RxJava handles, and a client that RxJava calls. Argument: the port, 8080 unless given. */
public final class RxExample {
  private RxExample() {
  }

  /** Runs until it is stopped. */
  public static void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    String origin = "http://127.0.0.1:" + port;
    Vertx vertx = Vertx.vertx();
    // tag::deploy[]
    JsonObject config = new JsonObject().put("listeners", new JsonArray()
      .add(new JsonObject().put("host", "127.0.0.1").put("port", port)))
      .put("controlAllow", new JsonArray().add("rxjava.*")); // the addresses of routes that RxHandler adds
    JsonObject client = new JsonObject().put("allow", new JsonArray().add("127.0.0.1"));
    vertx.rxDeployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config))
      .flatMap(id -> vertx.rxDeployVerticle("nghttp2:client", new DeploymentOptions().setConfig(client)))
      .flatMap(id -> RxHelper.deployVerticle(vertx, new RxHandler()))
      // end::deploy[]
      .flatMap(id -> RxHelper.deployVerticle(vertx, new RxCaller(origin, System.out::println)))
      .subscribe(id -> {
        System.out.println("try: curl --http2-prior-knowledge " + origin + "/greeting/Ada");
        System.out.println("     curl --http2-prior-knowledge --data-binary @README.md " + origin + "/shouted");
      }, failure -> {
        System.err.println(failure.getMessage());
        vertx.close();
      });
  }
}
