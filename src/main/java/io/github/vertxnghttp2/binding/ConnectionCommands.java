package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.checks.SettingsEntries;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.FrameType;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the commands of a {@link Session} that concern the connection. The session's methods describe them. */
final class ConnectionCommands {
  /** What a GOAWAY holds besides its debug data: last stream id and error code. */
  private static final int GOAWAY_FIXED = 8;
  static final int DEBUG_DATA_MAX = Wire.Size.PAYLOAD_MAX - GOAWAY_FIXED;

  private final NativeSession session;
  private final CommandEncoder commands;

  ConnectionCommands(NativeSession session, CommandEncoder commands) {
    this.session = session;
    this.commands = commands;
  }

  // --- end of the connection ---

  void goaway(int lastStreamId, int errorCode, byte[] debugData) {
    session.checkOpen();
    checkLastStreamId(lastStreamId);
    Range.check("length of debugData", debugData.length, 0, DEBUG_DATA_MAX);
    commands.head(Wire.Command.GOAWAY, 0, 0, 0);
    commands.putInt(lastStreamId);
    commands.putInt(errorCode);
    commands.putBytes(debugData);
    commands.commit();
  }

  void terminate(int lastStreamId, int errorCode) {
    session.checkOpen();
    checkLastStreamId(lastStreamId);
    commands.head(Wire.Command.TERMINATE, 0, 0, 0);
    commands.putInt(lastStreamId);
    commands.putInt(errorCode);
    commands.commit();
  }

  private static void checkLastStreamId(int lastStreamId) {
    Range.check("lastStreamId", lastStreamId, -1, Integer.MAX_VALUE);
  }

  void shutdownNotice() {
    session.checkOpen();
    commands.head(Wire.Command.SHUTDOWN_NOTICE, 0, 0, 0);
    commands.commit();
  }

  // --- settings, pings, windows ---

  void settings(int... idsAndValues) {
    session.checkOpen();
    SettingsEntries.check(idsAndValues);
    commands.head(Wire.Command.SETTINGS, 0, idsAndValues.length / 2, 0);
    for (int number : idsAndValues) {
      commands.putInt(number);
    }
    commands.commit();
  }

  void ping(long opaqueData) {
    ping(0, opaqueData);
  }

  void pingAck(long opaqueData) {
    ping(Wire.CommandFlag.ACK, opaqueData);
  }

  private void ping(int flags, long opaqueData) {
    session.checkOpen();
    commands.head(Wire.Command.PING, flags, 0, 0);
    commands.putPing(opaqueData);
    commands.commit();
  }

  void localWindowSize(int streamId, int bytes, boolean credit) {
    session.checkOpen();
    Range.size("bytes", bytes);
    int flags = credit ? Wire.CommandFlag.CREDIT : 0;
    commands.head(Wire.Command.LOCAL_WINDOW, flags, 0, Range.streamIdOrConnection(streamId));
    commands.putInt(bytes);
    commands.commit();
  }

  void windowUpdate(int streamId, int increment) {
    session.checkOpen();
    Range.check("increment", increment, 1, Integer.MAX_VALUE);
    commands.head(Wire.Command.WINDOW_UPDATE, 0, 0, Range.streamIdOrConnection(streamId));
    commands.putInt(increment);
    commands.commit();
  }

  void maxUnread(int bytes) {
    session.checkOpen();
    Range.check("maxUnread", bytes, 0, Integer.MAX_VALUE);
    commands.head(Wire.Command.MAX_UNREAD, 0, 0, 0);
    commands.putInt(bytes);
    commands.commit();
  }

  // --- frames beyond RFC 9113 ---

  void extension(int frameType, int flags, int streamId, byte[] payload) {
    session.checkOpen();
    Range.check("frameType", frameType, FrameType.CONTINUATION.code() + 1, 255);
    Range.check("flags", flags, 0, 255);
    Range.check("length of payload", payload.length, 0, Wire.Size.PAYLOAD_MAX);
    commands.head(Wire.Command.EXTENSION, flags, frameType, Range.streamIdOrConnection(streamId));
    commands.putBytes(payload);
    commands.commit();
  }

  void altSvc(int streamId, String origin, String fieldValue) {
    session.checkServer("send ALTSVC");
    Range.streamIdOrConnection(streamId);
    if (origin.isEmpty() == (streamId == 0)) {
      throw new IllegalArgumentException("origin is " + (origin.isEmpty() ? "empty" : origin) + " for stream "
        + streamId
        + "; stream 0 needs an origin, and another stream has that of its request (RFC 7838 section 4)");
    }
    byte[] originOctets = octets(origin);
    byte[] valueOctets = octets(fieldValue);
    Range.check("length of origin and fieldValue", originOctets.length + valueOctets.length, 0,
      Wire.Size.PAYLOAD_MAX - 2);
    commands.head(Wire.Command.ALTSVC, 0, 0, streamId);
    commands.putBytes(originOctets);
    commands.putBytes(valueOctets);
    commands.commit();
  }

  void origin(List<String> origins) {
    session.checkServer("send ORIGIN");
    byte[][] octets = new byte[origins.size()][];
    long length = 0;
    for (int i = 0; i < octets.length; i++) {
      octets[i] = octets(origins.get(i));
      length += 2 + octets[i].length;
    }
    Range.check("length of origins", length, 0, Wire.Size.PAYLOAD_MAX);
    commands.head(Wire.Command.ORIGIN, 0, octets.length, 0);
    for (byte[] origin : octets) {
      commands.putBytes(origin);
    }
    commands.commit();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // --- the frame listener ---

  void frameLog(boolean on) {
    commands.head(Wire.Command.FRAME_LOG, 0, on ? 1 : 0, 0);
    commands.commit();
  }
}
