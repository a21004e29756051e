package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.json.Fields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;

/** The data of the events of frames, there and back. */
final class QlogFrames {
  private static final String UNKNOWN = "unknown";
  private static final String WINDOW_SIZE = "settings_initial_window_size";
  private static final long MAX_VALUE = 0xffff_ffffL;

  private QlogFrames() {
  }

  static JsonObject write(RecordedFrame frame, List<Header> fields) {
    return new JsonObject().put("stream_id", frame.streamId()).put("length", frame.length())
      .put("frame", content(frame, fields)).put("flags", frame.flags());
  }

  private static JsonObject content(RecordedFrame frame, List<Header> fields) {
    FrameType type = FrameType.of(frame.type());
    if (type == null) {
      return new JsonObject().put("frame_type", UNKNOWN).put("frame_type_bytes", frame.type());
    }
    JsonObject content = new JsonObject().put("frame_type", type.name().toLowerCase(Locale.ROOT));
    return switch (type) {
      case HEADERS, PUSH_PROMISE -> content.put("headers", headers(fields));
      case SETTINGS -> content.put("settings", settings(frame.value()));
      case WINDOW_UPDATE -> content.put("increment", frame.value());
      case RST_STREAM, GOAWAY -> content.put("error_code", frame.value());
      default -> content;
    };
  }

  private static JsonArray headers(List<Header> fields) {
    JsonArray headers = new JsonArray();
    for (Header field : fields) {
      JsonObject header = new JsonObject().put("name", field.name());
      // The draft allows a field without its value. So it is with secrets that were left out.
      headers.add(field.sensitive() && field.value().isEmpty() ? header : header.put("value", field.value()));
    }
    return headers;
  }

  private static JsonArray settings(long windowSize) {
    JsonArray settings = new JsonArray();
    return windowSize == 0 ? settings
      : settings.add(new JsonObject().put("name", WINDOW_SIZE).put("value", windowSize));
  }

  static RecordedFrame read(long time, Way way, Fields data) {
    Fields content = data.object("frame");
    int type = type(content);
    return new RecordedFrame(time, way, type, (int) data.number("flags", 0, 0xff),
      (int) data.number("stream_id", 0, Integer.MAX_VALUE), (int) data.number("length", 0, (1 << 24) - 1),
      value(FrameType.of(type), content));
  }

  private static int type(Fields content) {
    String name = content.text("frame_type");
    if (name.equals(UNKNOWN)) {
      return (int) content.number("frame_type_bytes", 0, 0xff);
    }
    for (FrameType type : FrameType.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
        return type.code();
      }
    }
    throw content.wrong("frame_type", "the name of a frame type", name);
  }

  private static long value(FrameType type, Fields content) {
    if (type == FrameType.WINDOW_UPDATE) {
      return content.number("increment", 0, MAX_VALUE);
    } else if (type == FrameType.RST_STREAM || type == FrameType.GOAWAY) {
      return content.number("error_code", 0, MAX_VALUE);
    } else if (type == FrameType.SETTINGS) {
      for (Object one : content.array("settings")) {
        if (one instanceof JsonObject setting && WINDOW_SIZE.equals(setting.getValue("name"))) {
          return new Fields(setting, SettingId.INITIAL_WINDOW_SIZE.name()).number("value", 0, MAX_VALUE);
        }
      }
    }
    return 0;
  }
}
