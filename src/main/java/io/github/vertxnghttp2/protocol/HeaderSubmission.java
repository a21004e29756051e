package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.HeaderBlockTooLargeException;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;

/** Submits the header lists of a connection's streams. If a list is too long to be sent, its stream is reset. */
final class HeaderSubmission {
  private final Session session;
  private final ConnectionListener listener;

  HeaderSubmission(Session session, ConnectionListener listener) {
    this.session = session;
    this.listener = listener;
  }

  void response(Stream stream, int status, OutboundFields head, boolean endStream) {
    try {
      session.submitResponse(stream.id(), status, head, endStream);
    } catch (HeaderBlockTooLargeException e) {
      reset(stream, e);
    }
    listener.onDirty();
  }

  void response(Stream stream, int status, HeaderList head, boolean endStream) {
    try {
      session.submitResponse(stream.id(), status, head, endStream);
    } catch (HeaderBlockTooLargeException e) {
      reset(stream, e);
    }
    listener.onDirty();
  }

  void response(Stream stream, int status, HeaderList head, PrioritySpec priority, boolean endStream) {
    try {
      session.submitResponse(stream.id(), status, head, priority, endStream);
    } catch (HeaderBlockTooLargeException e) {
      reset(stream, e);
    }
    listener.onDirty();
  }

  void informational(Stream stream, int status, HeaderList head) {
    try {
      session.submitInformational(stream.id(), status, head);
    } catch (HeaderBlockTooLargeException e) {
      reset(stream, e);
    }
    listener.onDirty();
  }

  void trailers(Stream stream, HeaderList trailers) {
    try {
      session.submitTrailer(stream.id(), trailers);
    } catch (HeaderBlockTooLargeException e) {
      reset(stream, e);
    }
    listener.onDirty();
  }

  private void reset(Stream stream, HeaderBlockTooLargeException tooLarge) {
    stream.verdict().explain(tooLarge.getMessage());
    listener.onDiagnostic("stream " + stream.id() + " was reset: " + tooLarge.getMessage());
    stream.reset(ErrorCode.INTERNAL_ERROR.code());
  }
}
