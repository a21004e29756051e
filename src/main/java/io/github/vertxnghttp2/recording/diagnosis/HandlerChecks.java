package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

/** Finds handlers that do not read, respond or write, here or at the other end of the event bus. */
final class HandlerChecks {
  private HandlerChecks() {
  }

  static void check(StreamEvidence stream, FindingList findings) {
    reads(stream, findings);
    credit(stream, findings);
    response(stream, findings);
    writes(stream, findings);
  }

  private static void reads(StreamEvidence stream, FindingList findings) {
    RecordedWait longest = stream.longest(Wait.APPLICATION_READS, Diagnosis.SLOW_HANDLER);
    if (longest != null) {
      String who = isServer(stream) ? Words.handler(stream.exchange) : "the application";
      String state = longest.to() == stream.all.now ? " has not read for " : " had not read for ";
      findings.add(stream.finding(FindingCode.APPLICATION_DOES_NOT_READ, longest, Words.sentence(who) + state
        + Words.time(longest.to() - longest.from()) + "." + unread(stream.exchange)
        + " Resume the " + (isServer(stream) ? "request" : "response") + ", or read its body.", null));
    }
  }

  private static void credit(StreamEvidence stream, FindingList findings) {
    RecordedWait longest = stream.longest(Wait.BUS_CREDIT, Diagnosis.SLOW_HANDLER);
    if (longest != null) {
      findings.add(stream.finding(FindingCode.BUS_CREDIT, longest, "The bus gave no credit for "
        + Words.time(longest.to() - longest.from()) + ": " + Words.handler(stream.exchange) + " is paused or slow."
        + unread(stream.exchange) + " Resume its request, or let it read faster.", null));
    }
  }

  private static String unread(RecordedExchange exchange) {
    return exchange.unreadBytes() == 0 ? ""
      : " " + Words.count(exchange.unreadBytes(), "byte") + (exchange.unreadBytes() == 1 ? " waits." : " wait.");
  }

  private static void response(StreamEvidence stream, FindingList findings) {
    RecordedExchange exchange = stream.exchange;
    long from = exchange.requestEndAt();
    long to = exchange.responseHeadAt() != 0 ? exchange.responseHeadAt() : stream.end();
    // A response that was ready, and waited for the socket, is not the handler's fault.
    long took = from == 0 ? 0 : to - from - stream.waited(Wait.SOCKET, from, to)
      - stream.waited(Wait.PRIORITY, from, to);
    if (took < Diagnosis.SLOW_HANDLER) {
      return;
    }
    String who = isServer(stream) ? Words.handler(exchange) : "the server";
    boolean bus = stream.waited(Wait.BUS_WRITES, from, to) * 2 >= took;
    String what = exchange.responseHeadAt() != 0 ? " took " + Words.time(took) + " to respond"
      : exchange.isOpen() ? " has not responded for " + Words.time(took)
        : " had not responded after " + Words.time(took) + ", when the stream was closed";
    findings.add(new Finding(FindingCode.SLOW_RESPONSE, Severity.WARNING, exchange.streamId(), Words.sentence(who)
      + what + (bus ? ", over the event bus" : "") + ", although the request was complete. " + queue(exchange)
      + (isServer(stream) ? "Look for what the handler waits for, or let more instances of it run."
        : "Look at the server: its recording tells what it waited for."), null, from, to, took));
  }

  private static String queue(RecordedExchange exchange) {
    String queued = exchange.labels().get(LabelNames.QUEUED);
    if (queued == null) {
      return "";
    }
    return (queued.equals(LabelNames.STILL_QUEUED) ? "It waits in the queue of its route"
      : "It waited in the queue of its route for " + Words.shown(queued) + " ms of that")
      + ": as many requests as its concurrency allows are in flight. ";
  }

  private static void writes(StreamEvidence stream, FindingList findings) {
    if (stream.isWaiting(Wait.APPLICATION_WRITES, Diagnosis.SLOW_WRITER, Diagnosis.SLOW_WRITER_SHARE)) {
      String who = isServer(stream) ? Words.handler(stream.exchange) : "the application";
      findings.add(stream.finding(FindingCode.APPLICATION_WRITES_SLOWLY, Severity.NOTE, Wait.APPLICATION_WRITES,
        share(stream, Wait.APPLICATION_WRITES) + who + ", which wrote nothing meanwhile. If that is not intended, look"
          + " for what it waits for before it writes.", null));
    }
    if (stream.isWaiting(Wait.BUS_WRITES, Diagnosis.SLOW_WRITER, Diagnosis.SLOW_WRITER_SHARE)) {
      findings.add(stream.finding(FindingCode.BUS_WRITES_SLOWLY, Severity.NOTE, Wait.BUS_WRITES,
        share(stream, Wait.BUS_WRITES) + Words.handler(stream.exchange) + ", which wrote nothing to the event bus"
          + " meanwhile. If that is not intended, look for what it waits for before it writes.", null));
    }
  }

  private static String share(StreamEvidence stream, Wait reason) {
    long waited = stream.waited(reason);
    return Words.percent(waited, stream.took(Way.SENT)) + " of this " + stream.all.body(Way.SENT) + ", "
      + Words.time(waited) + ", waited for ";
  }

  private static boolean isServer(StreamEvidence stream) {
    return stream.all.connection.side() == Side.SERVER;
  }
}
