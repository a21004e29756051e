package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.http.compression.Decompressors;
import io.github.vertxnghttp2.http.compression.UnfinishedBodies;
import io.github.vertxnghttp2.http.stream.StreamPriorities;
import io.github.vertxnghttp2.impl.body.EventLoops;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Promise;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;

/**
 * The streams of a connection. Vert.x's streams name them by their ids in what they write and in the credit that they
 * give, the engine in the frames that it reports for a connection. Belongs to the event loop.
 */
final class StreamBridges {
  private final Connection connection;
  private final EventLoop loop;
  private final ByteBufAllocator allocator;
  private final boolean decompresses;
  private final UnfinishedBodies unfinishedBodies = new UnfinishedBodies();
  private final StreamPriorities priorities = new StreamPriorities();
  private final CustomFrames customFrames;
  /** Of the promise that is being reported, or {@code null}. */
  private StreamBridge promised;

  /** @param decompresses whether the bodies of received messages are decompressed */
  StreamBridges(Connection connection, EventLoop loop, ByteBufAllocator allocator, boolean decompresses) {
    this.connection = connection;
    this.loop = loop;
    this.allocator = allocator;
    this.decompresses = decompresses;
    customFrames = new CustomFrames(loop);
  }

  EventLoop loop() {
    return loop;
  }

  /** The bridge of an open stream, or {@code null}. */
  StreamBridge get(int streamId) {
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      return stream.listener() instanceof StreamBridge bridge ? bridge : null;
    }
    return promised != null && promised.vertx().id() == streamId ? promised : null;
  }

  /** The decompressor for the body that follows a head, from which it removes fields; or {@code null}. */
  Decompressor decompressor(HeaderList head) {
    return decompresses ? Decompressors.of(head, VertxByteBufAllocator.DEFAULT) : null;
  }

  UnfinishedBodies unfinishedBodies() {
    return unfinishedBodies;
  }

  /** Runs a task that may reset a promised stream, although that is not open before the task ends. */
  void promising(StreamBridge bridge, Runnable task) {
    promised = bridge;
    task.run();
    promised = null;
  }

  // --- what Vert.x's streams write ---

  /**
   * Completes the promise of fields that were submitted: with END_STREAM when that was sent, otherwise with the next
   * flush.
   */
  void submitted(StreamBridge bridge, boolean end, Promise<Void> promise) {
    if (end) {
      bridge.lastWrite(promise);
    } else if (promise != null) {
      loop.execute(() -> {
        if (connection.isClosed()) {
          StreamBridge.fail(promise);
        } else {
          promise.tryComplete();
        }
      });
    }
  }

  void writeData(int streamId, ByteBuf data, boolean end, Promise<Void> promise) {
    StreamBridge bridge = get(streamId);
    if (bridge == null) {
      data.release();
      StreamBridge.fail(promise);
    } else {
      bridge.write(data, end, promise);
    }
  }

  void writeReset(int streamId, long code, Promise<Void> promise) {
    StreamBridge bridge = get(streamId);
    if (bridge != null) {
      bridge.reset(code, promise);
    } else if (!unfinishedBodies.drop(streamId)) {
      StreamBridge.fail(promise);
    } else if (promise != null) {
      promise.tryComplete();
    }
  }

  /** @param streamId 0 for a frame of the connection */
  void writeCustomFrame(int streamId, int type, int flags, ByteBuf payload, Promise<Void> promise) {
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    StreamBridge bridge = get(streamId);
    if (streamId > 0 && (bridge == null || bridge.isReset())) { // RFC 9113 section 5.1: a closed stream gets no frames
      StreamBridge.fail(promise);
      return;
    }
    try {
      connection.extension(type, flags, streamId, bytes);
      if (promise != null) {
        promise.tryComplete();
      }
    } catch (RuntimeException e) {
      if (promise == null) {
        throw e;
      }
      promise.tryFail(e);
    }
  }

  /** From any thread: the user's stream calls it at once. */
  void writePriority(int streamId, StreamPriority priority, Promise<Void> promise) {
    EventLoops.run(loop, () -> {
      StreamBridge bridge = get(streamId);
      if (bridge == null) {
        StreamBridge.fail(promise);
      } else {
        bridge.writePriority(StreamPriorities.ofFrame(streamId, priority), promise);
      }
    });
  }

  void sendFile(int streamId, ChunkedInput<ByteBuf> file, Promise<Void> promise) {
    StreamBridge bridge = get(streamId);
    if (bridge != null) {
      bridge.write(new ChunkedBody(file, bridge, allocator, promise));
      return;
    }
    StreamBridge.fail(promise);
    try {
      file.close();
    } catch (Exception e) {
      // nothing was read
    }
  }

  /** The application has read so many bytes. */
  void consumed(int streamId, int bytes) {
    StreamBridge bridge = get(streamId);
    if (bridge != null) {
      bridge.consume(bytes);
    } else {
      unfinishedBodies.consumed(streamId, bytes);
    }
  }

  // --- from the engine ---

  void headPriorityReceived(int streamId, PrioritySpec priority) {
    StreamBridge bridge = get(streamId);
    if (bridge == null) {
      priorities.announce(streamId, priority);
    } else if (!bridge.vertx().isHeadersReceived()) { // otherwise these are trailers
      bridge.vertx().priority(StreamPriorities.received(priority));
    }
  }

  /** The priority of the head that has opened the stream, or {@code null}. */
  StreamPriority takeHeadPriority(int streamId) {
    return priorities.take(streamId);
  }

  void priorityReceived(int streamId, PrioritySpec priority) {
    StreamBridge bridge = get(streamId);
    if (bridge != null) {
      bridge.priorityChanged(StreamPriorities.received(priority));
    }
  }

  void customFrameReceived(int streamId, int type, int flags, byte[] payload) {
    StreamBridge bridge = get(streamId);
    if (bridge != null) {
      bridge.onCustomFrame(customFrames, type, flags, payload);
    }
  }
}
