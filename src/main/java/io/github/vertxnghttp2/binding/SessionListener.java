package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.limits.Limit;
import io.netty.buffer.ByteBuf;

import java.util.List;

/**
 * What happened in a session. The methods are called by {@link Session#receive} and {@link Session#flush}, on their
 * thread, after the native call has returned: any method of the session may be called from them except those two.
 *
 * <p>Error codes are those of RFC 9113 section 7, as unsigned 32-bit numbers in an int, and may be unknown ones. Library
 * errors are negative numbers: {@link LibraryError} names them, {@link Nghttp2#strerror} explains them.
 */
public interface SessionListener {

  /** Who ended a stream. */
  enum ClosedBy {
    /** The peer's RST_STREAM. */
    REMOTE,
    /** {@link Session#submitRstStream}. */
    LOCAL,
    /** Both sides ended it (NO_ERROR), or the library did, because of an error of the peer or a GOAWAY. */
    LIBRARY
  }

  /** The limits that a header block of the peer can exceed. */
  enum HeaderLimit {
    /** Bytes of the list: name + value + 32 for each field, RFC 9113 section 6.5.2. */
    SIZE(Limit.MAX_HEADER_LIST_SIZE),
    /** Number of fields. */
    FIELDS(Limit.MAX_HEADER_FIELDS);

    private final Limit limit;

    HeaderLimit(Limit limit) {
      this.limit = limit;
    }

    /** The row in the table of limits. */
    public Limit limit() {
      return limit;
    }
  }

  /** A header block is complete. The list is the listener's. */
  default void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
  }

  /** A promised request is complete, RFC 9113 section 6.6. */
  default void onPushPromise(int streamId, int promisedStreamId, HeaderList headers) {
  }

  /**
   * Bytes of a body. {@link Session#consume} credits what the session's {@link FlowControl} has not.
   *
   * @param input the buffer that {@link Session#receive} reads; valid during the call, retain a slice to keep the bytes
   * @param offset index of the first byte in it
   */
  default void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
  }

  /** The peer ended its side of the stream without a byte more. */
  default void onEndStream(int streamId) {
  }

  /** Our END_STREAM has been written; the peer's side is still open. */
  default void onLocalEnd(int streamId) {
  }

  /** The stream is gone. Not called for streams that are open when the session is closed. */
  default void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
  }

  /**
   * The peer ends the connection (RFC 9113 section 6.8); streams of ours above {@code lastStreamId} are closed as
   * refused.
   */
  default void onGoAway(int lastStreamId, int errorCode, byte[] debugData) {
  }

  /** A GOAWAY of this side was written, one that was submitted or the library's own. */
  default void onGoAwaySent(int lastStreamId, int errorCode) {
  }

  /** @param idsAndValues ids and values in turn, values as unsigned 32-bit numbers */
  default void onSettings(int[] idsAndValues) {
  }

  /** The peer has acknowledged our SETTINGS, which are in force now. */
  default void onSettingsAck() {
  }

  /** A PING came; the library has queued its answer unless told not to. */
  default void onPing(long opaqueData) {
  }

  /** The answer to {@link Session#submitPing} came. */
  default void onPingAck(long opaqueData) {
  }

  /** A field of the block being received is malformed (RFC 9113 section 8.2); the stream is reset. Cut at 128 bytes. */
  default void onInvalidHeader(int streamId, String name, String value) {
  }

  /** The block being received exceeds a limit of ours; the stream is reset with ENHANCE_YOUR_CALM. */
  default void onHeaderLimit(int streamId, HeaderLimit limit, long maximum, long reached) {
  }

  /** The peer passed a limit of {@link SessionOptions#setFrameLimit}; the session cannot go on. */
  default void onFrameLimit(FrameLimit limit, long maximum) {
  }

  /** A frame of the peer was refused. */
  default void onInvalidFrame(int streamId, int frameType, int libraryError) {
  }

  /** A submitted frame will not be sent. */
  default void onFrameNotSent(int streamId, int frameType, int libraryError) {
  }

  /** The library refused what a submit method asked for, for example a request when the stream ids are used up. */
  default void onSubmitFailed(int streamId, int libraryError) {
  }

  /**
   * A frame of a type that {@link SessionOptions#addExtensionType} asked for.
   *
   * @param payload the listener's
   */
  default void onExtension(int frameType, int flags, int streamId, byte[] payload) {
  }

  /** Such a frame was dropped, since its payload exceeds {@link SessionOptions#setMaxExtensionPayload}. */
  default void onExtensionDropped(int frameType, int streamId, int maximum, int length) {
  }

  /** @param origin empty, and told by the stream, unless that is 0 (RFC 7838 section 4) */
  default void onAltSvc(int streamId, String origin, String fieldValue) {
  }

  /** RFC 8336 section 2 */
  default void onOrigin(List<String> origins) {
  }

  /**
   * The client changes the priority of a stream, which may come later, RFC 9218 section 7.1.
   *
   * @param fieldValue see {@link io.github.vertxnghttp2.frame.Priority#parse}
   */
  default void onPriorityUpdate(int streamId, String fieldValue) {
  }

  /** The head of a frame has come, see {@link SessionOptions#setTellFrames}. */
  default void onBeginFrame(int streamId, int frameType, int flags, int length) {
  }

  /** A frame, but no DATA, is about to be sent; the length is without padding. See {@link SessionOptions#setTellFrames}. */
  default void onBeforeFrameSend(int streamId, int frameType, int flags, int length) {
  }

  /** The library's own words about an error, in English, for a log. */
  default void onError(int libraryError, String text) {
  }
}
