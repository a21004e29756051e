package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;

/** Tells streams, all of which have been marked closed before, that they ended: none is left out because another threw. */
final class StreamEndings {
  private Throwable failure;

  void tell(Iterable<Stream> streams, long errorCode, ClosedBy by, ConnectionEnd end) {
    for (Stream stream : streams) {
      try {
        stream.tellClosed(errorCode, by, end);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
  }

  /** Throws what was thrown first; the others are suppressed in it. */
  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
