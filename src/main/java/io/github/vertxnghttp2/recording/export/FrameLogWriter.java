package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.FrameLogLine;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.Way;

import java.util.List;
import java.util.StringJoiner;

/**
 * Writes the frames of a recording as the text that {@link FrameLog} describes. A line before those of each connection
 * begins with {@code #}, and tells its id, its addresses, and how many frames are missing. Seconds count from the time
 * when the connection was opened.
 */
public final class FrameLogWriter {
  private final StringBuilder out = new StringBuilder();

  private FrameLogWriter() {
  }

  /** Writes a recording, in a time that is linear in its size. */
  public static String write(Recording recording) {
    FrameLogWriter writer = new FrameLogWriter();
    recording.connections().forEach(writer::connection);
    return writer.out.toString();
  }

  private void connection(RecordedConnection connection) {
    out.append("# connection ").append(connection.id()).append(": ").append(FrameLog.printable(connection
      .localAddress())).append(" - ").append(FrameLog.printable(connection.remoteAddress()));
    if (connection.lostFrames() > 0) {
      out.append(", ").append(connection.lostFrames()).append(" frames before these were not kept");
    }
    out.append('\n');
    Heads heads = new Heads(connection);
    for (RecordedFrame frame : connection.frames()) {
      out.append(FrameLogLine.of(seconds(connection, frame.time()), frame.way() == Way.SENT ? "send" : "recv", frame
        .streamId(), frame.type(), frame.length(), frame.flags(), content(frame, heads))).append('\n');
    }
    if (connection.end() != null) {
      out.append(FrameLogLine.ofEnd(seconds(connection, connection.closedAt()), connection.end())).append('\n');
    }
  }

  private static double seconds(RecordedConnection connection, long time) {
    return (time - connection.openedAt()) / 1e6;
  }

  private static String content(RecordedFrame frame, Heads heads) {
    FrameType type = FrameType.of(frame.type());
    if (type == FrameType.WINDOW_UPDATE) {
      return FrameLogLine.increment(frame.value());
    } else if (type == FrameType.RST_STREAM || type == FrameType.GOAWAY) {
      return ErrorCode.nameOf(frame.value());
    } else if (type == FrameType.SETTINGS && frame.value() != 0) {
      return SettingId.INITIAL_WINDOW_SIZE + "=" + frame.value();
    }
    return head(heads.fields(frame), heads.isOfRequest(frame));
  }

  private static String head(List<Header> fields, boolean request) {
    StringJoiner line = new StringJoiner(" ");
    if (!fields.isEmpty()) {
      line.add((request ? HeadersCategory.REQUEST : HeadersCategory.RESPONSE).name());
    }
    for (Header field : fields) {
      line.add(FrameLogLine.field(field.name(), field.value(), field.sensitive() && field.value().isEmpty()));
    }
    return line.toString();
  }
}
