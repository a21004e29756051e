package io.github.vertxnghttp2.service.bus;

/**
 * The credit that one stream holds: for bytes that the peer may send, and for bytes that have arrived and that the user
 * has not consumed. The first {@value #MINIMUM} bytes are always allowed, so that a stream goes on as soon as its user
 * reads, however much credit others hold. The bytes beyond come from the budgets of the endpoint and of the node.
 */
final class StreamCredit {
  /** Bytes that each stream may hold in addition to the budgets. */
  static final int MINIMUM = 1_024;

  private final int maximum;
  private final CreditBudget ofEndpoint;
  private final CreditBudget ofNode;
  private long held;

  /** @param maximum bytes that the stream may hold; at least {@link #MINIMUM} */
  StreamCredit(int maximum, CreditBudget ofEndpoint, CreditBudget ofNode) {
    this.maximum = maximum;
    this.ofEndpoint = ofEndpoint;
    this.ofNode = ofNode;
  }

  /** The bytes that the stream may hold now that some of its bytes were consumed. */
  long allowed() {
    return allowed(Math.min(ofEndpoint.share(), ofNode.share()));
  }

  private long allowed(long share) {
    return Math.min(maximum, MINIMUM + beyondMinimum() + share);
  }

  /** The bytes that the stream holds. */
  long held() {
    return held;
  }

  /** Takes the credit of a new stream. @return how many bytes */
  long takeInitially() {
    return take(allowed(Math.min(ofEndpoint.initialShare(), ofNode.initialShare())));
  }

  /** Takes credit up to {@link #allowed}. @return how many bytes */
  long take() {
    return take(allowed());
  }

  private long take(long allowed) {
    long before = held;
    long wanted = allowed - Math.max(held, MINIMUM);
    if (wanted > 0) {
      long byNode = ofNode.take(wanted);
      long byBoth = ofEndpoint.take(byNode);
      ofNode.giveBack(byNode - byBoth);
      held = Math.max(held, MINIMUM) + byBoth;
    } else {
      held = Math.max(held, Math.min(maximum, MINIMUM));
    }
    return held - before;
  }

  /** Gives credit back for bytes that were consumed or dropped, or that the peer may not send any more. */
  void giveBack(long bytes) {
    long before = beyondMinimum();
    held = Math.max(0, held - bytes);
    long unused = before - beyondMinimum();
    ofEndpoint.giveBack(unused);
    ofNode.giveBack(unused);
  }

  /** Gives all credit back. Later calls of {@link #giveBack} have no effect. */
  void giveBackAll() {
    giveBack(held);
  }

  private long beyondMinimum() {
    return Math.max(0, held - MINIMUM);
  }
}
