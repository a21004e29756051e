package io.github.vertxnghttp2.binding.wire;

import io.github.vertxnghttp2.binding.checks.FieldName;
import io.github.vertxnghttp2.binding.checks.FieldText;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A field that was checked and encoded as wire.h describes. An application sends the same few fields again and again,
 * so a pair of name and value is cached when it is seen for the second time, unless it may hold a secret.
 *
 * <p>All threads share the cache without a lock: its entries are immutable, and a lost entry only costs another
 * check.
 */
public final class EncodedField implements OutboundField {
  static final int HEAD = 8;

  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final int CACHED_MAX = 512;
  private static final EncodedField[] KNOWN = new EncodedField[FieldName.SLOTS];
  private static final int[] SEEN = new int[FieldName.SLOTS];

  private final FieldName name;
  private final String value;
  private final byte[] record;

  private EncodedField(String name, String value) {
    this.name = FieldName.of(name);
    this.value = value;
    record = new byte[(int) size(this.name, value)];
    write(this.name, value, false, record, 0);
  }

  /**
   * The field if it is cached, or {@code null}.
   *
   * @throws IllegalArgumentException if it is about to be cached, but may not be sent
   */
  public static EncodedField known(String name, String value) {
    int hash = 31 * name.hashCode() + value.hashCode();
    int slot = FieldName.slot(hash);
    EncodedField field = KNOWN[slot];
    if (field != null && field.is(name, value)) {
      return field;
    }
    EncodedField neighbour = KNOWN[slot ^ 1];
    if (neighbour != null && neighbour.is(name, value)) {
      return neighbour;
    }
    if (SEEN[slot] != hash || name.length() + value.length() > CACHED_MAX || FieldName.of(name).isSecret(value)) {
      SEEN[slot] = hash;
      return null;
    }
    EncodedField made = new EncodedField(name, value);
    KNOWN[field != null && neighbour == null ? slot ^ 1 : slot] = made;
    return made;
  }

  private boolean is(String name, String value) {
    return this.value.equals(value) && this.name.text().equals(name);
  }

  @Override
  public FieldName name() {
    return name;
  }

  @Override
  public String value() {
    return value;
  }

  byte[] record() {
    return record;
  }

  /** Bytes that {@link #write} needs. */
  static long size(FieldName name, String value) {
    return (long) HEAD + name.octets().length + value.length() + 3 & ~3L;
  }

  static void write(FieldName name, String value, boolean sensitive, byte[] to, int at) {
    byte[] octets = name.octets();
    writeHead(octets.length, value.length(), sensitive, to, at);
    System.arraycopy(octets, 0, to, at + HEAD, octets.length);
    FieldText.put(name, value, to, at + HEAD + octets.length);
  }

  static void writeHead(int nameLength, int valueLength, boolean sensitive, byte[] to, int at) {
    SHORT.set(to, at, (short) nameLength);
    SHORT.set(to, at + 2, (short) (sensitive ? Wire.FieldFlag.NEVER_INDEX : 0));
    INT.set(to, at + 4, valueLength);
  }
}
