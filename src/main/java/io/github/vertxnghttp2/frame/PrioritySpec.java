package io.github.vertxnghttp2.frame;

/**
 * The priority of RFC 7540 section 5.3, which RFC 9113 deprecates: it is read, and has no effect.
 *
 * @param streamDependency the stream depended on, or 0
 * @param weight 1 to 256, which is one more than the number on the wire
 */
public record PrioritySpec(int streamDependency, int weight, boolean exclusive) {

  /** {@code dependency=0 weight=16}, and {@code exclusive} if it is. */
  @Override
  public String toString() {
    return "dependency=" + streamDependency + " weight=" + weight + (exclusive ? " exclusive" : "");
  }
}
