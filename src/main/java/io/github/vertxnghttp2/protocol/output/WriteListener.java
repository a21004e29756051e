package io.github.vertxnghttp2.protocol.output;

/** Is notified whether body bytes were sent. */
@FunctionalInterface
public interface WriteListener {

  /** @param sent whether all of the bytes were handed to the output; false if the stream ended before */
  void onWritten(boolean sent);
}
