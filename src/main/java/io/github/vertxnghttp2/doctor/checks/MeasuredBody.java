package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.frame.ErrorCode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a body came, and when.
 *
 * @param endedAt when the last byte had come, by {@link System#nanoTime}
 */
record MeasuredBody(long bytes, long endedAt, End end) {

  /** Why reading ended. */
  enum End {
    /** The body has ended. */
    COMPLETE,
    /** {@link ExamOptions#MAX_BODY} bytes have come, and the rest was cancelled. */
    ENOUGH,
    /** The time was over, and the rest was cancelled. */
    LATE,
    /** The stream or the connection failed. */
    BROKEN
  }

  /** Reads the body within half of the time that the check has left. */
  static MeasuredBody read(Exam exam, ClientRequest request, ClientResponse response) {
    AtomicLong bytes = new AtomicLong();
    CompletableFuture<MeasuredBody> done = new CompletableFuture<>();
    response.exceptionHandler(cause -> {
      bytes.set(response.bytesRead()); // some of them may never be delivered
      done.complete(now(bytes, End.BROKEN));
    });
    response.endHandler(v -> done.complete(now(bytes, End.COMPLETE)));
    response.handler(chunk -> {
      if (bytes.addAndGet(chunk.length()) >= ExamOptions.MAX_BODY && done.complete(now(bytes, End.ENOUGH))) {
        request.reset(ErrorCode.CANCEL);
      }
    });
    Duration most = exam.timeLeft().dividedBy(2);
    try {
      return done.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      request.reset(ErrorCode.CANCEL);
      return now(bytes, End.LATE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return now(bytes, End.LATE);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MeasuredBody now(AtomicLong bytes, End end) {
    return new MeasuredBody(bytes.get(), System.nanoTime(), end);
  }
}
