package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.binding.LibraryError;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.SessionListener.HeaderLimit;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.checks.RequestHeadCheck;
import io.github.vertxnghttp2.protocol.checks.TrailerCheck;

/** Explains why the library refuses messages of the peer, for the log and for the exceptions of the stream. */
final class MessageFaults {
  private final Connection connection;
  /** nghttp2's explanation. It is reported before the refusal of the frame that it belongs to. */
  private String libraryText;
  /** The stream whose malformed field was reported. The library will refuse its frame too. */
  private int blamed;
  private String lastRefusal;

  MessageFaults(Connection connection) {
    this.connection = connection;
  }

  void field(int streamId, String name, String value) {
    blame(streamId, "malformed field " + FieldCheck.quoted(name) + " with value " + FieldCheck.quoted(value));
    blamed = streamId;
  }

  LimitReached limit(int streamId, HeaderLimit limit, long maximum, long reached) {
    LimitReached passed = LimitReached.of(limit.limit(), maximum, reached);
    blame(streamId, passed.text());
    return passed;
  }

  void error(int libraryError, String text) {
    String printable = FieldCheck.printable(text);
    if (libraryError == LibraryError.HTTP_HEADER.code()) {
      libraryText = printable;
    } else {
      connection.listener().onDiagnostic(printable);
    }
  }

  void frame(int streamId, int frameType, int libraryError) {
    String text = Nghttp2.strerror(libraryError);
    if (libraryError == LibraryError.HTTP_HEADER.code()) {
      if (streamId != blamed) { // otherwise the field was reported already
        blame(streamId, libraryText == null ? text : libraryText);
      }
    } else if (libraryError == LibraryError.HTTP_MESSAGING.code()) {
      boolean request = connection instanceof ServerConnection || frameType == FrameType.PUSH_PROMISE.code();
      blame(streamId, text + ": " + head(connection.stream(streamId), request,
        connection.session().unfinishedFields()));
    } else {
      refuse("stream " + streamId + ": " + name(frameType) + " frame of the peer was refused: " + text);
    }
    libraryText = null;
    blamed = 0;
  }

  /** The connection may end for this. */
  void refuse(String text) {
    lastRefusal = text;
    connection.listener().onDiagnostic(text);
  }

  private String head(Stream stream, boolean request, HeaderList fields) {
    if (stream != null && stream.hasReceivedHead()) {
      String problem = TrailerCheck.problem(fields);
      return problem != null ? problem
        : stream.contentLength() == null ? "its trailers do not end it" : length(stream.contentLength());
    }
    String problem = request ? RequestHeadCheck.problem(fields, targets()) : fields.contains(":status") ? null
      : "it has no :status";
    if (problem != null) {
      return problem;
    }
    String length = fields.get("content-length");
    return length != null ? length(length) : "no final response can follow " + fields.get(":status");
  }

  private RequestHeadCheck.Targets targets() {
    return connection instanceof ServerConnection server ? server.targets() : RequestHeadCheck.Targets.STRICT;
  }

  /** The length of a body contradicts content-length. nghttp2 resets the stream without a reason. */
  void body(Stream stream) {
    if (stream.fault() == null && stream.contentLength() != null) {
      blame(stream.id(), length(stream.contentLength()));
      stream.verdict().explain(length(stream.contentLength()));
    }
  }

  private static String length(String contentLength) {
    return "content-length is " + FieldCheck.quoted(contentLength) + ", but its DATA is of another length";
  }

  private void blame(int streamId, String why) {
    connection.listener().onDiagnostic("stream " + streamId + " was reset: " + why);
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      stream.verdict().explain(why);
    }
  }

  /** The end of a connection that the library has ended with this code. */
  ConnectionEnd end(long errorCode) {
    return new ConnectionEnd(ConnectionEnd.Cause.FAULT, errorCode, Integer.MAX_VALUE,
      "the peer broke the rules of HTTP/2"
      + (lastRefusal == null ? "" : " (" + lastRefusal + ")"), null);
  }

  static String name(int frameType) {
    FrameType type = FrameType.of(frameType);
    return type == null ? "unknown (" + frameType + ")" : type.name();
  }
}
