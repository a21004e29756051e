package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.Stream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * Sends the response to an upgrade request of HTTP/1.1 as that to an extended CONNECT: 200 in place of 101, without the
 * fields that RFC 8441 section 5 leaves out. Any other response is the end of the stream.
 */
final class UpgradeResponseEncoder extends HttpResponseEncoder {
  static final String NAME = "httpEncoder";
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  private final StreamChannel channel;
  private final Stream stream;

  UpgradeResponseEncoder(StreamChannel channel, Stream stream) {
    this.channel = channel;
    this.stream = stream;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof HttpResponse) && !(message instanceof HttpContent)) {
      ctx.write(message, promise);
      return;
    }
    try {
      boolean switched = message instanceof HttpResponse response && head(response);
      if (!switched && message instanceof HttpContent content) {
        body(content, promise);
      } else {
        StreamChannel.written(!stream.isClosed(), promise);
      }
    } catch (RuntimeException e) { // a field that cannot be sent, or too many of them
      promise.tryFailure(e);
      channel.eventLoop().execute(channel::close);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** @return whether the message ends with its head, and the stream goes on */
  private boolean head(HttpResponse response) {
    int status = response.status().code();
    HeaderList fields = fields(response.headers());
    if (status < OK && status != SWITCHING_PROTOCOLS) {
      stream.inform(status, fields);
      return true;
    }
    boolean switches = status == SWITCHING_PROTOCOLS;
    if (switches) {
      fields.remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT.toString());
      fields.remove(HttpHeaderNames.CONTENT_LENGTH.toString());
    }
    stream.respond(switches ? OK : status, fields, false);
    channel.headSent();
    return switches;
  }

  private void body(HttpContent content, ChannelPromise promise) {
    stream.write(content.content().retain(), false, sent -> StreamChannel.written(sent, promise));
    if (content instanceof LastHttpContent) {
      HeaderList trailers = fields(((LastHttpContent) content).trailingHeaders());
      if (!trailers.isEmpty()) {
        stream.end(trailers);
      }
      channel.endsOrderly();
      channel.eventLoop().execute(channel::close);
    }
  }

  static HeaderList fields(HttpHeaders headers) {
    HeaderList fields = new HeaderList(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      String name = field.getKey().toString().toLowerCase(Locale.ROOT);
      if (!FieldCheck.isConnectionSpecific(name)) {
        fields.add(name, field.getValue().toString());
      }
    }
    return fields;
  }
}
