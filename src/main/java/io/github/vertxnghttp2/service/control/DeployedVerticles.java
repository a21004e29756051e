package io.github.vertxnghttp2.service.control;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The verticles that a server deploys: once for all its instances, until the last of them leaves. */
public final class DeployedVerticles implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.verticles";

  private final Vertx vertx;
  private final String key;
  private final List<String> deployments = new CopyOnWriteArrayList<>();
  private final Promise<Void> deployed = Promise.promise();
  private int members;

  private DeployedVerticles(Vertx vertx, String key) {
    this.vertx = vertx;
    this.key = key;
  }

  /**
   * Deploys the verticles, unless another instance has done so. After each call, {@link #leave} must be called once.
   *
   * @param verticles their options, by their names
   */
  public static DeployedVerticles join(Vertx vertx, Map<String, DeploymentOptions> verticles) {
    JsonObject json = new JsonObject();
    verticles.forEach((name, options) -> json.put(name, options.toJson()));
    return all(vertx).compute(json.encode(), (key, known) -> {
      DeployedVerticles shared = known == null ? new DeployedVerticles(vertx, key) : known;
      if (known == null) {
        shared.deploy(verticles);
      }
      shared.members++;
      return shared;
    });
  }

  private static LocalMap<String, DeployedVerticles> all(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP);
  }

  /** In a context of no verticle: otherwise they would be undeployed with the first instance, and before it. */
  private void deploy(Map<String, DeploymentOptions> verticles) {
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    context.runOnContext(v -> {
      List<Future<?>> each = new ArrayList<>();
      verticles.forEach((name, options) -> each.add(vertx.deployVerticle(name, options).onSuccess(deployments::add)
        .recover(cause -> Future.failedFuture(new IllegalStateException("verticles[\"" + name
          + "\"] cannot be deployed: " + reason(cause), cause)))));
      Future.join(each).<Void>mapEmpty().onComplete(deployed);
    });
  }

  /** The message of a ClassNotFoundException is only the name of the class. */
  private static String reason(Throwable cause) {
    return cause instanceof ClassNotFoundException ? "the class " + cause.getMessage() + " is not on the class path"
      : cause.getMessage();
  }

  /** Completes when all are deployed. */
  public Future<Void> deployed() {
    return deployed.future();
  }

  /** Undeploys the verticles, if no instance is left. */
  public Future<Void> leave() {
    List<Future<Void>> undeployed = new ArrayList<>();
    all(vertx).computeIfPresent(key, (same, known) -> {
      members--;
      if (members > 0) {
        return this;
      }
      undeployed.add(deployed().transform(done -> Future.join(deployments.stream().map(vertx::undeploy).toList())
        .transform(ended -> Future.succeededFuture())));
      return null;
    });
    return undeployed.isEmpty() ? Future.succeededFuture() : undeployed.get(0);
  }
}
