package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import org.opentest4j.AssertionFailedError;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One end of an HTTP/2 connection that a test plays by hand, over a blocking socket. For one thread.
 *
 * <p>Frames that have come in wait in a queue. {@link #read}, {@link #expect} and {@link #readUntil} take from its
 * front; {@link #expectRst}, {@link #expectGoAway}, {@link #response} and {@link #roundTrip} pick what they want and
 * leave the rest where it was. Each call that waits gives up after {@link #timeout} (10 s), and fails with a list of
 * the last frames in both directions.
 *
 * <p>Frames of the types being {@linkplain #skipping skipped} are passed over where they are not asked for, and
 * SETTINGS and PING among them acknowledged unless {@link #acknowledging} is off. {@link #read} skips and acknowledges
 * nothing.
 */
public final class FramePeer implements AutoCloseable {
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final boolean client;
  private final FrameSocket socket;
  private final HpackEncoder encoder = new HpackEncoder();
  private final FrameQueue queue;
  private long pings;

  private FramePeer(Socket socket, boolean client) throws IOException {
    this.client = client;
    this.socket = new FrameSocket(socket, encoder);
    this.queue = new FrameQueue(this.socket);
    skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING);
  }

  /** A free port on the loopback address, for {@link #accept}. */
  public static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of a server on the loopback address. Nothing is sent yet. */
  public static FramePeer connect(int port) {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to port " + port, e);
    }
    return over(socket, true);
  }

  /** The server of the next client that connects. Nothing is read or sent yet. */
  public static FramePeer accept(ServerSocket listening) {
    try {
      listening.setSoTimeout((int) TIMEOUT.toMillis());
      return over(listening.accept(), false);
    } catch (IOException e) {
      throw new UncheckedIOException("no client came to port " + listening.getLocalPort(), e);
    }
  }

  /** A peer on a connected socket, which may be one with TLS. */
  public static FramePeer over(Socket socket, boolean client) {
    try {
      return new FramePeer(socket, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which types are passed over where they are not asked for: SETTINGS, WINDOW_UPDATE and PING unless told. */
  public FramePeer skipping(FrameType... types) {
    queue.skipping(Arrays.stream(types).map(FrameType::code).collect(Collectors.toSet()));
    return this;
  }

  /** Whether skipped SETTINGS and PING are acknowledged and collected DATA is credited; true unless told. */
  public FramePeer acknowledging(boolean response) {
    queue.acknowledging(response);
    return this;
  }

  /** How long each call may wait. */
  public FramePeer timeout(Duration timeout) {
    socket.timeout(timeout);
    return this;
  }

  /**
   * Opens the connection, RFC 9113 section 3.4: preface and SETTINGS from here (ids and values in turn), the peer's
   * SETTINGS acknowledged, its acknowledgement awaited. Whatever else comes meanwhile stays in the queue.
   *
   * @return the peer's SETTINGS
   */
  public RawFrame handshake(long... idsAndValues) {
    return beginHandshake(idsAndValues).completeHandshake();
  }

  /** The first half of {@link #handshake}: what is sent before anything is read. */
  public FramePeer beginHandshake(long... idsAndValues) {
    if (client) {
      sendPreface();
    }
    return send(RawFrame.settings(idsAndValues));
  }

  /** The second half of {@link #handshake}. */
  public RawFrame completeHandshake() {
    socket.startTimer();
    if (!client) {
      socket.readPreface();
    }
    RawFrame first = queue.take("the peer's SETTINGS");
    if (!first.is(FrameType.SETTINGS) || first.has(Flag.ACK)) {
      throw socket.failure("the first frame has to be SETTINGS, got " + first);
    }
    send(RawFrame.settingsAck());
    queue.pick(FramePeer::isSettingsAck, "the ACK of our SETTINGS");
    return first;
  }

  public FramePeer sendPreface() {
    return sent(socket.writePreface());
  }

  /** Reads the client's preface and nothing else. */
  public FramePeer readPreface() {
    socket.startTimer();
    socket.readPreface();
    return this;
  }

  /** Sends frames in one write. */
  public FramePeer send(RawFrame... frames) {
    return sent(trySend(frames));
  }

  /** Sends frames in one write; false if the peer has closed the connection. */
  public boolean trySend(RawFrame... frames) {
    return socket.write(frames);
  }

  /** Sends anything in one write. */
  public FramePeer sendBytes(byte[] bytes) {
    return sent(socket.writeRaw(bytes));
  }

  /** Sends a HEADERS frame compressed with the dynamic table; {@link HpackBlock} is for malformed fields. */
  public FramePeer sendHeaders(int streamId, boolean endStream, String... namesAndValues) {
    return send(RawFrame.headers(streamId, endStream, encoder.encode(namesAndValues)));
  }

  /** The next frame, whatever it is. */
  public RawFrame read() {
    socket.startTimer();
    return queue.take("a frame");
  }

  /** Drops frames until one of this type comes. */
  public RawFrame readUntil(FrameType type) {
    return readUntil(type.code());
  }

  public RawFrame readUntil(int type) {
    socket.startTimer();
    return queue.dropUntil(frame -> frame.type() == type, FrameType.nameOf(type));
  }

  /** The next frame that is not skipped has to be this one. */
  public RawFrame expect(FrameType type, int streamId) {
    return expect(type.code(), streamId);
  }

  public RawFrame expect(int type, int streamId) {
    socket.startTimer();
    return queue.expect(frame -> frame.type() == type && frame.streamId() == streamId,
      FrameType.nameOf(type) + " on stream " + streamId);
  }

  /** The next frame that is not skipped has to be HEADERS on this stream; returns its fields. */
  public HeaderList expectHeaders(int streamId) {
    return headers(expect(FrameType.HEADERS, streamId));
  }

  public RawFrame expectSettingsAck() {
    socket.startTimer();
    return queue.expect(FramePeer::isSettingsAck, "SETTINGS with ACK");
  }

  public RawFrame expectPingAck(long data) {
    socket.startTimer();
    return queue.expect(frame -> isPingAck(frame, data), "PING with ACK and data 0x" + Long.toHexString(data));
  }

  /** Waits for a GOAWAY, which has to carry this code. Other frames stay in the queue. */
  public RawFrame expectGoAway(long errorCode) {
    socket.startTimer();
    String wanted = "GOAWAY with " + ErrorCode.nameOf(errorCode);
    RawFrame frame = queue.pickSkipping(each -> each.is(FrameType.GOAWAY), wanted);
    return withCode(frame, errorCode, wanted);
  }

  public RawFrame expectGoAway(ErrorCode error) {
    return expectGoAway(error.code());
  }

  /** Waits for the RST_STREAM of this stream, which has to carry this code. Other frames stay in the queue. */
  public RawFrame expectRst(int streamId, long errorCode) {
    socket.startTimer();
    String wanted = "RST_STREAM on stream " + streamId + " with " + ErrorCode.nameOf(errorCode);
    RawFrame frame = queue.pickSkipping(
      each -> each.is(FrameType.RST_STREAM) && each.streamId() == streamId || isFatal(each), wanted);
    return withCode(frame, errorCode, wanted);
  }

  public RawFrame expectRst(int streamId, ErrorCode error) {
    return expectRst(streamId, error.code());
  }

  /** Drops frames until the peer closes the connection: end of input or a TCP reset. */
  public void expectClosed() {
    socket.startTimer();
    queue.clear();
    while (socket.receive("the connection's end") != null) {
      // Only the end matters.
    }
  }

  /**
   * Proves that the peer has dealt with every frame sent so far and sent nothing in return: no frame but skipped ones
   * comes before the ACK of a PING, the second one, because an ACK may overtake what waits to be sent. What its
   * application does later is another matter.
   */
  public void expectSilence() {
    roundTrip();
    socket.startTimer();
    long data = sendPing();
    queue.expect(frame -> isPingAck(frame, data), "nothing but the ACK of PING 0x" + Long.toHexString(data));
  }

  /** Waits until the peer has dealt with every frame sent so far. Other frames stay in the queue. */
  public FramePeer roundTrip() {
    socket.startTimer();
    long data = sendPing();
    queue.pick(frame -> isPingAck(frame, data), "the ACK of PING 0x" + Long.toHexString(data));
    return this;
  }

  /** The fields of a HEADERS or PUSH_PROMISE frame read here; takes the CONTINUATION frames that belong to it. */
  public HeaderList headers(RawFrame frame) {
    socket.startTimer();
    return queue.fields(frame);
  }

  /**
   * Collects the response on a stream up to END_STREAM. All DATA that comes meanwhile is given credit, for its stream
   * and the connection. Frames of other streams stay in the queue.
   */
  public Message response(int streamId) {
    return collect(streamId, "the response on stream " + streamId);
  }

  /** As {@link #response}, for a server. */
  public Message request(int streamId) {
    return collect(streamId, "the request on stream " + streamId);
  }

  /** Ends this side's output; the other direction stays open. */
  public void shutdownOutput() {
    socket.shutdownOutput();
  }

  /** Breaks the connection with a TCP reset. */
  public void reset() {
    socket.reset();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** The last frames in both directions. */
  @Override
  public String toString() {
    return (client ? "client" : "server") + " peer" + socket.trace();
  }

  private FramePeer sent(boolean sent) {
    if (!sent) {
      throw socket.failure("the connection broke while sending");
    }
    return this;
  }

  private Message collect(int streamId, String wanted) {
    socket.startTimer();
    List<HeaderList> interim = new ArrayList<>();
    HeaderList headers = null;
    HeaderList trailers = new HeaderList();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean ended = false;
    while (!ended) {
      RawFrame frame = queue.pickCrediting(each -> each.streamId() == streamId && (each.is(FrameType.HEADERS)
        || each.is(FrameType.DATA) || each.is(FrameType.RST_STREAM)), wanted);
      ended = frame.has(Flag.END_STREAM);
      if (frame.is(FrameType.RST_STREAM)) {
        throw socket.failure("waiting for " + wanted + ", got " + frame);
      } else if (frame.is(FrameType.HEADERS)) {
        HeaderList fields = queue.fields(frame);
        socket.forget(frame);
        if (headers != null) {
          trailers = fields;
        } else if (!ended && fields.contains(":status") && fields.get(":status").startsWith("1")) {
          interim.add(fields);
        } else {
          headers = fields;
        }
      } else if (headers == null) {
        throw socket.failure("DATA before HEADERS in " + wanted);
      } else {
        body.writeBytes(frame.content());
      }
    }
    return new Message(streamId, interim, headers, body.toByteArray(), trailers);
  }

  private RawFrame withCode(RawFrame frame, long errorCode, String wanted) {
    if (frame.errorCode() != errorCode || !wanted.startsWith(FrameType.nameOf(frame.type()))) {
      throw new AssertionFailedError("expected " + wanted + ", got " + frame + socket.trace(),
        wanted, frame.toString());
    }
    return frame;
  }

  private long sendPing() {
    long data = 0x7065_6572_0000_0000L | ++pings;
    send(RawFrame.ping(data));
    return data;
  }

  private static boolean isSettingsAck(RawFrame frame) {
    return frame.is(FrameType.SETTINGS) && frame.has(Flag.ACK);
  }

  private static boolean isPingAck(RawFrame frame, long data) {
    return frame.is(FrameType.PING) && frame.has(Flag.ACK) && frame.length() == 8 && frame.pingData() == data;
  }

  private static boolean isFatal(RawFrame frame) {
    return frame.is(FrameType.GOAWAY) && frame.errorCode() != 0;
  }
}
