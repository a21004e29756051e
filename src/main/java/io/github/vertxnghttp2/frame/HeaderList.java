package io.github.vertxnghttp2.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * An ordered list of field lines, RFC 9113 section 8.2, in which a name may occur more than once.
 *
 * <p>Names are kept as given. Lookups ignore the case of ASCII letters. A lookup compares one field after the other,
 * which is faster than a hash table for the ten to thirty fields of a message. Not thread-safe.
 */
public final class HeaderList implements Iterable<Header> {
  private static final String[] NONE = {};
  private static final int FIRST_CAPACITY = 8;

  /** name, value, name, value, … */
  private String[] fields;
  private int size;
  /** Which fields are sensitive; null while none is. */
  private BitSet sensitive;

  /** An empty list. */
  public HeaderList() {
    this.fields = NONE;
  }

  /** @param capacity number of fields to make room for */
  public HeaderList(int capacity) {
    this.fields = capacity == 0 ? NONE : new String[2 * capacity];
  }

  private HeaderList(String[] fields, int size) {
    this.fields = fields;
    this.size = size;
  }

  /** A list of names and values in turn. */
  public static HeaderList of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
        "names and values come in pairs, got " + namesAndValues.length + " strings: the last name has no value");
    }
    for (String text : namesAndValues) {
      Objects.requireNonNull(text, "name or value");
    }
    return new HeaderList(namesAndValues.clone(), namesAndValues.length / 2);
  }

  /**
   * A list that uses the given array itself. Nothing is copied or checked. The caller must not change the array any
   * more.
   *
   * @param namesAndValues names and values in turn; none of the first {@code 2 * fields} may be null
   * @param fields number of fields that the array holds
   */
  public static HeaderList wrap(String[] namesAndValues, int fields) {
    Objects.checkFromIndexSize(0, 2 * fields, namesAndValues.length);
    return new HeaderList(namesAndValues, fields);
  }

  /** Adds a field at the end. Other fields of that name stay. */
  public HeaderList add(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    int at = 2 * size;
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, Math.max(2 * FIRST_CAPACITY, 2 * at));
    }
    fields[at] = name;
    fields[at + 1] = value;
    size++;
    return this;
  }

  /** @param sensitive whether compressors must never index the value, RFC 7541 section 7.1.3 */
  public HeaderList add(String name, String value, boolean sensitive) {
    add(name, value);
    mark(size - 1, sensitive);
    return this;
  }

  /** Replaces the first field of that name, and removes the others. Adds the field at the end if there is none. */
  public HeaderList set(String name, String value) {
    return set(name, value, false);
  }

  /** As {@link #set(String, String)}, for a value that may be sensitive. */
  public HeaderList set(String name, String value, boolean sensitive) {
    Objects.requireNonNull(value, "value");
    int first = indexOf(name, 0);
    if (first < 0) {
      return add(name, value, sensitive);
    }
    removeFrom(name, first + 1);
    fields[2 * first] = name;
    fields[2 * first + 1] = value;
    mark(first, sensitive);
    return this;
  }

  /** Removes every field of that name. */
  public HeaderList remove(String name) {
    removeFrom(name, 0);
    return this;
  }

  /** Removes field {@code i}, counted from 0. */
  public HeaderList remove(int i) {
    Objects.checkIndex(i, size);
    System.arraycopy(fields, 2 * i + 2, fields, 2 * i, 2 * (size - i - 1));
    size--;
    fields[2 * size] = null;
    fields[2 * size + 1] = null;
    if (sensitive != null) {
      for (int at = i; at < size; at++) {
        sensitive.set(at, sensitive.get(at + 1));
      }
      sensitive.clear(size);
    }
    return this;
  }

  /** The first value of that name, or {@code null}. */
  public String get(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? null : fields[2 * at + 1];
  }

  /** The values of that name in their order; empty if there is none. */
  public List<String> getAll(String name) {
    int at = indexOf(name, 0);
    if (at < 0) {
      return List.of();
    }
    String first = fields[2 * at + 1];
    at = indexOf(name, at + 1);
    if (at < 0) {
      return List.of(first);
    }
    List<String> values = new ArrayList<>();
    values.add(first);
    for (; at >= 0; at = indexOf(name, at + 1)) {
      values.add(fields[2 * at + 1]);
    }
    return values;
  }

  /** Whether there is a field of that name. */
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** Number of fields. */
  public int size() {
    return size;
  }

  /** Whether there is no field. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The name of field {@code i}, counted from 0. */
  public String name(int i) {
    return fields[2 * Objects.checkIndex(i, size)];
  }

  /** The value of field {@code i}, counted from 0. */
  public String value(int i) {
    return fields[2 * Objects.checkIndex(i, size) + 1];
  }

  /** Whether the value of field {@code i}, counted from 0, must never be indexed, RFC 7541 section 7.1.3. */
  public boolean isSensitive(int i) {
    Objects.checkIndex(i, size);
    return sensitive != null && sensitive.get(i);
  }

  /**
   * Removes the first fields.
   *
   * @param count how many
   */
  public HeaderList removeFirst(int count) {
    Objects.checkFromIndexSize(0, count, size);
    int left = size - count;
    System.arraycopy(fields, 2 * count, fields, 0, 2 * left);
    Arrays.fill(fields, 2 * left, 2 * size, null);
    if (sensitive != null) {
      sensitive = sensitive.get(count, size);
    }
    size = left;
    return this;
  }

  /** Removes every field. */
  public HeaderList clear() {
    Arrays.fill(fields, 0, 2 * size, null);
    size = 0;
    sensitive = null;
    return this;
  }

  /** An independent list of the same fields. */
  public HeaderList copy() {
    HeaderList copy = new HeaderList(size == 0 ? NONE : Arrays.copyOf(fields, 2 * size), size);
    if (sensitive != null) {
      copy.sensitive = (BitSet) sensitive.clone();
    }
    return copy;
  }

  /** Iterates over the fields in their order, and creates a {@link Header} for each. The iterator cannot remove. */
  @Override
  public Iterator<Header> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Header next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        int i = next++;
        return new Header(name(i), value(i), isSensitive(i));
      }
    };
  }

  /** Whether both have the same fields in the same order. The case of names and sensitivity count. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderList that
      && Arrays.equals(fields, 0, 2 * size, that.fields, 0, 2 * that.size)
      && (isAnySensitive() ? sensitive.equals(that.sensitive) : !that.isAnySensitive());
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < 2 * size; i++) {
      hash = 31 * hash + fields[i].hashCode();
    }
    return hash;
  }

  /** {@code [name: value, …]}; sensitive values are not shown. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (Header header : this) {
      text.add(header.toString());
    }
    return text.toString();
  }

  private boolean isAnySensitive() {
    return sensitive != null && !sensitive.isEmpty();
  }

  private void mark(int i, boolean isSensitive) {
    if (sensitive != null) {
      sensitive.set(i, isSensitive);
    } else if (isSensitive) {
      sensitive = new BitSet();
      sensitive.set(i);
    }
  }

  private void removeFrom(String name, int from) {
    int to = indexOf(name, from);
    if (to < 0) {
      return;
    }
    for (int i = to + 1; i < size; i++) {
      if (sameName(fields[2 * i], name)) {
        continue;
      }
      fields[2 * to] = fields[2 * i];
      fields[2 * to + 1] = fields[2 * i + 1];
      if (sensitive != null) {
        sensitive.set(to, sensitive.get(i));
      }
      to++;
    }
    Arrays.fill(fields, 2 * to, 2 * size, null);
    if (sensitive != null) {
      sensitive.clear(to, size);
    }
    size = to;
  }

  private int indexOf(String name, int from) {
    for (int i = from; i < size; i++) {
      if (sameName(fields[2 * i], name)) {
        return i;
      }
    }
    return -1;
  }

  // String.equalsIgnoreCase also folds letters beyond ASCII: the Kelvin sign would be equal to k.
  private static boolean sameName(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y && lower(x) != lower(y)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }
}
