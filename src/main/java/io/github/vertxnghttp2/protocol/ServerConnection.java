package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;

/** The server's end of a connection: clients open its streams. */
public final class ServerConnection extends Connection {
  private final RequestHeadCheck.Targets targets;
  private long headerBlockSince;
  private boolean headersReceived;

  public ServerConnection(SessionOptions options, ConnectionListener listener) {
    super(SessionType.SERVER, options, listener);
    targets = options.isLenientTargets() ? RequestHeadCheck.Targets.LENIENT : RequestHeadCheck.Targets.STRICT;
  }

  /** Which requests this server takes. */
  RequestHeadCheck.Targets targets() {
    return targets;
  }

  /**
   * After the 101 of an upgrade from HTTP/1.1: stream 1 is the request that asked for it, and was received whole.
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
    stream.markEndReceived();
    stream.countReceived(bodyBytes);
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
    Stream promised = add(new Stream(this, promisedId, StreamState.RESERVED_LOCAL));
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
        listener().onDiagnostic("stream " + streamId + " was reset: the request is malformed: " + problem);
        session().submitRstStream(streamId, ErrorCode.PROTOCOL_ERROR.code());
        dirty();
        return;
      }
      Stream opened = add(new Stream(this, streamId, StreamState.OPEN));
      opened.received(headers, endStream);
      listener().onRequest(opened, headers, endStream);
    } else if (stream != null) {
      stream.endReceived(headers);
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
