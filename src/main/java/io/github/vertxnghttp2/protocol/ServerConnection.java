package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;

/** The server's end of a connection: clients open its streams. */
public final class ServerConnection extends Connection {
  private final RequestHeadCheck.Targets targets;
  /** {@code null} if our SETTINGS do not have NO_RFC7540_PRIORITIES 1. */
  private ResponseScheduling scheduling;
  private int lastPromised;
  private long headerBlockSince;
  private boolean headersReceived;

  /** Takes the requests that the session takes, and that {@link RequestHeadCheck} finds good. */
  public ServerConnection(SessionOptions options, ConnectionListener listener) {
    this(options, options.isLenientTargets() ? RequestHeadCheck.Targets.LENIENT : RequestHeadCheck.Targets.STRICT,
      listener);
  }

  /**
   * As the other constructor, with the choice of the requests that are taken.
   *
   * @param options with lenient targets, the session checks each field only when it comes for the first time; with
   *   strict ones, libnghttp2 checks it each time
   * @param targets of the requests that are taken; strict ones are checked here, also if the session is lenient
   */
  public ServerConnection(SessionOptions options, RequestHeadCheck.Targets targets, ConnectionListener listener) {
    super(SessionType.SERVER, options, listener);
    this.targets = targets;
  }

  @Override
  public void start(int[] idsAndValues, int connectionWindow) {
    for (int i = 0; i < idsAndValues.length; i += 2) {
      if (idsAndValues[i] == SettingId.NO_RFC7540_PRIORITIES.id() && idsAndValues[i + 1] == 1) {
        scheduling = new ResponseScheduling(this);
      }
    }
    super.start(idsAndValues, connectionWindow);
  }

  @Override
  ResponseScheduling scheduling() {
    return scheduling;
  }

  /** Whether a stream of ours is idle. */
  boolean isUnpromised(int streamId) {
    return streamId > lastPromised;
  }

  /** Which requests this server takes. */
  RequestHeadCheck.Targets targets() {
    return targets;
  }

  /**
   * After the 101 of an upgrade from HTTP/1.1: stream 1 is the request that asked for it, and was received whole. Call
   * {@link #start} and flush first: libnghttp2 before 1.65 sends a stream that opens before our SETTINGS by the
   * priorities of RFC 7540, ahead of all others.
   *
   * @param settingsPayload the decoded HTTP2-Settings field
   * @param head with the pseudo-header fields that the request would have had over HTTP/2
   * @param bodyBytes number of body bytes that were received with it
   * @return the stream, half-closed by the peer; the caller gives it its listener
   */
  public Stream upgrade(byte[] settingsPayload, HeaderList head, int bodyBytes) {
    session().upgrade(settingsPayload, "HEAD".equals(head.get(":method")));
    peerSettings().upgrade(settings(settingsPayload));
    Stream stream = add(new Stream(this, 1, StreamState.OPEN));
    if (recorder() != null) {
      recorder().requestReceived(stream, head);
    }
    stream.markEndReceived();
    stream.countReceived(bodyBytes);
    schedule(stream, 1, head);
    return stream;
  }

  /** @return ids and values in turn */
  private static int[] settings(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    int[] idsAndValues = new int[payload.length / 6 * 2];
    for (int i = 0; i < idsAndValues.length; i += 2) {
      idsAndValues[i] = in.getShort() & 0xffff;
      idsAndValues[i + 1] = in.getInt();
    }
    return idsAndValues;
  }

  @Override
  public void receive(ByteBuf input) {
    headersReceived = false;
    super.receive(input);
    if (!session().isInHeaderBlock()) {
      headerBlockSince = 0;
    } else if (headerBlockSince == 0 || headersReceived) {
      headerBlockSince = System.nanoTime();
    }
  }

  /** When the header block began that is not complete yet, by {@link System#nanoTime}; 0 if there is none. */
  public long headerBlockSince() {
    return headerBlockSince;
  }

  /** Sends the first GOAWAY of a graceful shutdown, RFC 9113 section 6.8: clients may open streams for a while. */
  public void shutdownNotice() {
    session().submitShutdownNotice();
    dirty();
  }

  @Override
  Stream promise(Stream stream, HeaderList head) {
    int promisedId = session().submitPushPromise(stream.id(), head);
    lastPromised = promisedId;
    Stream promised = add(new Stream(this, promisedId, StreamState.RESERVED_LOCAL));
    if (recorder() != null) {
      recorder().promised(promised, head);
    }
    dirty();
    return promised;
  }

  @Override
  void onPushPromise(int streamId, Stream stream, int promisedStreamId, HeaderList head) {
    throw new IllegalStateException("libnghttp2 refuses PUSH_PROMISE of a client");
  }

  @Override
  void onHeaders(int streamId, Stream stream, HeadersCategory category, HeaderList headers, boolean endStream) {
    headersReceived = true;
    if (category == HeadersCategory.REQUEST) {
      String problem = RequestHeadCheck.problem(headers, targets);
      if (problem != null) {
        schedule(null, streamId, headers);
        listener().onDiagnostic("stream " + streamId + " was reset: the request is malformed: " + problem);
        session().submitRstStream(streamId, ErrorCode.PROTOCOL_ERROR.code());
        dirty();
        return;
      }
      Stream opened = add(new Stream(this, streamId, StreamState.OPEN));
      if (recorder() != null) {
        recorder().requestReceived(opened, headers);
      }
      opened.received(headers, endStream);
      schedule(opened, streamId, headers);
      listener().onRequest(opened, headers, endStream);
    } else if (stream != null) {
      stream.endReceived(headers);
    }
  }

  private void schedule(Stream stream, int streamId, HeaderList head) {
    if (scheduling != null) {
      scheduling.begin(stream, streamId, head);
    }
  }

  @Override
  void onFieldsRefused(int streamId) {
    if (scheduling != null) {
      scheduling.refused(streamId);
    }
  }

  @Override
  void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    if (scheduling != null && frameType == FrameType.PRIORITY_UPDATE.code()) {
      scheduling.updateReceived(streamId, payload);
    } else {
      super.onExtension(frameType, flags, streamId, payload);
    }
  }

  @Override
  void keepTrailers(Stream stream, HeaderList trailers) {
    throw new IllegalStateException("a server's streams have ids from the start");
  }

  @Override
  void drop(Stream stream, int errorCode) {
    throw new IllegalStateException("a server's streams have ids from the start");
  }

  @Override
  void onRoomChanged() {
  }
}
