package io.github.vertxnghttp2.http.fields;

import io.netty.handler.codec.CharSequenceValueConverter;
import io.netty.handler.codec.http2.Http2Headers;

import java.util.List;

/**
 * The methods of Netty's interface that convert values, made of those that do not. Vert.x calls few of them. As with
 * Netty's own headers, a value that cannot be converted counts as missing: see {@link FieldValue}.
 */
abstract class ConvertedFields implements Http2Headers {
  private static final CharSequenceValueConverter VALUES = CharSequenceValueConverter.INSTANCE;

  private static <T> T orElse(T value, T otherwise) {
    return value != null ? value : otherwise;
  }

  @Override
  public CharSequence get(CharSequence name, CharSequence otherwise) {
    return orElse(get(name), otherwise);
  }

  @Override
  public CharSequence getAndRemove(CharSequence name, CharSequence otherwise) {
    return orElse(getAndRemove(name), otherwise);
  }

  @Override
  public CharSequence getAndRemove(CharSequence name) {
    CharSequence value = get(name);
    remove(name);
    return value;
  }

  @Override
  public List<CharSequence> getAllAndRemove(CharSequence name) {
    List<CharSequence> values = getAll(name);
    remove(name);
    return values;
  }

  @Override
  public boolean containsObject(CharSequence name, Object value) {
    return contains(name, VALUES.convertObject(value));
  }

  @Override
  public Http2Headers addObject(CharSequence name, Object value) {
    return add(name, VALUES.convertObject(value));
  }

  @Override
  public Http2Headers addObject(CharSequence name, Iterable<?> values) {
    values.forEach(value -> addObject(name, value));
    return this;
  }

  @Override
  public Http2Headers addObject(CharSequence name, Object... values) {
    return addObject(name, List.of(values));
  }

  @Override
  public Http2Headers setObject(CharSequence name, Object value) {
    return set(name, VALUES.convertObject(value));
  }

  @Override
  public Http2Headers setObject(CharSequence name, Iterable<?> values) {
    remove(name);
    return addObject(name, values);
  }

  @Override
  public Http2Headers setObject(CharSequence name, Object... values) {
    return setObject(name, List.of(values));
  }

  @Override
  public Boolean getBoolean(CharSequence name) {
    return FieldValue.toBoolean(get(name));
  }

  @Override
  public boolean getBoolean(CharSequence name, boolean otherwise) {
    return orElse(getBoolean(name), otherwise);
  }

  @Override
  public Boolean getBooleanAndRemove(CharSequence name) {
    return FieldValue.toBoolean(getAndRemove(name));
  }

  @Override
  public boolean getBooleanAndRemove(CharSequence name, boolean otherwise) {
    return orElse(getBooleanAndRemove(name), otherwise);
  }

  @Override
  public boolean containsBoolean(CharSequence name, boolean value) {
    return contains(name, VALUES.convertBoolean(value));
  }

  @Override
  public Http2Headers addBoolean(CharSequence name, boolean value) {
    return add(name, VALUES.convertBoolean(value));
  }

  @Override
  public Http2Headers setBoolean(CharSequence name, boolean value) {
    return set(name, VALUES.convertBoolean(value));
  }

  @Override
  public Byte getByte(CharSequence name) {
    return FieldValue.toByte(get(name));
  }

  @Override
  public byte getByte(CharSequence name, byte otherwise) {
    return orElse(getByte(name), otherwise);
  }

  @Override
  public Byte getByteAndRemove(CharSequence name) {
    return FieldValue.toByte(getAndRemove(name));
  }

  @Override
  public byte getByteAndRemove(CharSequence name, byte otherwise) {
    return orElse(getByteAndRemove(name), otherwise);
  }

  @Override
  public boolean containsByte(CharSequence name, byte value) {
    return contains(name, VALUES.convertByte(value));
  }

  @Override
  public Http2Headers addByte(CharSequence name, byte value) {
    return add(name, VALUES.convertByte(value));
  }

  @Override
  public Http2Headers setByte(CharSequence name, byte value) {
    return set(name, VALUES.convertByte(value));
  }

  @Override
  public Character getChar(CharSequence name) {
    return FieldValue.toChar(get(name));
  }

  @Override
  public char getChar(CharSequence name, char otherwise) {
    return orElse(getChar(name), otherwise);
  }

  @Override
  public Character getCharAndRemove(CharSequence name) {
    return FieldValue.toChar(getAndRemove(name));
  }

  @Override
  public char getCharAndRemove(CharSequence name, char otherwise) {
    return orElse(getCharAndRemove(name), otherwise);
  }

  @Override
  public boolean containsChar(CharSequence name, char value) {
    return contains(name, VALUES.convertChar(value));
  }

  @Override
  public Http2Headers addChar(CharSequence name, char value) {
    return add(name, VALUES.convertChar(value));
  }

  @Override
  public Http2Headers setChar(CharSequence name, char value) {
    return set(name, VALUES.convertChar(value));
  }

  @Override
  public Short getShort(CharSequence name) {
    return FieldValue.toShort(get(name));
  }

  @Override
  public short getShort(CharSequence name, short otherwise) {
    return orElse(getShort(name), otherwise);
  }

  @Override
  public Short getShortAndRemove(CharSequence name) {
    return FieldValue.toShort(getAndRemove(name));
  }

  @Override
  public short getShortAndRemove(CharSequence name, short otherwise) {
    return orElse(getShortAndRemove(name), otherwise);
  }

  @Override
  public boolean containsShort(CharSequence name, short value) {
    return contains(name, VALUES.convertShort(value));
  }

  @Override
  public Http2Headers addShort(CharSequence name, short value) {
    return add(name, VALUES.convertShort(value));
  }

  @Override
  public Http2Headers setShort(CharSequence name, short value) {
    return set(name, VALUES.convertShort(value));
  }

  @Override
  public Integer getInt(CharSequence name) {
    return FieldValue.toInt(get(name));
  }

  @Override
  public int getInt(CharSequence name, int otherwise) {
    return orElse(getInt(name), otherwise);
  }

  @Override
  public Integer getIntAndRemove(CharSequence name) {
    return FieldValue.toInt(getAndRemove(name));
  }

  @Override
  public int getIntAndRemove(CharSequence name, int otherwise) {
    return orElse(getIntAndRemove(name), otherwise);
  }

  @Override
  public boolean containsInt(CharSequence name, int value) {
    return contains(name, VALUES.convertInt(value));
  }

  @Override
  public Http2Headers addInt(CharSequence name, int value) {
    return add(name, VALUES.convertInt(value));
  }

  @Override
  public Http2Headers setInt(CharSequence name, int value) {
    return set(name, VALUES.convertInt(value));
  }

  @Override
  public Long getLong(CharSequence name) {
    return FieldValue.toLong(get(name));
  }

  @Override
  public long getLong(CharSequence name, long otherwise) {
    return orElse(getLong(name), otherwise);
  }

  @Override
  public Long getLongAndRemove(CharSequence name) {
    return FieldValue.toLong(getAndRemove(name));
  }

  @Override
  public long getLongAndRemove(CharSequence name, long otherwise) {
    return orElse(getLongAndRemove(name), otherwise);
  }

  @Override
  public boolean containsLong(CharSequence name, long value) {
    return contains(name, VALUES.convertLong(value));
  }

  @Override
  public Http2Headers addLong(CharSequence name, long value) {
    return add(name, VALUES.convertLong(value));
  }

  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    return set(name, VALUES.convertLong(value));
  }

  @Override
  public Float getFloat(CharSequence name) {
    return FieldValue.toFloat(get(name));
  }

  @Override
  public float getFloat(CharSequence name, float otherwise) {
    return orElse(getFloat(name), otherwise);
  }

  @Override
  public Float getFloatAndRemove(CharSequence name) {
    return FieldValue.toFloat(getAndRemove(name));
  }

  @Override
  public float getFloatAndRemove(CharSequence name, float otherwise) {
    return orElse(getFloatAndRemove(name), otherwise);
  }

  @Override
  public boolean containsFloat(CharSequence name, float value) {
    return contains(name, VALUES.convertFloat(value));
  }

  @Override
  public Http2Headers addFloat(CharSequence name, float value) {
    return add(name, VALUES.convertFloat(value));
  }

  @Override
  public Http2Headers setFloat(CharSequence name, float value) {
    return set(name, VALUES.convertFloat(value));
  }

  @Override
  public Double getDouble(CharSequence name) {
    return FieldValue.toDouble(get(name));
  }

  @Override
  public double getDouble(CharSequence name, double otherwise) {
    return orElse(getDouble(name), otherwise);
  }

  @Override
  public Double getDoubleAndRemove(CharSequence name) {
    return FieldValue.toDouble(getAndRemove(name));
  }

  @Override
  public double getDoubleAndRemove(CharSequence name, double otherwise) {
    return orElse(getDoubleAndRemove(name), otherwise);
  }

  @Override
  public boolean containsDouble(CharSequence name, double value) {
    return contains(name, VALUES.convertDouble(value));
  }

  @Override
  public Http2Headers addDouble(CharSequence name, double value) {
    return add(name, VALUES.convertDouble(value));
  }

  @Override
  public Http2Headers setDouble(CharSequence name, double value) {
    return set(name, VALUES.convertDouble(value));
  }

  @Override
  public Long getTimeMillis(CharSequence name) {
    return FieldValue.toTimeMillis(get(name));
  }

  @Override
  public long getTimeMillis(CharSequence name, long otherwise) {
    return orElse(getTimeMillis(name), otherwise);
  }

  @Override
  public Long getTimeMillisAndRemove(CharSequence name) {
    return FieldValue.toTimeMillis(getAndRemove(name));
  }

  @Override
  public long getTimeMillisAndRemove(CharSequence name, long otherwise) {
    return orElse(getTimeMillisAndRemove(name), otherwise);
  }

  @Override
  public boolean containsTimeMillis(CharSequence name, long value) {
    return contains(name, VALUES.convertTimeMillis(value));
  }

  @Override
  public Http2Headers addTimeMillis(CharSequence name, long value) {
    return add(name, VALUES.convertTimeMillis(value));
  }

  @Override
  public Http2Headers setTimeMillis(CharSequence name, long value) {
    return set(name, VALUES.convertTimeMillis(value));
  }
}
