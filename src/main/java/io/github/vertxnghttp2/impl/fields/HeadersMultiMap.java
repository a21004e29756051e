package io.github.vertxnghttp2.impl.fields;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.checks.TrailerCheck;
import io.vertx.core.MultiMap;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;

/**
 * A {@link HeaderList} as a MultiMap of Vert.x. Names become lower case, RFC 9113 section 8.2. Setting a {@code null}
 * value removes the name. A list of values to set ends at the first {@code null}. Both are as in Vert.x's own headers.
 * Any other {@code null} causes a NullPointerException.
 */
public final class HeadersMultiMap implements MultiMap {
  private final HeaderList list;
  private final boolean trailers;
  private boolean mutable;

  public HeadersMultiMap(HeaderList list, boolean mutable) {
    this(list, mutable, false);
  }

  private HeadersMultiMap(HeaderList list, boolean mutable, boolean trailers) {
    this.list = list;
    this.mutable = mutable;
    this.trailers = trailers;
  }

  /** Creates an empty map for trailers. The map rejects fields that are not allowed in trailers. */
  public static HeadersMultiMap trailers(boolean mutable) {
    return new HeadersMultiMap(new HeaderList(), mutable, true);
  }

  /**
   * Returns the fields of any multi-map as a list.
   *
   * @throws IllegalArgumentException if {@link FieldCheck} rejects a field
   */
  public static HeaderList list(MultiMap map) {
    if (map instanceof HeadersMultiMap headers) {
      return headers.list;
    }
    return new HeadersMultiMap(new HeaderList(map.size()), true).addAll(map).list;
  }

  public HeaderList list() {
    return list;
  }

  /** Adds received fields. The user may have got this map before the fields arrived. */
  public void fill(HeaderList received) {
    for (int i = 0; i < received.size(); i++) {
      list.add(received.name(i), received.value(i), received.isSensitive(i));
    }
  }

  public void freeze() {
    mutable = false;
  }

  @Override
  public String get(String name) {
    return list.get(Objects.requireNonNull(name, "name"));
  }

  @Override
  public String get(CharSequence name) {
    return list.get(name.toString());
  }

  @Override
  public List<String> getAll(String name) {
    return Collections.unmodifiableList(list.getAll(Objects.requireNonNull(name, "name")));
  }

  @Override
  public List<String> getAll(CharSequence name) {
    return getAll(name.toString());
  }

  @Override
  public boolean contains(String name) {
    return list.contains(Objects.requireNonNull(name, "name"));
  }

  @Override
  public boolean contains(CharSequence name) {
    return list.contains(name.toString());
  }

  @Override
  public boolean isEmpty() {
    return list.isEmpty();
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      names.add(list.name(i).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  @Override
  public MultiMap add(String name, String value) {
    add(name, value, false);
    return this;
  }

  /** Adds a field. A sensitive field stays sensitive. */
  public void add(Header field) {
    add(field.name(), field.value(), field.sensitive());
  }

  private void add(String name, String value, boolean sensitive) {
    writable().add(checked(name), FieldCheck.value(name, Objects.requireNonNull(value, "value")), sensitive);
  }

  @Override
  public MultiMap add(CharSequence name, CharSequence value) {
    return add(name.toString(), value.toString());
  }

  @Override
  public MultiMap add(String name, Iterable<String> values) {
    values.forEach(value -> add(name, value));
    return this;
  }

  @Override
  public MultiMap add(CharSequence name, Iterable<CharSequence> values) {
    values.forEach(value -> add(name, value));
    return this;
  }

  @Override
  public HeadersMultiMap addAll(MultiMap map) {
    if (map instanceof HeadersMultiMap other) {
      addAll(other.list);
    } else {
      map.forEach(entry -> add(entry.getKey(), entry.getValue()));
    }
    return this;
  }

  /**
   * Adds the fields that the other list has at the call. The other list may be this list, which grows during the call.
   */
  private void addAll(HeaderList other) {
    int size = other.size();
    for (int i = 0; i < size; i++) {
      add(other.name(i), other.value(i), other.isSensitive(i));
    }
  }

  @Override
  public HeadersMultiMap addAll(Map<String, String> map) {
    map.forEach(this::add);
    return this;
  }

  @Override
  public MultiMap set(String name, String value) {
    if (value == null) {
      return remove(name);
    }
    writable().set(checked(name), FieldCheck.value(name, value));
    return this;
  }

  @Override
  public MultiMap set(CharSequence name, CharSequence value) {
    return set(name.toString(), value == null ? null : value.toString());
  }

  @Override
  public MultiMap set(String name, Iterable<String> values) {
    Objects.requireNonNull(values, "values");
    remove(name);
    for (String value : values) {
      if (value == null) {
        break;
      }
      add(name, value);
    }
    return this;
  }

  @Override
  public MultiMap set(CharSequence name, Iterable<CharSequence> values) {
    Objects.requireNonNull(values, "values");
    remove(name);
    for (CharSequence value : values) {
      if (value == null) {
        break;
      }
      add(name, value);
    }
    return this;
  }

  @Override
  public MultiMap setAll(MultiMap map) {
    HeaderList fields = list(map); // before clearing: this may be the same map, or have a forbidden field
    if (fields != writable()) {
      clear();
      addAll(fields);
    }
    return this;
  }

  @Override
  public MultiMap setAll(Map<String, String> map) {
    HeaderList fields = new HeadersMultiMap(new HeaderList(map.size()), true, trailers).addAll(map).list;
    clear();
    addAll(fields);
    return this;
  }

  @Override
  public MultiMap remove(String name) {
    writable().remove(Objects.requireNonNull(name, "name"));
    return this;
  }

  @Override
  public MultiMap remove(CharSequence name) {
    return remove(name.toString());
  }

  @Override
  public MultiMap clear() {
    writable().clear();
    return this;
  }

  @Override
  public int size() {
    return names().size();
  }

  @Override
  public boolean isMutable() {
    return mutable;
  }

  @Override
  public MultiMap copy(boolean mutable) {
    return !this.mutable && !mutable ? this : new HeadersMultiMap(list.copy(), mutable);
  }

  @Override
  public Iterator<Map.Entry<String, String>> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < list.size();
      }

      @Override
      public Map.Entry<String, String> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Map.Entry<String, String> entry = new SimpleImmutableEntry<>(list.name(next), list.value(next));
        next++;
        return entry;
      }
    };
  }

  @Override
  public String toString() {
    return list.toString();
  }

  private String checked(String name) {
    if (trailers && TrailerCheck.isForbidden(name)) {
      throw new IllegalArgumentException("field " + name
        + " cannot be a trailer: it belongs to the head, RFC 9110 section 6.5.1");
    }
    return FieldCheck.name(name);
  }

  private HeaderList writable() {
    if (!mutable) {
      throw new IllegalStateException("these header fields cannot be changed: they were received, or have been sent");
    }
    return list;
  }
}
