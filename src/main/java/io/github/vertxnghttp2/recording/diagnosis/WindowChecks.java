package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.analysis.WindowPoint;
import io.github.vertxnghttp2.recording.analysis.WindowSeries;

import java.util.List;

/** Finds windows that are small for their round trip, or that are opened late. */
final class WindowChecks {
  private WindowChecks() {
  }

  static void check(StreamEvidence stream, FindingList findings) {
    sendWindow(stream, Wait.STREAM_WINDOW, findings);
    sendWindow(stream, Wait.CONNECTION_WINDOW, findings);
    receiveWindow(stream, findings);
  }

  private static void sendWindow(StreamEvidence stream, Wait reason, FindingList findings) {
    if (!stream.isWaiting(reason, Diagnosis.MIN_WAITED, Diagnosis.MIN_SHARE)) {
      return;
    }
    boolean connection = reason == Wait.CONNECTION_WINDOW;
    long bytes = stream.all.windowSize(Way.SENT, connection ? 0 : stream.exchange.streamId());
    long waited = stream.waited(reason);
    long average = waited / Math.max(1, stream.count(reason));
    String share = Words.percent(waited, stream.took(Way.SENT)) + " of this " + stream.all.body(Way.SENT)
      + " waited for the peer's window " + (connection ? "of the connection, " : "of ") + Words.number(bytes)
      + " bytes";
    if (isLate(average, stream.all.connection.roundTrip())) {
      findings.add(stream.finding(FindingCode.PEER_READS_SLOWLY, Severity.WARNING, reason, share
        + ". The " + stream.all.peer() + " opened it after " + Words.time(average) + " on average"
        + roundTrips(average, stream.all.connection.roundTrip()) + ": it reads slowly. Look for what its reader does"
        + " meanwhile.", null));
    } else {
      String setting = connection ? "connectionWindowSize" : "SETTINGS_INITIAL_WINDOW_SIZE";
      findings.add(stream.finding(connection ? FindingCode.CONNECTION_WINDOW : FindingCode.STREAM_WINDOW,
        Severity.WARNING, reason, share + rate(bytes, Math.max(
          stream.all.connection.roundTrip(), average)) + ". "
          + (connection ? "Raise the window of the connection" : "Raise " + setting) + " at the " + stream.all.peer()
          + (connection ? ", which vertx-nghttp2 calls " + setting : "") + ".", setting));
    }
  }

  private static boolean isLate(long average, long roundTrip) {
    return roundTrip == 0 ? average >= Diagnosis.LATE_WITHOUT_ROUND_TRIP
      : average >= Math.max(Diagnosis.LATE, Diagnosis.LATE_ROUND_TRIPS * roundTrip);
  }

  private static String roundTrips(long average, long roundTrip) {
    return roundTrip == 0 ? "" : ", which is " + Words.number(average / roundTrip) + " round trips";
  }

  /** @param time how long it takes at least until a window is opened again; 0 if that is not known */
  private static String rate(long bytes, long time) {
    return time == 0 ? "" : "; at " + Words.time(time) + " that is at most " + Words.rate(bytes, time);
  }

  private static void receiveWindow(StreamEvidence stream, FindingList findings) {
    long shut = Math.min(waitsForWindow(stream, stream.exchange.streamId()), stream.took(Way.RECEIVED));
    long connection = Math.min(waitsForWindow(stream, 0), stream.took(Way.RECEIVED));
    long waited = Math.max(shut, connection);
    if (stream.from(Way.RECEIVED) == 0 || waited < Diagnosis.MIN_WAITED
      || 100 * waited < Diagnosis.MIN_SHARE * stream.took(Way.RECEIVED)) {
      return;
    }
    boolean streams = shut >= connection;
    long bytes = stream.all.windowSize(Way.RECEIVED, streams ? stream.exchange.streamId() : 0);
    String setting = streams ? "maxWindowSize" : "connectionWindowSize";
    String text = Words.percent(waited, stream.took(Way.RECEIVED)) + " of this " + stream.all.body(Way.RECEIVED)
      + " waited for this side's window "
      + (streams ? "of " : "of the connection, ") + Words.number(bytes) + " bytes"
      + rate(bytes, stream.all.connection.roundTrip()) + ". Raise " + setting + " at this side.";
    findings.add(new Finding(FindingCode.RECEIVE_WINDOW, Severity.WARNING, stream.exchange.streamId(), text, setting,
      stream.from(Way.RECEIVED), stream.to(Way.RECEIVED), waited));
  }

  /** How long the stream waited for the peer when a window of this side was used up. */
  static long waitsForWindow(StreamEvidence stream, int streamId) {
    WindowSeries series = stream.all.window(Way.RECEIVED, streamId);
    long size = series == null ? 0 : stream.all.windowSize(Way.RECEIVED, streamId);
    long sum = 0;
    for (RecordedWait wait : series == null ? List.<RecordedWait>of()
      : stream.all.streams.waits(stream.exchange.streamId())) {
      if (wait.reason() == Wait.PEER && at(series.points(), wait.from()) <= size / Diagnosis.USED_UP) {
        sum += (wait.isOpen() ? stream.all.now : wait.to()) - wait.from();
      }
    }
    return sum;
  }

  /** The size of a window at a time. */
  private static long at(List<WindowPoint> points, long time) {
    int low = 0;
    int high = points.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (points.get(middle).time() <= time) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return points.get(low).bytes();
  }
}
