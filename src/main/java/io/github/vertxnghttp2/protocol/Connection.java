package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.protocol.output.Output;
import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** An HTTP/2 connection over a {@link Session}: what both ends have in common. */
public abstract sealed class Connection permits ServerConnection, ClientConnection {
  static final HeaderList NO_FIELDS = new HeaderList();
  private static final int OUT_CAPACITY = 32 << 10;
  /** Bytes of commands up to which those of streams that are gone may stay. */
  private static final int COMMANDS_KEPT = 64 << 10;

  private final Session session;
  private final ConnectionListener listener;
  private final OpenStreams streams = new OpenStreams();
  private final ConnectionEndTracker end = new ConnectionEndTracker();
  private final LeavingStreams leaving = new LeavingStreams();
  private final PeerSettings peerSettings = new PeerSettings();
  private final WindowStalls windowStalls;
  private final CreditBatch creditBatch;
  private final HeaderSubmission headers;
  private final BodySubmission bodies;
  private final StreamRefusals refusals;
  private final OutputGatherer gatherer;
  private final ConnectionEvents events;
  private FrameListener frameListener;
  private int commandsKept = COMMANDS_KEPT;
  private int maxBodySize = Integer.MAX_VALUE;

  Connection(SessionType type, SessionOptions options, ConnectionListener listener) {
    this.session = new Session(type, options);
    this.listener = listener;
    this.windowStalls = new WindowStalls(listener);
    this.creditBatch = new CreditBatch(session, options.maxUnread());
    this.headers = new HeaderSubmission(session, listener);
    this.bodies = new BodySubmission(session, listener, windowStalls);
    this.refusals = new StreamRefusals(listener);
    this.gatherer = new OutputGatherer(streams, bodies);
    this.events = new ConnectionEvents(this, streams, new MessageFaults(this));
  }

  /**
   * Announces our SETTINGS, and the connection's window; to be flushed before the first {@link #receive}.
   *
   * @param idsAndValues ids and values in turn
   * @param connectionWindow bytes; the library's 65,535 if less
   */
  public void start(int[] idsAndValues, int connectionWindow) {
    session.submitSettings(idsAndValues);
    if (connectionWindow > CreditBatch.INITIAL_WINDOW) {
      session.setLocalWindowSize(0, connectionWindow);
    }
    creditBatch.windows(idsAndValues, connectionWindow);
    dirty();
  }

  /**
   * Reads what came from the peer.
   *
   * @throws SessionException if the connection cannot go on: flush once more, then {@link #close}; after anything else that is
   *   thrown, here or by {@link #flush}, it can only be closed
   */
  public void receive(ByteBuf input) {
    try {
      session.receive(input, events);
    } catch (SessionException e) {
      end.endedByLibrary();
      throw e;
    }
  }

  /** Body bytes of all streams that came and were not read. */
  public final long unreadBytes() {
    return streams.unreadBytes();
  }

  final void changeUnread(long by) {
    streams.changeUnread(by);
    creditBatch.unread(streams.unreadBytes());
  }

  /** From how many unread bytes on the connection's window is kept shut. @param bytes 0 for no limit */
  public final void maxUnread(int bytes) {
    session.setMaxUnread(bytes);
    creditBatch.maxUnread(bytes);
    dirty();
  }

  /** How much of a body may be gathered in memory; before {@link #start}. @param bytes 0 for as much as a buffer holds */
  public final void maxBodySize(int bytes) {
    maxBodySize = bytes == 0 ? Integer.MAX_VALUE : bytes;
  }

  final int maxBodySize() {
    return maxBodySize;
  }

  /** Resets the streams whose peers move too little. @param now by {@link System#nanoTime} */
  public final void resetStalled(Progress progress, long now) {
    progress.resetStalled(streams.all(), now, listener);
  }

  /**
   * Sends what there is to send, as long as the output has room. Without anything it neither enters native code nor asks for
   * a buffer.
   *
   * @return whether some was left because the output had no room
   * @throws SessionException if the connection cannot go on
   */
  public final boolean flush(Output output) {
    boolean more = session.isWriteWanted() && send(output);
    if (!more && !session.hasCommands()) {
      windowStalls.look();
    }
    return more;
  }

  private boolean send(Output output) {
    gatherer.to(output);
    boolean more;
    do {
      ByteBuf out = output.allocate(OUT_CAPACITY);
      try {
        more = session.flush(out, output.room(), events, gatherer);
      } catch (SessionException e) {
        end.endedByLibrary();
        throw e;
      } finally {
        out.release();
      }
    } while (more && output.room() > 0 && !session.isClosed());
    return more;
  }

  /** How many streams have put their END_STREAM into the output so far. */
  public final long endsWritten() {
    return leaving.count();
  }

  /** How many of them {@link #endsLeft} has not been told of. */
  public final int endsLeaving() {
    return leaving.size();
  }

  /**
   * The output has let go of what was written: of the first so many streams, by {@link #endsWritten}, the last byte has left.
   * Only now they are told that they are sent, and closed if they are.
   */
  public final void endsLeft(long count) {
    for (Stream stream; !isClosed() && (stream = leaving.poll(count)) != null; ) {
      events.left(stream);
    }
  }

  /** Whether all streams that are open only wait for {@link #endsLeft}. */
  public final boolean isServed() {
    for (Stream stream : streams.all()) {
      if (stream.pendingClose() == null) {
        return false;
      }
    }
    return true;
  }

  final LeavingStreams leaving() {
    return leaving;
  }

  /** Whether there is anything left to read or write; if not, the transport may be closed. */
  public final boolean isWanted() {
    return !session.isClosed() && session.isWanted();
  }

  public final boolean isClosed() {
    return end.isClosed();
  }

  /** Streams that are open. */
  public final int openStreams() {
    return streams.size();
  }

  /** Streams that have been opened, those that are closed included. */
  public final long streamsOpened() {
    return streams.opened();
  }

  /** Those of them that are open and that the server has promised. */
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

  /** Who hears of each frame and of the end, {@code null} for nobody: see {@link Session#frameListener}. */
  public final void frameListener(FrameListener listener) {
    frameListener = listener;
    session.frameListener(listener);
    dirty();
  }

  public final void ping(long opaqueData) {
    session.submitPing(opaqueData);
    dirty();
  }

  /** GOAWAY with the last stream that was processed; streams in flight go on. */
  public final void goAway(ErrorCode code, String debugText) {
    goAway((int) code.code(), debugText);
  }

  /** As {@link #goAway(ErrorCode, String)}, with any code. */
  public final void goAway(int errorCode, String debugText) {
    end.goAwaySubmitted();
    session.submitGoaway(-1, errorCode, debugText.getBytes(StandardCharsets.UTF_8));
    dirty();
  }

  /** GOAWAY, after which nothing more is read or written. */
  public final void terminate(int errorCode) {
    end.goAwaySubmitted();
    session.terminate(errorCode);
    dirty();
  }

  /** Bytes of what was submitted and waits for the next {@link #flush}, bodies of more than a few KiB left out. */
  public final int commandBytes() {
    return isClosed() ? 0 : session.commandBytes();
  }

  /** What was submitted for streams that are gone has no use; looked at when it has doubled, so that it costs little. */
  final void dropCommands() {
    int bytes = session.commandBytes();
    if (bytes < COMMANDS_KEPT) {
      commandsKept = COMMANDS_KEPT;
    } else if (bytes >= commandsKept) {
      session.dropCommands(id -> streams.get(id) == null);
      commandsKept = Math.max(COMMANDS_KEPT, 2 * session.commandBytes());
    }
  }

  /** How often native code was entered to read or write, see {@link Session#nativeCalls}. */
  public final long nativeCalls() {
    return session.nativeCalls();
  }

  /**
   * Frees the session. All streams are marked closed, and the requests that wait, before the first is told: whoever is told
   * may call any of them. All are told, even if one throws. A second close does nothing.
   *
   * @param cause a connection that is lost keeps what the peer's GOAWAY said: see {@link #end}
   */
  public final void close(ConnectionEnd cause) {
    if (isClosed()) {
      return;
    }
    ConnectionEnd why = end.close(cause);
    session.close();
    List<Stream> open = streams.clear();
    List<Stream> unsent = takeUnsent();
    open.forEach(Stream::markClosed);
    unsent.forEach(Stream::markClosed);
    try {
      tellEnd(why, open.size() + unsent.size());
    } finally {
      StreamEndings endings = new StreamEndings();
      end.tellOpen(endings, open, why);
      end.tellUnsent(endings, unsent, why);
      endings.rethrow();
    }
  }

  private void tellEnd(ConnectionEnd why, int streams) {
    if (frameListener != null) {
      frameListener.ended(why.toString());
    }
    listener.onEnd(why, streams);
  }

  /** Closes requests that wait and will not be sent, and tells them why; {@code null} if that is not known. */
  final void endUnsent(List<Stream> unsent, ConnectionEnd why) {
    unsent.forEach(Stream::markClosed);
    StreamEndings endings = new StreamEndings();
    end.tellUnsent(endings, unsent, why);
    endings.rethrow();
  }

  /** The requests that wait for their turn, which wait no longer. */
  List<Stream> takeUnsent() {
    return List.of();
  }

  final Session session() {
    return session;
  }

  /** {@code null} if it is not open. */
  final Stream stream(int streamId) {
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

  /** After credit, which may wait for more. */
  final void dirtyIfWriteWanted() {
    if (session.isWriteWanted()) {
      dirty();
    }
  }

  final Stream add(Stream stream) {
    return streams.add(stream);
  }

  /** Promises the response to another request that goes with this stream's. */
  abstract Stream promise(Stream stream, HeaderList head);

  abstract void onPushPromise(int streamId, Stream stream, int promisedStreamId, HeaderList head);

  /** A frame of the peer was refused; the connection may go on or not. */
  void onInvalidFrame(int frameType) {
  }

  /** The trailers of a request that waits to be sent. */
  abstract void keepTrailers(Stream stream, HeaderList trailers);

  /** A request that waits to be sent was reset. */
  abstract void drop(Stream stream, int errorCode);

  abstract void onHeaders(int streamId, Stream stream, HeadersCategory category, HeaderList headers, boolean endStream);

  /** The library closes the requests that a GOAWAY leaves out, but not those that it has not sent yet. */
  final void dropUnsent(int lastStreamId) {
    if (isServer()) {
      return;
    }
    for (Stream stream : streams.all()) {
      if (isOurs(stream.id()) && stream.id() > lastStreamId) {
        session.submitRstStream(stream.id(), ErrorCode.REFUSED_STREAM.code()); // of those that are closed by then, nothing is sent
        dirty();
      }
    }
  }

  /** Whether this side opens streams of that id. */
  final boolean isOurs(int streamId) {
    return OpenStreams.isPushed(streamId) == isServer();
  }

  final boolean isServer() {
    return session.type() == SessionType.SERVER;
  }

  /** After the peer's SETTINGS, a stream's end, or a GOAWAY. */
  abstract void onRoomChanged();
}
