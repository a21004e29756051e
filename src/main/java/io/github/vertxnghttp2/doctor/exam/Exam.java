package io.github.vertxnghttp2.doctor.exam;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of the doctor: what is allowed, what is known so far, and what was found. Belongs to the thread of the
 * command, which waits for what happens on event loops.
 */
public final class Exam {
  private final Vertx vertx;
  private final ExamOptions options;
  private final Clock clock;
  private final long end;
  private final List<Finding> findings = new ArrayList<>();
  private long checkEnd;
  /** Whether the check has less than its time, because that of all checks ends before. */
  private boolean isCut;

  private InetAddress address;
  private String obstacle;
  private HttpVersion version = HttpVersion.UNKNOWN;
  private Duration roundTrip;
  private Integer status;

  /** What the server has shown to speak. */
  public enum HttpVersion {
    UNKNOWN,
    /** HTTP/2, from the first byte on. */
    HTTP_2,
    /** HTTP/2 without TLS, but only after an upgrade. */
    HTTP_2_BY_UPGRADE,
    /** HTTP/1.1 only. */
    HTTP_1
  }

  public Exam(Vertx vertx, ExamOptions options, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    this.end = System.nanoTime() + options.totalTime().toNanos();
  }

  public Vertx vertx() {
    return vertx;
  }

  public ExamOptions options() {
    return options;
  }

  public Target target() {
    return options.target();
  }

  public Clock clock() {
    return clock;
  }

  // --- time ---

  /** Starts the time of the next check. */
  public void beginCheck() {
    long whole = System.nanoTime() + options.checkTime().toNanos();
    isCut = end - whole < 0;
    checkEnd = isCut ? end : whole;
  }

  /** Whether the time of all checks is used up. */
  public boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /** What is left for this check; at least a millisecond, because options of Vert.x do not permit less. */
  public Duration timeLeft() {
    return Duration.ofMillis(Math.max(1, (checkEnd - System.nanoTime()) / 1_000_000));
  }

  /** What is left, but at most this. */
  public Duration timeLeft(Duration most) {
    Duration left = timeLeft();
    return left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Waits.
   *
   * @param what what is waited for, for the text of the exception
   * @throws CheckTimeoutException when the time of the check is over
   * @throws CheckFailedException if the future fails
   */
  public <T> T await(Future<T> future, String what) throws CheckFailedException {
    return await(future.toCompletionStage().toCompletableFuture(), what);
  }

  /** As {@link #await(Future, String)}. */
  public <T> T await(CompletableFuture<T> future, String what) throws CheckFailedException {
    Duration left = timeLeft();
    try {
      return future.get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CheckFailedException(e.getCause());
    } catch (TimeoutException e) {
      throw new CheckTimeoutException(what + " took longer than " + Words.seconds(options.checkTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CheckTimeoutException("interrupted");
    }
  }

  // --- findings ---

  /**
   * Adds a finding. Dropped if it complains after the time of all checks was over, and its own check got less than its
   * time: it may not be the server that was too slow. The check is reported as skipped then.
   */
  public void add(Finding finding) {
    if (!(isCut && isOver() && finding.verdict().isWorseThan(Verdict.NOTE))) {
      findings.add(finding);
    }
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  // --- what is known ---

  /** The address to connect to; {@code null} if none is known. */
  public InetAddress address() {
    return address;
  }

  public void address(InetAddress known) {
    address = known;
  }

  /** Why no further check has a chance; {@code null} if they have one. */
  public String obstacle() {
    return obstacle;
  }

  public void obstacle(String why) {
    obstacle = why;
  }

  public HttpVersion version() {
    return version;
  }

  public void version(HttpVersion known) {
    version = known;
  }

  /** The round trip; {@code null} if it is not known. */
  public Duration roundTrip() {
    return roundTrip;
  }

  public void roundTrip(Duration measured) {
    roundTrip = measured;
  }

  /** The status of the response over HTTP/2; {@code null} if there was none. */
  public Integer status() {
    return status;
  }

  public void status(int received) {
    status = received;
  }
}
