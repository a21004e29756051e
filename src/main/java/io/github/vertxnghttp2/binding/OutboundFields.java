package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.FieldName;
import io.github.vertxnghttp2.binding.checks.FieldText;
import io.github.vertxnghttp2.binding.wire.EncodedField;
import io.github.vertxnghttp2.binding.wire.OutboundField;
import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Arrays;

/** Fields to be sent. Each is checked when it is put, and not again when it is sent. */
public final class OutboundFields {
  private static final int FIRST_CAPACITY = 8;

  /** Not used after {@link #list} was made, except by a thread that is sending them. */
  private OutboundField[] fields = new OutboundField[FIRST_CAPACITY];
  private int size;
  /** The marks of all names that were put. A name is new if one of its two marks is not set. */
  private long marks;
  private long otherMarks;
  private volatile HeaderList list;

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
    HeaderList made = list;
    if (made != null) {
      made.set(name, value);
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
    HeaderList made = list;
    return made != null ? made.contains(name) : indexOf(FieldName.of(name)) >= 0;
  }

  /**
   * The fields, to read or to change. What is put there is checked when it is sent. To read them, this may be called
   * while another thread sends them.
   */
  public HeaderList list() {
    HeaderList made = list;
    if (made == null) {
      made = new HeaderList(size);
      addTo(made);
      list = made;
    }
    return made;
  }

  /** Adds the fields to another list. */
  public void addTo(HeaderList other) {
    HeaderList made = list;
    if (made == null) {
      for (int i = 0; i < size; i++) {
        other.add(fields[i].name().text(), fields[i].value());
      }
    } else {
      for (int i = 0; i < made.size(); i++) {
        other.add(made.name(i), made.value(i), made.isSensitive(i));
      }
    }
  }

  /** Number of fields. */
  public int size() {
    HeaderList made = list;
    return made != null ? made.size() : size;
  }

  /** The list, if {@link #list} has made one: it replaces {@link #fields}. */
  HeaderList madeList() {
    return list;
  }

  /** The first {@link #size} elements are the fields. */
  OutboundField[] fields() {
    return fields;
  }
}
