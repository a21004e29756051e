package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frames that nghttp or nghttpd printed, written as {@code FrameLog} writes them, without the time. */
final class PrintedFrames {
  private static final Pattern FRAME = Pattern.compile(
    ".*\\[ *\\d+\\.\\d+\\](?: \\[INVALID; error=.*?\\])? (send|recv) (\\S+) frame <length=(\\d+), flags=0x(\\w+), stream_id=(\\d+)>");
  private static final Pattern FIELD = Pattern.compile(
    ".*\\[ *\\d+\\.\\d+\\] recv \\(stream_id=\\d+(?:, sensitive)?\\) (.*)");
  private static final String INDENT = " ".repeat(10);
  private static final int TEXT_MAX = 1024;

  final List<String> sent = new ArrayList<>();
  final List<String> received = new ArrayList<>();

  private final List<String> fields = new ArrayList<>();
  private Matcher frame;
  private String padding = "";
  private String details = "";
  private String category = "";

  private PrintedFrames() {
  }

  static PrintedFrames of(String output) {
    PrintedFrames printed = new PrintedFrames();
    for (String line : output.split("\n")) {
      printed.read(line);
    }
    printed.finish();
    return printed;
  }

  private void read(String line) {
    Matcher head = FRAME.matcher(line);
    Matcher field = FIELD.matcher(line);
    if (head.matches()) {
      finish();
      frame = head;
    } else if (field.matches()) {
      finish(); // received fields are printed before their frame
      fields.add(shown(field.group(1)));
    } else if (line.startsWith(INDENT) && frame != null) {
      detail(line.substring(INDENT.length()));
    } else {
      finish();
    }
  }

  private void detail(String text) {
    FrameType type = FrameType.valueOf(frame.group(2));
    Matcher pad = Pattern.compile("\\(padlen=(\\d+).*").matcher(text);
    if (pad.matches() && !pad.group(1).equals("0")) {
      padding = "padding=" + (Integer.parseInt(pad.group(1)) - 1);
    }
    Matcher priority = Pattern.compile(".*dep_stream_id=(\\d+), weight=(\\d+), exclusive=(\\d)\\)").matcher(text);
    if (priority.matches()) {
      details = "dependency=" + priority.group(1) + " weight=" + priority.group(2) + (priority.group(3).equals("1")
        ? " exclusive" : "");
    } else if (type == FrameType.HEADERS && text.startsWith("; ")) {
      category = text.equals("; Open new stream") ? "REQUEST" : text.equals("; First response header") ? "RESPONSE"
        : category;
    } else if (type == FrameType.HEADERS && !text.startsWith("(")) {
      fields.add(shown(text));
    } else if (text.startsWith("[SETTINGS_") || text.startsWith("[UNKNOWN")) {
      details += (details.isEmpty() ? "" : " ")
        + text.replaceFirst("\\[UNKNOWN\\((0x\\w+)\\):", "$1=").replaceFirst("\\[SETTINGS_(\\w+)\\(0x\\w+\\):", "$1=")
          .replace("]", "");
    } else if (!text.startsWith("; ") && !text.startsWith("(niv") && !text.startsWith("(padlen")) {
      details = text.replaceFirst("\\(window_size_increment=(\\d+)\\)", "increment=$1")
        .replaceFirst("\\(error_code=(\\w+)\\(0x\\w+\\)\\)", "$1")
        .replaceFirst("\\(opaque_data=(\\w+)\\)", "data=$1")
        .replaceFirst("\\(last_stream_id=(\\d+), error_code=(\\w+)\\(0x\\w+\\), opaque_data\\(\\d+\\)=\\[(.*)\\]\\)",
          "lastStream=$1 $2 \"$3\"").replace(" \"\"", "");
    }
  }

  private static String shown(String field) {
    int colon = field.indexOf(": ", 1);
    String value = field.substring(colon + 2);
    return "[" + field.substring(0, colon) + ": "
      + (value.length() > TEXT_MAX ? value.substring(0, TEXT_MAX) + "… (" + value.length() + ")" : value) + "]";
  }

  private void finish() {
    if (frame == null) {
      return;
    }
    FrameType type = FrameType.valueOf(frame.group(2));
    int flags = Integer.parseInt(frame.group(4), 16);
    StringJoiner what = new StringJoiner(" ");
    for (String word : new String[]{type == FrameType.HEADERS && category.isEmpty() ? "HEADERS" : category, padding,
      details, String.join(" ", fields)}) {
      if (!word.isEmpty()) {
        what.add(word);
      }
    }
    (frame.group(1).equals("send") ? sent : received).add(String.format(Locale.ROOT, "%6s %-15s %6s %-22s %s",
      frame.group(5), type, frame.group(3), flags == 0 ? "-" : Flag.describe(type, flags), what).stripTrailing());
    frame = null;
    fields.clear();
    padding = "";
    details = "";
    category = "";
  }
}
