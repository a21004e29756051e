package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.HeaderList;

import java.util.ArrayList;
import java.util.List;

/** Whether recordings have the values of fields that hold secrets, such as {@code authorization}. */
public enum Secrets {
  /** They have. */
  SHOWN,
  /** In their place is an empty value that is marked as sensitive. */
  HIDDEN;

  /** The fields of a head without pseudo-header fields. @param head {@code null} if it is not known */
  List<Header> fields(HeaderList head) {
    List<Header> fields = new ArrayList<>();
    try {
      for (int i = 0; head != null && i < head.size(); i++) {
        if (!head.name(i).startsWith(":")) {
          fields.add(shown(new Header(head.name(i), head.value(i), head.isSensitive(i))));
        }
      }
    } catch (RuntimeException e) { // the application changes its list meanwhile, on another thread
      return List.of();
    }
    return fields;
  }

  private Header shown(Header header) {
    return this == HIDDEN && header.holdsSecret() ? new Header(header.name(), "", true) : header;
  }
}
