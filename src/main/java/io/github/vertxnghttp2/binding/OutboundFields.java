package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.Arrays;

/**
 * Fields to be sent, checked one by one as they are put. The octets that a check looked up are kept for the moment of
 * sending, as long as fields are only added.
 */
public final class OutboundFields {
  private final HeaderList list = new HeaderList(8);
  /** Of name and value in turn, {@code null} for a value that was not known; {@code null} altogether once the list changed otherwise. */
  private byte[][] octets = new byte[8][];
  /** A bit for each name put so far; one that is not set proves that a name is new. */
  private long marks;

  /**
   * Sets a field.
   *
   * @throws IllegalArgumentException as {@link FieldCheck} says
   */
  public void put(String name, String value) {
    byte[] nameOctets = FieldCheck.nameOctets(name);
    byte[] valueOctets = FieldText.knownValue(value);
    if (valueOctets == null) {
      FieldText.check(value);
    }
    long mark = mark(nameOctets);
    if (octets == null || (marks & mark) != 0) {
      octets = null;
      list.set(name, value);
      return;
    }
    marks |= mark;
    int before = list.size();
    list.add(name, value);
    if (2 * before == octets.length) {
      octets = Arrays.copyOf(octets, 4 * before);
    }
    octets[2 * before] = nameOctets;
    octets[2 * before + 1] = valueOctets;
  }

  private static long mark(byte[] name) {
    int last = name.length - 1;
    return 1L << (name[0] * 31 + name[last] * 7 + name[last >> 1] * 17 + last * 11);
  }

  public boolean contains(String name) {
    return list.contains(name);
  }

  /** The fields, to read or to change; names and values that are put there are checked when they are sent. */
  public HeaderList list() {
    octets = null;
    return list;
  }

  HeaderList sent() {
    return list;
  }

  byte[] octets(int index) {
    return octets == null ? null : octets[index];
  }
}
