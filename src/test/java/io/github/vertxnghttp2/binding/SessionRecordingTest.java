package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.SessionRecording;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a session records of its frames. */
class SessionRecordingTest extends OpenSessions {
  private static final int BYTES = 4096;
  /** What a record takes. */
  private static final int RECORD = 16;
  /** Frames that a session keeps which was silent. */
  private static final int RESTING = 16;
  /** How much heavier a silent session may be because of the recorder, in bytes. */
  private static final int HEAVIER = 700;

  /** A ring of more than 4 MiB, the cap of buffers for events. */
  private static final int LARGE = 8 << 20;
  /** Frames whose records take more than 4 MiB. */
  private static final int MANY = 300_000;

  /** Bytes of a header block in its first frame. */
  private static final int HALF = 3;

  private static SessionOptions recording(int bytes) {
    return new SessionOptions().setRecorderBytes(bytes);
  }

  @BeforeEach
  void record() {
    open(recording(BYTES), recording(BYTES));
  }

  private static List<String> lines(Session session, Way way) {
    List<String> lines = new ArrayList<>();
    for (RecordedFrame frame : session.recording(true).frames()) {
      if (frame.way() == way) {
        lines.add(FrameType.of(frame.type()) + " " + frame.streamId() + " length " + frame.length() + " flags "
          + frame.flags() + " value " + frame.value());
      }
    }
    return lines;
  }

  private static RecordedFrame last(Session session) {
    List<RecordedFrame> frames = session.recording(true).frames();
    return frames.get(frames.size() - 1);
  }

  private int request(HeaderList head, byte[] body) {
    int id = pair.client.session.submitRequest(head, body.length == 0);
    if (body.length > 0) {
      pair.client.push(id, body, true);
    }
    pair.exchange();
    return id;
  }

  @Test
  void both_sides_record_the_same_frames() {
    int id = request(POST, new byte[20_000]);
    pair.server.session.submitResponse(id, 200, TEXT, true);
    pair.exchange();
    List<String> sent = lines(pair.client.session, Way.SENT);
    assertEquals(sent, lines(pair.server.session, Way.RECEIVED));
    assertEquals(lines(pair.server.session, Way.SENT), lines(pair.client.session, Way.RECEIVED));
    assertTrue(sent.contains("DATA 1 length 16384 flags 0 value 0"), sent::toString);
    assertTrue(sent.contains("DATA 1 length 3616 flags 1 value 0"), sent::toString);
  }

  @Test
  void bytes_and_frames_are_counted() {
    int id = request(POST, new byte[20_000]);
    pair.server.session.submitResponse(id, 200, TEXT, true);
    pair.exchange();
    SessionRecording client = pair.client.session.recording(false);
    SessionRecording server = pair.server.session.recording(false);
    assertEquals(List.of(), client.frames());
    assertEquals(client.bytesSent(), server.bytesReceived());
    assertEquals(client.bytesReceived(), server.bytesSent());
    assertEquals(client.framesSent(), server.framesReceived());
    assertEquals(client.framesReceived(), server.framesSent());
    assertTrue(client.bytesSent() > 20_000);
    assertEquals(client.blockBytes(), server.blockBytes());
    assertEquals(client.fieldBytes(), server.fieldBytes());
    assertTrue(client.fieldBytes() > client.blockBytes());
  }

  @Test
  void increments_and_error_codes_are_values() {
    int id = request(POST, new byte[1]);
    pair.client.session.submitWindowUpdate(id, 70_000);
    pair.exchange();
    pair.client.session.submitRstStream(id, 8);
    pair.exchange();
    pair.client.session.submitGoaway(-1, 11, new byte[3]);
    pair.exchange();
    for (List<String> frames : List.of(lines(pair.client.session, Way.SENT), lines(pair.server.session,
      Way.RECEIVED))) {
      assertTrue(frames.contains("WINDOW_UPDATE 1 length 4 flags 0 value 70000"), frames::toString);
      assertTrue(frames.contains("RST_STREAM 1 length 4 flags 0 value 8"), frames::toString);
      assertTrue(frames.contains("GOAWAY 0 length 11 flags 0 value 11"), frames::toString);
    }
  }

  @Test
  void initial_window_sizes_are_values_of_settings() {
    for (SessionPair.Side from : List.of(pair.client, pair.server)) {
      SessionPair.Side to = from == pair.client ? pair.server : pair.client;
      from.session.submitSettings(3, 7, 4, 100_000, 5, 20_000);
      from.session.submitSettings(3, 8);
      from.session.submitSettings(4, 1, 4, 70_000);
      from.session.submitSettings(4, 0);
      pair.exchange();
      for (List<String> frames : List.of(lines(from.session, Way.SENT), lines(to.session, Way.RECEIVED))) {
        assertEquals(List.of("SETTINGS 0 length 18 flags 0 value 100000", "SETTINGS 0 length 6 flags 0 value 0",
          "SETTINGS 0 length 12 flags 0 value 70000", "SETTINGS 0 length 6 flags 0 value 0"), frames.stream()
            .filter(line -> line.startsWith("SETTINGS") && line.contains("flags 0")).skip(1).toList());
        assertTrue(frames.contains("SETTINGS 0 length 0 flags 1 value 0"), frames::toString);
      }
    }
  }

  @Test
  void settings_that_come_byte_by_byte_are_recorded_whole() {
    pair.client.session.submitSettings(3, 7, 4, 100_000, 5, 20_000);
    ByteBuf bytes = pair.client.flush();
    while (bytes.isReadable()) {
      pair.server.session.receive(bytes.readSlice(1), pair.server.events);
    }
    bytes.release();
    assertEquals(100_000, last(pair.server.session).value());
  }

  @Test
  void settings_that_are_refused_are_recorded_without_a_window() {
    pair.server.receive(new RawFrame(4, 0, 0, new byte[] {0, 4, (byte) 0x80, 0, 0, 1}));
    assertEquals(6, last(pair.server.session).length());
    assertEquals(0, last(pair.server.session).value());
  }

  @Test
  void a_frame_that_comes_byte_by_byte_is_recorded_whole() {
    int id = request(POST, new byte[1]);
    pair.client.session.submitRstStream(id, 0x01020304);
    pair.client.session.submitGoaway(-1, 0x0a0b0c0d, new byte[3]);
    ByteBuf bytes = pair.client.flush();
    while (bytes.isReadable()) {
      pair.server.session.receive(bytes.readSlice(1), pair.server.events);
    }
    bytes.release();
    List<String> frames = lines(pair.server.session, Way.RECEIVED);
    assertEquals(List.of("RST_STREAM 1 length 4 flags 0 value " + 0x01020304,
      "GOAWAY 0 length 11 flags 0 value " + 0x0a0b0c0d), frames.subList(frames.size() - 2, frames.size()));
  }

  @Test
  void continuations_count_with_their_headers() {
    request(GET, new byte[0]);
    byte[] block = HpackBlock.get("/");
    byte[] first = Arrays.copyOf(block, HALF);
    byte[] rest = Arrays.copyOfRange(block, HALF, block.length);
    pair.server.receive(RawFrame.unknown(1, 1, 3, first), RawFrame.continuation(3, true, rest));
    assertEquals(1, last(pair.server.session).type());
    assertEquals(block.length, last(pair.server.session).length());
    assertEquals(5, last(pair.server.session).flags());
  }

  @Test
  void continuations_without_headers_count_with_the_first_of_them() {
    request(GET, new byte[0]);
    int block = last(pair.server.session).length();
    pair.server.receive(RawFrame.continuation(1, false, new byte[5]), RawFrame.continuation(1, false, new byte[6]));
    List<RecordedFrame> frames = pair.server.session.recording(true).frames();
    assertEquals(11, frames.get(frames.size() - 1).length());
    assertEquals(block, frames.get(frames.size() - 2).length());
  }

  @Test
  void a_frame_that_is_refused_is_recorded() {
    pair.server.receive(RawFrame.data(1, new byte[20_000], false));
    assertEquals(20_000, last(pair.server.session).length());
  }

  @Test
  void a_large_ring_is_read_whole() {
    open(new SessionOptions(), recording(LARGE));
    int before = pair.server.session.recording(true).frames().size();
    RawFrame[] batch = new RawFrame[1000];
    Arrays.fill(batch, RawFrame.unknown(200, 0, 0, new byte[0]));
    for (int i = 0; i < MANY / batch.length; i++) {
      pair.server.receive(batch);
    }
    SessionRecording recording = pair.server.session.recording(true);
    assertEquals(before + MANY, recording.frames().size());
    assertEquals(0, recording.lostFrames());
  }

  @Test
  void the_reserved_bit_of_a_window_update_is_no_part_of_its_increment() {
    pair.server.receive(new RawFrame(8, 0, 0, new byte[] {(byte) 0x80, 0, 0, 5}));
    assertEquals(5, last(pair.server.session).value());
  }

  @Test
  void older_frames_are_overwritten_and_counted() {
    open(recording(4 * RECORD), recording(BYTES));
    for (int i = 0; i < 10; i++) {
      request(GET, new byte[0]);
    }
    SessionRecording client = pair.client.session.recording(true);
    List<RecordedFrame> all = pair.server.session.recording(true).frames();
    assertEquals(4, client.frames().size());
    assertEquals(client.framesSent() + client.framesReceived() - 4, client.lostFrames());
    assertEquals(all.get(all.size() - 1).streamId(), client.frames().get(3).streamId());
    assertEquals(19, client.frames().get(3).streamId());
    assertEquals(13, client.frames().get(0).streamId());
  }

  @Test
  void times_are_those_of_the_clock_and_in_order() {
    long before = RecordingClock.now();
    request(GET, new byte[0]);
    long after = RecordingClock.now();
    RecordedFrame frame = last(pair.server.session);
    assertTrue(frame.time() >= before - 8 && frame.time() <= after, () -> before + " " + frame + " " + after);
    long earlier = 0;
    for (RecordedFrame each : pair.server.session.recording(true).frames()) {
      assertTrue(each.time() >= earlier);
      earlier = each.time();
    }
  }

  @Test
  void the_round_trip_of_a_ping_is_measured() {
    assertTrue(pair.client.session.recording(false).roundTrip() > 0); // that of SETTINGS
    open(recording(BYTES), new SessionOptions());
    long settings = pair.client.session.recording(false).roundTrip();
    pair.client.session.submitPing(1);
    pair.exchange();
    long ping = pair.client.session.recording(false).roundTrip();
    assertTrue(ping > 0 && ping <= settings);
    pair.server.receive(RawFrame.pingAck(1)); // to a PING that nobody sent
    assertNull(pair.server.session.recording(false));
  }

  @Test
  void windows_and_settings_are_recorded() {
    open(recording(BYTES), recording(BYTES), 3, 7, 4, 100_000);
    request(POST, new byte[1000]);
    SessionRecording server = pair.server.session.recording(false);
    SessionRecording client = pair.client.session.recording(false);
    assertEquals(Map.of(SettingId.MAX_CONCURRENT_STREAMS, 7L, SettingId.INITIAL_WINDOW_SIZE, 100_000L),
      server.localSettings());
    assertEquals(server.localSettings(), client.remoteSettings());
    assertEquals(Map.of(), client.localSettings());
    assertEquals(pair.server.session.state().localWindowSize(0), server.receiveWindow());
    assertEquals(pair.client.session.state().remoteWindowSize(0), client.sendWindow());
  }

  @Test
  void a_session_that_rests_keeps_its_latest_frames_and_is_not_woken() {
    for (int i = 0; i < RESTING; i++) {
      pair.server.session.submitResponse(request(GET, new byte[0]), 200, TEXT, true);
      pair.exchange();
    }
    SessionRecording before = pair.server.session.recording(true);
    assertTrue(pair.server.session.rest());
    SessionRecording after = pair.server.session.recording(true);
    assertTrue(pair.server.session.isResting());
    int all = before.frames().size();
    assertEquals(before.frames().subList(all - RESTING, all), after.frames());
    assertEquals(before.lostFrames() + all - RESTING, after.lostFrames());
    assertEquals(before.sendWindow(), after.sendWindow());
    assertEquals(before.localSettings(), after.localSettings());
    assertEquals(before.bytesSent(), after.bytesSent());
    request(GET, new byte[0]);
    assertEquals(before.framesReceived() + 1, pair.server.session.recording(false).framesReceived());
    assertEquals(RESTING + 1, pair.server.session.recording(true).frames().size());
  }

  @Test
  void a_silent_session_is_little_heavier() {
    long with = silent(recording(BYTES));
    long without = silent(new SessionOptions());
    assertTrue(with > without);
    assertTrue(with - without < HEAVIER, () -> "with a recorder: " + with + " bytes; without: " + without);
  }

  /** Bytes of native memory that a session takes after many requests, while it rests. */
  private long silent(SessionOptions options) {
    pair.close();
    long before = Nghttp2.memoryUsed();
    pair = new SessionPair(options, options);
    for (int i = 0; i < 300; i++) {
      pair.server.session.submitResponse(request(GET, new byte[0]), 200, TEXT, true);
      pair.exchange();
    }
    assertTrue(pair.client.session.rest());
    assertTrue(pair.server.session.rest());
    return (Nghttp2.memoryUsed() - before) / 2;
  }

  @Test
  void without_a_recorder_nothing_is_recorded() {
    open(new SessionOptions(), recording(0));
    assertNull(pair.client.session.recording(true));
    assertNull(pair.server.session.recording(true));
    assertEquals(0, pair.server.session.recordedTime());
  }

  @Test
  void a_closed_session_has_no_recording() {
    pair.close();
    assertThrows(IllegalStateException.class, () -> pair.client.session.recording(true));
    assertFalse(pair.server.session.isResting());
  }
}
