package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Way;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what concerns a connection as a whole: limits, errors, and how it is used. */
final class ConnectionChecks {
  private static final int MAX_LIMITS = Diagnosis.MAX_PER_CODE;
  private static final int MAX_CODES = 5;

  private final RecordedConnection connection;
  private final Evidence evidence;
  private final FindingList findings;

  private ConnectionChecks(Evidence evidence, FindingList findings) {
    this.connection = evidence.connection;
    this.evidence = evidence;
    this.findings = findings;
  }

  static void check(Evidence evidence, FindingList findings) {
    ConnectionChecks checks = new ConnectionChecks(evidence, findings);
    checks.limits();
    for (Way way : Way.values()) {
      checks.goAway(way);
      checks.resets(way);
      checks.tinyData(way);
    }
    checks.compression();
  }

  private void found(FindingCode code, Severity severity, String text, String setting, long from, long to) {
    findings.add(new Finding(code, severity, 0, text, setting, from, to, 0));
  }

  private void limits() {
    connection.limits().stream().limit(MAX_LIMITS).forEach(text -> {
      String key = Stream.of(Limit.values()).map(Limit::key).filter(name -> text.contains(name + " = ")).max(
        Comparator.comparingInt(String::length)).orElse(null);
      found(FindingCode.LIMIT, Severity.ERROR, "A limit was exceeded: " + Words.text(text) + "."
        + (key == null ? "" : " If the " + evidence.peer() + " behaves well, raise " + key + " at this side."), key,
        connection.openedAt(), evidence.now);
    });
  }

  private void goAway(Way way) {
    for (RecordedFrame frame : connection.frames()) {
      if (frame.type() == FrameType.GOAWAY.code() && frame.way() == way && frame.value() != 0) {
        String who = way == Way.SENT ? "This side" : "The " + evidence.peer();
        found(FindingCode.GOAWAY, Severity.ERROR, who + " ended the connection by GOAWAY with "
          + ErrorCode.nameOf(frame.value()) + reason() + ".", null, frame.time(), frame.time());
        return;
      }
    }
  }

  private String reason() {
    return connection.end() == null ? "" : ": " + Words.text(connection.end());
  }

  private void resets(Way way) {
    List<RecordedExchange> reset = connection.exchanges().stream().filter(exchange -> exchange.resetBy() == way
      && exchange.reset() > ErrorCode.NO_ERROR.code()).toList();
    String who = way == Way.SENT ? "This side" : "The " + evidence.peer();
    List<RecordedExchange> refused = reset.stream().filter(one -> is(one, ErrorCode.REFUSED_STREAM)).toList();
    if (!refused.isEmpty()) {
      found(FindingCode.REFUSED_STREAMS, Severity.WARNING, who + " refused " + Words.count(refused.size(), "stream")
        + " with REFUSED_STREAM, before " + (refused.size() == 1 ? "it was" : "they were") + " processed. The requests"
        + " are safe to send again; " + (way == Way.SENT ? "this side" : "the " + evidence.peer())
        + " has too many streams, or is closing.", "SETTINGS_MAX_CONCURRENT_STREAMS", first(refused), last(refused));
    }
    List<RecordedExchange> others = reset.stream().filter(one -> !is(one, ErrorCode.REFUSED_STREAM)).toList();
    boolean cancelled = others.stream().allMatch(one -> is(one, ErrorCode.CANCEL));
    boolean few = others.size() < Diagnosis.MANY_CANCELLED || 10 * others.size() < connection.exchanges().size();
    if (!others.isEmpty() && !(cancelled && few)) {
      found(FindingCode.RESETS, cancelled ? Severity.NOTE : Severity.WARNING, who + " reset "
        + Words.count(others.size(), "stream") + " of " + Words.number(connection.exchanges().size()) + ": "
        + codes(others) + ".", null, first(others), last(others));
    }
  }

  private static boolean is(RecordedExchange exchange, ErrorCode code) {
    return exchange.reset() == code.code();
  }

  private static long first(List<RecordedExchange> exchanges) {
    return exchanges.stream().mapToLong(RecordedExchange::endAt).min().orElse(0);
  }

  private static long last(List<RecordedExchange> exchanges) {
    return exchanges.stream().mapToLong(RecordedExchange::endAt).max().orElse(0);
  }

  /** {@code 10 with CANCEL, 2 with INTERNAL_ERROR}. */
  private static String codes(List<RecordedExchange> exchanges) {
    Map<Long, Long> counts = exchanges.stream().collect(Collectors.groupingBy(RecordedExchange::reset, TreeMap::new,
      Collectors.counting()));
    String more = counts.size() > MAX_CODES ? " and " + (counts.size() - MAX_CODES) + " other codes" : "";
    return counts.entrySet().stream().sorted(Map.Entry.<Long, Long>comparingByValue().reversed()).limit(MAX_CODES)
      .map(one -> Words.number(one.getValue()) + " with " + ErrorCode.nameOf(one.getKey()))
      .collect(Collectors.joining(", ")) + more;
  }

  private void tinyData(Way way) {
    int all = 0;
    int tiny = 0;
    long bytes = 0;
    long from = 0;
    long to = 0;
    for (RecordedFrame frame : connection.frames()) {
      if (frame.type() == FrameType.DATA.code() && frame.way() == way) {
        all++;
        if (frame.length() < Diagnosis.TINY && !Flag.END_STREAM.isSet(FrameType.DATA, frame.flags())) {
          from = tiny++ == 0 ? frame.time() : from;
          to = frame.time();
          bytes += frame.length();
        }
      }
    }
    if (tiny >= Diagnosis.MANY_TINY && 2 * tiny > all) {
      found(FindingCode.TINY_DATA, Severity.NOTE, Words.number(tiny) + " of " + Words.number(all) + " DATA frames that "
        + (way == Way.SENT ? "this side" : "the " + evidence.peer()) + " sent are tiny: they have "
        + Words.count(bytes / tiny, "byte") + " on average, and each frame has a head of 9 bytes. Gather small writes"
        + " into larger ones.", null, from, to);
    }
  }

  private void compression() {
    if (connection.fieldBytes() >= Diagnosis.MIN_FIELDS
      && 100 * connection.blockBytes() > Diagnosis.POOR_RATIO * connection.fieldBytes()) {
      found(FindingCode.HPACK, Severity.NOTE, "HPACK leaves " + Words.percent(connection.blockBytes(), connection
        .fieldBytes()) + " of " + Words.number(connection.fieldBytes()) + " bytes of fields: they change with each"
        + " message, are sensitive, or do not fit into the table. Send fewer of them, or raise"
        + " SETTINGS_HEADER_TABLE_SIZE.", "SETTINGS_HEADER_TABLE_SIZE", connection.openedAt(), evidence.now);
    }
  }
}
