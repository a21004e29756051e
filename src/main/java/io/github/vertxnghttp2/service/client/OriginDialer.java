package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.logging.LogThrottle;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Connects to an origin. It looks up the addresses of the host, and connects to one that is allowed. It connects to the
 * address itself, so that no second look-up, here or by a proxy, can have another result. The log has the reason of a
 * failure. The callers of the service get no more than the kind of the failure, since the reason may describe a network
 * that they cannot see.
 */
final class OriginDialer {
  private static final System.Logger LOG = System.getLogger(OriginDialer.class.getName());
  private static final LogThrottle THROTTLE = new LogThrottle();

  private final VertxInternal vertx;
  private final Origin origin;
  private final ClientOptions options;
  private final TargetPolicy targets;

  /** @param options with the host, the port and TLS of the origin */
  OriginDialer(VertxInternal vertx, Origin origin, ClientOptions options, TargetPolicy targets) {
    this.vertx = vertx;
    this.origin = origin;
    this.options = options;
    this.targets = targets;
  }

  /** Called on the context of the pool. @return the session; the future fails with a {@link ServiceFailure} */
  Future<ClientSession> connect() {
    // The configuration names the path of a unix domain socket. Requests cannot.
    Future<ClientSession> session = options.getPath() != null ? connect(options)
      : vertx.nameResolver().resolveAll(options.getHost()).compose(this::connectToAllowed);
    return session.recover(cause -> Future.failedFuture(reported(cause)));
  }

  private Future<ClientSession> connectToAllowed(List<InetSocketAddress> found) {
    List<InetAddress> addresses = found.stream().map(InetSocketAddress::getAddress).toList();
    for (InetAddress address : addresses) {
      if (targets.allows(address)) {
        return connect(new ClientOptions(options).setHost(address.getHostAddress()));
      }
    }
    log(origin.dialled() + " is refused, because allow and deny permit none of its addresses: " + addresses);
    return Future.failedFuture(new ServiceFailure(ServiceFailure.FORBIDDEN, "the address of " + origin.dialled()
      + " is not allowed: see allow and deny of the client service. Only public addresses are allowed by default"));
  }

  /** At INFO: nothing is wrong with this process, and its callers are told of the failure. */
  private static void log(String text) {
    THROTTLE.log(others -> LOG.log(System.Logger.Level.INFO, text + others));
  }

  private Future<ClientSession> connect(ClientOptions to) {
    return ClientSession.connect(vertx, to, origin.host());
  }

  private ServiceFailure reported(Throwable cause) {
    if (cause instanceof ServiceFailure known) {
      return known;
    }
    int code = ServiceFailure.of(cause).code();
    log("no connection to " + origin.name() + " at " + origin.dialled() + ": "
      + (cause.getMessage() == null ? cause : cause.getMessage()));
    String target = origin.name() + (origin.isDialledElsewhere() ? " at " + origin.dialled() : "");
    String kind = code == ServiceFailure.NO_HTTP2 ? target + " does not speak HTTP/2"
      : "there is no connection to " + target;
    return new ServiceFailure(code, kind + "; the log of the client service has the reason");
  }
}
