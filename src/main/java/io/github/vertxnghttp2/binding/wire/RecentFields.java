package io.github.vertxnghttp2.binding.wire;

/**
 * Which fields one session has sent lately, by their hashes: up to 256, twice as many as an HPACK table of the default
 * size can hold. Each session has its own, so that no peer can tell what others were sent.
 */
final class RecentFields {
  private static final int SETS = 64;
  private static final int WAYS = 4;
  /** Leaves as many bits of a hash as the number of a set has. */
  private static final int SHIFT = Integer.numberOfLeadingZeros(SETS - 1);

  /** In each set, that which was sent last comes first. */
  private final int[] hashes = new int[SETS * WAYS];

  /** Remembers that the field is sent. Returns whether it was not remembered. */
  boolean add(String name, String value) {
    int hash = 31 * name.hashCode() + value.hashCode();
    int first = ((hash ^ hash >>> 16) * 0x9E3779B1 >>> SHIFT) * WAYS;
    int at = 0;
    while (at < WAYS - 1 && hashes[first + at] != hash) {
      at++;
    }
    boolean known = hashes[first + at] == hash;
    System.arraycopy(hashes, first, hashes, first + 1, at);
    hashes[first] = hash;
    return !known;
  }
}
