package io.github.vertxnghttp2.http.upgrade;

import io.github.vertxnghttp2.impl.handshake.UpgradeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;

/**
 * Asks the server to upgrade the first request of a connection, RFC 7540 section 3.2. The client sends nothing of
 * HTTP/2 before it has sent all of that request; what the server sends until then is kept. Follows the codec of
 * HTTP/1.1 in the pipeline, and takes itself and the codec out of it.
 */
public final class ClientUpgradeHandler extends ChannelDuplexHandler {

  /** What the handler does with the connection. */
  public interface Protocols {
    /** The server has responded in HTTP/1.1, which goes on. */
    void http1();

    /**
     * Puts HTTP/2 behind this handler, and sends the preface.
     *
     * @param continued whether a response 100 (Continue) was reported
     */
    void http2(boolean continued);
  }

  /** What the server has sent. SWITCHED: and the connection is upgraded. */
  private enum Response {
    NONE, SWITCHING_HEAD, SWITCHING, SWITCHED
  }

  private static final String PROTOCOL = "h2c";

  private final byte[] settings;
  private final int maxEarlyBytes;
  private final Protocols protocols;
  private Response response = Response.NONE;
  private boolean requestSent;
  private boolean waitsForContinue;
  private boolean continued;
  /** Bytes of HTTP/2 that came before the request was sent. */
  private final Queue<ByteBuf> early = new ArrayDeque<>(0);
  private int earlyBytes;

  /**
   * @param settings the payload of the client's SETTINGS frame
   * @param maxEarlyBytes how many bytes of HTTP/2 are kept until the request is sent; with more, the request fails
   */
  public ClientUpgradeHandler(byte[] settings, int maxEarlyBytes, Protocols protocols) {
    this.settings = settings;
    this.maxEarlyBytes = maxEarlyBytes;
    this.protocols = protocols;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      waitsForContinue = HttpUtil.is100ContinueExpected(request);
      HttpHeaders fields = request.headers();
      fields.set(HttpHeaderNames.UPGRADE, PROTOCOL);
      fields.add(HttpHeaderNames.CONNECTION, "Upgrade, HTTP2-Settings");
      fields.set(UpgradeRequest.SETTINGS, Base64.getUrlEncoder().withoutPadding().encodeToString(settings));
    }
    boolean last = message instanceof LastHttpContent;
    ctx.write(message, promise);
    if (last) {
      requestSent = true;
      if (response == Response.SWITCHING) {
        ctx.executor().execute(() -> upgrade(ctx)); // not within a write of the connection of HTTP/1.1
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (response) {
      case NONE -> begin(ctx, message);
      case SWITCHING_HEAD -> {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
          switching(ctx);
        }
      }
      case SWITCHING -> keep(ctx, message);
      case SWITCHED -> ctx.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpResponse head) {
      HttpResponseStatus status = head.status();
      if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        response = Response.SWITCHING_HEAD;
        if (message instanceof LastHttpContent) {
          switching(ctx);
        }
        ReferenceCountUtil.release(message);
        return;
      }
      if (status.equals(HttpResponseStatus.CONTINUE)) {
        continued = true;
      }
      if (status.codeClass() != HttpStatusClass.INFORMATIONAL) {
        protocols.http1();
        ctx.pipeline().remove(this);
      }
    }
    ctx.fireChannelRead(message);
  }

  private void switching(ChannelHandlerContext ctx) {
    response = Response.SWITCHING;
    if (requestSent) {
      upgrade(ctx);
    } else if (waitsForContinue && !continued) { // the server's 100 comes in HTTP/2, and would wait for the request
      continued = true;
      ctx.fireChannelRead(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void keep(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    int before = earlyBytes;
    earlyBytes += bytes.readableBytes();
    if (earlyBytes <= maxEarlyBytes) {
      early.add(bytes);
      return;
    }
    bytes.release();
    if (before <= maxEarlyBytes) {
      ctx.fireExceptionCaught(new TooLongFrameException("the server has sent more than http2UpgradeMaxContentLength = "
        + maxEarlyBytes + " bytes of HTTP/2 before the request that upgrades the connection was sent"));
    }
  }

  private void upgrade(ChannelHandlerContext ctx) {
    if (ctx.isRemoved()) {
      return; // the connection was closed
    }
    ChannelHandlerContext codecContext = ctx.pipeline().context(HttpClientCodec.class);
    HttpClientCodec codec = (HttpClientCodec) codecContext.handler();
    codec.prepareUpgradeFrom(codecContext); // from now on it passes on what is written
    protocols.http2(continued);
    response = Response.SWITCHED;
    for (ByteBuf bytes; (bytes = early.poll()) != null; ) {
      ctx.fireChannelRead(bytes);
    }
    codec.upgradeFrom(codecContext); // passes on the bytes that have come after the response
    ctx.pipeline().remove(this);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    for (ByteBuf bytes; (bytes = early.poll()) != null; ) {
      bytes.release();
    }
  }
}
