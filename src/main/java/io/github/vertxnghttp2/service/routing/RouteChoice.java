package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.ChoiceOptions;
import io.github.vertxnghttp2.service.syntax.PathPattern;
import io.vertx.core.MultiMap;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the node for a request of a route is chosen, compiled from {@link ChoiceOptions}. */
public final class RouteChoice {
  private static final int NONE = -1;

  private final boolean localFirst;
  private final String stickyHeader;
  /** The index of the parameter, or {@link #NONE}. */
  private final int stickyParam;
  private final int ejectAfter;
  private final long ejectNanos;
  private final int resendPercent;

  /** @param path the path of the route, which has the parameter that the options name */
  public RouteChoice(ChoiceOptions options, PathPattern path) {
    localFirst = options.isLocalFirst();
    stickyHeader = options.getStickyHeader();
    stickyParam = options.getStickyParam() == null ? NONE : List.of(path.names()).indexOf(options.getStickyParam());
    ejectAfter = options.getEjectAfter();
    ejectNanos = TimeUnit.MILLISECONDS.toNanos(options.getEjectFor());
    resendPercent = options.getResendPercent();
  }

  /**
   * The value by which a request sticks to a node.
   *
   * @param headers of the request
   * @param parameters of the path, in its order
   * @return {@code null} if the route is not sticky, or the request has no such value
   */
  public String key(MultiMap headers, String[] parameters) {
    if (stickyParam != NONE) {
      return parameters[stickyParam];
    }
    return stickyHeader == null ? null : headers.get(stickyHeader);
  }

  /** Whether the own node is chosen if it has a handler. */
  public boolean isLocalFirst() {
    return localFirst;
  }

  /** The number of failures in a row after which a node is left out; 0 for never. */
  public int ejectAfter() {
    return ejectAfter;
  }

  /** The nanoseconds for which it is left out. */
  public long ejectNanos() {
    return ejectNanos;
  }

  /** The share of the requests that may be sent again although a handler may have begun. */
  public int resendPercent() {
    return resendPercent;
  }
}
