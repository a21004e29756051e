package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedTls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the table is filtered by: words that are all met. {@code peer:}, {@code side:}, {@code tls:} and {@code limit:}
 * are about a connection, as is a word without a colon. {@code route:}, {@code path:}, {@code method:},
 * {@code status:}, {@code header:} and {@code trace:} are about its exchanges, one of which has to meet them all.
 */
public final class Filter {
  /** Characters of a filter. */
  public static final int MAX_LENGTH = 500;

  private final List<Predicate<RecordedConnection>> ofConnection = new ArrayList<>();
  private final List<Predicate<RecordedExchange>> ofExchange = new ArrayList<>();

  /** @throws IllegalArgumentException if the text is too long */
  public Filter(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("the filter has " + text.length() + " characters; it must have at most "
        + MAX_LENGTH);
    }
    for (String word : text.strip().split("\\s+")) {
      if (!word.isEmpty()) {
        add(word.toLowerCase(Locale.ROOT));
      }
    }
  }

  private void add(String word) {
    int colon = word.indexOf(':');
    String value = word.substring(colon + 1);
    switch (colon < 0 ? "" : word.substring(0, colon)) {
      case "peer" -> ofConnection.add(connection -> has(connection.remoteAddress(), value));
      case "side" -> ofConnection.add(connection -> has(connection.side().name(), value));
      case "tls" -> ofConnection.add(connection -> has(tls(connection.tls()), value));
      case "limit" -> ofConnection.add(connection -> connection.limits().stream().anyMatch(limit -> has(limit,
        value)));
      case "route" -> ofExchange.add(exchange -> has(exchange.labels().get("route"), value));
      case "path" -> ofExchange.add(exchange -> has(exchange.target(), value));
      case "method" -> ofExchange.add(exchange -> has(exchange.method(), value));
      case "status" -> ofExchange.add(exchange -> matchesStatus(exchange.status(), value));
      case "header" -> ofExchange.add(exchange -> hasField(exchange, value));
      case "trace" -> ofExchange.add(exchange -> isOfTrace(exchange, value));
      default -> ofConnection.add(connection -> Stream.of(connection.remoteAddress(), connection.localAddress(),
        connection.side().name(), tls(connection.tls()), connection.end()).anyMatch(part -> has(part, word)));
    }
  }

  private static boolean has(String text, String part) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(part);
  }

  private static String tls(RecordedTls tls) {
    return tls == null ? "none" : String.join(" ", tls.version(), tls.cipher(), tls.protocol());
  }

  /** {@code 5xx} is any that begins with 5. */
  private static boolean matchesStatus(int status, String wanted) {
    return String.valueOf(status).startsWith(wanted.replaceFirst("x+$", ""));
  }

  /** @param wanted a name, or a name, an equals sign and a part of the value */
  private static boolean hasField(RecordedExchange exchange, String wanted) {
    int equals = wanted.indexOf('=');
    String name = equals < 0 ? wanted : wanted.substring(0, equals);
    String part = equals < 0 ? "" : wanted.substring(equals + 1);
    return fields(exchange).anyMatch(field -> field.name().equalsIgnoreCase(name) && has(field.value(), part));
  }

  private static Stream<Header> fields(RecordedExchange exchange) {
    return Stream.concat(exchange.requestFields().stream(), exchange.responseFields().stream());
  }

  /** Whether the id of a trace or of a request is that of an exchange. */
  private static boolean isOfTrace(RecordedExchange exchange, String id) {
    return id.equalsIgnoreCase(exchange.labels().get("traceId")) || fields(exchange).anyMatch(field
      -> switch (field.name().toLowerCase(Locale.ROOT)) {
        case "traceparent", "b3" -> has(field.value(), id);
        case "x-request-id", "request-id", "x-correlation-id", "x-b3-traceid" -> field.value().equalsIgnoreCase(id);
        default -> false;
      });
  }

  /** Whether recordings with exchanges are needed. */
  public boolean needsExchanges() {
    return !ofExchange.isEmpty();
  }

  /** Whether a connection meets the words that are about connections. */
  public boolean matches(RecordedConnection summary) {
    return ofConnection.stream().allMatch(each -> each.test(summary));
  }

  /** Whether an exchange meets the words that are about exchanges. */
  public boolean matches(RecordedExchange exchange) {
    return ofExchange.stream().allMatch(each -> each.test(exchange));
  }
}
