package io.github.vertxnghttp2.service.bus;

import io.vertx.core.eventbus.Message;

/** Told why a stream that was asked for does not come about: one of these, once. */
public interface OpenFailureHandler {

  /** Nobody accepted in time. */
  void onTimeout(long milliseconds);

  /** Nobody was there, or who was there refused; ReplyException or MalformedMessageException. */
  void onFailure(Throwable cause);

  /** Instead of a stream there is a whole answer. */
  void onReply(Message<Object> reply);
}
