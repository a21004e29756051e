package io.github.vertxnghttp2.frame;

/**
 * The priority of RFC 7540 section 5.3, which RFC 9113 deprecates. It is decoded, but has no effect.
 *
 * @param streamDependency the stream on which this stream depends, or 0
 * @param weight 1 to 256, which is one more than the number on the wire
 */
public record PrioritySpec(int streamDependency, int weight, boolean exclusive) {

  /** {@code dependency=0 weight=16}, and {@code exclusive} if the dependency is exclusive. */
  @Override
  public String toString() {
    return "dependency=" + streamDependency + " weight=" + weight + (exclusive ? " exclusive" : "");
  }
}
