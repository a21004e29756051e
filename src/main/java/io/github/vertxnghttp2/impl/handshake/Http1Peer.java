package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.ServerOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.net.NetSocketInternal;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that starts with HTTP/1.1. If the client asks for an upgrade to h2c, the connection is upgraded (RFC 7540
 * section 3.2). Otherwise the client gets an error response that explains what to do, and the connection is closed.
 */
public final class Http1Peer extends ChannelInboundHandlerAdapter implements HttpServerUpgradeHandler.UpgradeCodec {
  private final NetSocketInternal socket;
  private final ServerOptions options;
  /** {@code null} over TLS, because h2c is for cleartext only. */
  private final ServerHandshakes server;
  private final boolean overTls;
  private byte[] settingsPayload;
  /** The reason why the upgrade request is invalid, or {@code null}. */
  private String problem;
  private ByteBuf afterRequest = Unpooled.EMPTY_BUFFER;
  private ScheduledFuture<?> timer;

  private Http1Peer(NetSocketInternal socket, ServerOptions options, ServerHandshakes server) {
    this.socket = socket;
    this.options = options;
    this.server = server;
    this.overTls = server == null;
  }

  /** Installs the handlers behind {@code ctx}. The handler of {@code ctx} then passes on the bytes that it has read. */
  static void install(ChannelHandlerContext ctx, NetSocketInternal socket, ServerHandshakes server) {
    ServerOptions options = server.options();
    Http1Peer peer = new Http1Peer(socket, options, server);
    HttpServerCodec codec = new HttpServerCodec();
    ctx.pipeline().addAfter(ctx.name(), "http1-refusal", peer);
    if (options.isUpgradeEnabled()) {
      ctx.pipeline().addAfter(ctx.name(), "http1-upgrade", new HttpServerUpgradeHandler(codec,
        protocol -> AsciiString.contentEqualsIgnoreCase("h2c", protocol) ? peer : null,
          options.getMaxUpgradeBodySize()));
    }
    ctx.pipeline().addAfter(ctx.name(), "http1-codec", codec);
  }

  /** Refuses a TLS client without ALPN. Any request gets status 505. */
  public static void refuse(NetSocketInternal socket, ServerOptions options) {
    ChannelHandlerContext last = socket.channelHandlerContext();
    last.pipeline().addBefore(last.name(), "http1-codec", new HttpServerCodec());
    last.pipeline().addBefore(last.name(), "http1-refusal", new Http1Peer(socket, options, null));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> refuseSilent(ctx), options.getHttp2().getHandshakeTimeout(),
      TimeUnit.MILLISECONDS);
  }

  private void refuseSilent(ChannelHandlerContext ctx) {
    if (server != null) {
      server.timedOut(PeerAddress.of(socket), "request to upgrade");
    }
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
    afterRequest.release();
  }

  // --- refusal ---

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      afterRequest = Unpooled.wrappedBuffer(afterRequest, bytes);
      return;
    }
    if (message instanceof HttpRequest request) {
      respond(ctx, request);
    }
    ReferenceCountUtil.release(message);
  }

  private void respond(ChannelHandlerContext ctx, HttpRequest request) {
    HttpResponseStatus status;
    String text;
    if (request.decoderResult().isFailure()) {
      status = HttpResponseStatus.BAD_REQUEST;
      text = "This is neither the connection preface of HTTP/2 nor a request in HTTP/1.1.\n";
    } else if (overTls) {
      status = HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
      text = "This server speaks HTTP/2 only: offer \"h2\" by ALPN.\n";
    } else if (problem != null) {
      status = HttpResponseStatus.BAD_REQUEST;
      text = "The request to upgrade to h2c is malformed: " + problem + ".\n";
    } else if (settingsPayload == null && asksForUpgrade(request)) {
      status = HttpResponseStatus.BAD_REQUEST;
      text = "The request to upgrade to h2c was not complete, or HTTP2-Settings is not the base64url of a SETTINGS"
        + " payload.\n";
    } else {
      status = HttpResponseStatus.UPGRADE_REQUIRED;
      text = "This server speaks HTTP/2 only: use prior knowledge"
        + (options.isUpgradeEnabled() ? ", or upgrade to h2c (curl --http2).\n" : " (curl --http2-prior-knowledge).\n");
    }
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
      Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain").set(HttpHeaderNames.CONNECTION, "close")
      .setInt(HttpHeaderNames.CONTENT_LENGTH, text.length());
    if (status == HttpResponseStatus.UPGRADE_REQUIRED) {
      response.headers().set(HttpHeaderNames.CONNECTION, "upgrade, close").set(HttpHeaderNames.UPGRADE, "h2c");
    }
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  // --- upgrade ---

  @Override
  public Collection<CharSequence> requiredUpgradeHeaders() {
    return List.of(UpgradeRequest.SETTINGS);
  }

  /** RFC 9110 section 7.8: a server ignores an Upgrade field in HTTP/1.0. */
  private static boolean asksForUpgrade(HttpRequest request) {
    return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
      && request.headers().contains(UpgradeRequest.SETTINGS);
  }

  @Override
  public boolean prepareUpgradeResponse(ChannelHandlerContext ctx, FullHttpRequest request, HttpHeaders response) {
    if (!asksForUpgrade(request)) {
      return false;
    }
    // a decoder that has failed has left out the rest of the fields
    problem = request.decoderResult().isFailure() ? "it is not HTTP/1.1" : UpgradeRequest.problem(request);
    settingsPayload = problem == null ? UpgradeRequest.settings(request.headers()) : null;
    return settingsPayload != null;
  }

  @Override
  public void upgradeTo(ChannelHandlerContext ctx, FullHttpRequest request) {
    server.beginUpgraded(socket, settingsPayload, UpgradeRequest.head(request), request.content());
    ChannelHandlerContext own = ctx.pipeline().context(this);
    if (afterRequest.isReadable()) { // the client sent HTTP/2 before it received the 101
      own.fireChannelRead(afterRequest.retain());
    }
    ctx.pipeline().remove(this);
  }
}
