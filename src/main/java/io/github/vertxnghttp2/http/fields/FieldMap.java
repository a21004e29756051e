package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A {@link HeaderList} as headers of Netty, the form in which Vert.x keeps the fields of a message. It copies no field:
 * the list is that of the engine. Names are given in lower case, as Vert.x gives them. Not thread-safe.
 *
 * <p>Vert.x looks for many names that a message does not have, and sets each field once. Two marks of each name tell
 * most of the time that a name is not there, so that the list is not searched.
 */
public final class FieldMap extends ConvertedFields {
  public static final String METHOD = ":method";
  public static final String SCHEME = ":scheme";
  public static final String AUTHORITY = ":authority";
  public static final String PATH = ":path";
  static final String STATUS = ":status";

  private final HeaderList list;
  /** Whether the pseudo-header fields come before the others, as in each message that was received. */
  private final boolean received;
  /** The marks of all names, and of some that were removed. */
  private long marks;
  private long otherMarks;
  /** Whether the marks of the first fields are still missing. */
  private boolean unmarked;
  /** Of the iterators that were made since fields have last moved to other indices; {@code null} if there are none. */
  private IteratedFields iterated;

  private FieldMap(HeaderList list, boolean received) {
    this.list = list;
    this.received = received;
    unmarked = !list.isEmpty();
  }

  /** Fields to be sent. */
  public FieldMap(HeaderList list) {
    this(list, false);
  }

  /** Fields of a message that was received. */
  public static FieldMap received(HeaderList list) {
    return new FieldMap(list, true);
  }

  /** The headers themselves if they are a field map, otherwise a copy. */
  static FieldMap of(Headers<CharSequence, CharSequence, ?> headers) {
    if (headers instanceof FieldMap fields) {
      return fields;
    }
    FieldMap copy = new FieldMap(new HeaderList(headers.size()));
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      copy.add(field.getKey(), field.getValue());
    }
    return copy;
  }

  /**
   * Headers over the list. A field that is added to the list itself may not be found by headers that exist.
   *
   * @param headers they are the result if they are over the list
   */
  public static FieldMap over(HeaderList list, Headers<CharSequence, CharSequence, ?> headers) {
    return headers instanceof FieldMap fields && fields.list == list ? fields : new FieldMap(list);
  }

  HeaderList list() {
    return list;
  }

  @Override
  public CharSequence get(CharSequence name) {
    String text = name.toString();
    if (!received || !isPseudo(text)) {
      return isPossible(text) ? list.get(text) : null;
    }
    int at = pseudo(text);
    return at < 0 ? null : list.value(at);
  }

  /** False if there certainly is no field of that name. */
  private boolean isPossible(String name) {
    if (unmarked) {
      unmarked = false;
      for (int i = 0; i < list.size(); i++) {
        mark(list.name(i));
      }
    }
    int hash = hash(name);
    return (marks & 1L << (hash >>> 26)) != 0 && (otherMarks & 1L << (hash >>> 20)) != 0;
  }

  private void mark(String name) {
    int hash = hash(name);
    marks |= 1L << (hash >>> 26);
    otherMarks |= 1L << (hash >>> 20);
  }

  private static int hash(String name) {
    return name.hashCode() * 0x9E3779B1;
  }

  static boolean isPseudo(String name) {
    return !name.isEmpty() && name.charAt(0) == ':';
  }

  /** The index of a pseudo-header field that was received, or -1. */
  private int pseudo(String name) {
    for (int i = 0; i < list.size() && isPseudo(list.name(i)); i++) {
      if (list.name(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public List<CharSequence> getAll(CharSequence name) {
    String text = name.toString();
    return isPossible(text) ? List.copyOf(list.getAll(text)) : List.of();
  }

  @Override
  public Iterator<CharSequence> valueIterator(CharSequence name) {
    return getAll(name).iterator();
  }

  @Override
  public boolean contains(CharSequence name) {
    String text = name.toString();
    return isPossible(text) && list.contains(text);
  }

  @Override
  public boolean contains(CharSequence name, CharSequence value) {
    return contains(name, value, false);
  }

  @Override
  public boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
    if (!contains(name)) {
      return false;
    }
    for (String each : list.getAll(name.toString())) {
      if (caseInsensitive ? AsciiString.contentEqualsIgnoreCase(each, value) : AsciiString.contentEquals(each, value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    return list.size();
  }

  @Override
  public boolean isEmpty() {
    return list.isEmpty();
  }

  @Override
  public Set<CharSequence> names() {
    Set<CharSequence> names = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      names.add(list.name(i));
    }
    return names;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    String text = name.toString();
    list.add(text, value.toString());
    mark(text);
    return this;
  }

  @Override
  public Http2Headers add(CharSequence name, Iterable<? extends CharSequence> values) {
    for (CharSequence value : values) {
      add(name, value);
    }
    return this;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence... values) {
    return add(name, List.of(values));
  }

  @Override
  public Http2Headers add(Headers<? extends CharSequence, ? extends CharSequence, ?> headers) {
    if (headers == this) {
      throw new IllegalArgumentException("headers cannot be added to themselves");
    }
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : headers) {
      add(field.getKey(), field.getValue());
    }
    return this;
  }

  @Override
  public Http2Headers set(CharSequence name, CharSequence value) {
    String text = name.toString();
    if (!isPossible(text)) {
      return add(text, value);
    }
    if (iterated != null && list.getAll(text).size() > 1) { // otherwise no field moves
      beforeMove();
    }
    list.set(text, value.toString());
    mark(text);
    return this;
  }

  @Override
  public Http2Headers set(CharSequence name, Iterable<? extends CharSequence> values) {
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
  public Http2Headers set(CharSequence name, CharSequence... values) {
    return set(name, List.of(values));
  }

  @Override
  public Http2Headers set(Headers<? extends CharSequence, ? extends CharSequence, ?> headers) {
    if (headers != this) {
      clear();
      add(headers);
    }
    return this;
  }

  @Override
  public Http2Headers setAll(Headers<? extends CharSequence, ? extends CharSequence, ?> headers) {
    if (headers != this) {
      headers.names().forEach(this::remove);
      add(headers);
    }
    return this;
  }

  @Override
  public boolean remove(CharSequence name) {
    String text = name.toString();
    int before = list.size();
    if (!received || !isPseudo(text)) {
      if (isPossible(text)) {
        beforeMove();
        list.remove(text);
      }
    } else {
      int at = pseudo(text);
      if (at >= 0) {
        beforeMove();
        list.remove(at);
      }
    }
    return list.size() != before;
  }

  @Override
  public Http2Headers clear() {
    beforeMove();
    list.clear();
    marks = 0;
    otherMarks = 0;
    unmarked = false;
    return this;
  }

  @Override
  public Http2Headers method(CharSequence value) {
    return set(METHOD, value);
  }

  @Override
  public Http2Headers scheme(CharSequence value) {
    return set(SCHEME, value);
  }

  @Override
  public Http2Headers authority(CharSequence value) {
    return set(AUTHORITY, value);
  }

  @Override
  public Http2Headers path(CharSequence value) {
    return set(PATH, value);
  }

  @Override
  public Http2Headers status(CharSequence value) {
    return set(STATUS, value);
  }

  @Override
  public CharSequence method() {
    return get(METHOD);
  }

  @Override
  public CharSequence scheme() {
    return get(SCHEME);
  }

  @Override
  public CharSequence authority() {
    return get(AUTHORITY);
  }

  @Override
  public CharSequence path() {
    return get(PATH);
  }

  @Override
  public CharSequence status() {
    return get(STATUS);
  }

  /** Fields may be removed while it is used, as with Netty's headers. */
  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    if (iterated == null) {
      iterated = new IteratedFields(list);
    }
    return iterated.iterator();
  }

  /** Iterators that are under way go on with a copy. */
  private void beforeMove() {
    if (iterated != null) {
      iterated.beforeMove();
      iterated = null;
    }
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
