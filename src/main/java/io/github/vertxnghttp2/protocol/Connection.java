package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.protocol.output.WindowStalls;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.Side;
import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** An HTTP/2 connection over a {@link Session}: what client and server have in common. */
public abstract sealed class Connection permits ServerConnection, ClientConnection {
  static final HeaderList NO_FIELDS = new HeaderList();

  private final Session session;
  private final ConnectionListener listener;
  private final OpenStreams streams = new OpenStreams();
  private final ConnectionEndTracker end;
  private final PeerSettings peerSettings = new PeerSettings();
  private final ConnectionWindows windows;
  private final HeaderSubmission headers;
  private final BodySubmission bodies;
  private final StreamRefusals refusals;
  private final ConnectionEvents events;
  private final EndsInOutput endsInOutput;
  private final ConnectionSender sender;
  private final Silence silence;
  /** {@code null} if there is none. */
  private final ConnectionRecorder recorder;
  private FrameListener frameListener;
  /** Beside it; {@code null} for none. */
  private FrameListener frameWatcher;
  private int maxBodySize = Integer.MAX_VALUE;

  Connection(SessionType type, SessionOptions options, ConnectionListener listener) {
    this.session = new Session(type, options);
    this.listener = listener;
    this.end = new ConnectionEndTracker(listener);
    this.windows = new ConnectionWindows(this, streams, options.maxUnread());
    this.headers = new HeaderSubmission(session, listener);
    this.recorder = options.recorderBytes() == 0 ? null
      : new ConnectionRecorder(session, streams, isServer() ? Side.SERVER : Side.CLIENT, options.recorderBytes());
    WindowStalls windowStalls = new WindowStalls(this::stalled);
    this.bodies = new BodySubmission(session, listener, windowStalls);
    this.refusals = new StreamRefusals(listener);
    this.events = new ConnectionEvents(this, streams, new MessageFaults(this));
    this.endsInOutput = new EndsInOutput(events, end);
    OutputGatherer gatherer = new OutputGatherer(streams, bodies);
    this.sender = new ConnectionSender(session, events, streams, gatherer, windowStalls, end, recorder);
    this.silence = new Silence(session, streams, recorder);
  }

  /**
   * Submits our SETTINGS and the size of the connection's window. A flush must follow before the first
   * {@link #receive}.
   *
   * @param idsAndValues ids and values in turn
   * @param connectionWindow bytes; less than 65,535 counts as 65,535, the initial size
   */
  public void start(int[] idsAndValues, int connectionWindow) {
    settings(idsAndValues);
    if (connectionWindow > windows.connectionWindow()) {
      windowSize(connectionWindow);
    }
  }

  /**
   * Reads bytes of the peer.
   *
   * @throws SessionException if the connection cannot go on: flush once more, then {@link #close}. After any other
   *   exception of this method or of {@link #flush}, the connection can only be closed
   */
  public void receive(ByteBuf input) {
    try {
      session.receive(input, events);
      windows.readDone();
    } catch (SessionException e) {
      end.endedByLibrary();
      throw e;
    }
  }

  /** Body bytes of all streams that were received and not consumed. */
  public final long unreadBytes() {
    return streams.unreadBytes();
  }

  final void changeUnread(long by) {
    streams.changeUnread(by);
    windows.unread(streams.unreadBytes());
  }

  /** The receive windows. */
  public final ConnectionWindows windows() {
    return windows;
  }

  /** Of both together; {@code null} if there is none. */
  final FrameListener frameListener() {
    return BothListeners.of(frameListener, frameWatcher);
  }

  /**
   * Sets how much of a body may be gathered in memory. Called before {@link #start}.
   *
   * @param bytes 0 for as much as a buffer holds
   */
  public final void maxBodySize(int bytes) {
    maxBodySize = bytes == 0 ? Integer.MAX_VALUE : bytes;
  }

  final int maxBodySize() {
    return maxBodySize;
  }

  /**
   * Resets the streams whose bodies make too little progress.
   *
   * @param now by {@link System#nanoTime}
   */
  public final void resetStalled(ProgressLimits progress, long now) {
    progress.resetStalled(streams, now, listener);
  }

  /**
   * Writes to the output as long as that has room. If there is nothing to send, it neither enters native code nor
   * asks for a buffer.
   *
   * @return whether something was left because the output had no room
   * @throws SessionException if the connection cannot go on
   */
  public final boolean flush(Output output) {
    bodies.flushed();
    return sender.flush(output);
  }

  /** Body bytes that were written by the streams since the last {@link #flush}, without small whole bodies. */
  public final long bodyBytesSinceFlush() {
    return bodies.queuedSinceFlush();
  }

  /** The streams whose END_STREAM the output has not sent yet. */
  public final EndsInOutput endsInOutput() {
    return endsInOutput;
  }

  /** Whether all open streams wait only for {@link EndsInOutput#sent}. */
  public final boolean onlyOutputIsLeft() {
    return streams.onlyOutputIsLeft();
  }

  final ConnectionSender sender() {
    return sender;
  }

  /** Whether there is anything left to read or write; if not, the transport may be closed. */
  public final boolean isWanted() {
    return !session.isClosed() && session.isWanted();
  }

  public final boolean isClosed() {
    return end.isClosed();
  }

  /** Number of open streams. */
  public final int openStreams() {
    return streams.size();
  }

  /** Number of streams that were opened so far, closed ones included. */
  public final long streamsOpened() {
    return streams.opened();
  }

  /** Number of open streams that the server has promised. */
  public final int openPushes() {
    return streams.pushes();
  }

  public final PeerSettings peerSettings() {
    return peerSettings;
  }

  /** Why the connection takes no new streams, or why it was closed; {@code null} while it takes some. */
  public final ConnectionEnd end() {
    return end.end();
  }

  /** The limit for which the connection ends, or {@code null}. */
  public final LimitReached limitReached() {
    return end.limitReached();
  }

  /**
   * Sets the listener that is notified of each frame and of the end; see {@link Session#frameListener}.
   *
   * @param listener {@code null} for none
   */
  public final void frameListener(FrameListener listener) {
    frameListener = listener;
    session.frameListener(frameListener());
    dirty();
  }

  /** As {@link #frameListener(FrameListener)}, beside that one: for people who watch the connection. */
  public final void frameWatcher(FrameListener listener) {
    frameWatcher = listener;
    session.frameListener(frameListener());
    dirty();
  }

  /**
   * Changes settings of this side, RFC 9113 section 6.5. {@link ConnectionListener#onSettingsAck} follows. An
   * INITIAL_WINDOW_SIZE close to 2^31-1 is lowered by what the windows of open streams have grown.
   *
   * @param idsAndValues ids and values in turn
   */
  public final void settings(int[] idsAndValues) {
    int[] fitting = windows.fitting(idsAndValues);
    session.submitSettings(fitting);
    windows.settings(fitting);
    dirty();
  }

  /**
   * Sets the size of the connection's receive window.
   *
   * @param bytes at least 1; a smaller window than before takes effect as the peer sends
   */
  public final void windowSize(int bytes) {
    windows.connectionWindow(bytes);
    dirty();
  }

  public final void ping(long opaqueData) {
    session.submitPing(opaqueData);
    dirty();
  }

  /** Sends GOAWAY with the last stream that was processed. Open streams go on. */
  public final void goAway(ErrorCode code, String debugText) {
    goAway((int) code.code(), debugText);
  }

  /** As {@link #goAway(ErrorCode, String)}, with any code. */
  public final void goAway(int errorCode, String debugText) {
    goAway(-1, errorCode, debugText.getBytes(StandardCharsets.UTF_8));
  }

  /** @param lastStreamId -1 for the last stream that was processed */
  public final void goAway(int lastStreamId, int errorCode, byte[] debugData) {
    end.goAwaySubmitted();
    session.submitGoaway(lastStreamId, errorCode, debugData);
    dirty();
  }

  /**
   * Sends a frame of a type beyond those of RFC 9113, see {@link Session#submitExtension}.
   *
   * @param streamId 0 for the connection
   */
  public final void extension(int frameType, int flags, int streamId, byte[] payload) {
    session.submitExtension(frameType, flags, streamId, payload);
    dirty();
  }

  /** Sends GOAWAY, after which nothing more is read or written. */
  public final void terminate(int errorCode) {
    end.goAwaySubmitted();
    session.terminate(errorCode);
    dirty();
  }

  /** Bytes of the commands that wait for the next {@link #flush}, without bodies of more than a few KiB. */
  public final int commandBytes() {
    return isClosed() ? 0 : session.commandBytes();
  }

  /** Called periodically: a connection that has been silent since the last call gives back memory. */
  public final void checkSilence() {
    if (!isClosed()) {
      silence.check();
    }
  }

  /** How often native code was entered to read or write, see {@link Session#nativeCalls}. */
  public final long nativeCalls() {
    return session.nativeCalls();
  }

  /**
   * Frees the session, and notifies the listeners of all streams and of all waiting requests. Marks all of them as
   * closed before it notifies the first, because a listener may call any of them. If one listener throws, it still
   * notifies the others. A second close does nothing.
   *
   * @param cause if the connection was lost after a GOAWAY of the peer, {@link #end} keeps the code and text of that
   * @return the cause as it is reported to the listeners
   */
  public final ConnectionEnd close(ConnectionEnd cause) {
    if (isClosed()) {
      return cause;
    }
    ConnectionEnd why = end.close(cause);
    session.close();
    windows.end();
    end.notifyAllOfEnd(why, frameListener(), streams.clear(), takeUnsent());
    return why;
  }

  /** Requests that wait to be sent. */
  Iterable<Stream> unsent() {
    return List.of();
  }

  /** Empties the queue of requests that wait to be sent, and returns them. */
  List<Stream> takeUnsent() {
    return List.of();
  }

  final Session session() {
    return session;
  }

  /** {@code null} if there is none. */
  final ConnectionRecorder recorder() {
    return recorder;
  }

  /** What was recorded, without streams and waits. Does not wake a connection that rests. */
  public final StreamsRecording recordedSummary() {
    return StreamsRecording.read(session, recorder, List.of(), Secrets.HIDDEN, false);
  }

  /** What was recorded, with streams and waits. */
  public final StreamsRecording recorded(Secrets secrets) {
    return StreamsRecording.read(session, recorder, unsent(), secrets, true);
  }

  /** The output takes no more bytes, or it does again. */
  public final void outputFull(boolean full) {
    if (recorder != null && !isClosed()) {
      recorder.socketFull(full);
    }
  }

  private void stalled(int streamId) {
    listener.onWindowStall();
    if (recorder != null) {
      recorder.stalled(streamId);
    }
  }

  /** The open stream of that id, or {@code null}. */
  public final Stream stream(int streamId) {
    return streams.get(streamId);
  }

  final HeaderSubmission headers() {
    return headers;
  }

  final BodySubmission bodies() {
    return bodies;
  }

  final StreamRefusals refusals() {
    return refusals;
  }

  final ConnectionEndTracker endTracker() {
    return end;
  }

  final ConnectionListener listener() {
    return listener;
  }

  final void dirty() {
    listener.onDirty();
  }

  /** Called after credit was given, which alone may not make a flush due. */
  final void dirtyIfWriteWanted() {
    if (session.isWriteWanted()) {
      dirty();
    }
  }

  final Stream add(Stream stream) {
    return streams.add(stream);
  }

  /** Promises the response to another request, on behalf of the stream's request. */
  abstract Stream promise(Stream stream, HeaderList head);

  abstract void onPushPromise(int streamId, Stream stream, int promisedStreamId, HeaderList head);

  /** The order of the bodies that this side sends; {@code null} if the library decides it alone. */
  ResponseScheduling scheduling() {
    return null;
  }

  /** A frame of a type beyond those of RFC 9113 was received. */
  void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    listener.onExtension(frameType, flags, streamId, payload);
  }

  /** Ends the connection because the peer broke a rule that the library does not check. */
  final void endForFault(ErrorCode code, String text) {
    events.faults().refuse(text);
    session.terminate(code.code());
    dirty();
  }

  /** The library refused a frame of the peer. The connection may end for that or go on. */
  void onInvalidFrame(int frameType) {
  }

  /** The session has refused a head or trailers of the peer. */
  void onFieldsRefused(int streamId) {
  }

  /** The trailers of a request that waits to be sent. */
  abstract void keepTrailers(Stream stream, HeaderList trailers);

  /** A request that waits to be sent was reset. */
  abstract void drop(Stream stream, int errorCode);

  /**
   * HEADERS were received. A server takes them for a request or for trailers, a client for a response or for trailers.
   *
   * @param stream {@code null} if it is not open
   */
  abstract void onHeaders(int streamId, Stream stream, HeadersCategory category, HeaderList headers, boolean endStream);

  /** Whether this side opens streams of that id. */
  final boolean isOurs(int streamId) {
    return OpenStreams.isPushed(streamId) == isServer();
  }

  final boolean isServer() {
    return session.type() == SessionType.SERVER;
  }

  /** A stream may be opened or may not: the peer's SETTINGS or GOAWAY were received, or a stream has closed. */
  abstract void onRoomChanged();
}
