package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.FrameLimit;
import io.github.vertxnghttp2.binding.LibraryError;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/** Passes the events of a session to the streams of a connection and to the connection's listener. */
final class ConnectionEvents implements SessionListener {
  private final Connection connection;
  private final OpenStreams streams;
  private final PeerSettings peerSettings;
  private final MessageFaults faults;
  private final ConnectionWindows windows;
  private final ConnectionListener listener;

  ConnectionEvents(Connection connection, OpenStreams streams, MessageFaults faults) {
    this.connection = connection;
    this.streams = streams;
    this.faults = faults;
    windows = connection.windows();
    peerSettings = connection.peerSettings();
    listener = connection.listener();
  }

  MessageFaults faults() {
    return faults;
  }

  @Override
  public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
    connection.onHeaders(streamId, streams.get(streamId), category, headers, endStream);
  }

  @Override
  public void onHeadersPriority(int streamId, PrioritySpec priority) {
    listener.onHeadersPriority(streamId, priority);
  }

  @Override
  public void onPriority(int streamId, PrioritySpec priority) {
    listener.onPriority(streamId, priority);
  }

  @Override
  public void onPushPromise(int streamId, int promisedStreamId, HeaderList headers) {
    connection.onPushPromise(streamId, streams.get(streamId), promisedStreamId, headers);
  }

  @Override
  public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
    windows.dataReceived(length);
    Stream stream = streams.get(streamId);
    if (stream != null) {
      stream.data(input, offset, length, endStream);
    }
  }

  @Override
  public void onEndStream(int streamId) {
    Stream stream = streams.get(streamId);
    if (stream != null) {
      stream.endReceived(Connection.NO_FIELDS);
    }
  }

  @Override
  public void onLocalEnd(int streamId) {
    Stream stream = streams.get(streamId);
    if (stream != null) {
      stream.endWritten();
      connection.endsInOutput().add(stream);
    }
  }

  /** The output has sent END_STREAM of this side's message. */
  void onSent(Stream stream) {
    if (!stream.isClosed()) {
      stream.sent();
      if (stream.pendingClose() != null && !stream.isClosed()) {
        onStreamClosed(stream.id(), ErrorCode.NO_ERROR.code(), stream.pendingClose());
      }
    }
  }

  @Override
  public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
    Stream stream = streams.get(streamId);
    if (stream != null && errorCode == ErrorCode.NO_ERROR.code() && isClosedWhenSent(stream, by)) {
      return;
    }
    if (stream != null) {
      streams.remove(streamId);
      connection.sender().dropCommands();
      if (by == ClosedBy.LIBRARY && errorCode == ErrorCode.PROTOCOL_ERROR.code()) {
        faults.body(stream);
      }
      ConnectionEnd end = connection.end();
      boolean unprocessed = end != null && end.byRemote() && connection.isOurs(streamId)
        && streamId > end.lastStreamId();
      stream.closed(errorCode & 0xffffffffL, unprocessed ? ClosedBy.LIBRARY : by, unprocessed ? end : null);
    }
    if (errorCode != 0 || stream != null && !stream.isDone()) {
      listener.onReset(errorCode & 0xffffffffL, by);
    }
    madeRoom();
  }

  /** @return whether the stream's listener is notified later, when the output has sent END_STREAM */
  private boolean isClosedWhenSent(Stream stream, ClosedBy by) {
    if (!stream.isEndInOutput()) {
      if (stream.isSent() || !stream.isDone() || by != ClosedBy.LIBRARY) {
        return false;
      }
      onLocalEnd(stream.id()); // the session reports none for a stream that our END_STREAM closes
    }
    stream.closeWhenSent(by);
    return true;
  }

  private void madeRoom() {
    connection.onRoomChanged();
    listener.onStreamClosed();
    if (streams.size() == 0) {
      listener.onIdle();
    }
  }

  @Override
  public void onSettings(int[] idsAndValues) {
    peerSettings.update(idsAndValues);
    connection.onRoomChanged();
    listener.onSettings(peerSettings);
  }

  @Override
  public void onSettingsAck() {
    windows.settingsAcknowledged();
    listener.onSettingsAck();
  }

  @Override
  public void onPing(long opaqueData) {
    listener.onPing(opaqueData);
  }

  @Override
  public void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    connection.onExtension(frameType, flags, streamId, payload);
  }

  @Override
  public void onPingAck(long opaqueData) {
    if (!windows.pingAcknowledged(opaqueData)) {
      listener.onPingAck(opaqueData);
    }
  }

  @Override
  public void onGoAway(int lastStreamId, int errorCode, byte[] debugData) {
    ConnectionEnd end = ConnectionEnd.goAway(errorCode & 0xffffffffL, lastStreamId,
      new String(debugData, StandardCharsets.UTF_8));
    connection.endTracker().end(end);
    if (!connection.isServer()) {
      resetUnprocessed(lastStreamId);
    }
    connection.onRoomChanged();
    listener.onGoAway(end);
  }

  /** Resets requests above the last stream of a GOAWAY. The library closes only those whose HEADERS it has sent. */
  private void resetUnprocessed(int lastStreamId) {
    for (Stream stream : streams.all()) {
      if (connection.isOurs(stream.id()) && stream.id() > lastStreamId) {
        // ignored for closed streams
        connection.session().submitRstStream(stream.id(), ErrorCode.REFUSED_STREAM.code());
        connection.dirty();
      }
    }
  }

  @Override
  public void onGoAwaySent(int lastStreamId, int errorCode) {
    if (errorCode != 0) {
      connection.endTracker().errorSent(faults.end(errorCode & 0xffffffffL));
    }
    listener.onGoAwaySent(lastStreamId, errorCode & 0xffffffffL);
  }

  @Override
  public void onInvalidHeader(int streamId, String name, String value) {
    faults.field(streamId, name, value);
    connection.onFieldsRefused(streamId);
  }

  @Override
  public void onHeaderLimit(int streamId, HeaderLimit limit, long maximum, long reached) {
    listener.onLimit(faults.limit(streamId, limit, maximum, reached));
    connection.onFieldsRefused(streamId);
  }

  @Override
  public void onFrameLimit(FrameLimit limit, long maximum) {
    LimitReached reached = LimitReached.of(limit.limit(), maximum);
    connection.endTracker().limitReached(reached);
    listener.onLimit(reached);
  }

  @Override
  public void onInvalidFrame(int streamId, int frameType, int libraryError) {
    faults.frame(streamId, frameType, libraryError);
    connection.onInvalidFrame(frameType);
    if (frameType == FrameType.HEADERS.code()) {
      connection.onFieldsRefused(streamId);
    }
  }

  @Override
  public void onFrameNotSent(int streamId, int frameType, int libraryError) {
    listener.onDiagnostic("stream " + streamId + ": " + MessageFaults.name(frameType) + " frame was not sent: "
      + Nghttp2.strerror(libraryError));
    Stream stream = frameType == FrameType.HEADERS.code() ? streams.get(streamId) : null;
    ConnectionEnd end = connection.end();
    if (stream != null && end != null && end.byRemote() && !connection.isServer()
      && libraryError == LibraryError.START_STREAM_NOT_ALLOWED.code()) { // the peer's GOAWAY came before the flush
      streams.remove(streamId);
      stream.closed(ErrorCode.REFUSED_STREAM.code(), ClosedBy.LIBRARY, null);
      madeRoom();
    } else if (stream != null) { // the library leaves the stream open, and its listener would wait for ever
      stream.verdict().explain("its HEADERS frame was not sent: " + Nghttp2.strerror(libraryError));
      stream.reset(ErrorCode.INTERNAL_ERROR.code());
    }
  }

  @Override
  public void onSubmitFailed(int streamId, int libraryError) {
    Stream stream = streams.remove(streamId);
    String text = Nghttp2.strerror(libraryError);
    listener.onDiagnostic("stream " + streamId + ": the library refused to send: " + text);
    if (stream != null) {
      listener.onReset(ErrorCode.INTERNAL_ERROR.code(), ClosedBy.LIBRARY);
      stream.verdict().explain("libnghttp2 refused to send: " + text);
      stream.closed(ErrorCode.INTERNAL_ERROR.code(), ClosedBy.LIBRARY, null);
      madeRoom();
    }
  }

  @Override
  public void onError(int libraryError, String text) {
    faults.error(libraryError, text);
  }
}
