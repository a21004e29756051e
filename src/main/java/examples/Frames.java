package examples;

import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.GoAwayFrame;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.SettingsFrame;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Logging and counting of single frames. */
final class Frames {
  private Frames() {
  }

  static void log(ClientSession session, Consumer<String> lines) {
    // tag::log[]
    session.frameLog(lines::accept);
    // end::log[]
  }

  static void logSome(ServerSession server, String peer) {
    // tag::log-some[]
    server.frameLog(address -> address.hostAddress().equals(peer), System.out::println);
    // end::log-some[]
  }

  static String describe(Frame frame) {
    // tag::describe[]
    if (frame instanceof DataFrame data) {
      return data.dataLength() + " bytes for stream " + data.streamId()
        + (data.has(Flag.END_STREAM) ? ", the last" : "");
    } else if (frame instanceof SettingsFrame settings) {
      return "windows of " + settings.value(SettingId.INITIAL_WINDOW_SIZE, 65_535);
    } else if (frame instanceof GoAwayFrame goAway) {
      return ErrorCode.nameOf(goAway.errorCode()) + ": " + goAway.debugText();
    }
    return FrameType.nameOf(frame.type()) + " with " + Flag.describe(frame.frameType(), frame.flags());
    // end::describe[]
  }

  // tag::count[]
  /** Counts the frames that come, by type. */
  static final class Count implements FrameListener {
    final Map<FrameType, Integer> received = new EnumMap<>(FrameType.class);

    @Override
    public void received(Frame frame) {
      if (frame.frameType() != null) {
        received.merge(frame.frameType(), 1, Integer::sum);
      }
    }

    @Override
    public void sent(Frame frame) {
    }
  }
  // end::count[]

  static void listen(Session session, FrameListener count) {
    // tag::listen[]
    session.frameListener(count);
    // end::listen[]
  }

  static void write(Session session, Appendable file) {
    // tag::file[]
    session.frameListener(FrameLog.to(file).showSecrets(true));
    // end::file[]
  }
}
