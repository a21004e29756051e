package io.github.vertxnghttp2.http.compression;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliDecompressor;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.codec.compression.JdkZlibDecompressor;
import io.netty.handler.codec.compression.SnappyFrameDecompressor;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdDecompressor;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Locale;

/** Makes the decompressor for a received body. */
public final class Decompressors {
  /** At most so many bytes come out of a decompressor at a time; zstd has blocks of 128 KiB. */
  static final int OUTPUT_MAX = 64 << 10;
  /** 8 MiB: RFC 9659 section 3 allows no larger window, and each body that is open can take so much memory. */
  static final int ZSTD_WINDOW_LOG_MAX = 23;
  private static final String CONTENT_ENCODING = "content-encoding";

  private Decompressors() {
  }

  /**
   * Whether Netty's decompressors that give their output piece by piece are there, and fit the libraries that they
   * need. If not, logs it once.
   */
  public static boolean areAvailable() {
    return Availability.AVAILABLE;
  }

  /** Is initialized, and may log, when it is first asked. */
  private static final class Availability {
    private static final String NETTY = "io.netty.handler.codec.compression.Decompressor";
    private static final String BROTLI = "com.aayushatharva.brotli4j.decoder.DecoderJNI$Wrapper";
    static final boolean AVAILABLE = find();

    private static boolean find() {
      String problem = find(NETTY) == null ? "Netty is older than 4.2.17, and has no " + NETTY : brotliProblem();
      if (problem != null) {
        System.getLogger(Decompressors.class.getName()).log(System.Logger.Level.WARNING, "servers and clients of Vert.x"
          + " that decompress keep Vert.x''s own engine for HTTP/2: {0}", problem);
      }
      return problem == null;
    }

    private static String brotliProblem() {
      Class<?> decoder = find(BROTLI);
      return decoder == null || Arrays.stream(decoder.getConstructors()).map(Constructor::getParameterTypes)
        .anyMatch(types -> Arrays.equals(types, new Class<?>[] {int.class, int.class})) ? null
          : "brotli4j is too old for Netty's decompressor, with 1.23.0 it works";
    }

    private static Class<?> find(String name) {
      try {
        return Class.forName(name, false, Decompressors.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return null;
      }
    }
  }

  /**
   * Makes the decompressor for the content-encoding of a message. Removes that field and content-length, so that the
   * message looks like one that was not compressed.
   *
   * @return {@code null} if the encoding is not known, or has no codec on the class path
   */
  public static Decompressor of(HeaderList head, ByteBufAllocator allocator) {
    String encoding = head.get(CONTENT_ENCODING);
    Decompressor decompressor = encoding == null ? null : of(encoding.toLowerCase(Locale.ROOT), allocator);
    if (decompressor != null) {
      head.remove(CONTENT_ENCODING);
      head.remove("content-length");
    }
    return decompressor;
  }

  private static Decompressor of(String encoding, ByteBufAllocator allocator) {
    return switch (encoding) {
      case "gzip", "x-gzip" -> zlib(ZlibWrapper.GZIP, allocator);
      case "deflate", "x-deflate" -> zlib(ZlibWrapper.ZLIB_OR_NONE, allocator);
      case "br" -> Brotli.isAvailable()
        ? BrotliDecompressor.builder().maxOutputChunkSize(OUTPUT_MAX).build(allocator) : null;
      case "zstd" -> Zstd.isAvailable()
        ? ZstdDecompressor.builder().maxWindowLog(ZSTD_WINDOW_LOG_MAX).build(allocator) : null;
      case "snappy" -> SnappyFrameDecompressor.builder().build(allocator);
      default -> null;
    };
  }

  private static Decompressor zlib(ZlibWrapper wrapper, ByteBufAllocator allocator) {
    return JdkZlibDecompressor.builder().wrapper(wrapper).maxAllocation(OUTPUT_MAX).build(allocator);
  }
}
