package io.github.vertxnghttp2.impl.handshake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpClientUpgradeHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Asks a server to upgrade an {@code OPTIONS *} request of HTTP/1.1 to h2c, RFC 7540 section 3.2. */
public final class H2cUpgrade extends ChannelInboundHandlerAdapter implements HttpClientUpgradeHandler.UpgradeCodec {
  private static final int RESPONSE_MAX = 64 << 10;
  private static final String SETTINGS = "http2-settings";

  private final byte[] settingsPayload;
  private final Runnable upgraded;
  private final Consumer<String> refused;

  private H2cUpgrade(byte[] settingsPayload, Runnable upgraded, Consumer<String> refused) {
    this.settingsPayload = settingsPayload;
    this.upgraded = upgraded;
    this.refused = refused;
  }

  public static void install(ChannelHandlerContext last, String host, byte[] settingsPayload, Runnable upgraded,
                      Consumer<String> refused) {
    H2cUpgrade upgrade = new H2cUpgrade(settingsPayload, upgraded, refused);
    HttpClientCodec codec = new HttpClientCodec();
    last.pipeline().addBefore(last.name(), "http1-codec", codec);
    last.pipeline().addBefore(last.name(), "http1-upgrade", new HttpClientUpgradeHandler(codec, upgrade, RESPONSE_MAX));
    last.pipeline().addBefore(last.name(), "http1-response", upgrade);
    FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.OPTIONS, "*");
    request.headers().set(HttpHeaderNames.HOST, host);
    last.pipeline().context(upgrade).writeAndFlush(request);
  }

  @Override
  public CharSequence protocol() {
    return "h2c";
  }

  @Override
  public Collection<CharSequence> setUpgradeHeaders(ChannelHandlerContext ctx, HttpRequest request) {
    request.headers().set(SETTINGS, Base64.getUrlEncoder().withoutPadding().encodeToString(settingsPayload));
    return List.of(SETTINGS);
  }

  @Override
  public void upgradeTo(ChannelHandlerContext ctx, FullHttpResponse response) {
    ctx.pipeline().remove(this);
    upgraded.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refused.accept("101 with a malformed upgrade (" + cause.getMessage() + ")");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpResponse response) {
      refused.accept(response.status().toString());
    }
    ReferenceCountUtil.release(message);
  }
}
