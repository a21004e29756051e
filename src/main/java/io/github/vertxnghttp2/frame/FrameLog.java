package io.github.vertxnghttp2.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * Writes a line for each frame:
 *
 * <pre>{@code
 *    0.004 recv      0 WINDOW_UPDATE        4 -                      increment=983041
 *    0.004 recv      1 HEADERS             31 END_STREAM|END_HEADERS REQUEST [:method: GET] [:path: /hello]
 *    0.005 send      1 DATA                13 END_STREAM
 *    0.008 self windows: connection=2621440 stream=2621440 roundTrip=100.238ms
 *    0.009 end  the connection was lost: the peer closed the connection
 * }</pre>
 *
 * The columns are seconds since the log began, direction, stream, type, octets of payload, flags (a dash for none),
 * and the content of the frame, with fields in brackets. A line with {@code self} has the sizes of the receive windows
 * after they have changed, and the round trip. The last line says why the connection ended.
 *
 * <p>By default the log does not show the values of fields that hold secrets: {@code authorization}, {@code
 * proxy-authorization}, {@code cookie}, {@code set-cookie}, and fields that the sender marked as never to be indexed
 * (RFC 7541 section 7.1.3). Characters that could break or forge a line are escaped. A long text is cut, and its length
 * is given.
 *
 * <p>The log is thread-safe if the consumer of its lines is.
 */
public final class FrameLog implements FrameListener {
  private static final int TEXT_MAX = 1024;
  private static final int OCTETS_MAX = 64;

  private final Consumer<String> lines;
  private final long began = System.nanoTime();
  private boolean secretsShown;

  /** @param lines called with each line, without a line feed */
  public FrameLog(Consumer<String> lines) {
    this.lines = Objects.requireNonNull(lines, "lines");
  }

  /** @param to gets each line, with a line feed. An {@link IOException} is thrown as an {@link UncheckedIOException} */
  public static FrameLog to(Appendable to) {
    return new FrameLog(line -> {
      try {
        to.append(line + '\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** @param shown whether the log shows the values of fields that hold secrets */
  public FrameLog showSecrets(boolean shown) {
    secretsShown = shown;
    return this;
  }

  @Override
  public void received(Frame frame) {
    line("recv", frame);
  }

  @Override
  public void sent(Frame frame) {
    line("send", frame);
  }

  @Override
  public void windowsChanged(int connection, int stream, long roundTripNanos) {
    lines.accept(String.format(Locale.ROOT, "%8.3f self windows: connection=%d stream=%d roundTrip=%.3fms", seconds(),
      connection, stream, roundTripNanos / 1e6));
  }

  @Override
  public void ended(String why) {
    lines.accept(FrameLogLine.ofEnd(seconds(), why));
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void line(String direction, Frame frame) {
    lines.accept(FrameLogLine.of(seconds(), direction, frame.streamId(), frame.type(), frame.length(), frame.flags(),
      what(frame)));
  }

  private String what(Frame frame) {
    if (frame instanceof HeadersFrame headers) {
      return words(headers.category() == null ? "" : headers.category().name(), padding(headers.padLength()),
        headers.priority() == null ? "" : headers.priority().toString(), fields(headers.headers()));
    } else if (frame instanceof DataFrame data) {
      return padding(data.padLength());
    } else if (frame instanceof SettingsFrame settings) {
      StringJoiner all = new StringJoiner(" ");
      settings.settings().forEach(setting -> all.add(setting.toString()));
      return all.toString();
    } else if (frame instanceof WindowUpdateFrame update) {
      return FrameLogLine.increment(update.increment());
    } else if (frame instanceof RstStreamFrame reset) {
      return ErrorCode.nameOf(reset.errorCode());
    } else if (frame instanceof PingFrame ping) {
      return String.format("data=%016x", ping.data());
    } else if (frame instanceof GoAwayFrame goAway) {
      return "lastStream=" + goAway.lastStreamId() + " " + ErrorCode.nameOf(goAway.errorCode())
        + (goAway.debugData().hasRemaining() ? " \"" + printable(goAway.debugText()) + "\"" : "");
    } else if (frame instanceof PriorityFrame priority) {
      return priority.priority().toString();
    } else if (frame instanceof PushPromiseFrame promise) {
      return words("promised=" + promise.promisedStreamId(), padding(promise.padLength()), fields(promise.headers()));
    } else if (frame instanceof PriorityUpdateFrame update) {
      return "stream=" + update.prioritizedStreamId() + " \"" + printable(update.fieldValue()) + "\"";
    } else if (frame instanceof AltSvcFrame altSvc) {
      return "origin=\"" + printable(altSvc.origin()) + "\" \"" + printable(altSvc.fieldValue()) + "\"";
    } else if (frame instanceof OriginFrame origin) {
      return printable(String.join(" ", origin.origins()));
    } else if (frame instanceof ContinuationFrame continuation) {
      return octets(continuation.fragment(), continuation.length());
    } else {
      UnknownFrame unknown = (UnknownFrame) frame;
      return octets(unknown.payload(), unknown.length());
    }
  }

  private static String words(String... words) {
    StringJoiner line = new StringJoiner(" ");
    for (String word : words) {
      if (!word.isEmpty()) {
        line.add(word);
      }
    }
    return line.toString();
  }

  private static String padding(int octets) {
    return octets == 0 ? "" : "padding=" + octets;
  }

  private String fields(HeaderList headers) {
    StringBuilder line = new StringBuilder();
    for (Header header : headers) {
      boolean hidden = !secretsShown && header.holdsSecret();
      line.append(line.isEmpty() ? "" : " ").append(FrameLogLine.field(header.name(), header.value(), hidden));
    }
    return line.toString();
  }

  /** Escapes characters of a peer's text that could break a log line or forge another, and cuts long texts. */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), TEXT_MAX); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f && c < 0xa0 || c == '\\' || c > 0xff) {
        shown.append(c > 0xff ? String.format("\\u%04x", (int) c) : String.format("\\x%02x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(text.length() > TEXT_MAX ? "… (" + text.length() + ")" : "").toString();
  }

  private static String octets(ByteBuffer octets, int length) {
    StringBuilder shown = new StringBuilder();
    while (octets.hasRemaining() && shown.length() < 2 * OCTETS_MAX) {
      shown.append(String.format("%02x", octets.get()));
    }
    return shown.append(length > OCTETS_MAX ? "…" : "").toString();
  }
}
