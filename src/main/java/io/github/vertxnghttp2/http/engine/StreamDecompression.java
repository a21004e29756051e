package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.http.compression.DecompressedBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.compression.Decompressor;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Decompresses the received body of one stream for Vert.x's stream. The engine's stream may close before all of the
 * body is decompressed; then Vert.x's stream closes later. Belongs to the event loop.
 */
final class StreamDecompression implements DecompressedBody.Target {
  private final StreamBridge bridge;
  private final StreamBridges bridges;
  private final DecompressedBody body;
  private boolean streamClosed;

  StreamDecompression(StreamBridge bridge, Decompressor decompressor, StreamBridges bridges) {
    this.bridge = bridge;
    this.bridges = bridges;
    body = new DecompressedBody(decompressor, bridges.loop(), this);
  }

  /** @param compressed belongs to this object now */
  void received(ByteBuf compressed) {
    body.data(compressed);
  }

  /** All of the compressed body was received. */
  void receivedEnd(HeaderList trailers) {
    body.end(trailers);
  }

  /** The application has read so many decompressed bytes. */
  void consumed(int bytes) {
    body.consumed(bytes);
  }

  /**
   * The engine's stream is closed.
   *
   * @param complete whether all of the compressed body was received
   * @return whether there is more to decompress; this object closes Vert.x's stream after that
   */
  boolean outlivesStream(boolean complete) {
    if (!complete || !body.isOpen()) {
      body.close();
      return false;
    }
    streamClosed = true;
    bridges.unfinishedBodies().add((int) bridge.vertx().id(), body, () -> bridge.vertx().onClose(null));
    return true;
  }

  @Override
  public void data(ByteBuf data) {
    if (bridge.isReset()) {
      data.release();
      return;
    }
    bridge.vertx().onData(BufferInternal.buffer(data));
  }

  @Override
  public void credit(int bytes) {
    bridge.credit(bytes);
  }

  @Override
  public void end(HeaderList trailers) {
    bridge.ended(trailers);
    close();
  }

  @Override
  public void failed(Exception cause) {
    bridge.vertx().onException(EngineFailures.ofBody(bridge.stream(), cause));
    bridge.stream().reset(ErrorCode.INTERNAL_ERROR.code());
    close();
  }

  private void close() {
    if (streamClosed) {
      bridges.unfinishedBodies().remove((int) bridge.vertx().id());
      bridge.vertx().onClose(null);
    }
  }
}
