package io.github.vertxnghttp2.http.fields;

import io.netty.handler.codec.CharSequenceValueConverter;

/** The value of a field as another type, by Netty's rules. One that is missing or not of that type is {@code null}. */
final class FieldValue {
  private static final CharSequenceValueConverter VALUES = CharSequenceValueConverter.INSTANCE;

  private interface Conversion<T> {
    T convert(CharSequence value);
  }

  private FieldValue() {
  }

  private static <T> T convert(CharSequence value, Conversion<T> conversion) {
    try {
      return value == null ? null : conversion.convert(value);
    } catch (RuntimeException e) {
      return null;
    }
  }

  static Boolean toBoolean(CharSequence value) {
    return convert(value, VALUES::convertToBoolean);
  }

  static Byte toByte(CharSequence value) {
    return convert(value, VALUES::convertToByte);
  }

  static Character toChar(CharSequence value) {
    return convert(value, VALUES::convertToChar);
  }

  static Short toShort(CharSequence value) {
    return convert(value, VALUES::convertToShort);
  }

  static Integer toInt(CharSequence value) {
    return convert(value, VALUES::convertToInt);
  }

  static Long toLong(CharSequence value) {
    return convert(value, VALUES::convertToLong);
  }

  static Float toFloat(CharSequence value) {
    return convert(value, VALUES::convertToFloat);
  }

  static Double toDouble(CharSequence value) {
    return convert(value, VALUES::convertToDouble);
  }

  /** A date of HTTP, in milliseconds since the epoch. */
  static Long toTimeMillis(CharSequence value) {
    return convert(value, VALUES::convertToTimeMillis);
  }
}
