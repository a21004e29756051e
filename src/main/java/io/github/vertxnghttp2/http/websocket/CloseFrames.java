package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * Gives the Close frame the status of the violation that the peer has committed, RFC 6455 section 7.4.1. Vert.x closes
 * such a socket with 1000. The end of a channel after a Close frame is an orderly one.
 */
final class CloseFrames extends ChannelDuplexHandler {
  private static final String NAME = "webSocketCloseFrames";
  /** Of a Close frame, RFC 6455 section 5.5, without the status. */
  private static final int REASON_MAX = 123;

  private final StreamChannel channel;
  private CorruptedWebSocketFrameException violation;

  CloseFrames(StreamChannel channel) {
    this.channel = channel;
  }

  static void install(StreamChannel channel, String before) {
    channel.pipeline().addBefore(before, NAME, new CloseFrames(channel));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (violation == null && cause instanceof CorruptedWebSocketFrameException corrupted) {
      violation = corrupted;
    }
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    Object sent = message;
    if (message instanceof CloseWebSocketFrame frame) {
      channel.endsOrderly();
      if (violation != null && frame.statusCode() == WebSocketCloseStatus.NORMAL_CLOSURE.code()) {
        frame.release();
        sent = new CloseWebSocketFrame(violation.closeStatus().code(), reason());
      }
    }
    ctx.write(sent, promise);
  }

  private String reason() {
    String text = violation.getMessage() == null ? violation.closeStatus().reasonText() : violation.getMessage();
    return text.length() > REASON_MAX ? text.substring(0, REASON_MAX) : text;
  }
}
