package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.protocol.output.Output;
import io.netty.buffer.ByteBuf;

/** Puts the frames that were written, and the bodies between them, in their order into the output. */
final class OutputGatherer implements SessionOutput {
  private final OpenStreams streams;
  private Output output;

  OutputGatherer(OpenStreams streams) {
    this.streams = streams;
  }

  void to(Output output) {
    this.output = output;
  }

  @Override
  public void frames(ByteBuf out, int offset, int length) {
    output.write(offset == out.readerIndex() && length == out.readableBytes() ? out.retain()
      : out.retainedSlice(offset, length));
  }

  @Override
  public void body(int streamId, int length) {
    streams.get(streamId).take(length, output);
  }
}
