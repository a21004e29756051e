package io.github.vertxnghttp2.protocol.output;

/** Told what became of body bytes. */
@FunctionalInterface
public interface WriteListener {

  /** @param sent whether the last of the bytes was handed to the output; if not, the stream ended before */
  void onWritten(boolean sent);
}
