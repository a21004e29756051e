package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Field;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.Dialer;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.http.HttpMethod;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The request over HTTP/2, by this module's own client: its status and times, then HEAD and OPTIONS of the same. */
public final class RequestCheck implements Check {

  @Override
  public List<String> names() {
    return List.of("request", "throughput", "methods");
  }

  @Override
  public void run(Exam exam) throws CheckFailedException {
    Cleartext start = exam.version() == HttpVersion.HTTP_2_BY_UPGRADE ? Cleartext.UPGRADE : Cleartext.PRIOR_KNOWLEDGE;
    ClientSession session = exam.await(Dialer.session(exam, start), "connecting");
    try {
      HttpMethod method = exam.options().method();
      exchange(exam, session, method);
      if (method == HttpMethod.GET) {
        other(exam, session, HttpMethod.HEAD);
        other(exam, session, HttpMethod.OPTIONS);
      } else {
        exam.add(Finding.skipped("methods", "HEAD and OPTIONS are tried with GET only"));
      }
    } finally {
      session.terminate(ErrorCode.NO_ERROR);
    }
  }

  private static ClientRequest request(Exam exam, ClientSession session, HttpMethod method) {
    HeaderList head = HeaderList.of(":method", method.name(), ":scheme", exam.target().scheme(), ":authority",
      exam.target().authority(), ":path", exam.target().path());
    for (Field field : exam.options().headers()) {
      head.add(field.name().toLowerCase(Locale.ROOT), field.value());
    }
    return session.request(head);
  }

  private static void exchange(Exam exam, ClientSession session, HttpMethod method) {
    long began = System.nanoTime();
    ClientRequest request = request(exam, session, method);
    long[] headAt = new long[1];
    try {
      ClientResponse response = exam.await(request.send().map(received -> {
        headAt[0] = System.nanoTime();
        return received;
      }), "the response");
      exam.status(response.status());
      Duration head = Duration.ofNanos(headAt[0] - began);
      MeasuredBody body = MeasuredBody.read(exam, request, response);
      Duration whole = Duration.ofNanos(body.endedAt() - began);
      String end = switch (body.end()) {
        case COMPLETE -> Words.bytes(body.bytes()) + " after " + Words.millis(whole);
        case ENOUGH -> "read the first " + Words.bytes(body.bytes()) + " in " + Words.millis(whole);
        case LATE -> Words.bytes(body.bytes()) + " so far after " + Words.millis(whole) + ", the body goes on";
        case BROKEN -> "but the body broke off after " + Words.bytes(body.bytes());
      };
      exam.add(StatusJudge.judge("request", method, response.status(), "head after " + Words.millis(head) + ", " + end,
          body.end() == MeasuredBody.End.BROKEN).with("head_ms", Words.inMillis(head))
        .with("whole_ms", Words.inMillis(whole)).with("bytes", body.bytes()));
      exam.add(ThroughputJudge.judge(body.bytes(), Duration.ofNanos(body.endedAt() - headAt[0]), exam.roundTrip()));
    } catch (CheckFailedException | CheckTimeoutException e) {
      request.reset(ErrorCode.CANCEL);
      exam.add(Finding.of("request", Verdict.PROBLEM, method + " failed: " + e.getMessage())
        .advising("Look into the log of the server for this request. --header adds a field that it may need."));
      exam.add(Finding.skipped("throughput", "there was no response"));
    }
  }

  private static void other(Exam exam, ClientSession session, HttpMethod method) {
    ClientRequest request = request(exam, session, method);
    try {
      ClientResponse response = exam.await(request.send(), "the response");
      MeasuredBody body = MeasuredBody.read(exam, request, response);
      exam.add(method == HttpMethod.HEAD ? StatusJudge.head(response.status(), exam.status(), body)
        : StatusJudge.options(response.status()));
    } catch (CheckFailedException | CheckTimeoutException e) {
      request.reset(ErrorCode.CANCEL);
      exam.add(Finding.of("methods." + method, Verdict.WARNING, method + " failed: " + e.getMessage()));
    }
  }
}
