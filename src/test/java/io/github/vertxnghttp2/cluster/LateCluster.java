package io.github.vertxnghttp2.cluster;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.util.ArrayList;
import java.util.List;

/** A cluster that can learn late which consumers are unregistered. */
final class LateCluster extends HazelcastClusterManager {
  private final List<Runnable> held = new ArrayList<>();
  private String address;

  LateCluster() {
    super(ClusteredVertx.config("-"));
  }

  /** From now on the cluster does not learn which consumers of this address are unregistered. */
  synchronized void hold(String address) {
    this.address = address;
  }

  /** The number of consumers that the cluster has not learnt of. */
  synchronized int held() {
    return held.size();
  }

  /** Tells it. */
  synchronized void release() {
    address = null;
    held.forEach(Runnable::run);
    held.clear();
  }

  @Override
  public synchronized void removeRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
    if (address.equals(this.address)) {
      held.add(() -> super.removeRegistration(address, registration, done));
    } else {
      super.removeRegistration(address, registration, done);
    }
  }
}
