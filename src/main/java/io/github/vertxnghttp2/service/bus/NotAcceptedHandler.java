package io.github.vertxnghttp2.service.bus;

import io.vertx.core.eventbus.Message;

/** Called when the peer has not accepted a stream: one of these methods, once. */
public interface NotAcceptedHandler {

  /** No peer replied with ACCEPT in time. */
  void onTimeout(long milliseconds);

  /** @param cause a ReplyException if there was no consumer or it failed the message, or a MalformedMessageException */
  void onFailure(Throwable cause);

  /** The reply is not ACCEPT, but a whole response. */
  void onReply(Message<Object> reply);
}
