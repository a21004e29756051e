package io.github.vertxnghttp2.frame;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CodesTest {
  @Test
  void every_code_leads_back_to_its_constant() {
    for (ErrorCode error : ErrorCode.values()) {
      assertEquals(error, ErrorCode.of(error.code()));
    }
    for (SettingId setting : SettingId.values()) {
      assertEquals(setting, SettingId.of(setting.id()));
    }
    for (FrameType type : FrameType.values()) {
      assertEquals(type, FrameType.of(type.code()));
    }
    for (StreamState state : StreamState.values()) {
      assertEquals(state, StreamState.of(state.code()));
    }
    for (HeadersCategory category : HeadersCategory.values()) {
      assertEquals(category, HeadersCategory.of(category.code()));
    }
  }

  @Test
  void codes_are_those_of_the_specifications() {
    assertEquals(0, ErrorCode.NO_ERROR.code());
    assertEquals(1, ErrorCode.PROTOCOL_ERROR.code());
    assertEquals(2, ErrorCode.INTERNAL_ERROR.code());
    assertEquals(3, ErrorCode.FLOW_CONTROL_ERROR.code());
    assertEquals(4, ErrorCode.SETTINGS_TIMEOUT.code());
    assertEquals(5, ErrorCode.STREAM_CLOSED.code());
    assertEquals(6, ErrorCode.FRAME_SIZE_ERROR.code());
    assertEquals(7, ErrorCode.REFUSED_STREAM.code());
    assertEquals(8, ErrorCode.CANCEL.code());
    assertEquals(9, ErrorCode.COMPRESSION_ERROR.code());
    assertEquals(10, ErrorCode.CONNECT_ERROR.code());
    assertEquals(11, ErrorCode.ENHANCE_YOUR_CALM.code());
    assertEquals(12, ErrorCode.INADEQUATE_SECURITY.code());
    assertEquals(13, ErrorCode.HTTP_1_1_REQUIRED.code());
    assertEquals(9, FrameType.CONTINUATION.code());
    assertEquals(0x10, FrameType.PRIORITY_UPDATE.code());
    assertEquals(9, SettingId.NO_RFC7540_PRIORITIES.id());
    assertEquals(1, StreamState.IDLE.code());
    assertEquals(7, StreamState.CLOSED.code());
    assertEquals(3, HeadersCategory.HEADERS.code());
  }

  @Test
  void unknown_codes_give_no_constant() {
    for (long code : new long[] {-1, 14, 0x1f, 0xffff_ffffL, 1L << 32, Long.MIN_VALUE}) {
      assertNull(ErrorCode.of(code));
      assertNull(HeadersCategory.of(code));
      assertNull(StreamState.of(code));
    }
    assertNull(StreamState.of(0));
    assertNull(FrameType.of(0xb));
    assertNull(FrameType.of(0x11));
    assertNull(SettingId.of(0));
    assertNull(SettingId.of(7));
    assertNull(SettingId.of(0xffff));
  }

  @Test
  void unknown_error_codes_keep_their_number() {
    assertEquals("CANCEL", ErrorCode.nameOf(8));
    assertEquals("0x1f", ErrorCode.nameOf(0x1f));
    assertEquals("0xffffffff", ErrorCode.nameOf(0xffff_ffffL));
    assertEquals(0x1fL, new RstStreamFrame(1, 0x1f).errorCode());
    assertNull(new RstStreamFrame(1, 0x1f).error());
  }

  @Test
  void the_same_bit_is_ack_or_end_stream_depending_on_the_frame_type() {
    assertEquals(EnumSet.of(Flag.END_STREAM), Flag.of(FrameType.DATA, 0x1));
    assertEquals(EnumSet.of(Flag.END_STREAM), Flag.of(FrameType.HEADERS, 0x1));
    assertEquals(EnumSet.of(Flag.ACK), Flag.of(FrameType.SETTINGS, 0x1));
    assertEquals(EnumSet.of(Flag.ACK), Flag.of(FrameType.PING, 0x1));
  }

  @Test
  void flags_that_the_type_does_not_define_are_left_out() {
    assertEquals(EnumSet.of(Flag.END_STREAM, Flag.PADDED), Flag.of(FrameType.DATA, 0xff));
    assertEquals(EnumSet.of(Flag.END_STREAM, Flag.END_HEADERS, Flag.PADDED, Flag.PRIORITY),
      Flag.of(FrameType.HEADERS, 0xff));
    assertEquals(EnumSet.noneOf(Flag.class), Flag.of(FrameType.GOAWAY, 0xff));
    assertEquals(EnumSet.noneOf(Flag.class), Flag.of(null, 0xff));
    assertTrue(Flag.ACK.isSet(FrameType.PING, 0x1));
    assertFalse(Flag.ACK.isSet(FrameType.DATA, 0x1));
    assertFalse(Flag.ACK.isSet(null, 0x1));
  }

  @Test
  void described_flags_end_with_the_bits_that_have_no_name() {
    assertEquals("END_STREAM|END_HEADERS|0x40", Flag.describe(FrameType.HEADERS, 0x45));
    assertEquals("ACK", Flag.describe(FrameType.PING, 0x1));
    assertEquals("0x1", Flag.describe(null, 0x1));
    assertEquals("", Flag.describe(FrameType.DATA, 0));
  }
}
