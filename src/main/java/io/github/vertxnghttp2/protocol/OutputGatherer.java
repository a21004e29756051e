package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.protocol.output.Output;
import io.netty.buffer.ByteBuf;

/** Writes frames, and the bodies between them, to the output in their order. */
final class OutputGatherer implements SessionOutput {
  private final OpenStreams streams;
  private final BodySubmission bodies;
  private Output output;

  OutputGatherer(OpenStreams streams, BodySubmission bodies) {
    this.streams = streams;
    this.bodies = bodies;
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
    streams.countSent(length);
    bodies.send(streams.get(streamId), length, output);
  }
}
