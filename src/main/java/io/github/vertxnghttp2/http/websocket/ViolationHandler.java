package io.github.vertxnghttp2.http.websocket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a socket whose peer violates RFC 6455, section 7.1.7: with the status of the violation, in place of the 1000
 * of Vert.x, and without a look at what follows. It also refuses reserved bits that no extension has taken away:
 * Netty's decoder allows them to any peer if the options have compression.
 */
final class ViolationHandler extends ChannelDuplexHandler {
  static final String NAME = "webSocketViolations";
  /** Of a Close frame, RFC 6455 section 5.5, without the status. */
  private static final int REASON_MAX = 123;

  private final StreamChannel channel;
  private final String frameLimit;
  private CorruptedWebSocketFrameException violation;

  /** @param frameLimit name and value of the option for the length of frames */
  ViolationHandler(StreamChannel channel, String frameLimit) {
    this.channel = channel;
    this.frameLimit = frameLimit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (violation != null) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof WebSocketFrame frame && frame.rsv() != 0) {
      frame.release();
      exceptionCaught(ctx, new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR,
        "a frame has reserved bits that no extension uses"));
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable reported = cause;
    if (violation == null && cause instanceof CorruptedWebSocketFrameException corrupted) {
      violation = corrupted.closeStatus().code() != WebSocketCloseStatus.MESSAGE_TOO_BIG.code() ? corrupted
        : new CorruptedWebSocketFrameException(WebSocketCloseStatus.MESSAGE_TOO_BIG,
          "a frame is longer than " + frameLimit + " octets", cause);
      reported = violation;
    }
    ctx.fireExceptionCaught(reported);
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
