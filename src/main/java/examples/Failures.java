package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.vertx.core.Future;

/** What to do when something goes wrong. */
final class Failures {
  private Failures() {
  }

  static Future<ClientResponse> again(ClientSession session, ClientSession other) {
    // tag::again[]
    return session.get("/hello").send().recover(failure ->
      failure instanceof UnprocessedException ? other.get("/hello").send() : Future.failedFuture(failure));
    // end::again[]
  }

  static String explain(Throwable failure) {
    // tag::explain[]
    if (failure instanceof StreamClosedException closed && closed.initiator() == Initiator.REMOTE) {
      return "the server gave up stream " + closed.streamId() + ", code " + closed.code();
    } else if (failure instanceof ConnectionClosedException closed) {
      return "connect again; the server said: " + closed.debugText();
    }
    return failure.getMessage();
    // end::explain[]
  }

  static ClientOptions retries() {
    // tag::retries[]
    return new ClientOptions().setRefusedStreamRetries(0);
    // end::retries[]
  }

  static void tooLong(ServerRequest request) {
    // tag::too-long[]
    request.body()
      .onSuccess(body -> request.respond(200, body.length() + " bytes"))
      .onFailure(failure -> request.response().setStatus(413).end());
    // end::too-long[]
  }

  static ServerOptions limits() {
    // tag::limits[]
    Http2Options http2 = new Http2Options();
    http2.getSettings().setMaxConcurrentStreams(100).setMaxHeaderListSize(16_384);
    return new ServerOptions().setHttp2(http2.setConnectionWindowSize(4 << 20).setMaxHeaderFields(100));
    // end::limits[]
  }
}
