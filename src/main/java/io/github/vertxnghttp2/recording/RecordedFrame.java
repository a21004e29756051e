package io.github.vertxnghttp2.recording;

/**
 * A frame, without its payload.
 *
 * @param time     microseconds since the epoch
 * @param way      who sent it
 * @param type     the frame type, RFC 9113 section 6; 8 bits. CONTINUATION frames are counted with their HEADERS
 * @param flags    8 bits
 * @param streamId 0 for the connection
 * @param length   bytes of the payload
 * @param value    of WINDOW_UPDATE the increment, of RST_STREAM and GOAWAY the error code, of SETTINGS the
 *                 INITIAL_WINDOW_SIZE if it has one and that is known; otherwise 0
 */
public record RecordedFrame(long time, Way way, int type, int flags, int streamId, int length, long value) {
}
