package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;

/**
 * Notifies the listeners of closed streams of their end. An exception of one listener does not stop the others. All
 * streams have to be marked as closed before.
 */
final class StreamEndings {
  private Throwable failure;

  void notifyClosed(Iterable<Stream> streams, long errorCode, ClosedBy by, ConnectionEnd end) {
    for (Stream stream : streams) {
      try {
        stream.notifyClosed(errorCode, by, end);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
  }

  /** Throws the first exception of a listener, to which the others are added as suppressed. */
  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
