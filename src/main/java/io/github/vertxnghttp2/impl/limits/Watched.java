package io.github.vertxnghttp2.impl.limits;

/** What a {@link Watch} looks at from time to time. On the event loop. */
interface Watched {

  /** @param now by {@link System#nanoTime} */
  void look(long now);

  /** A look threw: the others are looked at all the same. */
  void lookFailed(Throwable cause);
}
