package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.syntax.LimitBy;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * How many requests of one client a route takes. Each client has a bucket of {@code burst} tokens. A request takes a
 * token, and {@code requests} tokens are added in each {@code period}. Without a token the response is 429.
 */
@DataObject
public class RateLimitOptions {
  /** 1 second, in milliseconds. */
  public static final int DEFAULT_PERIOD = 1_000;
  /** By the address of the client. */
  public static final String DEFAULT_BY = "address";
  /** Clients that are remembered at a time. */
  public static final int DEFAULT_MAX_CLIENTS = 10_000;

  private static final int MAX = 1_000_000;
  private static final int PERIOD_MAX = 86_400_000;
  /** The largest burst that may exceed {@code requests}; a larger one would have to be remembered for years. */
  private static final int BURST_MAX = 10_000;
  private static final int AS_REQUESTS = 0;

  private int requests;
  private int period = DEFAULT_PERIOD;
  private int burst = AS_REQUESTS;
  private String by = DEFAULT_BY;
  private int maxClients = DEFAULT_MAX_CLIENTS;

  /** Creates options with the defaults. The number of requests has no default. */
  public RateLimitOptions() {
  }

  /** A copy. */
  public RateLimitOptions(RateLimitOptions other) {
    requests = other.requests;
    period = other.period;
    burst = other.burst;
    by = other.by;
    maxClients = other.maxClients;
  }

  /** @throws IllegalArgumentException if a key is unknown or missing, or a value is not allowed */
  public RateLimitOptions(JsonObject json) {
    StrictJson.check(json, RateLimitOptions.class, "");
    if (!json.containsKey("requests")) {
      throw new IllegalArgumentException("requests is missing; it is how many requests a client may send in a period");
    }
    setRequests(json.getInteger("requests"));
    setPeriod(json.getInteger("period", period));
    if (json.containsKey("burst")) {
      setBurst(json.getInteger("burst"));
    }
    setBy(json.getString("by", by));
    setMaxClients(json.getInteger("maxClients", maxClients));
    checkComplete();
  }

  /** Checks the conditions that involve several options. */
  private void checkComplete() {
    int max = Math.max(requests, BURST_MAX);
    if (burst > max) {
      throw new IllegalArgumentException("burst is " + burst + "; it must be at most " + max
        + (max == requests ? ", as requests is" : ""));
    }
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (requests > 0) {
      json.put("requests", requests).put("burst", getBurst());
    }
    return json.put("period", period).put("by", by).put("maxClients", maxClients);
  }

  public int getRequests() {
    return requests;
  }

  /** @param requests the number of requests of a client in each period, at least 1 */
  public RateLimitOptions setRequests(int requests) {
    this.requests = within(1, MAX, "requests", requests);
    return this;
  }

  public int getPeriod() {
    return period;
  }

  /** @param milliseconds the time in which {@code requests} tokens are added, evenly; at most a day */
  public RateLimitOptions setPeriod(int milliseconds) {
    period = within(1, PERIOD_MAX, "period", milliseconds);
    return this;
  }

  /** By default as many as {@code requests}. */
  public int getBurst() {
    return burst == AS_REQUESTS ? requests : burst;
  }

  /** @param requests the number of requests that a client may send at once after a pause; at least 1 */
  public RateLimitOptions setBurst(int requests) {
    burst = within(1, MAX, "burst", requests);
    return this;
  }

  public String getBy() {
    return by;
  }

  /**
   * @param by what tells clients apart: {@code address} of the client (of IPv6, the first 64 bits), {@code certificate}
   *   of the client, {@code claim:NAME} of its verified token, or {@code header:NAME}, which is a field that a proxy
   *   sets. Requests without certificate, claim or field are counted by address.
   * @throws IllegalArgumentException if it is none of them
   */
  public RateLimitOptions setBy(String by) {
    LimitBy.of(by);
    this.by = by;
    return this;
  }

  public int getMaxClients() {
    return maxClients;
  }

  /**
   * @param clients the number of clients that are remembered at a time. Beyond it the client with the fullest bucket is
   *   forgotten, so that a new client is never refused.
   */
  public RateLimitOptions setMaxClients(int clients) {
    maxClients = within(1, MAX, "maxClients", clients);
    return this;
  }

  private static int within(int min, int max, String name, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
    }
    return value;
  }
}
