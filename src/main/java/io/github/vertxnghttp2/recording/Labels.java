package io.github.vertxnghttp2.recording;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Names and values that tell people something of an exchange. Immutable: one more label makes another object, which
 * shares the others.
 */
public final class Labels {
  /** Labels of an exchange. Further ones are dropped. */
  public static final int MAX_LABELS = 16;
  /** Characters of a name. The rest is cut off. */
  public static final int MAX_NAME = 64;
  /** Characters of a value. The rest is cut off. */
  public static final int MAX_VALUE = 256;

  private final String name;
  private final String value;
  /** {@code null} for the first label. */
  private final Labels before;
  private final int size;

  private Labels(String name, String value, Labels before) {
    this.name = name;
    this.value = value;
    this.before = before;
    size = before == null ? 1 : before.size + 1;
  }

  /**
   * The labels with one more. A label of the same name is replaced.
   *
   * @param labels {@code null} for none
   * @param value {@code null} for no label of that name
   */
  public static Labels with(Labels labels, String name, String value) {
    String shortName = cut(Objects.requireNonNull(name, "name"), MAX_NAME);
    Labels others = without(labels, shortName);
    if (value == null) {
      return others;
    }
    return others != null && others.size == MAX_LABELS ? labels : new Labels(shortName, cut(value, MAX_VALUE), others);
  }

  private static Labels without(Labels labels, String name) {
    if (labels == null) {
      return null;
    }
    if (labels.name.equals(name)) {
      return labels.before;
    }
    Labels others = without(labels.before, name);
    return others == labels.before ? labels : new Labels(labels.name, labels.value, others);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** Whether there is a label of that name. @param labels {@code null} for none */
  public static boolean has(Labels labels, String name) {
    for (Labels each = labels; each != null; each = each.before) {
      if (each.name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** In the order in which they were set. @param labels {@code null} for none */
  public static Map<String, String> map(Labels labels) {
    if (labels == null) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    labels.addTo(map);
    return map;
  }

  private void addTo(Map<String, String> map) {
    if (before != null) {
      before.addTo(map);
    }
    map.put(name, value);
  }
}
