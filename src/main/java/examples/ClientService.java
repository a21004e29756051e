package examples;

import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The snippets of the guide about the client verticle. */
final class ClientService {

  Future<String> deploy(Vertx vertx) {
    // tag::deploy[]
    return vertx.deployVerticle("nghttp2:client", new DeploymentOptions()
      .setInstances(2)
      .setConfig(new JsonObject()
        .put("timeout", 5_000)
        .put("allow", new JsonArray().add("https://*.example.org").add("public").add("10.1.0.0/16"))
        .put("origins", new JsonObject()
          .put("https://api.example.org", new JsonObject()
            .put("pemTrustOptions", new JsonObject().put("certPaths", new JsonArray().add("ca.pem")))))));
    // end::deploy[]
  }

  Future<Integer> typed(Vertx vertx) {
    // tag::typed[]
    Http2ClientService client = Http2ClientService.createProxy(vertx, "nghttp2.client");
    return client.request(new ServiceRequest("POST", "https://api.example.org/orders")
        .putHeader("content-type", "application/json")
        .setBody(Buffer.buffer("{\"item\": 7}")))
      .map(response -> response.getStatus());
    // end::typed[]
  }

  Future<JsonObject> json(Vertx vertx) {
    // tag::json[]
    JsonObject request = new JsonObject()
      .put("method", "POST")
      .put("url", "https://api.example.org/orders")
      .put("json", new JsonObject().put("item", 7));
    return vertx.eventBus()
      .<JsonObject>request("nghttp2.client", new JsonObject().put("request", request),
        new DeliveryOptions().addHeader("action", "request"))
      .map(reply -> reply.body()); // status, headers, trailers, body
    // end::json[]
  }

  Future<Buffer> buffer(Vertx vertx) {
    // tag::buffer[]
    return vertx.eventBus()
      .<Buffer>request("nghttp2.client", Buffer.buffer("{\"item\": 7}"), new DeliveryOptions()
        .addHeader("action", "request")
        .addHeader(":method", "POST")
        .addHeader(":url", "https://api.example.org/orders")
        .addHeader("content-type", "application/json"))
      .map(reply -> reply.headers().get(":status").equals("201") ? reply.body() : null);
    // end::buffer[]
  }

  Future<Integer> again(Http2ClientService client, ServiceRequest request) {
    // tag::again[]
    return client.request(request)
      .recover(failure -> failure instanceof ReplyException reply && reply.failureCode() == 503
        ? client.request(request) // the server did not process it, so even a POST is safe
        : Future.failedFuture(failure))
      .map(response -> response.getStatus());
    // end::again[]
  }

  Future<JsonObject> look(Http2ClientService client) {
    // tag::look[]
    return client.close("https://api.example.org")
      .compose(closed -> client.stats());
    // end::look[]
  }
}
