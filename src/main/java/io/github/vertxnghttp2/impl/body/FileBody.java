package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/**
 * Sends a file as a body. A failure resets the message, so that the peer cannot take a part of the file for the whole.
 * Until it is sent or has failed, the user cannot write to the message.
 */
public final class FileBody<M extends SentMessage & BodyTarget> {
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
    context.runOnContext(v -> FileChunks.open(context, path, offset, length)
      // nested: the file is closed also if send throws
      .compose(file -> context.succeededFuture(file).compose(this::send).eventually(file::close))
      .onFailure(cause -> message.fileFailed())
      .onComplete(done));
    return done.future();
  }

  private Future<Void> send(FileChunks file) {
    message.checkNotEnded(); // the handler may have thrown, and the message ended with 500
    boolean measured = !lengthless && message.headers().isMutable() && !message.headers().contains("content-length");
    if (measured) {
      message.headers().set("content-length", Long.toString(file.length()));
    }
    if (file.length() == 0 || bodiless) {
      return target.endBody(Buffer.buffer());
    }
    Transfer transfer = new Transfer(file);
    transfer.readNext();
    return transfer.done.future()
      .compose(v -> target.endBody(Buffer.buffer()))
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

  /** Writes a chunk when the one before has left, and reads the next one meanwhile: it keeps at most two. */
  private final class Transfer {
    private final FileChunks file;
    private final PromiseInternal<Void> done = context.promise();
    private Future<Void> written = context.succeededFuture();

    Transfer(FileChunks file) {
      this.file = file;
    }

    void readNext() {
      file.next().onComplete(chunk -> written.onComplete(v -> write(chunk), cause -> {
        chunk.release();
        done.fail(cause);
      }), done::fail);
    }

    private void write(ByteBuf chunk) {
      try {
        message.checkNotEnded();
        written = target.writeBody(chunk);
      } catch (RuntimeException e) { // also if the head cannot be sent
        chunk.release();
        done.fail(e);
        return;
      }
      if (file.isAtEnd()) {
        written.onComplete(done);
      } else {
        readNext();
      }
    }
  }
}
