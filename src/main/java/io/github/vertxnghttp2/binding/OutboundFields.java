package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Arrays;

/** Fields to be sent, checked one by one as they are put. What a check found is kept for the moment of sending. */
public final class OutboundFields {
  private static final int FIRST_CAPACITY = 8;

  /** Of each field its {@link EncodedField}, or its {@link FieldName}; {@code null} once {@link #list} holds the fields. */
  private Object[] fields = new Object[FIRST_CAPACITY];
  /** The values of those that are not encoded. */
  private String[] values;
  private int size;
  /** A bit for each name put so far; one that is not set proves that a name is new. */
  private long marks;
  private HeaderList list;

  /** No fields. */
  public OutboundFields() {
  }

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException as {@link FieldCheck} says
   */
  public void put(String name, String value) {
    EncodedField known = EncodedField.known(name, value);
    FieldName fieldName = (known != null ? known.name() : FieldName.of(name)).checkOrdinary();
    if (known == null) {
      FieldText.check(value);
    }
    if (list != null) {
      list.set(name, value);
      return;
    }
    int at = indexOf(fieldName);
    marks |= fieldName.mark();
    if (at < 0) {
      at = size++;
      if (at == fields.length) {
        grow();
      }
    }
    if (known != null) {
      fields[at] = known;
    } else {
      fields[at] = fieldName;
      if (values == null) {
        values = new String[fields.length];
      }
      values[at] = value;
    }
  }

  private void grow() {
    fields = Arrays.copyOf(fields, 2 * fields.length);
    if (values != null) {
      values = Arrays.copyOf(values, fields.length);
    }
  }

  private int indexOf(FieldName name) {
    if ((marks & name.mark()) != 0) {
      for (int i = 0; i < size; i++) {
        if (Arrays.equals(name(i).octets(), name.octets())) {
          return i;
        }
      }
    }
    return -1;
  }

  /** @param name a valid one */
  public boolean contains(String name) {
    return list != null ? list.contains(name) : indexOf(FieldName.of(name)) >= 0;
  }

  /** The fields, to read or to change; names and values that are put there are checked when they are sent. */
  public HeaderList list() {
    if (list == null) {
      HeaderList made = new HeaderList(size);
      addTo(made);
      list = made;
      fields = null;
      values = null;
    }
    return list;
  }

  /** Adds the fields to a list of somebody else's. */
  public void addTo(HeaderList other) {
    for (int i = 0; i < size(); i++) {
      if (list != null) {
        other.add(list.name(i), list.value(i), list.isSensitive(i));
      } else {
        other.add(name(i).text(), value(i));
      }
    }
  }

  /** Number of fields. */
  public int size() {
    return list != null ? list.size() : size;
  }

  /** The list, if there is one: it goes before what {@link #encoded} and {@link #name} say. */
  HeaderList madeList() {
    return list;
  }

  /** Field {@code i} as it is sent, or {@code null}: then {@link #name} and {@link #value} have to be written. */
  EncodedField encoded(int i) {
    return fields[i] instanceof EncodedField field ? field : null;
  }

  FieldName name(int i) {
    return fields[i] instanceof EncodedField field ? field.name() : (FieldName) fields[i];
  }

  String value(int i) {
    return fields[i] instanceof EncodedField field ? field.value() : values[i];
  }
}
