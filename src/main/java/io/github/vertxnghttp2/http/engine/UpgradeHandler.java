package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
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

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides on the first request of a cleartext connection: it stays HTTP/1.1, or it asks for the upgrade to HTTP/2
 * (RFC 7540 section 3.2) and becomes stream 1. Vert.x upgrades a request that has a body.
 */
final class UpgradeHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "h2c";
  private static final String PROTOCOL = "h2c";
  private static final String SETTINGS = "http2-settings";
  private static final Set<String> OF_HTTP_1 = Set.of("connection", "host", "http2-settings", "keep-alive",
    "proxy-connection", "te", "transfer-encoding", "upgrade");

  /** What the handler does with the connection. */
  interface Protocols {
    /** Goes on with HTTP/1.1. */
    void http1(ChannelPipeline pipeline);

    /** Has Vert.x answer a request for an upgrade. */
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
    byte[] payload = settings(fields);
    HeaderList http2 = head(request);
    boolean body = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    if (payload == null || body || RequestHeadCheck.problem(http2) != null) {
      protocols.upgradeByVertx(ctx, request);
    } else {
      settings = payload;
      head = http2;
    }
  }

  /** The payload of the field, or {@code null} if there is not exactly one that is listed in connection. */
  private static byte[] settings(HttpHeaders fields) {
    if (!fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
      || !fields.containsValue(HttpHeaderNames.CONNECTION, SETTINGS, true) || fields.getAll(SETTINGS).size() != 1) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(fields.get(SETTINGS));
      return payload.length % 6 == 0 ? payload : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static HeaderList head(HttpRequest request) {
    HeaderList head = new HeaderList(request.headers().size() + 4)
      .add(FieldMap.METHOD, request.method().name())
      .add(FieldMap.SCHEME, "http");
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (host != null) {
      head.add(FieldMap.AUTHORITY, host);
    }
    head.add(FieldMap.PATH, request.uri());
    for (Map.Entry<String, String> field : request.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!OF_HTTP_1.contains(name)) {
        head.add(name, field.getValue());
      }
    }
    return head;
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
