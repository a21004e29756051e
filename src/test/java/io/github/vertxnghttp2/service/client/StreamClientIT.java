package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.service.StreamedCall;
import io.github.vertxnghttp2.service.StreamedResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Streams through the client service. */
class StreamClientIT extends ClientVerticleCase {
  private static final int SIZE = 3 << 20;

  private Http2ClientService service;
  private StreamClient client;

  @BeforeEach
  void deployClient() {
    service = deploy(new JsonObject());
    client = await(StreamClient.create(vertx, ADDRESS));
  }

  private static Buffer random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private StreamClient onVirtualThreads() {
    assumeTrue(((VertxInternal) vertx).isVirtualThreadAvailable(), "virtual threads need Java 21");
    Context context = ((VertxInternal) vertx).createVirtualThreadContext();
    return await(Future.future(done -> context.runOnContext(v -> StreamClient.create(vertx, ADDRESS).onComplete(
      done))));
  }

  private int inFlight() {
    return await(service.stats()).getInteger("inFlight");
  }

  @Test
  void a_body_goes_to_the_server_and_back_while_it_comes() {
    String server = serve(request -> request.pipeTo(request.response()));
    Buffer body = random(SIZE);
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/echo"));
    call.end(body);
    StreamedResponse response = await(call.response());
    assertEquals(200, response.status());
    assertEquals(body, await(response.body()));
    assertEquals(0, inFlight());
  }

  @Test
  void a_call_on_a_closed_client_fails_also_for_a_late_handler() {
    await(client.close());
    StreamedCall call = client.call(new ServiceRequest("GET", "http://localhost/"));
    call.end();
    Throwable failure = assertThrows(Throwable.class, () -> await(call.response()));
    assertTrue(failure.toString().contains("this client is closed"), failure.toString());
    Promise<Throwable> told = Promise.promise();
    call.exceptionHandler(told::complete);
    assertTrue(await(told.future()).getMessage().contains("this client is closed"));
  }

  @Test
  void both_directions_go_on_at_the_same_time() {
    String server = serve(request -> request.handler(data -> request.response().write(Buffer.buffer(data + "!")))
      .endHandler(v -> request.response().end()));
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/talk"));
    Promise<String> first = Promise.promise();
    Promise<Void> ended = Promise.promise();
    call.write("a");
    StreamedResponse response = await(call.response());
    response.handler(data -> first.tryComplete(data.toString())).endHandler(ended::complete);
    assertEquals("a!", await(first.future()));
    call.end("b");
    await(ended.future());
  }

  @Test
  void heads_and_trailers_and_informational_responses_go_through() {
    String server = serve(request -> request.body().onSuccess(body -> request.response()
      .inform(103, HttpHeaders.headers().add("link", "</a>"))
      .setStatus(201).putHeader("x-head", request.header("x-a") + request.trailers().get("x-sum"))
      .putTrailer("x-end", "yes").end(body)));
    List<InformationalResponse> early = new ArrayList<>();
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/").putHeader("x-a", "b"))
      .informationalHandler(early::add);
    call.trailers().set("x-sum", "3");
    call.end("abc");
    StreamedResponse response = await(call.response());
    assertEquals("abc", await(response.body()).toString());
    assertEquals("201 b3 yes", response.status() + " " + response.header("x-head") + " " + response.trailers().get(
      "x-end"));
    assertEquals("103 </a>", early.get(0).status() + " " + early.get(0).headers().get("link"));
  }

  @Test
  void a_request_without_a_body_is_sent_as_one() {
    String server = serve(request -> request.respond(200, "eof " + request.isEof()));
    assertEquals("eof true", await(await(client.call(new ServiceRequest("GET", server + "/")).send()).body())
      .toString());
  }

  @Test
  void a_reset_by_the_server_reaches_the_caller_with_its_code() {
    String server = serve(request -> request.response().reset(ErrorCode.ENHANCE_YOUR_CALM));
    Future<StreamedResponse> response = client.call(new ServiceRequest("GET", server + "/")).send();
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, assertThrows(Http2Exception.class, () -> await(response)).errorCode());
    assertEquals(0, inFlight());
  }

  @Test
  void a_reset_by_the_caller_reaches_the_server_with_its_code() {
    Promise<Throwable> told = Promise.promise();
    Promise<Void> arrived = Promise.promise();
    String server = serve(request -> {
      request.exceptionHandler(told::complete);
      arrived.complete();
    });
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/"));
    call.write("a");
    await(arrived.future());
    call.reset(ErrorCode.ENHANCE_YOUR_CALM.code());
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, ((Http2Exception) await(told.future())).errorCode());
    assertEquals(0, inFlight());
  }

  @Test
  void a_reset_before_the_first_byte_fails_the_call_and_sends_nothing() {
    String server = serve(request -> request.respond(200));
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/"));
    call.reset(ErrorCode.CANCEL.code());
    assertThrows(Http2Exception.class, () -> await(call.response()));
    assertThrows(IllegalStateException.class, () -> call.write("too late"));
    assertEquals(0, await(service.stats()).getInteger("requests"));
  }

  @Test
  void a_server_cannot_send_more_than_the_caller_has_credit_for() {
    Buffer body = random(SIZE);
    Promise<Future<Void>> sending = Promise.promise();
    String server = serve(request -> {
      Future<Void> sent = request.response().end(body);
      if (request.path().equals("/unread")) {
        sending.complete(sent);
      }
    });
    StreamedResponse response = await(client.call(new ServiceRequest("GET", server + "/unread")).send()).pause();
    Future<Void> sent = await(sending.future());
    // One as long, which is read, has come whole in the meantime.
    assertEquals(body, await(client.call(new ServiceRequest("GET", server + "/read")).send().compose(
      StreamedResponse::body)));
    assertFalse(sent.isComplete());
    assertEquals(body, await(response.body()));
    await(sent);
  }

  @Test
  void a_response_before_the_end_of_the_request_arrives_and_the_rest_is_dropped() {
    String server = serve(request -> request.respond(200, "enough"));
    StreamedCall call = client.call(new ServiceRequest("POST", server + "/"));
    call.end(random(SIZE));
    assertEquals("enough", await(await(call.response()).body()).toString());
  }

  @Test
  void an_open_that_fails_has_its_code() {
    assertFailure(400, "open.url is \"ftp://x\"", client.call(new ServiceRequest().setUrl("ftp://x")).send());
    assertFailure(400, "open.body is given", vertx.eventBus().request(ADDRESS, new JsonObject().put("open",
      new JsonObject().put("version", 2).put("url", "http://127.0.0.1:1").put("body", "")), action("open")));
    assertFailure(400, "open.address is missing", vertx.eventBus().request(ADDRESS, new JsonObject().put("open",
      new JsonObject().put("url", serve(request -> { }) + "/").put("type", "OPEN").put("version", 2)),
      action("open")));
    assertFailure(501, "open.version is missing, which means 1; this end has version 2",
      vertx.eventBus().request(ADDRESS, new JsonObject().put("open", new JsonObject().put("unknown", 1)),
        action("open")));
    assertFailure(502, "", client.call(new ServiceRequest("GET", "http://127.0.0.1:1/")).send());
    assertEquals(0, inFlight());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{}|open.url is missing", "{'url': 7}|open.url is 7; it must be a string",
    "{'url': 'http://h:x/'}|open.url is \"http://h:x/\"; its port must be a number",
    "{'url': 'http://h/', 'method': 'CONNECT'}|open.method is \"CONNECT\"; it must be a method",
    "{'url': 'http://h/', 'method': 'get'}|open.method is \"get\"; methods are case-sensitive, it must be GET",
    "{'url': 'http://h/', 'method': null}|open.method is null; it must be a string",
    "{'url': 'http://h/', 'headers': 1}|open.headers is 1; it must be an object",
    "{'url': 'http://h/', 'headers': {'x': 1}}|open.headers[\"x\"] must be a string or an array of strings",
    "{'url': 'http://h/', 'timeout': 0}|open.timeout is 0; it must be a whole number",
    "{'url': 'http://h/', 'connect': 'h'}|open.connect is \"h\"; it must be host:port",
    "{'url': 'http://h/', 'trailers': {}}|open.trailers is given",
    "{'url': 'http://h/', 'timout': 1}|unknown key open.timout; allowed are method, url, headers, timeout, connect, type, form",
    "{'url': 'URL', 'headers': {'connection': 'close'}}|open.headers[\"connection\"]",
    "{'url': 'URL', 'headers': {'host': 'other'}}|the request cannot be sent: ",
    "{'url': 'URL', 'headers': {'host': 'other'}, 'end': true}|the request cannot be sent: ",
    "{'url': 'URL', 'form': 'xml'}|open.form is \"xml\"; it must be \"json\" or \"buffer\"",
    "{'url': 'URL', 'credit': -1}|open.credit is -1; it must be a whole number from 0",
    "{'url': 'URL', 'address': 'nghttp2.client'}|open.address is \"nghttp2.client\"; it must be the address of an endpoint"})
  void a_wrong_member_of_open_is_reported_with_its_path(String members, String words) {
    JsonObject given = new JsonObject(members.replace('\'', '"').replace("URL", serve(request -> { }) + "/"));
    JsonObject open = new JsonObject().put("type", "OPEN").put("version", 2).put("form", "json")
      .put("address", "nghttp2.bridged.test")
      .put("stream", 1).put("credit", 0).mergeIn(given);
    assertFailure(400, words, vertx.eventBus().request(ADDRESS, new JsonObject().put("open", open), action("open")));
    assertEquals(0, inFlight());
  }

  @Test
  void a_response_that_does_not_begin_in_time_resets_the_stream() {
    String server = serve(request -> {
    });
    Future<StreamedResponse> response = client.call(new ServiceRequest("GET", server + "/").setTimeout(200)).send();
    Http2Exception failure = assertThrows(Http2Exception.class, () -> await(response));
    assertEquals(
      "the stream over the event bus was closed with CANCEL by the other side: no response within timeout = 200 ms",
      failure.getMessage());
  }

  @Test
  void on_a_virtual_thread_a_listener_of_the_response_may_await_its_body() {
    String server = serve(request -> request.response().end(request.path().equals("/none") ? "" : "some"));
    StreamClient awaiting = onVirtualThreads();
    for (String path : List.of("/none", "/some")) {
      Promise<String> text = Promise.promise();
      awaiting.call(new ServiceRequest("GET", server + path)).send()
        .onSuccess(response -> text.complete(response.body().await().toString()));
      assertEquals(path.equals("/none") ? "" : "some", await(text.future()));
    }
    await(awaiting.close());
  }

  @Test
  void on_a_virtual_thread_a_body_comes_in_order_to_a_handler_that_awaits() {
    Buffer body = random(SIZE);
    String server = serve(request -> request.response().end(body));
    StreamClient awaiting = onVirtualThreads();
    Buffer taken = Buffer.buffer();
    Promise<Buffer> all = Promise.promise();
    awaiting.call(new ServiceRequest("GET", server + "/")).send().onSuccess(response -> response
      .handler(data -> {
        vertx.timer(1).await();
        taken.appendBuffer(data);
      })
      .endHandler(v -> all.complete(taken)));
    assertEquals(body, await(all.future()));
    await(awaiting.close());
  }
}
