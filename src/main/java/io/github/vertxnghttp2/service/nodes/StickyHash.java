package io.github.vertxnghttp2.service.nodes;

/**
 * Rendezvous hashing: of all nodes, the one with the highest weight for a key gets the requests with that key. If a
 * node leaves, only its own keys move. All servers choose the same node for a key.
 */
final class StickyHash {
  private StickyHash() {
  }

  /** A hash of a text: FNV-1a, mixed. */
  static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The weight of a node for a key. Both are hashes. */
  static long weight(long node, long key) {
    return mix(node ^ key * 0x9e3779b97f4a7c15L);
  }

  /** The finalizer of SplitMix64: each bit depends on all bits. */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
