package io.github.vertxnghttp2.http.upgrade;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.handshake.UpgradeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
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
 * (RFC 7540 section 3.2) and becomes stream 1. The body of that request comes in HTTP/1.1, while the response is sent
 * in HTTP/2. A request that expects 100 (Continue) stays HTTP/1.1: the response 100 would have to come before the
 * response 101 (RFC 9110 section 7.8), and the application decides whether it sends one. By the same section a request
 * of HTTP/1.0 cannot ask for an upgrade.
 */
public final class ServerUpgradeHandler extends ChannelInboundHandlerAdapter {
  public static final String NAME = "h2c";
  private static final String PROTOCOL = "h2c";

  /** What the handler does with the connection. */
  public interface Protocols {
    /** Goes on with HTTP/1.1. */
    void http1(ChannelPipeline pipeline);

    /**
     * Puts the engine on the connection.
     *
     * @param ended whether the request has no body
     * @param switched writes the response 101; called before anything else is written
     * @return takes the body
     */
    Body http2(ChannelPipeline pipeline, byte[] settings, HeaderList head, boolean ended, Runnable switched);
  }

  /** Takes the body of the request that has asked for the upgrade. */
  public interface Body {
    /** Bytes of the body, valid during the call. */
    void data(ByteBuf bytes);

    void end();

    /** The body is malformed, and nothing can be read after it. */
    void malformed(Throwable cause);
  }

  private final Protocols protocols;
  private HeaderList head;
  private byte[] settings;
  private Body body;
  private boolean refused;

  public ServerUpgradeHandler(Protocols protocols) {
    this.protocols = protocols;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) { // the response has said that no request follows
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      begin(ctx, request);
    } else {
      if (body != null && message instanceof HttpContent content) {
        receive(ctx, content);
      } else if (head != null && message instanceof LastHttpContent) {
        upgrade(ctx, true);
        finish(ctx.pipeline());
      }
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    HttpHeaders fields = request.headers();
    if (request.decoderResult().isFailure() || !fields.contains(HttpHeaderNames.UPGRADE, PROTOCOL, true)
      || HttpUtil.is100ContinueExpected(request) || request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
      protocols.http1(ctx.pipeline());
      ctx.fireChannelRead(request);
      ctx.pipeline().remove(this);
      return;
    }
    boolean listed = fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
      && fields.containsValue(HttpHeaderNames.CONNECTION, UpgradeRequest.SETTINGS, true);
    settings = listed ? UpgradeRequest.settings(fields) : null;
    if (settings == null || UpgradeRequest.lenientProblem(request) != null) {
      refuse(ctx);
      return;
    }
    head = UpgradeRequest.head(request);
    if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0) {
      upgrade(ctx, false);
    }
  }

  private void refuse(ChannelHandlerContext ctx) {
    refused = true;
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
      .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void upgrade(ChannelHandlerContext ctx, boolean ended) {
    body = protocols.http2(ctx.pipeline(), settings, head, ended, () -> {
      FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, PROTOCOL);
      ctx.write(response);
    });
  }

  private void receive(ChannelHandlerContext ctx, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      body.malformed(content.decoderResult().cause());
      return;
    }
    if (content.content().isReadable()) {
      body.data(content.content());
    }
    if (content instanceof LastHttpContent) {
      body.end();
      finish(ctx.pipeline());
    }
  }

  private void finish(ChannelPipeline pipeline) {
    pipeline.remove(this);
    pipeline.remove("httpDecoder"); // passes on the bytes that have come after the request
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
