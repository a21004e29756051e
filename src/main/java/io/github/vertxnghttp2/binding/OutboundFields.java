package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Arrays;

/** Fields to be sent, checked one by one as they are put. What a check found is kept for the moment of sending. */
public final class OutboundFields {
  private static final int FIRST_CAPACITY = 8;

  /** {@code null} once {@link #list} holds the fields. */
  private OutboundField[] fields = new OutboundField[FIRST_CAPACITY];
  private int size;
  /** A bit in each for each name put so far: a name of which one is not set is new. */
  private long marks;
  private long otherMarks;
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
    OutboundField field = EncodedField.known(name, value);
    if (field == null) {
      FieldText.check(name, value);
      field = new OutboundField.Plain(FieldName.of(name), value);
    }
    FieldName fieldName = field.name().checkOrdinary();
    if (list != null) {
      list.set(name, value);
      return;
    }
    int at = indexOf(fieldName);
    if (at < 0) {
      marks |= fieldName.mark();
      otherMarks |= fieldName.otherMark();
      at = size++;
      if (at == fields.length) {
        fields = Arrays.copyOf(fields, 4 * at);
      }
    }
    fields[at] = field;
  }

  private int indexOf(FieldName name) {
    if ((marks & name.mark()) != 0 && (otherMarks & name.otherMark()) != 0) {
      for (int i = 0; i < size; i++) {
        if (Arrays.equals(fields[i].name().octets(), name.octets())) {
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
    }
    return list;
  }

  /** Adds the fields to a list of somebody else's. */
  public void addTo(HeaderList other) {
    for (int i = 0; i < size(); i++) {
      if (list != null) {
        other.add(list.name(i), list.value(i), list.isSensitive(i));
      } else {
        other.add(fields[i].name().text(), fields[i].value());
      }
    }
  }

  /** Number of fields. */
  public int size() {
    return list != null ? list.size() : size;
  }

  /** The list, if there is one: it goes before {@link #field}. */
  HeaderList madeList() {
    return list;
  }

  OutboundField field(int i) {
    return fields[i];
  }
}
