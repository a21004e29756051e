package io.github.vertxnghttp2.binding.wire;

import io.github.vertxnghttp2.binding.checks.FieldName;

/** A field that has been checked. */
public sealed interface OutboundField permits EncodedField, OutboundField.Plain {

  FieldName name();

  String value();

  /** One that is not encoded yet. */
  record Plain(FieldName name, String value) implements OutboundField {
  }
}
