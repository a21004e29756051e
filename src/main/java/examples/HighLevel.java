package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;

import java.time.Duration;

/** One call for one response. */
final class HighLevel {
  private HighLevel() {
  }

  static Future<String> get(Vertx vertx, String url) {
    // tag::get[]
    return Http2.get(vertx, url).compose(response -> response.text());
    // end::get[]
  }

  static Future<String> look(Vertx vertx, String url) {
    // tag::look[]
    return Http2.get(vertx, url).compose(response -> response.body().map(body ->
      response.status() + " " + response.header("content-type") + ", " + body.length() + " bytes"));
    // end::look[]
  }

  static Future<Buffer> post(Vertx vertx, String url) {
    // tag::post[]
    return Http2.post(vertx, url, "some text").compose(ClientResponse::body);
    // end::post[]
  }

  static Future<JsonObject> json(Vertx vertx, String url) {
    // tag::json[]
    Http2RequestOptions options = new Http2RequestOptions()
      .putHeader("accept", "application/json")
      .setBody(new JsonObject().put("name", "Ada")) // and content-type: application/json
      .setTimeout(Duration.ofSeconds(5));
    return Http2.request(vertx, HttpMethod.PUT, url, options).compose(ClientResponse::jsonObject);
    // end::json[]
  }

  static Http2RequestOptions trust() {
    // tag::trust[]
    return new Http2RequestOptions()
      .setClient(new ClientOptions().setTrustOptions(new PemTrustOptions().addCertPath("ca.pem")));
    // end::trust[]
  }

  static Future<ClientResponse> elsewhere(Vertx vertx, int port) {
    // tag::elsewhere[]
    return Http2.get(vertx, "http://www.example.org/hello",
      new Http2RequestOptions().setHost("127.0.0.1").setPort(port));
    // end::elsewhere[]
  }
}
