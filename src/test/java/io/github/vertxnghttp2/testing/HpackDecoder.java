package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Netty's decompressor, with every check of the fields off, and the order kept. Which fields were never-indexed is not
 * told. One for each connection and direction.
 */
public final class HpackDecoder {
  private static final long NO_LIMIT = 0xffff_ffffL;

  private final RecordingDecoder decoder = new RecordingDecoder();

  /** Decodes a whole field block; octets above 0x7f become the chars of ISO 8859-1. */
  public HeaderList decode(byte[] block) {
    decoder.fields = new HeaderList();
    try {
      decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
    } catch (Http2Exception e) {
      throw new AssertionError("field block of " + block.length + " octets cannot be decoded; before the fault it held "
        + decoder.fields, e);
    }
    return decoder.fields;
  }

  /** What this side announced as HEADER_TABLE_SIZE, in octets, once the peer has acknowledged it; 4,096 until then. */
  public void maxTableSize(long octets) {
    try {
      decoder.maxHeaderTableSize(octets);
    } catch (Http2Exception e) {
      throw new AssertionError("HEADER_TABLE_SIZE " + octets, e);
    }
  }

  private static final class RecordingDecoder extends DefaultHttp2HeadersDecoder {
    private HeaderList fields;

    RecordingDecoder() {
      super(false, NO_LIMIT);
    }

    // Netty's header map moves pseudo-header fields to the front: the order has to be taken down as fields come in.
    @Override
    protected Http2Headers newHeaders() {
      return new DefaultHttp2Headers(false) {
        @Override
        public Http2Headers add(CharSequence name, CharSequence value) {
          fields.add(name.toString(), value.toString());
          return this;
        }
      };
    }
  }
}
