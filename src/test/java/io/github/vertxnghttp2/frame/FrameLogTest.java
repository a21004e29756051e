package io.github.vertxnghttp2.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameLogTest {
  private final List<String> lines = new ArrayList<>();
  private final FrameLog log = new FrameLog(lines::add);

  /** The line without the time. */
  private String line(Frame frame) {
    lines.clear();
    log.sent(frame);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).matches(" +\\d+\\.\\d{3} send .*"), lines.get(0));
    return lines.get(0).substring(9);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HeadersFrame headers(String... fields) {
    return new HeadersFrame(1, 5, 31, 0, null, HeadersCategory.REQUEST, HeaderList.of(fields));
  }

  @Test
  void sizes_of_windows_have_a_line_of_their_own() {
    log.windowsChanged(2_621_440, 655_360, 100_238_000);
    assertTrue(lines.get(0).endsWith(" self windows: connection=2621440 stream=655360 roundTrip=100.238ms"),
      lines.get(0));
  }

  @Test
  void columns_are_aligned_and_none_is_empty() {
    assertEquals(List.of(
        "send      1 HEADERS             31 END_STREAM|END_HEADERS REQUEST [:method: GET] [:path: /]",
        "send      1 HEADERS             40 END_HEADERS|PRIORITY   dependency=3 weight=16 exclusive",
        "send      1 DATA                13 END_STREAM",
        "send      1 DATA                14 PADDED                 padding=10",
        "send      0 SETTINGS            12 -                      MAX_FRAME_SIZE=20000 0x4242=1",
        "send      0 SETTINGS             0 ACK",
        "send      0 WINDOW_UPDATE        4 -                      increment=983041",
        "send      1 RST_STREAM           4 -                      CANCEL",
        "send      1 RST_STREAM           4 -                      0x4242",
        "send      0 PING                 8 ACK                    data=0102030405060708",
        "send      0 GOAWAY              14 -                      lastStream=7 0x99 \"enough\"",
        "send      3 PRIORITY             5 -                      dependency=0 weight=201",
        "send      1 PUSH_PROMISE        20 END_HEADERS            promised=2 [:path: /a]",
        "send      0 PRIORITY_UPDATE      7 -                      stream=5 \"u=1\"",
        "send      0 ALTSVC              13 -                      origin=\"http://a\" \"clear\"".replace("13", "15"),
        "send      0 ORIGIN              20 -                      http://a http://b",
        "send      1 CONTINUATION         2 END_HEADERS            6162",
        "send      3 0xbe                 3 0xff                   010203"),
      List.of(
        line(headers(":method", "GET", ":path", "/")),
        line(new HeadersFrame(1, 0x24, 40, 0, new PrioritySpec(3, 16, true), null, new HeaderList())),
        line(new DataFrame(1, 1, 13, 0)),
        line(new DataFrame(1, 8, 14, 10)),
        line(new SettingsFrame(0, List.of(new SettingsFrame.Setting(5, 20_000), new SettingsFrame.Setting(0x4242, 1)))),
        line(new SettingsFrame(1, List.of())),
        line(new WindowUpdateFrame(0, 983_041)),
        line(new RstStreamFrame(1, 8)),
        line(new RstStreamFrame(1, 0x4242)),
        line(new PingFrame(1, 0x0102030405060708L)),
        line(new GoAwayFrame(7, 0x99, utf8("enough"))),
        line(new PriorityFrame(3, new PrioritySpec(0, 201, false))),
        line(new PushPromiseFrame(1, 4, 20, 0, 2, HeaderList.of(":path", "/a"))),
        line(new PriorityUpdateFrame(5, "u=1")),
        line(new AltSvcFrame(0, "http://a", "clear")),
        line(new OriginFrame(List.of("http://a", "http://b"))),
        line(new ContinuationFrame(1, 4, utf8("ab"))),
        line(new UnknownFrame(0xbe, 0xff, 3, ByteBuffer.wrap(new byte[] {1, 2, 3})))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization", "Proxy-Authorization", "cookie", "Set-Cookie"})
  void secrets_are_not_shown_unless_asked_for(String name) {
    assertTrue(line(headers(name, "s3cret")).endsWith("[" + name + ": (sensitive)]"), lines::toString);
    log.showSecrets(true);
    assertTrue(line(headers(name, "s3cret")).endsWith("[" + name + ": s3cret]"), lines::toString);
  }

  @Test
  void what_must_never_be_indexed_is_a_secret() {
    Frame frame = new HeadersFrame(1, 5, 31, 0, null, null, new HeaderList().add("x-token", "s3cret", true));
    assertFalse(line(frame).contains("s3cret"));
    log.showSecrets(true);
    assertTrue(line(frame).contains("[x-token: s3cret]"));
  }

  @Test
  void a_peer_cannot_forge_a_line() {
    assertTrue(line(headers("x", "a\r\n0.000 recv\u001b[0m\\")).endsWith("[x: a\\x0d\\x0a0.000 recv\\x1b[0m\\x5c]"),
      lines::toString);
    assertTrue(line(new GoAwayFrame(0, 0, utf8("a\nb\u2028"))).endsWith("\"a\\x0ab\\u2028\""), lines::toString);
  }

  @Test
  void long_texts_and_payloads_are_cut() {
    assertTrue(line(headers("x", "y".repeat(5000))).endsWith("y… (5000)]"), lines::toString);
    assertTrue(line(headers("x", "y".repeat(5000))).length() < 1200);
    assertTrue(line(new UnknownFrame(0xbe, 0, 0, ByteBuffer.allocate(5000))).endsWith("00…"), lines::toString);
  }

  @Test
  void anything_that_takes_text_takes_a_log() {
    StringBuilder text = new StringBuilder();
    FrameLog.to(text).received(new PingFrame(0, 1));
    assertTrue(text.toString().matches(" +\\d+\\.\\d{3} recv +0 PING .*data=0000000000000001\n"), text::toString);
    Appendable broken = new Appendable() {
      @Override
      public Appendable append(CharSequence all) throws IOException {
        throw new IOException("full");
      }

      @Override
      public Appendable append(CharSequence all, int start, int end) throws IOException {
        throw new IOException("full");
      }

      @Override
      public Appendable append(char one) throws IOException {
        throw new IOException("full");
      }
    };
    assertThrows(UncheckedIOException.class, () -> FrameLog.to(broken).received(new PingFrame(0, 1)));
  }

  @Test
  void the_last_line_says_why_the_connection_ended_and_nothing_of_the_peer_breaks_it() {
    log.ended("the peer sent GOAWAY with NO_ERROR: bye\n   0.000 recv");
    assertEquals(1, lines.size());
    String line = " +\\d+\\.\\d{3} end  the peer sent GOAWAY with NO_ERROR: bye\\\\x0a   0\\.000 recv";
    assertTrue(lines.get(0).matches(line), lines.get(0));
  }
}
