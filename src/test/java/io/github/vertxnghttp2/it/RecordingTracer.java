package io.github.vertxnghttp2.it;

import io.vertx.core.Context;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Keeps spans; the active one is local data of its context, and goes over the wire in {@link #FIELD}. Made before
 * Vert.x.
 */
final class RecordingTracer implements VertxTracer<RecordingTracer.Span, RecordingTracer.Span>, VertxTracerFactory {
  static final String FIELD = "x-span";
  private static final ContextLocal<Span> ACTIVE = ContextLocal.registerLocal(Span.class);

  final List<Span> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();

  static final class Span {
    final String id;
    final String parent;
    final String operation;
    final Map<String, String> tags = new TreeMap<>();
    Throwable failure;
    int ends;

    private Span(String id, String parent, String operation) {
      this.id = id;
      this.parent = parent;
      this.operation = operation;
    }
  }

  static Span active(Context context) {
    return context.getLocal(ACTIVE);
  }

  private <R> Span begin(String parent, String operation, R request, TagExtractor<R> tags) {
    Span span = new Span(Integer.toString(ids.incrementAndGet()), parent, operation);
    tags.extractTo(request, span.tags);
    return span;
  }

  private <R> void end(Span span, R response, Throwable failure, TagExtractor<R> tags) {
    tags.extractTo(response, span.tags);
    span.failure = failure;
    span.ends++;
    ended.add(span);
  }

  @Override
  public VertxTracer<?, ?> tracer(TracingOptions options) {
    return this;
  }

  @Override
  public <R> Span receiveRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                                 Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tags) {
    String parent = null;
    for (Map.Entry<String, String> header : headers) {
      parent = header.getKey().equals(FIELD) ? header.getValue() : parent;
    }
    if (policy == TracingPolicy.IGNORE || policy == TracingPolicy.PROPAGATE && parent == null) {
      return null;
    }
    Span span = begin(parent, "server " + operation, request, tags);
    context.putLocal(ACTIVE, span);
    return span;
  }

  @Override
  public <R> void sendResponse(Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    end(span, response, failure, tags);
  }

  @Override
  public <R> Span sendRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                              BiConsumer<String, String> headers, TagExtractor<R> tags) {
    Span parent = active(context);
    if (policy == TracingPolicy.IGNORE || policy == TracingPolicy.PROPAGATE && parent == null) {
      return null;
    }
    Span span = begin(parent == null ? null : parent.id, "client " + operation, request, tags);
    headers.accept("X-Span", span.id);
    return span;
  }

  @Override
  public <R> void receiveResponse(Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    end(span, response, failure, tags);
  }
}
