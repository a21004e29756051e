package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.analysis.WaitTimes;
import io.github.vertxnghttp2.recording.analysis.Waterfall;

/** What was recorded of a stream, as the checks look it up. Times are microseconds. */
final class StreamEvidence {
  final Evidence all;
  final RecordedExchange exchange;
  final WaitTimes own;
  private final long end;

  StreamEvidence(Evidence all, RecordedExchange exchange) {
    this.all = all;
    this.exchange = exchange;
    this.own = new WaitTimes(all.streams.waits(exchange.streamId()), all.now);
    this.end = exchange.isOpen() ? all.now : exchange.endAt();
  }

  /** When the body that goes this way began, as far as it was recorded; 0 if its head is not known. */
  long from(Way way) {
    long head = isRequest(way) ? exchange.requestHeadAt() : exchange.responseHeadAt();
    return head == 0 || all.recordedFrom >= to(way) ? head : Math.max(head, all.recordedFrom);
  }

  /** When that body ended, the stream was closed, or the recording was made. */
  long to(Way way) {
    return isRequest(way) && exchange.requestEndAt() != 0 ? exchange.requestEndAt() : end;
  }

  private boolean isRequest(Way way) {
    return way == Waterfall.requestWay(all.connection);
  }

  /** When the stream was closed, or the recording was made. */
  long end() {
    return end;
  }

  /** How long the body waited for this reason: alone, or with the whole connection. */
  long waited(Wait reason) {
    return waited(reason, from(reason.way()), to(reason.way()));
  }

  /** How long the stream waited for this reason within a span. */
  long waited(Wait reason, long from, long to) {
    return from == 0 || to <= from ? 0
      : Math.min(to - from, own.waited(reason, from, to) + all.shared.waited(reason, from, to));
  }

  /** How long the body took. */
  long took(Way way) {
    return to(way) - from(way);
  }

  /** Whether the body waited for this reason so long, and for such a share of its time in percent. */
  boolean isWaiting(Wait reason, long time, int share) {
    long waited = waited(reason);
    return waited >= time && 100 * waited >= share * took(reason.way());
  }

  /** The longest wait of the stream alone for a reason; {@code null} if it is shorter than that. */
  RecordedWait longest(Wait reason, long time) {
    RecordedWait longest = own.longest(reason);
    return longest == null || longest.to() - longest.from() < time ? null : longest;
  }

  /** The longest wait of the whole connection for a reason while the body went its way; {@code null} if none. */
  RecordedWait sharedLongest(Wait reason) {
    long from = from(reason.way());
    return from == 0 ? null : all.shared.longest(reason, from, to(reason.way()));
  }

  /** How often the body waited for a reason: alone, or with the whole connection. */
  int count(Wait reason) {
    long from = from(reason.way());
    long to = to(reason.way());
    return own.count(reason, from, to) + all.shared.count(reason, from, to);
  }

  /** A finding about the time that the body that goes this way took. */
  Finding finding(FindingCode code, Severity severity, Wait reason, String text, String setting) {
    return new Finding(code, severity, exchange.streamId(), text, setting, from(reason.way()), to(reason.way()),
      waited(reason));
  }

  /** A finding about one wait. */
  Finding finding(FindingCode code, RecordedWait wait, String text, String setting) {
    long sum = own.waited(wait.reason(), 0, all.now);
    return new Finding(code, Severity.WARNING, exchange.streamId(), text, setting, wait.from(), wait.to(), sum);
  }
}
