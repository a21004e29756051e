package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * Netty's compressor: dynamic table and Huffman code, for well-formed fields. Pseudo-header fields come first whatever
 * their place was. One for each connection and direction.
 */
public final class HpackEncoder {
  private final DefaultHttp2HeadersEncoder encoder =
    new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);

  public byte[] encode(String... namesAndValues) {
    return encode(HeaderList.of(namesAndValues));
  }

  /** Sensitivity is ignored; see {@link HpackBlock#of(HeaderList)}. */
  public byte[] encode(HeaderList headers) {
    Http2Headers fields = new DefaultHttp2Headers(false);
    for (Header header : headers) {
      fields.add(header.name(), header.value());
    }
    ByteBuf out = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, fields, out);
    } catch (Http2Exception e) {
      throw new AssertionError("cannot encode " + headers, e);
    }
    return ByteBufUtil.getBytes(out);
  }

  /** What the peer announced as HEADER_TABLE_SIZE, in octets; 4,096 until then. */
  public void maxTableSize(long octets) {
    try {
      encoder.maxHeaderTableSize(octets);
    } catch (Http2Exception e) {
      throw new AssertionError("HEADER_TABLE_SIZE " + octets, e);
    }
  }
}
