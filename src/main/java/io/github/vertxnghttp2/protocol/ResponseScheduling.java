package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.stream.PrioritySignals;
import io.github.vertxnghttp2.protocol.stream.ResponsePriority;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The order in which a server sends the bodies of its responses, RFC 9218. libnghttp2 sends DATA of the lowest urgency
 * first. Of responses with the same urgency, it sends those that are not incremental one after the other, and takes
 * turns among the others.
 *
 * <p>PRIORITY_UPDATE frames are read here: libnghttp2 1.52 keeps a stream in its list of idle streams that such a frame
 * has announced, even when the stream opens, and frees it from there while it is open.
 */
final class ResponseScheduling {
  private static final int ID_BYTES = 4;
  private static final Priority TAKING_TURNS = new Priority(Priority.DEFAULT.urgency(), true);

  private final ServerConnection connection;
  private final Session session;
  private final PrioritySignals signals = new PrioritySignals();
  private boolean faulty;

  ResponseScheduling(ServerConnection connection) {
    this.connection = connection;
    session = connection.session();
  }

  /**
   * The head of a request was received.
   *
   * @param stream {@code null} if the request is refused
   */
  void begin(Stream stream, int streamId, HeaderList head) {
    Priority asked = signals.begin(streamId, head);
    if (stream != null && asked != null) {
      schedule(stream, new ResponsePriority(asked, false));
    }
  }

  /** The session has refused the head or the trailers of a request. */
  void refused(int streamId) {
    signals.refused(streamId);
  }

  /** The server's application chooses the priority of a response. */
  void choose(Stream stream, Priority priority) {
    schedule(stream, new ResponsePriority(priority, true));
  }

  /** A response begins that may have a body. Its priority field changes the priority, RFC 9218 section 8. */
  void responseBegins(Stream stream, HeaderList head) {
    String field = PrioritySignals.field(head);
    if (field != null && Priority.isWellFormed(field)) {
      choose(stream, stream.priority().with(field));
    }
  }

  /**
   * The body of a response is queued, and may be long. A client that has sent no signal may not know the scheme, and
   * expect that its streams take turns: a response without end must not keep back the others.
   */
  void bodyBegins(Stream stream) {
    if (!signals.any() && stream.responsePriority() == ResponsePriority.DEFAULT
      && !connection.peerSettings().hasNoRfc7540Priorities()) {
      session.changePriority(stream.id(), TAKING_TURNS, false);
    }
  }

  private void schedule(Stream stream, ResponsePriority priority) {
    stream.responsePriority(priority);
    session.changePriority(stream.id(), priority.value(), false);
    connection.dirty();
  }

  // --- PRIORITY_UPDATE ---

  /**
   * @param frameStreamId has to be 0, RFC 9218 section 7.1
   * @param payload the id of the stream, and the field value
   */
  void updateReceived(int frameStreamId, byte[] payload) {
    if (faulty) {
      return;
    }
    if (frameStreamId != 0) {
      fault(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE on stream " + frameStreamId);
    } else if (payload.length < ID_BYTES) {
      fault(ErrorCode.FRAME_SIZE_ERROR, "PRIORITY_UPDATE of " + payload.length + " bytes");
    } else {
      int streamId = ByteBuffer.wrap(payload).getInt() & Integer.MAX_VALUE;
      update(streamId, new String(payload, ID_BYTES, payload.length - ID_BYTES, StandardCharsets.ISO_8859_1));
    }
  }

  private void update(int streamId, String fieldValue) {
    Stream stream = connection.stream(streamId);
    if (streamId == 0) {
      fault(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for stream 0");
    } else if (stream == null && connection.isOurs(streamId)) {
      if (connection.isUnpromised(streamId)) {
        fault(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for stream " + streamId + ", which was not promised");
      }
    } else if (!Priority.isWellFormed(fieldValue)) {
      connection.listener().onDiagnostic("stream " + streamId + ": PRIORITY_UPDATE was ignored: its field value is"
        + " malformed");
    } else {
      update(stream, streamId, Priority.parse(fieldValue));
    }
  }

  private void update(Stream stream, int streamId, Priority priority) {
    signals.found();
    if (stream != null) {
      if (!stream.responsePriority().ofServer()) {
        schedule(stream, new ResponsePriority(priority, false));
      }
    } else if (signals.isIdle(streamId)) {
      keep(streamId, priority);
    }
  }

  /** RFC 9218 section 7.1: idle streams that have a priority count as active ones. */
  private void keep(int streamId, Priority priority) {
    long most = session.state().localSetting(SettingId.MAX_CONCURRENT_STREAMS);
    int active = connection.openStreams() - connection.openPushes();
    if (!signals.isKept(streamId) && signals.idleStreams() + active >= most) {
      fault(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for one more stream than MAX_CONCURRENT_STREAMS " + most
        + " allows");
    } else {
      signals.keep(streamId, priority);
    }
  }

  private void fault(ErrorCode code, String text) {
    faulty = true;
    connection.endForFault(code, text);
  }
}
