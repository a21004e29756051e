package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** What requests and responses are made of. */
final class Messages {
  private Messages() {
  }

  static Future<Void> respond(ServerRequest request) {
    // tag::respond[]
    return request.response(201)
      .putHeader("location", "/items/7")
      .putHeader("content-type", "application/json")
      .end(new JsonObject().put("id", 7).encode());
    // end::respond[]
  }

  static Future<Void> body(ServerRequest request) {
    // tag::body[]
    return request.jsonObject()
      .compose(json -> request.respond(200, "Hello, " + json.getString("name")))
      .recover(failure -> request.respond(400, failure.getMessage()));
    // end::body[]
  }

  static Future<ClientResponse> fields(ClientSession session) {
    // tag::fields[]
    HeaderList head = HeaderList.of(":method", "GET", ":path", "/hello", "accept", "text/plain", "accept", "text/html")
      .add("x-api-key", "8e6b", true); // sensitive: HPACK does not index it, logs do not show it
    return session.request(head).send();
    // end::fields[]
  }

  static Future<Void> trailers(ServerRequest request) {
    // tag::trailers[]
    request.response().putTrailer("x-checksum", "e7f9");
    return request.response().end("the body");
    // end::trailers[]
  }

  static Future<String> readTrailers(ClientResponse response) {
    // tag::read-trailers[]
    return response.body().map(body -> response.trailers().get("x-checksum"));
    // end::read-trailers[]
  }

  static Future<ClientResponse> askForPriority(ClientSession session) {
    // tag::ask-priority[]
    ClientRequest request = session.get("/picture").setPriority(5, true);
    Future<ClientResponse> response = request.send();
    request.setPriority(1, true); // the user has scrolled to it
    // end::ask-priority[]
    return response;
  }

  static Future<Void> choosePriority(ServerRequest request, Buffer styles) {
    // tag::choose-priority[]
    return request.response().setPriority(0, false).end(styles);
    // end::choose-priority[]
  }

  static Future<Void> hints(ServerRequest request) {
    // tag::hints[]
    MultiMap early = MultiMap.caseInsensitiveMultiMap().add("link", "</style.css>; rel=preload; as=style");
    request.response().inform(103, early);
    return request.respond(200, "<link rel=stylesheet href=/style.css>");
    // end::hints[]
  }

  static Future<ClientResponse> takeHints(ClientSession session) {
    // tag::take-hints[]
    return session.get("/page")
      .informationalHandler(early -> System.out.println(early.headers().get("link")))
      .send();
    // end::take-hints[]
  }

  static Future<ClientResponse> ask(ClientSession session, Buffer large) {
    // tag::ask[]
    ClientRequest request = session.post("/upload");
    return request.expectContinue()
      .compose(wanted -> wanted ? request.end(large) : request.end())
      .compose(ended -> request.response());
    // end::ask[]
  }

  static Future<Void> decide(ServerRequest request) {
    // tag::decide[]
    if (request.expectsContinue() && request.contentLength() > 1 << 20) {
      return request.respond(413);
    }
    if (request.expectsContinue()) {
      request.response().writeContinue();
    }
    return request.body().compose(body -> request.respond(200, body.length() + " bytes"));
    // end::decide[]
  }

  static Future<ClientResponse> file(ClientSession session, String path) {
    // tag::file[]
    ClientRequest request = session.post("/upload");
    return request.sendFile(path).compose(sent -> request.response());
    // end::file[]
  }

  static void reset(ClientRequest request) {
    // tag::reset[]
    request.reset(ErrorCode.CANCEL);
    // end::reset[]
  }

  static Future<Void> push(ServerRequest request) {
    // tag::push[]
    if (request.response().isPushAllowed()) {
      request.response().push(HttpMethod.GET, "/style.css")
        .onSuccess(style -> style.putHeader("content-type", "text/css").end("body { }"));
    }
    return request.respond(200, "<link rel=stylesheet href=/style.css>");
    // end::push[]
  }

  static ClientOptions wantPushes(ClientOptions options) {
    // tag::want-pushes[]
    options.getHttp2().getSettings().setPushEnabled(true);
    return options;
    // end::want-pushes[]
  }

  static Future<ClientResponse> takePushes(ClientSession session, Handler<String> style) {
    // tag::take-pushes[]
    return session.get("/page").pushHandler(push -> {
      if (push.uri().endsWith(".css")) {
        push.response().compose(response -> response.text()).onSuccess(style::handle);
      } // a push without response() is refused
    }).send();
    // end::take-pushes[]
  }
}
