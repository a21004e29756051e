package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Pipes a stream into a body. A failure resets the message, so that the peer cannot take a part for the whole. */
public final class PipedBody {

  private PipedBody() {
  }

  public static Future<Void> pipe(ReadStream<Buffer> body, SentMessage message, ErrorCode otherwise) {
    return body.pipe().endOnFailure(false).to(message).onFailure(cause -> message.reset(otherwise));
  }
}
