package examples;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page that says how it came. A place such as {@code {{protocol}}} in its file is for a value. */
final class ArrivalPage {
  private static final String FILE = WebApplication.FOLDER + "/index.html";
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Map<Character, String> ESCAPES = Map.of('<', "&lt;", '>', "&gt;", '&', "&amp;", '"', "&quot;",
    '\'', "&#39;");

  private final String html;

  ArrivalPage() {
    try (InputStream file = ArrivalPage.class.getClassLoader().getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    Arrival arrival = Arrival.of(request);
    Map<String, String> values = Map.of(
      "protocol", escaped(arrival.protocol()),
      "stream", arrival.stream() == null ? "" : "stream " + arrival.stream(),
      "connection", Integer.toString(arrival.connection()),
      "engine", escaped(arrival.engine()),
      "tls", escaped(arrival.tls()),
      "request", escaped(request.method() + " " + request.uri()),
      "authority", escaped(String.valueOf(request.authority())),
      "fields", rows(request));
    ctx.response().putHeader("content-type", "text/html; charset=utf-8").putHeader("cache-control", "no-store")
      .end(Buffer.buffer(replace(PLACE, html, place -> values.getOrDefault(place.group(1), place.group()))));
  }

  private static String rows(HttpServerRequest request) {
    StringBuilder rows = new StringBuilder();
    request.headers().forEach(field -> rows.append("<tr><th scope=\"row\">").append(escaped(field.getKey()))
      .append("</th><td>").append(escaped(field.getValue())).append("</td></tr>\n"));
    return rows.toString();
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      escaped.append(ESCAPES.getOrDefault(text.charAt(i), text.substring(i, i + 1)));
    }
    return escaped.toString();
  }

  private static String replace(Pattern pattern, String text, Function<Matcher, String> value) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder replaced = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(replaced, Matcher.quoteReplacement(value.apply(matcher)));
    }
    return matcher.appendTail(replaced).toString();
  }
}
