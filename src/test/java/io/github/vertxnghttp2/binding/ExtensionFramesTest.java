package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ExtensionFramesTest {
  private static final int TYPE = 0x42;
  private static final HeaderList GET =
    HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");

  private static final SessionOutput NOWHERE = new SessionOutput() {
    @Override
    public void frames(ByteBuf out, int offset, int length) {
    }

    @Override
    public void body(int streamId, int length) {
    }
  };

  private SessionPair pair;

  @BeforeEach
  void open() {
    open(all(), all());
  }

  private void open(SessionOptions client, SessionOptions server, int... serverSettings) {
    if (pair != null) {
      pair.close();
    }
    pair = new SessionPair(client, server, serverSettings);
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }

  private static SessionOptions all() {
    return new SessionOptions().addExtensionType(TYPE).addExtensionType(0xff).addBuiltinExtensionType(FrameType.ALTSVC)
      .addBuiltinExtensionType(FrameType.ORIGIN).addBuiltinExtensionType(FrameType.PRIORITY_UPDATE);
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private void receive(RawFrame... frames) {
    pair.server.receive(frames);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 1000, 16_384})
  void a_frame_of_any_type_crosses_both_ways_as_it_is(int length) {
    byte[] payload = random(length);
    pair.client.session.submitExtension(TYPE, 0xff, 0, payload);
    pair.exchange();
    assertEquals(List.of("extension 66 255 0 " + length), pair.server.events.takeLines());
    assertArrayEquals(payload, pair.server.events.extension);
    pair.server.session.submitExtension(0xff, 1, 7, payload);
    pair.exchange();
    assertEquals(List.of("extension 255 1 7 " + length), pair.client.events.takeLines());
    assertArrayEquals(payload, pair.client.events.extension);
  }

  @Test
  void many_frames_arrive_in_their_order() {
    for (int i = 0; i < 500; i++) {
      pair.client.session.submitExtension(TYPE, i & 0xff, i, random(i));
    }
    pair.exchange();
    List<String> lines = pair.server.events.takeLines();
    assertEquals(500, lines.size());
    for (int i = 0; i < 500; i++) {
      assertEquals("extension 66 " + (i & 0xff) + " " + i + " " + i, lines.get(i));
    }
  }

  @Test
  void a_frame_may_come_in_any_number_of_pieces() {
    pair.client.session.submitExtension(TYPE, 0, 0, random(200));
    pair.client.session.submitExtension(TYPE, 0, 0, new byte[0]);
    pair.client.session.submitExtension(TYPE, 0, 0, random(3));
    ByteBuf wire = pair.client.flush();
    ByteBuf one = PooledByteBufAllocator.DEFAULT.directBuffer(1);
    while (wire.isReadable()) {
      one.clear().writeByte(wire.readByte());
      pair.server.session.receive(one, pair.server.events);
    }
    one.release();
    wire.release();
    assertEquals(List.of("extension 66 0 0 200", "extension 66 0 0 0", "extension 66 0 0 3"),
      pair.server.events.takeLines());
    assertArrayEquals(random(3), pair.server.events.extension);
  }

  @Test
  void a_payload_over_the_limit_is_dropped_and_reported_and_the_next_frame_is_read() {
    open(new SessionOptions(), all().setMaxExtensionPayload(100));
    receive(RawFrame.unknown(TYPE, 0, 0, random(101)), RawFrame.unknown(TYPE, 0, 0, random(100)), RawFrame.ping(5));
    assertEquals(List.of("extensionDropped 66 0 100 101", "extension 66 0 0 100", "ping 5"),
      pair.server.events.takeLines());
  }

  @Test
  void a_payload_over_the_limit_is_reported_once_though_it_comes_in_pieces() {
    open(new SessionOptions(), all().setMaxExtensionPayload(10));
    byte[] bytes = RawFrame.unknown(TYPE, 0, 0, random(50)).bytes();
    ByteBuf one = PooledByteBufAllocator.DEFAULT.directBuffer(1);
    for (byte b : bytes) {
      one.clear().writeByte(b);
      pair.server.session.receive(one, pair.server.events);
    }
    one.release();
    assertEquals(List.of("extensionDropped 66 0 10 50"), pair.server.events.takeLines());
  }

  @Test
  void other_extension_types_are_ignored() {
    open(new SessionOptions(), new SessionOptions());
    receive(RawFrame.unknown(TYPE, 0, 0, random(10)), RawFrame.priorityUpdate(1, "u=1"), RawFrame.ping(5));
    assertEquals(List.of("ping 5"), pair.server.events.takeLines());
  }

  @Test
  void a_known_extension_type_can_be_received_as_bytes() {
    open(new SessionOptions(), new SessionOptions().addExtensionType(FrameType.PRIORITY_UPDATE.code()));
    receive(RawFrame.priorityUpdate(1, "u=1"));
    assertEquals(List.of("extension 16 0 0 7"), pair.server.events.takeLines());
  }

  @Test
  void alternative_services_reach_the_client() {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.client.events.takeLines();
    pair.server.session.submitAltSvc(0, "https://example.com", "h2=\":8000\"");
    pair.server.session.submitAltSvc(id, "", "clear");
    pair.exchange();
    assertEquals(List.of("altsvc 0 https://example.com h2=\":8000\"", "altsvc 1  clear"),
      pair.client.events.takeLines());
  }

  @Test
  void origins_reach_the_client() {
    pair.server.session.submitOrigin(List.of("https://a.example", "https://b.example:8443"));
    pair.server.session.submitOrigin(List.of());
    pair.exchange();
    assertEquals(List.of("origin [https://a.example, https://b.example:8443]", "origin []"),
      pair.client.events.takeLines());
  }

  @Test
  void of_very_many_origins_those_that_can_be_counted_are_reported() {
    pair.client.session.submitSettings(SettingId.MAX_FRAME_SIZE.id(), 1 << 18);
    pair.exchange();
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    wire.writeBytes(RawFrame.unknown(FrameType.ORIGIN.code(), 0, 0, repeatedOrigin(70_000)).bytes())
      .writeBytes(RawFrame.ping(1).bytes());
    pair.client.events.takeLines();
    pair.client.session.receive(wire, pair.client.events);
    wire.release();
    List<String> lines = pair.client.events.takeLines();
    assertEquals(2, lines.size());
    assertEquals("origin " + Collections.nCopies(65_535, "o"), lines.get(0));
    assertEquals("ping 1", lines.get(1));
  }

  private static byte[] repeatedOrigin(int times) {
    byte[] payload = new byte[3 * times];
    for (int i = 0; i < times; i++) {
      payload[3 * i + 1] = 1;
      payload[3 * i + 2] = 'o';
    }
    return payload;
  }

  @Test
  void priority_updates_reach_a_server_that_has_left_the_old_scheme() {
    open(all(), all(), SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    pair.client.session.submitPriorityUpdate(1, "u=1, i".getBytes());
    pair.exchange();
    assertEquals(List.of("priorityUpdate 1 u=1, i"), pair.server.events.takeLines());
  }

  @Test
  void frames_that_were_never_sent_leave_no_memory_behind() {
    close();
    long before = Nghttp2.memoryUsed();
    for (int i = 0; i < 50; i++) {
      open();
      for (int n = 0; n < 20; n++) {
        pair.client.session.submitExtension(TYPE, 0, 0, random(16_384));
      }
      ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(20_000, 20_000);
      pair.client.session.flush(out, 0, pair.client.events, NOWHERE);
      out.release();
      receive(RawFrame.unknown(TYPE, 0, 0, random(1000)));
      byte[] half = RawFrame.unknown(TYPE, 0, 0, random(1000)).bytes();
      ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(half, 0, 500);
      pair.server.session.receive(wire, pair.server.events);
      wire.release();
      close();
    }
    assertEquals(before, Nghttp2.memoryUsed());
  }
}
