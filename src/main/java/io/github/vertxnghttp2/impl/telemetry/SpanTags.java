package io.github.vertxnghttp2.impl.telemetry;

import io.vertx.core.spi.tracing.TagExtractor;

import java.util.List;
import java.util.function.Function;

/**
 * The tags of a span, with the names that Vert.x's own HTTP uses.
 *
 * @param names the names of the tags; the last one may have no value
 */
record SpanTags<T>(List<String> names, List<Function<T, String>> values) implements TagExtractor<T> {
  static final TagExtractor<ObservedRequest> SERVER_REQUEST = new SpanTags<>(
    List.of("http.url", "http.request.method", "url.scheme", "url.path", "url.query"),
    List.of(ObservedRequest::absoluteURI, SpanTags::method, SpanTags::scheme, SpanTags::path, SpanTags::query));
  static final TagExtractor<ObservedRequest> CLIENT_REQUEST = new SpanTags<>(
    List.of("url.full", "http.request.method"), List.of(ObservedRequest::absoluteURI, SpanTags::method));
  static final TagExtractor<ObservedResponse> RESPONSE = new SpanTags<>(
    List.of("http.response.status_code"), List.of(response -> Integer.toString(response.statusCode())));

  @Override
  public int len(T object) {
    if (object == null) { // a span may end without a response
      return 0;
    }
    int length = names.size();
    return values.get(length - 1).apply(object) == null ? length - 1 : length;
  }

  @Override
  public String name(T object, int index) {
    return names.get(index);
  }

  @Override
  public String value(T object, int index) {
    return values.get(index).apply(object);
  }

  private static String method(ObservedRequest request) {
    return request.method().name();
  }

  private static String scheme(ObservedRequest request) {
    return request.scheme() == null ? "" : request.scheme();
  }

  private static String path(ObservedRequest request) {
    int at = request.uri().indexOf('?');
    return at < 0 ? request.uri() : request.uri().substring(0, at);
  }

  private static String query(ObservedRequest request) {
    int at = request.uri().indexOf('?');
    return at < 0 ? null : request.uri().substring(at + 1);
  }
}
