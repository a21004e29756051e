package io.github.vertxnghttp2.http.compression;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.impl.CompressionManager;

/**
 * Decides which responses of a connection are compressed, and how: by the accept-encoding of the request and by the
 * compressors of the server's options. Vert.x has no minimum size for HTTP/2.
 */
public final class ResponseCompression {
  private static final String CONTENT_ENCODING = "content-encoding";
  private static final String CONTENT_LENGTH = "content-length";
  private static final String IDENTITY = "identity";

  private final CompressionManager manager;
  private final Encoders encoders;

  public ResponseCompression(CompressionManager manager, ChannelHandlerContext ctx) {
    this.manager = manager;
    this.encoders = new Encoders(manager, ctx);
  }

  /** Netty's choice of encoders for HTTP/1.1, which are those for HTTP/2. It is in no pipeline. */
  private static final class Encoders extends HttpContentCompressor {

    Encoders(CompressionManager manager, ChannelHandlerContext ctx) {
      super(0, manager.options());
      try {
        handlerAdded(ctx); // only keeps the context
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    Compressor compressor(String encoding) {
      HttpResponse any = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      try {
        return new Compressor(beginEncode(any, encoding).contentEncoder());
      } catch (Exception e) {
        throw new IllegalStateException("there is no compressor for the content-encoding " + encoding, e);
      }
    }
  }

  /**
   * Sets the content-encoding of a response, unless the application has set one; with {@code identity} the response is
   * not compressed, and has none. The content-length of a response that is compressed is removed.
   *
   * @param acceptEncoding of the request, or {@code null}
   * @param fields of the response
   * @param ended whether the response has no body
   * @return {@code null} if the body is not compressed
   */
  public Compressor begin(CharSequence acceptEncoding, Http2Headers fields, boolean ended) {
    CharSequence given = fields.get(CONTENT_ENCODING);
    if (given != null) {
      if (given.toString().equals(IDENTITY)) {
        fields.remove(CONTENT_ENCODING);
      }
      return null;
    }
    String encoding = acceptEncoding == null ? null : manager.determineEncoding(acceptEncoding.toString());
    if (encoding == null || encoding.equalsIgnoreCase(IDENTITY)) {
      return null;
    }
    fields.add(CONTENT_ENCODING, encoding);
    if (ended) {
      return null;
    }
    fields.remove(CONTENT_LENGTH);
    return encoders.compressor(encoding);
  }
}
