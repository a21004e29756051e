package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * A pipe of Vert.x from a received body. To a message of this library on the same event loop it passes slices of what
 * was read from the socket, and so copies nothing. To any other stream it passes buffers.
 */
public final class BodyPipe implements Pipe<Buffer> {
  private final Source source;
  private final Pipe<Object> pipe;

  public BodyPipe(BodyReader reader) {
    source = new Source(reader);
    pipe = source.pipe();
  }

  @Override
  public Pipe<Buffer> endOnFailure(boolean end) {
    pipe.endOnFailure(end);
    return this;
  }

  @Override
  public Pipe<Buffer> endOnSuccess(boolean end) {
    pipe.endOnSuccess(end);
    return this;
  }

  @Override
  public Pipe<Buffer> endOnComplete(boolean end) {
    pipe.endOnComplete(end);
    return this;
  }

  @Override
  public Future<Void> to(WriteStream<Buffer> target) {
    boolean slices = target instanceof BodyTarget body && source.reader.inbound().isOn(body.loop());
    source.slices = slices;
    return pipe.to(items(slices ? new SliceTarget(target, (BodyTarget) target) : target));
  }

  /** The source gives the target what it takes: slices or buffers. */
  @SuppressWarnings("unchecked")
  private static WriteStream<Object> items(WriteStream<?> target) {
    return (WriteStream<Object>) target;
  }

  @Override
  public void close() {
    pipe.close();
  }

  /** The body as a stream of slices, which are a ByteBuf, or of buffers. */
  private static final class Source implements ReadStream<Object> {
    private final BodyReader reader;
    private boolean slices;

    Source(BodyReader reader) {
      this.reader = reader;
    }

    @Override
    public Source exceptionHandler(Handler<Throwable> handler) {
      reader.exceptionHandler(handler);
      return this;
    }

    @Override
    public Source handler(Handler<Object> handler) {
      if (handler == null) {
        reader.handler(null);
      } else if (slices) {
        reader.slices(handler::handle);
      } else {
        reader.handler(handler::handle);
      }
      return this;
    }

    @Override
    public Source pause() {
      reader.pause();
      return this;
    }

    @Override
    public Source resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Source fetch(long amount) {
      reader.fetch(amount);
      return this;
    }

    @Override
    public Source endHandler(Handler<Void> handler) {
      reader.endHandler(handler);
      return this;
    }
  }

  /** A message that takes slices. */
  private record SliceTarget(WriteStream<Buffer> message, BodyTarget body) implements WriteStream<ByteBuf> {

    @Override
    public Future<Void> write(ByteBuf slice) {
      ByteBuf kept = RetainedSlice.of(slice);
      try {
        return body.writeSlice(kept);
      } catch (RuntimeException e) {
        kept.release();
        throw e;
      }
    }

    @Override
    public Future<Void> end() {
      return message.end();
    }

    @Override
    public SliceTarget exceptionHandler(Handler<Throwable> handler) {
      message.exceptionHandler(handler);
      return this;
    }

    @Override
    public SliceTarget setWriteQueueMaxSize(int maxSize) {
      message.setWriteQueueMaxSize(maxSize);
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return message.writeQueueFull();
    }

    @Override
    public SliceTarget drainHandler(Handler<Void> handler) {
      message.drainHandler(handler);
      return this;
    }
  }
}
