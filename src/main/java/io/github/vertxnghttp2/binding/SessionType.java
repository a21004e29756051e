package io.github.vertxnghttp2.binding;

public enum SessionType {
  CLIENT, SERVER
}
