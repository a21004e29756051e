package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client's requests on the wire, and what it makes of a server's responses. */
class ClientMessagesIT extends ClientScript {

  @Test
  void preface_and_settings_are_all_that_is_sent_before_the_server_s_settings() {
    Future<ClientSession> connecting = connect(options());
    peer.readPreface().acknowledging(false);
    RawFrame settings = peer.read();
    assertTrue(settings.is(FrameType.SETTINGS) && !settings.has(Flag.ACK), settings.toString());
    assertEquals(0, settings.setting(SettingId.ENABLE_PUSH, -1));
    assertEquals(256 << 10, settings.setting(SettingId.INITIAL_WINDOW_SIZE, -1));
    assertEquals(-1, settings.setting(SettingId.MAX_CONCURRENT_STREAMS, -1),
      "says how many pushes there may be, and there are none");
    RawFrame window = peer.read();
    assertTrue(window.is(FrameType.WINDOW_UPDATE) && window.streamId() == 0, window.toString());
    assertFalse(connecting.isComplete(), "connected before the server's SETTINGS");
    peer.send(RawFrame.settings(), RawFrame.settingsAck());
    peer.expectSettingsAck();
    await(connecting);
    assertSilence(peer);
  }

  @Test
  void a_server_s_settings_may_come_byte_by_byte() {
    Future<ClientSession> connecting = connect(options());
    peer.readPreface();
    for (byte each : HpackBlock.concat(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 5).bytes(),
      RawFrame.settingsAck().bytes())) {
      peer.sendBytes(new byte[] {each});
    }
    assertTrue(await(connecting).requestAllowed());
  }

  @Test
  void a_request_has_its_pseudo_header_fields_first() {
    open();
    session.request(HttpMethod.PATCH, "/a/b?c=d").putHeader("X-One", "1").send();
    Message request = peer.request(1);
    assertEquals(HeaderList.of(":method", "PATCH", ":scheme", "http", ":authority", "127.0.0.1:"
      + listening.getLocalPort(), ":path", "/a/b?c=d", "x-one", "1"), request.headers());
    assertEquals(0, request.body().length);
  }

  @Test
  void a_whole_url_brings_its_own_authority() {
    open();
    session.get("http://example.org:8080?q=1").send();
    HeaderList head = peer.request(1).headers();
    assertEquals("example.org:8080", head.get(":authority"));
    assertEquals("/?q=1", head.get(":path"));
  }

  @Test
  void connect_has_an_authority_only() {
    open();
    session.request(HttpMethod.CONNECT, "http://example.org:443").write("x");
    assertEquals(HeaderList.of(":method", "CONNECT", ":authority", "example.org:443"), peer.expectHeaders(1));
  }

  @Test
  void a_body_of_known_length_says_so() {
    open();
    session.post("/x").send("hello");
    Message request = peer.request(1);
    assertEquals("5", request.headers().get("content-length"));
    assertEquals("hello", request.text());
  }

  @Test
  void a_body_in_pieces_and_trailers() {
    open();
    ClientRequest request = session.post("/x");
    Future<Void> written = request.write("pie");
    request.putTrailer("x-sum", "6");
    Future<Void> ended = request.end("ces");
    Message message = peer.request(1);
    await(written);
    await(ended);
    assertEquals("pieces", message.text());
    assertNull(message.headers().get("content-length"));
    assertEquals(HeaderList.of("x-sum", "6"), message.trailers());
  }

  @Test
  void a_response_is_told_with_its_head_and_its_body_follows() {
    open();
    Future<ClientResponse> sent = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(203, "x-twice", "1", "x-twice", "2", "content-length",
      "6")));
    ClientResponse response = await(sent);
    assertEquals(203, response.status());
    assertEquals(List.of("1", "2"), response.headers().getAll("X-Twice"));
    assertEquals(2, response.headers().size(), () -> "no :status: " + response.headers());
    assertEquals(6, response.contentLength());
    Future<String> text = on(response::text);
    peer.send(RawFrame.data(1, "abc", false), RawFrame.paddedData(1, new byte[] {'d', 'e'}, 50, false),
      RawFrame.data(1, "f", true));
    assertEquals("abcdef", await(text));
  }

  @Test
  void a_response_may_come_byte_by_byte() {
    open();
    Future<String> text = session.get("/x").send().compose(ClientResponse::text);
    peer.request(1);
    for (byte each : HpackBlock.concat(RawFrame.headers(1, false, HpackBlock.status(200)).bytes(),
      RawFrame.data(1, "hello", true).bytes())) {
      peer.sendBytes(new byte[] {each});
    }
    assertEquals("hello", await(text));
  }

  @Test
  void a_response_head_may_go_on_in_continuations() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    byte[] block = HpackBlock.status(200, "x-long", "v".repeat(100));
    peer.send(RawFrame.headers(1, true, Arrays.copyOf(block, 7)).without(Flag.END_HEADERS),
      RawFrame.continuation(1, false, Arrays.copyOfRange(block, 7, 50)),
      RawFrame.continuation(1, true, Arrays.copyOfRange(block, 50, block.length)));
    assertEquals("v".repeat(100), await(response).header("x-long"));
  }

  @Test
  void a_body_waits_for_its_reader() {
    open();
    Future<ClientResponse> sent = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "early", true));
    peer.roundTrip();
    ClientResponse response = await(sent);
    assertEquals("early", await(on(response::text)));
    assertEquals("early", await(on(response::text)), "the second time");
  }

  @Test
  void informational_responses_are_not_taken_for_the_final_one() {
    open();
    List<InformationalResponse> informed = Collections.synchronizedList(new ArrayList<>());
    Future<ClientResponse> response = session.get("/x").informationalHandler(informed::add).send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(103, "link", "</a.css>")),
      RawFrame.headers(1, false, HpackBlock.status(103, "link", "</b.css>")));
    peer.roundTrip();
    assertFalse(response.isComplete(), "103 was taken for the final response");
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    assertEquals(204, await(response).status());
    assertEquals(List.of("103 </a.css>", "103 </b.css>"),
      informed.stream().map(each -> each.status() + " " + each.headers().get("link")).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 104, 199})
  void any_informational_status_is_told(int status) {
    open();
    List<InformationalResponse> informed = Collections.synchronizedList(new ArrayList<>());
    Future<ClientResponse> response = session.get("/x").informationalHandler(informed::add).send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(status)), RawFrame.headers(1, true, HpackBlock.status(200)));
    assertEquals(200, await(response).status());
    assertEquals(List.of(status), informed.stream().map(InformationalResponse::status).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {":status", ":path", "connection", "a b"})
  void a_trailer_that_must_not_be_is_refused(String name) {
    open();
    ClientRequest request = session.post("/x");
    assertThrows(IllegalArgumentException.class, () -> request.putTrailer(name, "v"));
    request.send("body");
    assertEquals("body", peer.request(1).text());
  }

  @Test
  void a_client_can_wait_for_100() {
    open();
    ClientRequest request = session.post("/x").putHeader("expect", "100-continue");
    request.informationalHandler(informed -> request.end("now"));
    request.write("");
    assertEquals("100-continue", peer.expectHeaders(1).get("expect"));
    assertSilence(peer);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(100)));
    assertEquals("now", peer.expect(FrameType.DATA, 1).text());
  }

  @Test
  void trailers_of_a_response_are_there_at_its_end() {
    open();
    Future<ClientResponse> sent = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "abc", false));
    ClientResponse response = await(sent);
    assertTrue(on(response::trailers).isEmpty(), "trailers before the end");
    peer.send(RawFrame.headers(1, true, HpackBlock.of("x-sum", "3")));
    assertEquals("abc", await(on(response::text)));
    assertEquals("3", on(response::trailers).get("x-sum"));
  }

  @Test
  void the_response_to_head_may_have_a_length_without_a_body() {
    open();
    Future<ClientResponse> sent = session.request(HttpMethod.HEAD, "/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200, "content-length", "1000")));
    ClientResponse response = await(sent);
    assertEquals(1000, response.contentLength());
    assertEquals(0, await(on(response::body)).length());
  }

  @Test
  void a_ping_measures_the_way_to_the_server_and_back() {
    open();
    Future<Duration> ping = session.ping();
    RawFrame frame = peer.readUntil(FrameType.PING);
    assertFalse(ping.isComplete(), "completed before the ACK arrived");
    peer.send(frame.with(Flag.ACK));
    assertFalse(await(ping).isNegative());
  }

  @Test
  void pings_of_the_server_are_acknowledged() {
    open();
    peer.send(RawFrame.ping(7));
    peer.expectPingAck(7);
  }
}
