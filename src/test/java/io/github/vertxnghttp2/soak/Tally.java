package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.eventbus.ReplyException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How everything ended, and what went wrong. From any thread. */
final class Tally {
  private static final int FAULTS_KEPT = 20;

  private final Map<String, LongAdder> ends = new ConcurrentSkipListMap<>();
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final List<String> faults = new ArrayList<>();
  private final AtomicInteger faultCount = new AtomicInteger();

  /** Something that has to end once. */
  final class Open {
    private final String what;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Open(String what) {
      this.what = what;
    }

    void end(String how) {
      if (ended.compareAndSet(false, true)) {
        open.remove(this);
        count(what + ": " + how);
      } else {
        fault(what + " ended twice, then with: " + how, null);
      }
    }
  }

  Open begin(String what) {
    Open begun = new Open(what);
    open.add(begun);
    return begun;
  }

  void count(String end) {
    ends.computeIfAbsent(end, key -> new LongAdder()).increment();
  }

  /** @param cause may be {@code null} */
  void fault(String what, Throwable cause) {
    faultCount.incrementAndGet();
    StringWriter text = new StringWriter().append(what);
    if (cause != null) {
      cause.printStackTrace(new PrintWriter(text.append('\n')));
    }
    synchronized (faults) {
      if (faults.size() < FAULTS_KEPT) {
        faults.add(text.toString());
        System.out.println("FAULT " + text);
      }
    }
  }

  int faults() {
    return faultCount.get();
  }

  /** How many have begun and not ended. */
  int openCount() {
    return open.size();
  }

  /** Some of those that have begun and not ended. */
  List<String> open() {
    return open.stream().limit(FAULTS_KEPT).map(each -> each.what).toList();
  }

  /** All ends so far, by kind. */
  Map<String, Long> ends() {
    Map<String, Long> all = new ConcurrentSkipListMap<>();
    ends.forEach((end, times) -> all.put(end, times.sum()));
    return all;
  }

  long total() {
    return ends.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** A failure in as few words as make a kind of it. */
  static String kind(Throwable failure) {
    if (failure instanceof RequestTimeoutException) {
      return "timeout";
    }
    if (failure instanceof Http2Exception e) {
      return e.getClass().getSimpleName().replace("Exception", "") + " " + ErrorCode.nameOf(e.code()) + " "
        + e.initiator();
    }
    if (failure instanceof ReplyException e) {
      return "code " + e.failureCode();
    }
    return failure.getClass().getSimpleName();
  }
}
