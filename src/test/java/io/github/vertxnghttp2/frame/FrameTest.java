package io.github.vertxnghttp2.frame;

import io.github.vertxnghttp2.frame.SettingsFrame.Setting;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameTest {
  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void each_record_is_for_one_type_and_every_type_has_a_record() {
    List<Frame> frames = List.of(
      new DataFrame(1, 0, utf8(""), 0),
      new HeadersFrame(1, 0, 0, 0, null, HeadersCategory.REQUEST, new HeaderList()),
      new PriorityFrame(1, new PrioritySpec(0, 16, false)),
      new RstStreamFrame(1, 0),
      new SettingsFrame(0, List.of()),
      new PushPromiseFrame(1, 0, 4, 0, 2, new HeaderList()),
      new PingFrame(0, 0),
      new GoAwayFrame(0, 0, utf8("")),
      new WindowUpdateFrame(1, 1),
      new ContinuationFrame(1, 0, utf8("")),
      new AltSvcFrame(0, "", ""),
      new OriginFrame(List.of()),
      new PriorityUpdateFrame(1, "u=1"));
    Set<FrameType> types = new HashSet<>();
    for (Frame frame : frames) {
      assertTrue(frame.getClass().getSimpleName().equalsIgnoreCase(
        frame.frameType().name().replace("_", "") + "Frame"), frame.toString());
      types.add(frame.frameType());
    }
    assertEquals(Set.of(FrameType.values()), types);
    assertEquals(frames.size() + 1, Frame.class.getPermittedSubclasses().length);
  }

  @Test
  void frames_with_the_same_bytes_are_equal_however_the_bytes_lie() {
    ByteBuffer padded = utf8("..abc").position(2);
    DataFrame frame = new DataFrame(1, 1, padded, 0);
    assertEquals(new DataFrame(1, 1, utf8("abc"), 0), frame);
    assertEquals(new DataFrame(1, 1, utf8("abc"), 0).hashCode(), frame.hashCode());
    assertNotEquals(new DataFrame(1, 1, utf8("abd"), 0), frame);
    assertEquals(2, padded.position());
  }

  @Test
  void reading_a_payload_leaves_the_frame_as_it_was() {
    GoAwayFrame frame = new GoAwayFrame(7, 0x1f, utf8("enough"));
    ByteBuffer data = frame.debugData();
    data.get(new byte[6]);
    assertEquals("enough", frame.debugText());
    assertThrows(ReadOnlyBufferException.class, () -> frame.debugData().put((byte) 1));
  }

  @Test
  void payloads_of_control_frames_are_copied() {
    byte[] bytes = {1, 2, 3};
    UnknownFrame unknown = new UnknownFrame(0xbe, 0xff, 3, ByteBuffer.wrap(bytes));
    bytes[0] = 9;
    assertEquals(1, unknown.payload().get(0));
    assertNull(unknown.frameType());
    assertEquals(Set.of(), unknown.flagSet());
  }

  @Test
  void padding_counts_for_flow_control_together_with_its_length_field() {
    assertEquals(3, new DataFrame(1, 0x1, utf8("abc"), 0).length());
    assertEquals(4, new DataFrame(1, 0x8, utf8("abc"), 0).length());
    assertEquals(14, new DataFrame(1, 0x9, utf8("abc"), 10).length());
  }

  @Test
  void the_last_of_repeated_settings_counts() {
    List<Setting> settings = new ArrayList<>(List.of(new Setting(SettingId.MAX_FRAME_SIZE, 20_000),
      new Setting(0x4242, 1), new Setting(SettingId.MAX_FRAME_SIZE, 0xffff_ffffL)));
    SettingsFrame frame = new SettingsFrame(0, settings);
    settings.clear();
    assertEquals(0xffff_ffffL, frame.value(SettingId.MAX_FRAME_SIZE, 16_384));
    assertEquals(65_535, frame.value(SettingId.INITIAL_WINDOW_SIZE, 65_535));
    assertNull(frame.settings().get(1).setting());
    assertEquals("0x4242=1", frame.settings().get(1).toString());
    assertFalse(frame.isAck());
    assertTrue(new SettingsFrame(1, List.of()).isAck());
    assertTrue(new PingFrame(1, 0).isAck());
  }
}
