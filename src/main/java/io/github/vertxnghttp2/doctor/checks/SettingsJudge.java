package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.SettingsFrame.Setting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says of each of the SETTINGS of a server whether its value is a good one, RFC 9113 section 6.5.2. */
final class SettingsJudge {
  /** Bytes of a window, unless SETTINGS say otherwise. */
  static final long INITIAL_WINDOW = 65_535;
  /** Bytes per second that an upload should reach at least: 20 Mbit/s. */
  private static final double SLOW = 2.5e6;
  /** RFC 9113 section 6.5.2 recommends at least so many streams. */
  private static final int ENOUGH_STREAMS = 100;
  private static final int INITIAL_FRAME_SIZE = 16_384;
  /** A longer frame keeps other streams of the connection waiting. */
  private static final int LONG_FRAME = 1 << 20;
  private static final int INITIAL_TABLE = 4096;
  private static final int LARGE_TABLE = 1 << 16;
  /** Bytes of header fields that browsers send, with cookies. */
  private static final int ENOUGH_HEADERS = 8192;
  /** Unknown settings that are shown. */
  private static final int UNKNOWN_MAX = 4;

  private final SettingsFrame frame;
  private final long connectionWindow;
  private final Duration roundTrip;

  SettingsJudge(SettingsFrame frame, long connectionWindow, Duration roundTrip) {
    this.frame = frame;
    this.connectionWindow = connectionWindow;
    this.roundTrip = roundTrip;
  }

  List<Finding> settings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(streams(frame.value(SettingId.MAX_CONCURRENT_STREAMS, -1)));
    findings.add(frameSize(frame.value(SettingId.MAX_FRAME_SIZE, INITIAL_FRAME_SIZE)));
    findings.add(table(frame.value(SettingId.HEADER_TABLE_SIZE, INITIAL_TABLE)));
    findings.add(headers(frame.value(SettingId.MAX_HEADER_LIST_SIZE, -1)));
    if (frame.value(SettingId.ENABLE_PUSH, 0) != 0) {
      findings.add(of(SettingId.ENABLE_PUSH, Verdict.PROBLEM, frame.value(SettingId.ENABLE_PUSH, 0), "")
        .advising("A server must not send ENABLE_PUSH other than 0: clients close the connection."));
    }
    for (SettingId id : List.of(SettingId.ENABLE_CONNECT_PROTOCOL, SettingId.NO_RFC7540_PRIORITIES)) {
      if (frame.value(id, -1) >= 0) {
        String meaning = id == SettingId.ENABLE_CONNECT_PROTOCOL ? ": WebSockets over HTTP/2 (RFC 8441)"
          : ": priorities of RFC 9218";
        findings.add(of(id, Verdict.OK, frame.value(id, -1), frame.value(id, -1) == 1 ? meaning : ""));
      }
    }
    frame.settings().stream().filter(setting -> setting.setting() == null).limit(UNKNOWN_MAX)
      .forEach(setting -> findings.add(unknown(setting)));
    return findings;
  }

  private static Finding unknown(Setting setting) {
    return Finding.of("settings." + SettingId.nameOf(setting.id()), Verdict.OK, SettingId.nameOf(setting.id()) + " "
      + Words.number(setting.value()) + ": unknown, and so ignored").with("value", setting.value());
  }

  private static Finding of(SettingId id, Verdict verdict, long value, String meaning) {
    return Finding.of("settings." + id, verdict, id + " " + Words.number(value) + meaning).with("value", value);
  }

  private static Finding streams(long value) {
    SettingId id = SettingId.MAX_CONCURRENT_STREAMS;
    if (value < 0) {
      return Finding.of("settings." + id, Verdict.NOTE, id + " is not set: there is no limit")
        .advising("Set a limit, because each open stream takes memory of the server.");
    } else if (value == 0) {
      return of(id, Verdict.PROBLEM, value, ": no request is admitted").advising("Set it to 100 or more.");
    } else if (value < ENOUGH_STREAMS) {
      return of(id, Verdict.WARNING, value, ": other requests wait, or need more connections")
        .advising("Set it to 100 or more, as RFC 9113 section 6.5.2 recommends.");
    }
    return of(id, Verdict.OK, value, " requests at once");
  }

  private static Finding frameSize(long value) {
    SettingId id = SettingId.MAX_FRAME_SIZE;
    if (value < INITIAL_FRAME_SIZE || value > (1 << 24) - 1) {
      return of(id, Verdict.PROBLEM, value, " is not allowed").advising("It must be from 16,384 to 16,777,215.");
    } else if (value > LONG_FRAME) {
      return of(id, Verdict.NOTE, value, ": a long frame keeps other streams waiting")
        .advising("16,384 to 65,536 bytes serve as well.");
    }
    return of(id, Verdict.OK, value, " bytes");
  }

  private static Finding table(long value) {
    SettingId id = SettingId.HEADER_TABLE_SIZE;
    if (value == 0) {
      return of(id, Verdict.NOTE, value, ": fields that repeat are sent in full each time")
        .advising("4,096 bytes for each connection save most of the bytes of header fields.");
    } else if (value > LARGE_TABLE) {
      return of(id, Verdict.NOTE, value, " bytes: each connection may take as much memory");
    }
    return of(id, Verdict.OK, value, " bytes");
  }

  private static Finding headers(long value) {
    SettingId id = SettingId.MAX_HEADER_LIST_SIZE;
    if (value < 0) {
      return Finding.of("settings." + id, Verdict.OK, id + " is not set: clients do not know the limit");
    } else if (value < ENOUGH_HEADERS) {
      return of(id, Verdict.WARNING, value, " bytes: requests with long cookies are refused")
        .advising("Set it to 8,192 or more.");
    }
    return of(id, Verdict.OK, value, " bytes");
  }

  /** The windows for the bodies of requests, and what they allow at this round trip. */
  Finding upload() {
    long stream = frame.value(SettingId.INITIAL_WINDOW_SIZE, INITIAL_WINDOW);
    long window = Math.min(stream, connectionWindow);
    double rate = window / Math.max(1e-6, roundTrip.toNanos() / 1e9);
    String windows = "windows: stream " + Words.number(stream) + ", connection " + Words.number(connectionWindow);
    Finding finding;
    if (stream == 0) {
      finding = Finding.of("upload", Verdict.NOTE, windows + ": a body waits for a WINDOW_UPDATE");
    } else {
      String found = windows + ": at most " + Words.rate(rate) + " at " + Words.millis(roundTrip);
      boolean small = window < INITIAL_FRAME_SIZE || rate < SLOW;
      finding = Finding.of("upload", small ? Verdict.WARNING : Verdict.OK, found);
      finding = small ? finding.advising(raise(stream, connectionWindow)) : finding;
    }
    return finding.with("streamWindow_bytes", stream).with("connectionWindow_bytes", connectionWindow)
      .with("roundTrip_ms", Words.inMillis(roundTrip)).with("rate_bytesPerSecond", Math.round(rate));
  }

  /** Names the window that is small: one alone does not help if the other is as small. */
  private static String raise(long stream, long connection) {
    String what = stream < connection ? "SETTINGS_INITIAL_WINDOW_SIZE" : stream > connection
      ? "the connection's window, by a WINDOW_UPDATE," : "SETTINGS_INITIAL_WINDOW_SIZE and the connection's window";
    return "Raise " + what + " at the server, for example to 1 MiB.";
  }
}
