package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.protocol.output.OutboundBody;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.protocol.output.WindowStalls;
import io.github.vertxnghttp2.protocol.output.WriteListener;
import io.netty.buffer.ByteBuf;

/** Submits the bodies of a connection's streams, and hands their bytes to the output when it is their turn. */
final class BodySubmission {
  /**
   * A whole body up to this size is copied into the frames' buffer. That is cheaper than to write a buffer of its
   * own.
   */
  private static final int INLINE_MAX = 4096;

  private final Session session;
  private final ConnectionListener listener;
  private final WindowStalls stalls;
  private long queuedSinceFlush;

  BodySubmission(Session session, ConnectionListener listener, WindowStalls stalls) {
    this.session = session;
    this.listener = listener;
    this.stalls = stalls;
  }

  /** @see Stream#write */
  void write(Stream stream, ByteBuf data, boolean endStream, WriteListener written) {
    boolean waiting = stream.id() == 0;
    int length = data.readableBytes();
    if (length == 0) {
      data.release();
      if (endStream && !waiting) {
        session.pushData(stream.id(), 0, true);
        listener.onDirty();
      }
      if (written != null) {
        written.onWritten(true);
      }
      return;
    }
    if (endStream && written == null && stream.queuedBytes() == 0 && length <= INLINE_MAX && !waiting) {
      stream.countSent(length);
      session.submitData(stream.id(), data, true);
      data.release();
      if (stream.record() != null) {
        stream.connection().recorder().shortBody(stream);
      }
    } else {
      OutboundBody body = stream.queue();
      body.add(data, written);
      queuedSinceFlush += length;
      if (!waiting) {
        session.pushData(stream.id(), length, endStream);
        stalls.watch(body, stream.id());
      }
    }
    listener.onDirty();
  }

  /** Bytes that were written since the last flush, without those that were copied into the frames' buffer. */
  long queuedSinceFlush() {
    return queuedSinceFlush;
  }

  void flushed() {
    queuedSinceFlush = 0;
  }

  /** Submits what was written to a request while it waited for its stream id. */
  void writeQueued(Stream stream, boolean endStream) {
    long bytes = stream.queuedBytes();
    if (bytes > 0 || endStream) {
      session.pushData(stream.id(), Math.toIntExact(bytes), endStream);
    }
    if (bytes > 0) {
      stalls.watch(stream.queue(), stream.id());
    }
  }

  /** Hands the next bytes of the stream's body to the output. */
  void send(Stream stream, int length, Output output) {
    OutboundBody body = stream.queue();
    stream.countSent(length);
    if (stream.record() != null) {
      stream.connection().recorder().bytesSent(stream.record());
    }
    body.take(length, output);
    if (body.bytes() > 0) {
      stalls.watch(body, stream.id());
    }
    stream.listener().onWritten();
  }
}
