package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.limits.Limit;
import io.netty.buffer.ByteBuf;

import java.util.List;

/**
 * Is notified of what happens in a session. {@link Session#receive} and {@link Session#flush} call the methods on their
 * own thread, after the native call has returned. The methods may call any method of the session except those two.
 *
 * <p>Error codes are those of RFC 9113 section 7, as unsigned 32-bit numbers in an int, and may be unknown ones.
 * Library errors are negative numbers; see {@link LibraryError} and {@link Nghttp2#strerror}.
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

  /** The limits of a header block of the peer. */
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

  /** A header block was received. The listener may keep and change the list. */
  default void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
  }

  /**
   * The header block that {@link #onHeaders} reports next came with a priority, RFC 7540 section 6.2. See
   * {@link SessionOptions#setReportPriorities}.
   */
  default void onHeadersPriority(int streamId, PrioritySpec priority) {
  }

  /** PRIORITY of an open stream was received, RFC 7540 section 6.3; see {@link SessionOptions#setReportPriorities}. */
  default void onPriority(int streamId, PrioritySpec priority) {
  }

  /** A promised request was received, RFC 9113 section 6.6. */
  default void onPushPromise(int streamId, int promisedStreamId, HeaderList headers) {
  }

  /**
   * Bytes of a body were received. {@link Session#consume} credits the windows that {@link FlowControl} leaves to it.
   *
   * @param input the buffer that {@link Session#receive} reads; to keep the bytes, retain a slice
   * @param offset index of the first byte in it
   */
  default void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
  }

  /** The peer ended its side of the stream, with no more bytes. */
  default void onEndStream(int streamId) {
  }

  /** Our END_STREAM has been written; the peer's side is still open. */
  default void onLocalEnd(int streamId) {
  }

  /** The stream is closed. Not called for streams that are open when the session is closed. */
  default void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
  }

  /**
   * GOAWAY was received (RFC 9113 section 6.8). Streams of ours above {@code lastStreamId} are closed with
   * REFUSED_STREAM.
   */
  default void onGoAway(int lastStreamId, int errorCode, byte[] debugData) {
  }

  /** GOAWAY was written: a submitted one, or one of the library. */
  default void onGoAwaySent(int lastStreamId, int errorCode) {
  }

  /**
   * SETTINGS were received.
   *
   * @param idsAndValues ids and values in turn, values as unsigned 32-bit numbers
   */
  default void onSettings(int[] idsAndValues) {
  }

  /** The peer has acknowledged our SETTINGS: they are in force now. */
  default void onSettingsAck() {
  }

  /** PING was received. The library acknowledges it, unless {@link SessionOptions#setNoAutoPingAck} is set. */
  default void onPing(long opaqueData) {
  }

  /** The peer has acknowledged {@link Session#submitPing}. */
  default void onPingAck(long opaqueData) {
  }

  /**
   * A received field is malformed (RFC 9113 section 8.2). The stream is reset. Name and value are cut at 128 bytes.
   */
  default void onInvalidHeader(int streamId, String name, String value) {
  }

  /** A received header block exceeds a limit. The stream is reset with ENHANCE_YOUR_CALM. */
  default void onHeaderLimit(int streamId, HeaderLimit limit, long maximum, long reached) {
  }

  /** The peer exceeded a limit of {@link SessionOptions#setFrameLimit}. The session cannot go on. */
  default void onFrameLimit(FrameLimit limit, long maximum) {
  }

  /** The library refused a frame of the peer. */
  default void onInvalidFrame(int streamId, int frameType, int libraryError) {
  }

  /** A submitted frame will not be sent. */
  default void onFrameNotSent(int streamId, int frameType, int libraryError) {
  }

  /** The library refused what a submit method asked for, for example a request when the stream ids are used up. */
  default void onSubmitFailed(int streamId, int libraryError) {
  }

  /**
   * A frame of a type of {@link SessionOptions#addExtensionType} was received.
   *
   * @param payload the listener may keep and change it
   */
  default void onExtension(int frameType, int flags, int streamId, byte[] payload) {
  }

  /** Such a frame was dropped: its payload exceeds {@link SessionOptions#setMaxExtensionPayload}. */
  default void onExtensionDropped(int frameType, int streamId, int maximum, int length) {
  }

  /**
   * ALTSVC was received (RFC 7838 section 4).
   *
   * @param origin empty if {@code streamId} is not 0: the origin is then that of the stream's request
   */
  default void onAltSvc(int streamId, String origin, String fieldValue) {
  }

  /** ORIGIN was received (RFC 8336 section 2). */
  default void onOrigin(List<String> origins) {
  }

  /**
   * PRIORITY_UPDATE was received, of a stream that may not be open yet (RFC 9218 section 7.1).
   *
   * @param fieldValue see {@link io.github.vertxnghttp2.frame.Priority#parse}
   */
  default void onPriorityUpdate(int streamId, String fieldValue) {
  }

  /** The head of a frame was received; see {@link SessionOptions#setTellFrames}. */
  default void onBeginFrame(int streamId, int frameType, int flags, int length) {
  }

  /**
   * A frame, but no DATA, is about to be sent. The length is without padding. See
   * {@link SessionOptions#setTellFrames}.
   */
  default void onBeforeFrameSend(int streamId, int frameType, int flags, int length) {
  }

  /** The library's text about an error, in English, for a log. */
  default void onError(int libraryError, String text) {
  }
}
