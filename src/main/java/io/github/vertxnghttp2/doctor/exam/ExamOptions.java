package io.github.vertxnghttp2.doctor.exam;

import io.vertx.core.http.HttpMethod;

import java.time.Duration;
import java.util.List;

/**
 * What the doctor may do.
 *
 * @param target the URL
 * @param connectTo where to connect to instead of host and port of the URL, or {@code null}
 * @param method of the requests; GET unless the user chose another
 * @param headers fields of the requests. Their values are never shown
 * @param trust whether a server whose certificate is not in order is examined further
 * @param authorities PEM file of the certificates to trust instead of those of the JVM, or {@code null}
 * @param checkTime what one check may take
 */
public record ExamOptions(Target target, Place connectTo, HttpMethod method, List<Field> headers, Trust trust,
                          String authorities, Duration checkTime) {
  /** Bytes of a response that are read at most: 8 MiB. */
  public static final int MAX_BODY = 8 << 20;
  /** What one check may take unless the user says otherwise. */
  public static final Duration CHECK_TIME = Duration.ofSeconds(10);
  /** All checks together may take so many times what one may take: 30 s by default. */
  private static final int TOTAL_FACTOR = 3;

  /** What happens with a certificate that is not in order. */
  public enum Trust {
    /** Nothing is sent to the server. */
    VERIFIED,
    /** The checks go on. */
    INSECURE
  }

  /** A host, or its address, and a port. */
  public record Place(String host, int port) {

    /** @throws IllegalArgumentException if it is not HOST:PORT */
    public static Place of(String text) {
      if (!text.matches("[^/?#@]+:\\d{1,5}")) {
        throw new IllegalArgumentException("it must be HOST:PORT");
      }
      Target parsed = Target.of("http://" + text);
      return new Place(parsed.host(), parsed.port());
    }
  }

  /** A header field. */
  public record Field(String name, String value) {
  }

  /** Where the connections go to. */
  public Place place() {
    return connectTo != null ? connectTo : new Place(target.host(), target.port());
  }

  /** What all checks together may take. */
  public Duration totalTime() {
    return checkTime.multipliedBy(TOTAL_FACTOR);
  }
}
