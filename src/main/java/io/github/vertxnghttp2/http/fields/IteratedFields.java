package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Fields that are iterated, and that may be added, removed and replaced meanwhile, as with Netty's headers. When fields
 * are about to move to other indices, iterators that are under way go on with a copy: with those of its fields that are
 * still in the list.
 */
final class IteratedFields {
  private final HeaderList list;
  /** {@code null} as long as the fields have not moved. */
  private HeaderList copy;

  IteratedFields(HeaderList list) {
    this.list = list;
  }

  /** Iterators that are made later need another object. */
  void beforeMove() {
    copy = list.copy();
  }

  Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    return new Fields();
  }

  /** The index of the field that has these very strings, or -1. */
  private int indexOf(String name, String value) {
    for (int i = 0; i < list.size(); i++) {
      if (isAt(i, name, value)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isAt(int i, String name, String value) {
    return list.name(i) == name && list.value(i) == value;
  }

  private final class Fields implements Iterator<Map.Entry<CharSequence, CharSequence>> {
    private int next;

    @Override
    public boolean hasNext() {
      if (copy == null) {
        return next < list.size();
      }
      while (next < copy.size() && indexOf(copy.name(next), copy.value(next)) < 0) {
        next++;
      }
      return next < copy.size();
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      HeaderList fields = copy == null ? list : copy;
      Field field = new Field(next, fields.name(next), fields.value(next));
      next++;
      return field;
    }
  }

  /** A field. To set its value has no effect on the headers when it was removed. */
  private final class Field implements Map.Entry<CharSequence, CharSequence> {
    /** Where it was in the list. Other fields may have the same strings. */
    private final int index;
    private final String name;
    private String value;

    Field(int index, String name, String value) {
      this.index = index;
      this.name = name;
      this.value = value;
    }

    @Override
    public CharSequence getKey() {
      return name;
    }

    @Override
    public CharSequence getValue() {
      return value;
    }

    /** Other fields of this name stay. */
    @Override
    public CharSequence setValue(CharSequence newValue) {
      String old = value;
      int at = index < list.size() && isAt(index, name, old) ? index : indexOf(name, old);
      value = newValue.toString();
      if (at >= 0) {
        HeaderList all = list.copy(); // no field moves
        list.clear();
        for (int i = 0; i < all.size(); i++) {
          list.add(all.name(i), i == at ? value : all.value(i), all.isSensitive(i));
        }
      }
      return old;
    }

    @Override
    public String toString() {
      return name + "=" + value;
    }
  }
}
