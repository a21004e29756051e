package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Receives the response to an extended CONNECT as that to the upgrade request of HTTP/1.1. A response other than 2xx
 * has a body, of which the application gets the beginning.
 */
final class ConnectResponseDecoder extends HttpResponseDecoder implements StreamChannel.ResponseListener {
  static final String NAME = "httpDecoder";
  private static final int REJECTION_MAX_BYTES = 64 << 10;
  /** RFC 6455 section 1.3. */
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private enum Body { NONE, RECEIVED, ENDED }

  private ChannelHandlerContext ctx;
  private String key;
  private Body body = Body.NONE;
  private int bodyBytes;

  /** The field Sec-WebSocket-Key of the request, by which Netty checks the response. */
  void key(String sent) {
    key = sent;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void onResponse(HeaderList head) {
    HttpResponseStatus status = HttpResponseStatus.parseLine(head.get(":status"));
    boolean accepted = status.codeClass() == HttpStatusClass.SUCCESS;
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1,
      accepted ? HttpResponseStatus.SWITCHING_PROTOCOLS : status);
    for (int i = 0; i < head.size(); i++) {
      if (head.name(i).charAt(0) != ':') {
        response.headers().add(head.name(i), head.value(i));
      }
    }
    if (accepted) {
      response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept());
    }
    ctx.fireChannelRead(response);
    if (accepted) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      body = Body.RECEIVED;
      ((StreamChannel) ctx.channel()).startReading();
    }
    ctx.fireChannelReadComplete();
  }

  private String accept() {
    try {
      byte[] octets = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK has it
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (body == Body.NONE) {
      context.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    bodyBytes += bytes.readableBytes();
    if (body == Body.ENDED || bodyBytes > REJECTION_MAX_BYTES) {
      bytes.release();
      endBody();
    } else {
      context.fireChannelRead(new DefaultHttpContent(bytes));
    }
  }

  private void endBody() {
    if (body == Body.RECEIVED) {
      body = Body.ENDED;
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      endBody();
    }
    context.fireUserEventTriggered(event);
  }
}
