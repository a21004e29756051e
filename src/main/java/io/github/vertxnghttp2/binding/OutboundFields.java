package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.FieldName;
import io.github.vertxnghttp2.binding.checks.FieldText;
import io.github.vertxnghttp2.binding.wire.EncodedField;
import io.github.vertxnghttp2.binding.wire.OutboundField;
import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Arrays;

/** Fields to be sent, checked one by one as they are put. What a check found is kept for the moment of sending. */
public final class OutboundFields {
  private static final int FIRST_CAPACITY = 8;

  /** Of no more use once there is a {@link #list}, but for a thread that sends them already. */
  private OutboundField[] fields = new OutboundField[FIRST_CAPACITY];
  private int size;
  /** A bit in each for each name put so far: a name of which one is not set is new. */
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
   * The fields, to read or to change; names and values that are put there are checked when they are sent. To read, it may be
   * asked for while another thread sends them.
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

  /** Adds the fields to a list of somebody else's. */
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
