package examples;

import io.github.vertxnghttp2.inspector.Inspector;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The page that shows connections, streams and windows. */
public final class Inspecting {

  private Inspecting() {
  }

  /** The page beside an application, on loopback. */
  public static Future<Inspector> listen(Vertx vertx, int port) {
    // tag::listen[]
    return Inspector.create(vertx, new InspectorOptions().setPort(port)).listen();
    // end::listen[]
  }

  /** The page as a verticle, with a token. */
  public static Future<String> deploy(Vertx vertx, String token) {
    // tag::deploy[]
    JsonObject config = new JsonObject().put("port", 0).put("token", token);
    return vertx.deployVerticle("nghttp2:inspector", new DeploymentOptions().setConfig(config));
    // end::deploy[]
  }

  /** The page of a file. */
  public static Future<Inspector> open(Vertx vertx, Buffer file) {
    // tag::file[]
    return Inspector.create(vertx, new InspectorOptions().setPort(0)).recording(file).listen();
    // end::file[]
  }
}
