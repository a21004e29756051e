package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.streams.ReadStream;

import java.io.EOFException;

/** A body from a stream or a file: what breaks on the way resets the message, so that a part is not taken for the whole. */
final class PipedBody {
  private static final int READ_SIZE = 64 << 10;

  private final ContextInternal context;
  private final SentMessage message;
  private final boolean bodiless;
  private final boolean lengthless;

  /**
   * @param bodiless whether only the head of the message is sent
   * @param lengthless whether it does not tell the length either
   */
  PipedBody(ContextInternal context, SentMessage message, boolean bodiless, boolean lengthless) {
    this.context = context;
    this.message = message;
    this.bodiless = bodiless;
    this.lengthless = lengthless;
  }

  static Future<Void> pipe(ReadStream<Buffer> body, SentMessage message, ErrorCode otherwise) {
    return body.pipe().endOnFailure(false).to(message).onFailure(cause -> message.reset(otherwise));
  }

  Future<Void> send(String path, long offset, long length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("offset is " + offset + " and length is " + length + "; both must be at least 0");
    }
    PromiseInternal<Void> done = context.promise();
    context.runOnContext(v -> context.owner().fileSystem()
      .open(path, new OpenOptions().setWrite(false).setCreate(false))
      .compose(file -> file.size()
        .compose(size -> send(file, path, size, offset, length))
        .eventually(file::close))
      .onComplete(done));
    return done.future();
  }

  private Future<Void> send(AsyncFile file, String path, long size, long offset, long length) {
    if (offset > size) {
      return Future.failedFuture(new IllegalArgumentException("offset is " + offset + ", but " + path + " has only " + size
        + " bytes"));
    }
    long count = Math.min(length, size - offset);
    boolean measured = !lengthless && message.headers().isMutable() && !message.headers().contains("content-length");
    if (measured) {
      message.headers().set("content-length", Long.toString(count));
    }
    if (count == 0 || bodiless) {
      return message.end();
    }
    file.setReadPos(offset).setReadLength(count).setReadBufferSize(READ_SIZE);
    return file.pipe().endOnComplete(false).to(message)
      .compose(v -> file.getReadLength() > 0
        ? Future.failedFuture(new EOFException(path + " became shorter while it was sent: "
          + file.getReadLength() + " of " + count + " bytes are missing"))
        : message.end())
      .onFailure(cause -> abandon(measured));
  }

  /** A message of which nothing was sent is left as it was. */
  private void abandon(boolean measured) {
    if (!message.headers().isMutable()) {
      message.reset(ErrorCode.INTERNAL_ERROR);
    } else if (measured) {
      message.headers().remove("content-length");
    }
  }
}
