package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

import java.util.regex.Pattern;

/**
 * How a server in a cluster chooses the node for the requests of a route, when it leaves a node out, and how many
 * requests it sends again.
 */
@DataObject
public class ChoiceOptions {
  /** A handler on the server's own node gets the requests. */
  public static final boolean DEFAULT_LOCAL_FIRST = true;
  /** Failed requests in a row. */
  public static final int DEFAULT_EJECT_AFTER = 5;
  /** 10 seconds, in milliseconds. */
  public static final long DEFAULT_EJECT_FOR = 10_000;
  /** A fifth of the requests. */
  public static final int DEFAULT_RESEND_PERCENT = 20;

  /** A name of a field, RFC 9110 section 5.1. */
  private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final long MAX_EJECT_FOR = 86_400_000;

  private boolean localFirst = DEFAULT_LOCAL_FIRST;
  private String stickyHeader;
  private String stickyParam;
  private int ejectAfter = DEFAULT_EJECT_AFTER;
  private long ejectFor = DEFAULT_EJECT_FOR;
  private int resendPercent = DEFAULT_RESEND_PERCENT;

  /** Creates options with the defaults. */
  public ChoiceOptions() {
  }

  /** A copy. */
  public ChoiceOptions(ChoiceOptions other) {
    localFirst = other.localFirst;
    stickyHeader = other.stickyHeader;
    stickyParam = other.stickyParam;
    ejectAfter = other.ejectAfter;
    ejectFor = other.ejectFor;
    resendPercent = other.resendPercent;
  }

  /** @throws IllegalArgumentException if a key is unknown, or a value is not allowed */
  public ChoiceOptions(JsonObject json) {
    StrictJson.check(json, ChoiceOptions.class, "");
    setLocalFirst(json.getBoolean("localFirst", localFirst));
    if (json.containsKey("stickyHeader")) {
      setStickyHeader(json.getString("stickyHeader"));
    }
    if (json.containsKey("stickyParam")) {
      setStickyParam(json.getString("stickyParam"));
    }
    setEjectAfter(json.getInteger("ejectAfter", ejectAfter));
    setEjectFor(json.getLong("ejectFor", ejectFor));
    setResendPercent(json.getInteger("resendPercent", resendPercent));
  }

  /** All options that have a value, including default values. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("localFirst", localFirst);
    if (stickyHeader != null) {
      json.put("stickyHeader", stickyHeader);
    }
    if (stickyParam != null) {
      json.put("stickyParam", stickyParam);
    }
    return json.put("ejectAfter", ejectAfter).put("ejectFor", ejectFor).put("resendPercent", resendPercent);
  }

  public boolean isLocalFirst() {
    return localFirst;
  }

  /** @param localFirst whether requests go to a handler on the node of the server if there is one, however busy */
  public ChoiceOptions setLocalFirst(boolean localFirst) {
    this.localFirst = localFirst;
    return this;
  }

  /** {@code null} for none. */
  public String getStickyHeader() {
    return stickyHeader;
  }

  /**
   * @param name the name of a field. Requests with the same value of it go to the same node, as long as that handles
   *   requests. Case does not matter.
   */
  public ChoiceOptions setStickyHeader(String name) {
    if (!FIELD_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("stickyHeader is \"" + name + "\"; it must be the name of a field, such as"
        + " x-user");
    }
    checkAlone("stickyHeader", name, "stickyParam", stickyParam);
    stickyHeader = name;
    return this;
  }

  /** {@code null} for none. */
  public String getStickyParam() {
    return stickyParam;
  }

  /** @param name the name of a parameter of the path; as {@code stickyHeader}, but for the value of the parameter */
  public ChoiceOptions setStickyParam(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("stickyParam is \"\"; it must not be empty");
    }
    checkAlone("stickyParam", name, "stickyHeader", stickyHeader);
    stickyParam = name;
    return this;
  }

  private static void checkAlone(String name, String value, String other, String otherValue) {
    if (otherValue != null) {
      throw new IllegalArgumentException(name + " is \"" + value + "\", and " + other + " is \"" + otherValue
        + "\"; only one of them can be set");
    }
  }

  public int getEjectAfter() {
    return ejectAfter;
  }

  /**
   * @param requests the number of requests that fail at a node in a row before the node is left out; 0 to leave no node
   *   out
   */
  public ChoiceOptions setEjectAfter(int requests) {
    ejectAfter = (int) within(0, Integer.MAX_VALUE, "ejectAfter", requests);
    return this;
  }

  public long getEjectFor() {
    return ejectFor;
  }

  /** @param milliseconds the time for which a node is left out. One request tries it after that. */
  public ChoiceOptions setEjectFor(long milliseconds) {
    ejectFor = within(1, MAX_EJECT_FOR, "ejectFor", milliseconds);
    return this;
  }

  public int getResendPercent() {
    return resendPercent;
  }

  /** @param percent the share of the requests that may be sent to another node after a handler was lost */
  public ChoiceOptions setResendPercent(int percent) {
    resendPercent = (int) within(0, 100, "resendPercent", percent);
    return this;
  }

  private static long within(long min, long max, String name, long value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
    }
    return value;
  }
}
