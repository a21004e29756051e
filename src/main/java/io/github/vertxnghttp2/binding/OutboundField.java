package io.github.vertxnghttp2.binding;

/** A field that has been checked. */
sealed interface OutboundField permits EncodedField, OutboundField.Plain {

  FieldName name();

  String value();

  /** One that has yet to be encoded. */
  record Plain(FieldName name, String value) implements OutboundField {
  }
}
