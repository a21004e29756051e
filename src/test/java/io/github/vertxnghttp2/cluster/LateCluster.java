package io.github.vertxnghttp2.cluster;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.util.ArrayList;
import java.util.List;

/** A cluster, or a node of it, that can learn late which consumers are unregistered. */
final class LateCluster extends HazelcastClusterManager {
  private final List<Runnable> held = new ArrayList<>();
  private String address;
  private volatile String ignored;

  LateCluster() {
    super(ClusteredVertx.config("-"));
  }

  /** From now on the cluster does not learn which consumers of this address are unregistered. */
  synchronized void hold(String address) {
    this.address = address;
  }

  /** From now on this node does not learn which consumers of this address are unregistered elsewhere. */
  void ignore(String address) {
    ignored = address;
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    super.registrationListener(new RegistrationListener() {
      @Override
      public boolean wantsUpdatesFor(String address) {
        return listener.wantsUpdatesFor(address);
      }

      @Override
      public void registrationsUpdated(RegistrationUpdateEvent event) {
        if (!event.address().equals(ignored)) {
          listener.registrationsUpdated(event);
        }
      }
    });
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
