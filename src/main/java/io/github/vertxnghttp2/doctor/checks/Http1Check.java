package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Field;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.Dialer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The same request over HTTP/1.1, to compare. A request that changes something is not sent twice. */
public final class Http1Check implements Check {
  private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** Upgrade Required, HTTP Version Not Supported. */
  private static final Set<Integer> HTTP_2_ONLY = Set.of(426, 505);
  private static final String NO_HTTP_1 = "Clients without HTTP/2 cannot use this server.";

  @Override
  public List<String> names() {
    return List.of("http1");
  }

  @Override
  public void run(Exam exam) {
    HttpMethod method = exam.options().method();
    if (!SAFE.contains(method)) {
      exam.add(Finding.skipped("http1", method + " is not sent twice"));
      return;
    }
    HttpClient client = exam.vertx().createHttpClient(options(exam));
    try {
      long began = System.nanoTime();
      HttpClientResponse response = exam.await(send(exam, client, method), "the response in HTTP/1.1");
      Duration head = Duration.ofNanos(System.nanoTime() - began);
      exam.add(judge(exam, method, response.statusCode(), head));
    } catch (CheckFailedException | CheckTimeoutException e) {
      boolean second = exam.version() != HttpVersion.HTTP_1;
      exam.add(Finding.of("http1", second ? Verdict.NOTE : Verdict.PROBLEM, "no response in HTTP/1.1: "
        + e.getMessage()).advising(second ? NO_HTTP_1 : "The server speaks"
        + " neither HTTP/2 nor HTTP/1.1 here."));
    } finally {
      client.close();
    }
  }

  private static HttpClientOptions options(Exam exam) {
    HttpClientOptions options = new HttpClientOptions().setSsl(exam.target().tls()).setUseAlpn(false)
      .setConnectTimeout((int) exam.timeLeft().toMillis());
    if (exam.target().tls() && exam.options().trust() == Trust.INSECURE) {
      options.setTrustAll(true).setVerifyHost(false);
    } else if (exam.target().tls()) {
      options.setTrustOptions(Dialer.trusted(exam));
    }
    return options;
  }

  private static Future<HttpClientResponse> send(Exam exam, HttpClient client, HttpMethod method) {
    RequestOptions options = new RequestOptions().setMethod(method).setServer(server(exam))
      .setHost(Target.inBrackets(exam.target().host())).setPort(exam.target().port()).setSsl(exam.target().tls())
      .setURI(exam.target().path());
    for (Field field : exam.options().headers()) {
      options.addHeader(field.name(), field.value());
    }
    return client.request(options).compose(HttpClientRequest::send).map(response -> {
      response.exceptionHandler(cause -> { // the body is of no interest
      });
      response.request().connection().close();
      return response;
    });
  }

  /** Vert.x's client wants brackets around an IPv6 address, as URLs have them. */
  private static SocketAddress server(Exam exam) {
    SocketAddress address = Dialer.address(exam);
    return SocketAddress.inetSocketAddress(address.port(), Target.inBrackets(address.host()));
  }

  private static Finding judge(Exam exam, HttpMethod method, int status, Duration head) {
    String found = method + " status " + status + ", head after " + Words.millis(head) + " with connecting";
    Finding finding = Finding.of("http1", Verdict.OK, found);
    if (HTTP_2_ONLY.contains(status) && exam.status() != null && exam.status() != status) {
      finding = Finding.of("http1", Verdict.NOTE, found + ": HTTP/2 only").advising(NO_HTTP_1);
    } else if (exam.status() != null && exam.status() != status) {
      finding = Finding.of("http1", Verdict.WARNING, found + "; over HTTP/2 the status was " + exam.status())
        .advising("The server, or a proxy, treats both versions differently: compare their configuration.");
    }
    return finding.with("status", status).with("head_ms", Words.inMillis(head));
  }
}
