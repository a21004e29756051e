package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.handshake.UpgradeRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Decides on the first request of a cleartext connection: it stays HTTP/1.1, or it asks for the upgrade to HTTP/2
 * (RFC 7540 section 3.2) and becomes stream 1. Vert.x upgrades a request that has a body.
 */
final class UpgradeHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "h2c";
  private static final String PROTOCOL = "h2c";

  /** What the handler does with the connection. */
  interface Protocols {
    /** Goes on with HTTP/1.1. */
    void http1(ChannelPipeline pipeline);

    /** Has Vert.x's own engine respond to the request for an upgrade. */
    void upgradeByVertx(ChannelHandlerContext ctx, HttpRequest request) throws Exception;

    /**
     * Puts the engine on the connection.
     *
     * @param switched writes the response 101; called before anything else is written
     */
    void upgrade(ChannelPipeline pipeline, byte[] settings, HeaderList head, Runnable switched);
  }

  private final Protocols protocols;
  private HeaderList head;
  private byte[] settings;

  UpgradeHandler(Protocols protocols) {
    this.protocols = protocols;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    } else if (head == null) {
      ctx.fireChannelRead(message);
    } else {
      boolean last = message instanceof LastHttpContent;
      ReferenceCountUtil.release(message);
      if (last) {
        upgrade(ctx);
      }
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) throws Exception {
    HttpHeaders fields = request.headers();
    if (request.decoderResult().isFailure() || !fields.contains(HttpHeaderNames.UPGRADE, PROTOCOL, true)) {
      protocols.http1(ctx.pipeline());
      ctx.fireChannelRead(request);
      ctx.pipeline().remove(this);
      return;
    }
    boolean listed = fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
      && fields.containsValue(HttpHeaderNames.CONNECTION, UpgradeRequest.SETTINGS, true);
    byte[] payload = listed ? UpgradeRequest.settings(fields) : null;
    boolean body = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    if (payload == null || body || UpgradeRequest.problem(request) != null) {
      protocols.upgradeByVertx(ctx, request);
    } else {
      settings = payload;
      head = UpgradeRequest.head(request);
    }
  }

  private void upgrade(ChannelHandlerContext ctx) {
    protocols.upgrade(ctx.pipeline(), settings, head, () -> {
      DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, PROTOCOL);
      ctx.write(response);
    });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle && idle.state() == IdleState.ALL_IDLE) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}
