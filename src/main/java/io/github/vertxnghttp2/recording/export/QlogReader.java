package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.json.Fields;
import io.github.vertxnghttp2.recording.json.ModelReader;
import io.github.vertxnghttp2.recording.json.RecordingFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the qlog files that {@link QlogWriter} writes. Events and members that are not known are ignored, so that files
 * of later versions can be read. Anything else that is wrong is a {@link RecordingFormatException}, whose message names
 * the line and the field. Time and memory are linear in the size of a file, which is bounded.
 */
public final class QlogReader {
  /** Bytes that a file may have: several times what 10,000 streams need. */
  public static final int MAX_FILE = 64 << 20;
  /** Bytes that a record of a file may have. */
  public static final int MAX_RECORD = 4 << 20;

  private final Map<String, Group> groups = new HashMap<>();
  private final List<Group> ordered = new ArrayList<>();
  /** The title of the file; {@code null} before its header. */
  private String title;
  private long takenAt;
  /** How many there are to be; negative before the event that tells it. */
  private long connections = -1;

  private QlogReader() {
  }

  /**
   * Reads a recording.
   *
   * @throws RecordingFormatException if the file is too large, or is not a recording
   */
  public static Recording read(Buffer file) {
    if (file.length() > MAX_FILE) {
      throw new RecordingFormatException("the file has " + file.length() + " bytes; " + MAX_FILE + " are allowed");
    }
    return new QlogReader().all(file.getBytes());
  }

  private Recording all(byte[] file) {
    int line = 1;
    int at = 0;
    while (at < file.length) {
      int end = at + 1;
      int lines = 0;
      while (end < file.length && file[end] != QlogSchema.SEPARATOR) {
        lines += file[end++] == '\n' ? 1 : 0;
      }
      if (file[at] != QlogSchema.SEPARATOR) {
        throw wrong(line, "a record of a JSON text sequence begins with the byte 0x1e. Is it a .sqlog file?");
      } else if (file[end - 1] != '\n') {
        throw wrong(line, "the record does not end with a line feed. Is the file complete?");
      } else if (end - at > MAX_RECORD) {
        throw wrong(line, "the record has " + (end - at) + " bytes; " + MAX_RECORD + " are allowed");
      }
      record(object(file, at + 1, end, line), line);
      line += lines;
      at = end;
    }
    return make();
  }

  private static RecordingFormatException wrong(int line, String what) {
    return new RecordingFormatException("line " + line + ": " + what);
  }

  private static JsonObject object(byte[] file, int from, int to, int line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file, from, to - from)).toString();
      if (Json.decodeValue(text) instanceof JsonObject object) {
        return object;
      }
    } catch (CharacterCodingException e) {
      throw wrong(line, "it is not UTF-8");
    } catch (DecodeException e) {
      throw wrong(line, "it is not JSON");
    }
    throw wrong(line, "it is not a JSON object");
  }

  private void record(JsonObject json, int line) {
    Fields fields = new Fields(json, "line " + line + ": ");
    if (title == null) {
      header(fields);
      return;
    }
    String name = fields.text("name");
    switch (name) {
      case QlogSchema.RECORDING -> {
        takenAt = fields.object("data").number("taken_at");
        connections = fields.object("data").number("connections");
      }
      case QlogSchema.CONNECTION -> {
        Group group = new Group(ModelReader.connection(fields.object("data")));
        if (groups.put(fields.text("group_id"), group) != null) {
          throw fields.wrong("group_id", "one connection of each group", fields.text("group_id"));
        }
        ordered.add(group);
      }
      case QlogSchema.EXCHANGE -> group(fields).exchange(fields.object("data"));
      case QlogSchema.WAIT -> group(fields).waits.add(wait(fields.object("data")));
      case QlogSchema.FRAME_SENT, QlogSchema.FRAME_RECEIVED -> group(fields).frames.add(QlogFrames.read(
        fields.millis("time"), name.equals(QlogSchema.FRAME_SENT) ? Way.SENT : Way.RECEIVED, fields.object("data")));
      default -> {
        // The events of others are no part of a recording.
      }
    }
  }

  private void header(Fields fields) {
    if (!fields.text("file_schema").equals(QlogSchema.FILE)) {
      throw fields.wrong("file_schema", QlogSchema.FILE, fields.text("file_schema"));
    }
    title = fields.text("title");
  }

  private Group group(Fields fields) {
    Group group = groups.get(fields.text("group_id"));
    if (group == null) {
      throw fields.wrong("group_id", "the group of a connection before it", fields.text("group_id"));
    }
    return group;
  }

  private static RecordedWait wait(Fields data) {
    return new RecordedWait(data.number("from"), data.has("to") ? data.number("to") : RecordedWait.STILL,
      (int) data.number("stream_id", 0, Integer.MAX_VALUE), data.constant("reason", Wait.class));
  }

  private Recording make() {
    if (connections < 0) {
      throw new RecordingFormatException("the file has no event " + QlogSchema.RECORDING
        + ". Was it written by vertx-nghttp2?");
    }
    if (connections != ordered.size()) {
      throw new RecordingFormatException("the file has " + ordered.size() + " of " + connections
        + " connections. Is it complete?");
    }
    return new Recording(title, takenAt, ordered.stream().map(Group::make).toList());
  }

  /** What belongs to a connection. */
  private static final class Group {
    private final RecordedConnection connection;
    private final List<RecordedFrame> frames = new ArrayList<>();
    private final List<RecordedWait> waits = new ArrayList<>();
    private final List<RecordedExchange> exchanges = new ArrayList<>();
    private final Set<Integer> streams = new HashSet<>();

    Group(RecordedConnection connection) {
      this.connection = connection;
    }

    /** A stream has one exchange. Work that is linear in the frames of each exchange relies on it. */
    void exchange(Fields data) {
      RecordedExchange exchange = ModelReader.exchange(data);
      if (exchange.streamId() != 0 && !streams.add(exchange.streamId())) {
        throw data.wrong("stream_id", "one exchange of each stream", exchange.streamId());
      }
      exchanges.add(exchange);
    }

    RecordedConnection make() {
      return connection.with(frames, waits, exchanges);
    }
  }
}
