package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.AltSvcEvent;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.http.impl.http2.Http2Connection;
import io.vertx.core.internal.buffer.BufferInternal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Alternative services that servers advertise in ALTSVC frames, RFC 7838 section 4. */
class AltSvcIT {
  private static final int ALTSVC = 0xa;
  private static final String H2 = "h2=\"192.168.0.1:443\"; ma=2592000";

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();

  private static void onConnection(HttpServerRequest request, String origin, String value) {
    BufferInternal payload = BufferInternal.buffer();
    payload.appendShort((short) origin.length()).appendString(origin).appendString(value);
    ((Http2Connection) request.connection()).writeFrame(0, ALTSVC, 0, payload.getByteBuf(), Promise.promise());
  }

  private static void onStream(HttpServerRequest request, String origin, String value) {
    request.response().writeCustomFrame(ALTSVC, 0,
      Buffer.buffer().appendShort((short) origin.length()).appendString(origin).appendString(value));
  }

  private static String shown(AltSvcEvent event) {
    return event.origin.toASCII() + " " + event.altSvc.getClass().getSimpleName()
      + (event.altSvc instanceof Iterable<?> values ? " of " + values.spliterator().estimateSize() : "");
  }

  /** Records what the handler of the client's connection gets until the response has ended. */
  private static void record(RecordingClient client) throws Exception {
    client.onContext(() -> {
      HttpConnectOptions options = new HttpConnectOptions().setHost("localhost").setPort(client.port());
      Future<HttpClientConnection> connection = client.http().connect(options);
      return connection.compose(connected -> {
        ((UnpooledHttpClientConnection) connected).unwrap()
          .alternativeServicesHandler(event -> client.events().add(shown(event)));
        return connected.request().compose(request -> {
          request.response().onSuccess(response -> response.customFrameHandler(frame ->
            client.events().add("frame " + frame.type() + " " + frame.payload())));
          return request.send().compose(HttpClientResponse::body);
        });
      });
    });
  }

  private void same(Consumer<HttpServerRequest> advertisement) throws Exception {
    engines.ofPairs((vertx, events) -> request -> {
      advertisement.accept(request);
      request.response().end("response");
    }, AltSvcIT::record);
  }

  private List<String> ofOurs(Consumer<HttpServerRequest> advertisement) throws Exception {
    return engines.run(Engine.VERTX, Engine.OURS, (vertx, events) -> request -> {
      advertisement.accept(request);
      request.response().end("response");
    }, AltSvcIT::record).get(1);
  }

  @Test
  void a_server_writes_an_advertisement_on_the_stream_of_a_request() throws Exception {
    same(request -> request.response().writeAltSvc(H2));
    assertEquals("http://localhost:0 ListOfValue of 1", ofOurs(request -> request.response().writeAltSvc(H2)).get(0));
  }

  @Test
  void an_advertisement_on_the_connection_names_the_origin() throws Exception {
    same(request -> onConnection(request, "https://example.com:334", H2));
    assertEquals(List.of("https://example.com:334 ListOfValue of 1"),
      ofOurs(request -> onConnection(request, "https://example.com:334", H2)));
  }

  @Test
  void several_services_and_none() throws Exception {
    same(request -> onStream(request, "", "h2=\"a:1\", h3=\":2\""));
    same(request -> onStream(request, "", "clear"));
    same(request -> onConnection(request, "http://example.com", "clear"));
  }

  @Test
  void a_malformed_advertisement_is_ignored() throws Exception {
    same(request -> onConnection(request, "https://example.com", ""));
    same(request -> onConnection(request, "no origin", H2));
    same(request -> onStream(request, "", "not an alternative"));
    same(request -> ((Http2Connection) request.connection()).writeFrame(0, ALTSVC, 0,
      BufferInternal.buffer("x").getByteBuf(), Promise.promise()));
    same(request -> ((Http2Connection) request.connection()).writeFrame(0, ALTSVC, 0,
      BufferInternal.buffer(new byte[] {0, 9, 'h'}).getByteBuf(), Promise.promise()));
  }

  @Test
  void an_advertisement_for_which_Vertx_throws_is_ignored_by_our_engine() throws Exception {
    for (String value : List.of("h2=\"\"", "h2=\"[::1:2:3:4:5:6:7:8]:1\"")) {
      assertEquals(0, ofOurs(request -> onStream(request, "", value)).stream()
        .filter(event -> event.startsWith("http")).count());
    }
  }

  @Test
  void an_origin_on_a_stream_or_none_on_the_connection_is_ignored_by_our_engine() throws Exception {
    assertEquals(0, ofOurs(request -> onStream(request, "https://example.com", H2)).stream()
      .filter(event -> event.startsWith("http")).count());
    assertEquals(List.of(), ofOurs(request -> onConnection(request, "", H2)));
  }
}
