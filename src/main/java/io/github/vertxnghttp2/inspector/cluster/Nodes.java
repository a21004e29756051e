package io.github.vertxnghttp2.inspector.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.ArrayList;
import java.util.List;

/** The nodes that run an inspector. It is used on one context. */
public final class Nodes {
  /** Nodes that are asked at a time. */
  public static final int MAX_NODES = 100;
  private static final String ADDRESS = "nghttp2.inspector";
  private static final long TIMEOUT_MILLIS = 3_000;
  private static final int BAD_QUESTION = 400;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int FAILED = 500;

  private final Vertx vertx;
  private final NodeQuestions questions;
  /** {@code null} if there is none, or this node is not to take part in it. */
  private final ClusterManager cluster;
  private final List<MessageConsumer<JsonObject>> consumers = new ArrayList<>();

  /** @param clustered whether this node asks others, and replies to them */
  public Nodes(Vertx vertx, NodeQuestions questions, boolean clustered) {
    this.vertx = vertx;
    this.questions = questions;
    cluster = clustered ? ((VertxInternal) vertx).clusterManager() : null;
  }

  /** Lets other nodes ask this one. Completes when they can. */
  public Future<Void> open() {
    if (cluster == null) {
      return Future.succeededFuture();
    }
    List<Future<Void>> registered = new ArrayList<>();
    for (String address : List.of(ADDRESS, address(own()))) {
      MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address, this::asked);
      consumers.add(consumer);
      registered.add(consumer.completion());
    }
    return Future.all(registered).mapEmpty();
  }

  /** Ends {@link #open}. */
  public Future<Void> close() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** The id of this node; empty outside of a cluster. */
  public String own() {
    return cluster == null ? "" : cluster.getNodeId();
  }

  private static String address(String node) {
    return ADDRESS + ".node." + node;
  }

  private void asked(Message<JsonObject> message) {
    Future<String> reply;
    try {
      reply = questions.reply(message.body());
    } catch (IllegalArgumentException e) {
      message.fail(BAD_QUESTION, e.getMessage());
      return;
    } catch (ClassCastException | NullPointerException e) { // anybody on the bus can send anything
      message.fail(BAD_QUESTION, "the question has a value of a wrong type");
      return;
    }
    reply.onSuccess(text -> {
      if (text == null) {
        message.fail(NOT_FOUND, "no such connection");
      } else if (text.length() > NodeQuestions.MAX_REPLY) {
        message.fail(TOO_LARGE, "the recording is too large for the event bus: open the inspector of that node");
      } else {
        message.reply(text);
      }
    }).onFailure(cause -> message.fail(FAILED, cause.getMessage()));
  }

  /**
   * Asks a node.
   *
   * @param node its id; empty for this one
   * @return a JSON object as text, or {@code null} if there is no such connection; fails if the node does not reply,
   *   or replies with something else
   * @throws IllegalArgumentException if something is wrong with the question
   */
  public Future<String> ask(String node, JsonObject question) {
    if (node.isEmpty() || node.equals(own())) {
      return questions.reply(question);
    }
    if (cluster == null) {
      return Future.failedFuture(new IllegalStateException("this inspector shows no other nodes: cluster is false"));
    }
    return vertx.eventBus().<Object>request(address(node), question, new DeliveryOptions().setSendTimeout(
      TIMEOUT_MILLIS)).map(message -> checked(message.body()));
  }

  /** Another version of the library may run on the node, or something else at its address. */
  private static String checked(Object reply) {
    if (reply instanceof String text && text.length() <= NodeQuestions.MAX_REPLY) {
      try {
        new JsonObject(text);
        return text;
      } catch (DecodeException e) {
        // told below
      }
    }
    throw new IllegalStateException("the node does not reply as an inspector of this version");
  }

  /** The ids of all nodes that run an inspector, in order; only this one outside of a cluster. */
  private Future<List<String>> all() {
    if (cluster == null) {
      return Future.succeededFuture(List.of(own()));
    }
    Promise<List<RegistrationInfo>> registrations = Promise.promise();
    cluster.getRegistrations(ADDRESS, registrations);
    return registrations.future().map(all -> all.stream().map(RegistrationInfo::nodeId).distinct().sorted().toList());
  }

  /**
   * Asks all nodes.
   *
   * @return {@code nodes} with {@code node} and {@code reply} or {@code failure} of each, and how many were
   *   {@code left_out}
   */
  public Future<JsonObject> askAll(JsonObject question) {
    return all().compose(nodes -> {
      List<String> asked = nodes.subList(0, Math.min(MAX_NODES, nodes.size()));
      List<Future<String>> replies = asked.stream().map(node -> ask(node, question)).toList();
      return Future.join(replies).transform(done -> {
        JsonArray array = new JsonArray();
        for (int i = 0; i < asked.size(); i++) {
          JsonObject node = new JsonObject().put("node", asked.get(i)).put("own", asked.get(i).equals(own()));
          Future<String> reply = replies.get(i);
          array.add(reply.succeeded() ? node.put("reply", new JsonObject(reply.result()))
            : node.put("failure", reply.cause().getMessage()));
        }
        int leftOut = nodes.size() - asked.size();
        return Future.succeededFuture(new JsonObject().put("nodes", array).put("left_out", leftOut));
      });
    });
  }
}
