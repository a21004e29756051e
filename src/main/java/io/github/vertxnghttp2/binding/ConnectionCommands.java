package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.checks.SettingsEntries;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What can be submitted for the connection of a {@link Session}. */
abstract class ConnectionCommands extends StreamCommands {
  private static final int CONTINUATION = 9;

  ConnectionCommands(SessionType type, SessionOptions options, CommandEncoder commands) {
    super(type, options, commands);
  }

  // --- its end ---

  /**
   * nghttp2_submit_goaway
   *
   * @param lastStreamId -1 for the last that was processed
   * @param debugData at most 16,376 bytes
   */
  public void submitGoaway(int lastStreamId, int errorCode, byte[] debugData) {
    checkOpen();
    Range.check("lastStreamId", lastStreamId, -1, Integer.MAX_VALUE);
    Range.check("length of debugData", debugData.length, 0, Range.PAYLOAD_MAX - 8);
    commands.head(CommandEncoder.GOAWAY, 0, 0, 0);
    commands.putInt(lastStreamId);
    commands.putInt(errorCode);
    commands.putBytes(debugData);
    commands.commit();
  }

  /** Sends GOAWAY and wants nothing more after that (nghttp2_session_terminate_session). */
  public void terminate(int errorCode) {
    terminate(-1, errorCode);
  }

  /**
   * nghttp2_session_terminate_session2
   *
   * @param lastStreamId -1 for the last that was processed
   */
  public void terminate(int lastStreamId, int errorCode) {
    checkOpen();
    Range.check("lastStreamId", lastStreamId, -1, Integer.MAX_VALUE);
    commands.head(CommandEncoder.TERMINATE, 0, 0, 0);
    commands.putInt(lastStreamId);
    commands.putInt(errorCode);
    commands.commit();
  }

  /** The first GOAWAY of a graceful shutdown, RFC 9113 section 6.8 (nghttp2_submit_shutdown_notice). Servers only. */
  public void submitShutdownNotice() {
    checkOpen();
    commands.head(CommandEncoder.SHUTDOWN_NOTICE, 0, 0, 0);
    commands.commit();
  }

  // --- settings, pings, windows ---

  /**
   * nghttp2_submit_settings. A session begins with this, flushed before anything is received: the peer must not see the
   * acknowledgement of its own SETTINGS first (RFC 9113 section 3.4).
   *
   * @param idsAndValues at most 32 ids and values in turn, values as unsigned 32-bit numbers
   */
  public void submitSettings(int... idsAndValues) {
    checkOpen();
    SettingsEntries.check(idsAndValues);
    commands.head(CommandEncoder.SETTINGS, 0, idsAndValues.length / 2, 0);
    for (int number : idsAndValues) {
      commands.putInt(number);
    }
    commands.commit();
  }

  /** nghttp2_submit_ping */
  public void submitPing(long opaqueData) {
    ping(0, opaqueData);
  }

  /** The answer to a PING, for sessions with {@link SessionOptions#setNoAutoPingAck}. */
  public void submitPingAck(long opaqueData) {
    ping(CommandEncoder.ACK, opaqueData);
  }

  private void ping(int flags, long opaqueData) {
    checkOpen();
    commands.head(CommandEncoder.PING, flags, 0, 0);
    commands.putPing(opaqueData);
    commands.commit();
  }

  /** The size of a stream's receive window, or of the connection's for stream 0 (nghttp2_session_set_local_window_size). */
  public void setLocalWindowSize(int streamId, int bytes) {
    checkOpen();
    Range.size("bytes", bytes);
    commands.head(CommandEncoder.LOCAL_WINDOW, 0, 0, Range.streamIdOrConnection(streamId));
    commands.putInt(bytes);
    commands.commit();
  }

  /** Widens a stream's receive window, or the connection's for stream 0 (nghttp2_submit_window_update). */
  public void submitWindowUpdate(int streamId, int increment) {
    checkOpen();
    Range.check("increment", increment, 1, Integer.MAX_VALUE);
    commands.head(CommandEncoder.WINDOW_UPDATE, 0, 0, Range.streamIdOrConnection(streamId));
    commands.putInt(increment);
    commands.commit();
  }

  /** Changes what {@link SessionOptions#setMaxUnread} said. @param bytes 0 for no limit */
  public void setMaxUnread(int bytes) {
    checkOpen();
    Range.check("maxUnread", bytes, 0, Integer.MAX_VALUE);
    commands.head(CommandEncoder.MAX_UNREAD, 0, 0, 0);
    commands.putInt(bytes);
    commands.commit();
  }

  // --- frames beyond RFC 9113 ---

  /**
   * Sends a frame of any type beyond those of RFC 9113 (nghttp2_submit_extension).
   *
   * @param frameType 10 to 255
   * @param flags 0 to 255
   * @param streamId 0 for the connection
   * @param payload at most 16,384 bytes
   */
  public void submitExtension(int frameType, int flags, int streamId, byte[] payload) {
    checkOpen();
    Range.check("frameType", frameType, CONTINUATION + 1, 255);
    Range.check("flags", flags, 0, 255);
    Range.check("length of payload", payload.length, 0, Range.PAYLOAD_MAX);
    commands.head(CommandEncoder.EXTENSION, flags, frameType, Range.streamIdOrConnection(streamId));
    commands.putBytes(payload);
    commands.commit();
  }

  /**
   * ALTSVC of RFC 7838 section 4 (nghttp2_submit_altsvc). Servers only.
   *
   * @param origin for stream 0; empty for others, which have one
   */
  public void submitAltSvc(int streamId, String origin, String fieldValue) {
    checkServer("speak for an origin");
    Range.streamIdOrConnection(streamId);
    if (origin.isEmpty() == (streamId == 0)) {
      throw new IllegalArgumentException("origin is " + (origin.isEmpty() ? "empty" : origin) + " for stream " + streamId
        + "; stream 0 needs one, and other streams have theirs (RFC 7838 section 4)");
    }
    byte[] originOctets = octets(origin);
    byte[] valueOctets = octets(fieldValue);
    Range.check("length of origin and fieldValue", originOctets.length + valueOctets.length, 0, Range.PAYLOAD_MAX - 2);
    commands.head(CommandEncoder.ALTSVC, 0, 0, streamId);
    commands.putBytes(originOctets);
    commands.putBytes(valueOctets);
    commands.commit();
  }

  /** ORIGIN of RFC 8336 (nghttp2_submit_origin). Servers only. At most 16,384 bytes with two more for each origin. */
  public void submitOrigin(List<String> origins) {
    checkServer("speak for an origin");
    byte[][] octets = new byte[origins.size()][];
    long length = 0;
    for (int i = 0; i < octets.length; i++) {
      octets[i] = octets(origins.get(i));
      length += 2 + octets[i].length;
    }
    Range.check("length of origins", length, 0, Range.PAYLOAD_MAX);
    commands.head(CommandEncoder.ORIGIN, 0, octets.length, 0);
    for (byte[] origin : octets) {
      commands.putBytes(origin);
    }
    commands.commit();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
