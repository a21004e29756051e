package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import org.opentest4j.AssertionFailedError;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a {@link FramePeer} stands on: frames on a blocking socket with a time limit, HPACK state, and the trace. */
final class FrameSocket {
  private static final int TRACE_LENGTH = 40;
  // Java's blocking sockets have no time limit for writing: closing the socket is the way to end a write.
  private static final ScheduledThreadPoolExecutor WATCHDOG = new ScheduledThreadPoolExecutor(1, task -> {
    Thread thread = new Thread(task, "frame-peer-watchdog");
    thread.setDaemon(true);
    return thread;
  });

  static {
    WATCHDOG.setRemoveOnCancelPolicy(true);
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final HpackEncoder encoder;
  private final HpackDecoder decoder = new HpackDecoder();
  private final Map<RawFrame, HeaderList> fields = new IdentityHashMap<>();
  /** For each of our SETTINGS without ACK: its HEADER_TABLE_SIZE, or -1. */
  private final Deque<Long> unacknowledged = new ArrayDeque<>();
  private final Deque<String> trace = new ArrayDeque<>();
  /** Whether bytes were sent that nobody looked into: there may be SETTINGS among them. */
  private boolean sentRaw;
  private RawFrame blockStart;
  private ByteArrayOutputStream block;
  private Duration timeout = FramePeer.TIMEOUT;
  private long deadline;
  private long traced;

  FrameSocket(Socket socket, HpackEncoder encoder) throws IOException {
    this.socket = socket;
    this.encoder = encoder;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
  }

  void timeout(Duration limit) {
    timeout = limit;
  }

  /** Whatever is read from now on has to come within the time limit, all together. */
  void startTimer() {
    deadline = System.nanoTime() + timeout.toNanos();
  }

  boolean write(RawFrame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (RawFrame frame : frames) {
      bytes.writeBytes(frame.bytes());
      note("-> " + frame);
      if (frame.is(FrameType.SETTINGS) && !frame.has(Flag.ACK)) {
        unacknowledged.add(frame.setting(SettingId.HEADER_TABLE_SIZE, -1));
      }
    }
    return transmit(bytes.toByteArray());
  }

  boolean writeRaw(byte[] bytes) {
    note("-> " + bytes.length + " octets");
    sentRaw = true;
    return transmit(bytes);
  }

  boolean writePreface() {
    note("-> preface");
    return transmit(FramePeer.PREFACE.getBytes(StandardCharsets.US_ASCII));
  }

  /** The next frame, or null at the end of the connection. */
  RawFrame receive(String wanted) {
    byte[] header = new byte[RawFrame.HEADER_LENGTH];
    if (!fill(header, wanted)) {
      return null;
    }
    ByteBuffer fixed = ByteBuffer.wrap(header);
    byte[] payload = new byte[fixed.getInt() >>> 8];
    if (!fill(payload, wanted)) {
      return null;
    }
    RawFrame frame = new RawFrame(header[3] & 0xff, header[4] & 0xff, fixed.getInt(5) & 0x7fff_ffff, payload);
    note("<- " + frame);
    follow(frame);
    return frame;
  }

  void readPreface() {
    byte[] preface = new byte[FramePeer.PREFACE.length()];
    boolean whole = fill(preface, "the client's preface");
    String text = new String(preface, StandardCharsets.ISO_8859_1);
    if (!whole || !text.equals(FramePeer.PREFACE)) {
      throw failure("the client's preface is missing, got " + text);
    }
    note("<- preface");
  }

  /** The fields that started with this frame, or null if CONTINUATION frames are still to come. */
  HeaderList fieldsOf(RawFrame frame) {
    HeaderList known = fields.get(frame);
    if (known == null && frame != blockStart) {
      throw failure("not a frame read here that starts a field block: " + frame);
    }
    return known;
  }

  /** Lets go of the fields that started with this frame: a test may read a great many messages. */
  void forget(RawFrame frame) {
    fields.remove(frame);
  }

  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AssertionFailedError failure(String message) {
    return new AssertionFailedError(message + trace());
  }

  String trace() {
    if (traced == 0) {
      return "; no frames so far";
    }
    String earlier = traced > trace.size() ? "\n  (" + (traced - trace.size()) + " before)" : "";
    return "; frames so far, <- is received:" + earlier + "\n  " + String.join("\n  ", trace);
  }

  private boolean transmit(byte[] bytes) {
    AtomicBoolean givenUp = new AtomicBoolean();
    ScheduledFuture<?> limit = WATCHDOG.schedule(() -> {
      givenUp.set(true);
      socket.close();
      return null;
    }, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException e) {
      if (givenUp.get()) {
        throw failure("the peer did not read: writing " + bytes.length + " octets was given up after " + timeout);
      }
      if (socket.isClosed()) {
        throw failure("this side has closed the connection");
      }
      note("-- cannot send: " + e.getMessage());
      return false;
    } finally {
      limit.cancel(false);
    }
  }

  private boolean fill(byte[] into, String wanted) {
    try {
      int filled = 0;
      while (filled < into.length) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) millis);
        int count = in.read(into, filled, into.length - filled);
        if (count < 0) {
          note(filled == 0 ? "<- end" : "<- end within a frame");
          return false;
        }
        filled += count;
      }
      return true;
    } catch (SocketTimeoutException e) {
      throw failure("gave up after " + timeout + " waiting for " + wanted);
    } catch (IOException e) {
      if (socket.isClosed()) {
        throw failure("this side has closed the connection, waiting for " + wanted);
      }
      note("<- " + e.getMessage());
      return false;
    }
  }

  /** Keeps the compression state in step, whether or not anybody asks for the frame. */
  private void follow(RawFrame frame) {
    if (blockStart != null && !(frame.is(FrameType.CONTINUATION) && frame.streamId() == blockStart.streamId())) {
      throw failure("a field block has to go on with CONTINUATION on stream " + blockStart.streamId());
    }
    if (frame.is(FrameType.HEADERS) || frame.is(FrameType.PUSH_PROMISE)) {
      blockStart = frame;
      block = new ByteArrayOutputStream();
    }
    if (blockStart != null) {
      block.writeBytes(frame.content());
      if (frame.has(Flag.END_HEADERS)) {
        fields.put(blockStart, decode(block.toByteArray()));
        blockStart = null;
      }
    } else if (frame.is(FrameType.CONTINUATION)) {
      throw failure("CONTINUATION outside a field block");
    } else if (frame.is(FrameType.SETTINGS)) {
      followSettings(frame);
    }
  }

  private void followSettings(RawFrame frame) {
    if (!frame.has(Flag.ACK)) {
      long size = frame.setting(SettingId.HEADER_TABLE_SIZE, -1);
      if (size >= 0) {
        encoder.maxTableSize(size);
      }
      return;
    }
    Long size = unacknowledged.poll();
    if (size == null && !sentRaw) {
      throw failure("SETTINGS with ACK for SETTINGS that were not sent");
    }
    if (size != null && size >= 0) {
      decoder.maxTableSize(size);
    }
  }

  private HeaderList decode(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (AssertionError e) {
      throw new AssertionFailedError(e.getMessage() + trace(), e);
    }
  }

  private void note(String line) {
    traced++;
    trace.add(line);
    if (trace.size() > TRACE_LENGTH) {
      trace.remove();
    }
  }
}
