package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.streams.WriteStream;

import java.io.EOFException;

/**
 * Sends a file as a body. A failure resets the message, so that the peer cannot take a part of the file for the whole.
 * Until it is sent or has failed, the user cannot write to the message.
 */
public final class FileBody<M extends SentMessage & BodyTarget> {
  private static final int READ_SIZE = 64 << 10;

  private final ContextInternal context;
  private final OutboundMessage message;
  private final M target;
  private final boolean bodiless;
  private final boolean lengthless;

  /**
   * @param bodiless whether the message has no body: only its head is sent
   * @param lengthless whether the message has no content-length
   */
  public FileBody(OutboundMessage message, M target, boolean bodiless, boolean lengthless) {
    this.context = message.context();
    this.message = message;
    this.target = target;
    this.bodiless = bodiless;
    this.lengthless = lengthless;
  }

  public Future<Void> send(String path, long offset, long length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
        "offset is " + offset + " and length is " + length + "; both must be at least 0");
    }
    message.beginFile();
    PromiseInternal<Void> done = context.promise();
    context.runOnContext(v -> context.owner().fileSystem()
      .open(path, new OpenOptions().setWrite(false).setCreate(false))
      .compose(file -> file.size()
        .compose(size -> send(file, path, size, offset, length))
        .eventually(file::close))
      .onFailure(cause -> message.fileFailed())
      .onComplete(done));
    return done.future();
  }

  private Future<Void> send(AsyncFile file, String path, long size, long offset, long length) {
    message.checkNotEnded(); // the handler may have thrown, and the message ended with 500
    if (offset > size) {
      return Future.failedFuture(new IllegalArgumentException("offset is " + offset + ", but " + path + " has only "
        + size + " bytes"));
    }
    long count = Math.min(length, size - offset);
    boolean measured = !lengthless && message.headers().isMutable() && !message.headers().contains("content-length");
    if (measured) {
      message.headers().set("content-length", Long.toString(count));
    }
    if (count == 0 || bodiless) {
      return target.endBody(Buffer.buffer());
    }
    file.setReadPos(offset).setReadLength(count).setReadBufferSize(READ_SIZE);
    return file.pipe().endOnComplete(false).to(new Pipe())
      .compose(v -> file.getReadLength() > 0
        ? Future.failedFuture(new EOFException(path + " became shorter while it was sent: "
          + file.getReadLength() + " of " + count + " bytes are missing"))
        : target.endBody(Buffer.buffer()))
      .onFailure(cause -> abandon(measured));
  }

  /** Resets the message if its head was sent. Otherwise removes the content-length again, if this class has set it. */
  private void abandon(boolean measured) {
    if (!message.headers().isMutable()) {
      target.reset(ErrorCode.INTERNAL_ERROR);
    } else if (measured) {
      message.headers().remove("content-length");
    }
  }

  /** Writes to the message, which is closed to the user meanwhile. */
  private final class Pipe implements WriteStream<Buffer> {

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this; // the handler of the user stays; a failed write ends the pipe
    }

    @Override
    public Future<Void> write(Buffer data) {
      return message.hasEnded() ? context.failedFuture(new IllegalStateException("this message has ended already"))
        : target.writeBody(data);
    }

    @Override
    public Future<Void> end() {
      return target.endBody(Buffer.buffer());
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      target.setWriteQueueMaxSize(maxSize);
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return target.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      target.drainHandler(handler);
      return this;
    }
  }
}
