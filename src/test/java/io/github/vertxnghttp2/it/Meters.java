package io.github.vertxnghttp2.it;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What Micrometer saw of a Vert.x. */
final class Meters {
  private static final EnumSet<Label> LABELS = EnumSet.of(Label.HTTP_METHOD, Label.HTTP_PATH, Label.HTTP_ROUTE,
    Label.HTTP_CODE, Label.HTTP_VERSION, Label.POOL_TYPE);

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  Vertx vertx() {
    return vertx(LABELS);
  }

  Vertx vertx(Set<Label> labels) {
    return Vertx.builder()
      .with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true).setLabels(labels)
        .setRegistryName(UUID.randomUUID().toString())))
      .withMetrics(new MicrometerMetricsFactory(registry))
      .build();
  }

  /** A count, total or value of the meter that has these tags, among others; 0 if there is none. */
  double value(String name, String... tags) {
    return statistic(name, List.of(Statistic.COUNT, Statistic.VALUE), tags);
  }

  double total(String name, String... tags) {
    return statistic(name, List.of(Statistic.TOTAL), tags);
  }

  private double statistic(String name, List<Statistic> which, String... tags) {
    return registry.find(name).tags(tags).meters().stream()
      .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
      .filter(measurement -> which.contains(measurement.getStatistic())).mapToDouble(Measurement::getValue).sum();
  }

  /** Counts and values, and the totals of bytes, by name and tags: those that begin so. */
  Map<String, Double> all(String prefix) {
    Map<String, Double> all = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().startsWith(prefix)) {
        String name = meter.getId().getName() + new TreeMap<>(tags(meter));
        for (Measurement measurement : meter.measure()) {
          switch (measurement.getStatistic()) {
            case COUNT, VALUE -> all.put(name, measurement.getValue());
            case TOTAL -> all.put(name + " total", measurement.getValue());
            default -> {
              // times differ
            }
          }
        }
      }
    }
    return all;
  }

  private static Map<String, String> tags(Meter meter) {
    Map<String, String> tags = new TreeMap<>();
    meter.getId().getTags().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
    return tags;
  }
}
