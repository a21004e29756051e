package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** A server's cost of one large body, received in reads of 64 KiB or sent; the windows never close. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {LoopThreads.EXECUTOR, LoopThreads.EXECUTOR_CLASS, LoopThreads.NO_LEAK_DETECTION,
  "-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=1g"})
public class BodyBoundaryBenchmark {
  private static final int READ = 64 << 10;
  private static final int RECORDED = 64 << 20;
  private static final int STREAM_WINDOW = 16 << 20;
  static final ByteBuf SOURCE = Unpooled.directBuffer(1 << 20).writeZero(1 << 20);

  /** The recording of uploads is limited by memory, that of downloads, which holds requests only, by the window. */
  private static Traffic.Shape shape(int body, boolean upload) {
    return new Traffic.Shape(4, 1, (upload ? 1 : 8) * RECORDED / body, upload ? body : 0, false, STREAM_WINDOW);
  }

  /** Hands a recorded exchange over in pieces of the size of a network read; the last may be shorter. */
  private static ByteBuf read(ByteBuf exchange) {
    return exchange.readRetainedSlice(Math.min(READ, exchange.readableBytes()));
  }

  public abstract static class OursBody extends Ours {
    @Param({"65536", "1048576"})
    public int body;

    @Override
    SessionType type() {
      return SessionType.SERVER;
    }

    @Override
    public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
      responses++;
    }
  }

  public static class OursUpload extends OursBody {
    @Override
    Traffic.Shape shape() {
      return BodyBoundaryBenchmark.shape(body, true);
    }

    @Override
    public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
      ByteBuf slice = input.retainedSlice(offset, length);
      hole.consume(slice);
      slice.release();
      session.consume(streamId, length);
      if (endStream) {
        session.submitResponse(streamId, 200, new HeaderList(), true);
      }
    }
  }

  public static class OursDownload extends OursBody {
    private final ByteBuf source = SOURCE.duplicate();

    @Override
    Traffic.Shape shape() {
      return BodyBoundaryBenchmark.shape(body, false);
    }

    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      source.setIndex(0, body);
      session.submitResponse(streamId, 200, new HeaderList(), false);
      session.pushData(streamId, body, true);
    }

    @Override
    public void body(int streamId, int length) {
      channel.write(source.readRetainedSlice(length), channel.voidPromise());
    }
  }

  public abstract static class NettyBody extends Nettys {
    @Param({"65536", "1048576"})
    public int body;

    @Override
    boolean server() {
      return true;
    }

    final void respond(ChannelHandlerContext ctx, int streamId, boolean endStream) {
      Http2Headers headers = new DefaultHttp2Headers().status(HttpResponseStatus.OK.codeAsText());
      encoder.writeHeaders(ctx, streamId, headers, 0, endStream, ctx.newPromise());
    }
  }

  public static class NettyUpload extends NettyBody {
    @Override
    Traffic.Shape shape() {
      return BodyBoundaryBenchmark.shape(body, true);
    }

    @Override
    Http2FrameListener listener() {
      return new Http2FrameAdapter() {
        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endStream) {
          int length = data.readableBytes();
          data.retain();
          hole.consume(data);
          data.release();
          if (endStream) {
            respond(ctx, streamId, true);
            responses++;
          }
          return length + padding;
        }
      };
    }
  }

  public static class NettyDownload extends NettyBody {
    private final ByteBuf source = SOURCE.duplicate();

    @Override
    Traffic.Shape shape() {
      return BodyBoundaryBenchmark.shape(body, false);
    }

    @Override
    Http2FrameListener listener() {
      return new Http2FrameAdapter() {
        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding,
                                  boolean endStream) {
          respond(ctx, streamId, false);
          encoder.writeData(ctx, streamId, source.retainedSlice(0, body), 0, true, ctx.newPromise())
            .addListener(done -> responses++);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int streamDependency,
                                  short weight, boolean exclusive, int padding, boolean endStream) {
          onHeadersRead(ctx, streamId, headers, padding, endStream);
        }
      };
    }
  }

  @Benchmark
  public void oursUpload(OursUpload server) {
    ByteBuf exchange = server.next(server.traffic.requests);
    while (exchange.isReadable()) {
      server.receive(read(exchange));
      server.flush();
    }
    exchange.release();
  }

  @Benchmark
  public void nettyUpload(NettyUpload server) {
    ByteBuf exchange = server.next(server.traffic.requests);
    while (exchange.isReadable()) {
      server.receive(read(exchange));
    }
    exchange.release();
  }

  @Benchmark
  public void oursDownload(OursDownload server) {
    server.receive(server.next(server.traffic.requests));
    server.flush();
  }

  @Benchmark
  public void nettyDownload(NettyDownload server) {
    server.receive(server.next(server.traffic.requests));
  }
}
