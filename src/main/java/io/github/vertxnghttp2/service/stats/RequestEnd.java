package io.github.vertxnghttp2.service.stats;

/** How a request ended. Each request ends in exactly one of these ways. */
public enum RequestEnd {
  SUCCESS("2xx"), REDIRECTION("3xx"), CLIENT_ERROR("4xx"),
  /** Any status from 500. */
  SERVER_ERROR("5xx"),
  /** This server reset the stream before the response was complete. */
  RESET("reset"),
  /** The client reset the stream or broke a rule of HTTP/2, or the connection was lost, before that. */
  CANCELLED("cancelled");

  private static final RequestEnd[] BY_HUNDREDS = {SUCCESS, SUCCESS, SUCCESS, REDIRECTION, CLIENT_ERROR};
  private final String key;

  RequestEnd(String key) {
    this.key = key;
  }

  /** The class of a complete response. */
  public static RequestEnd ofStatus(int status) {
    int hundreds = status / 100;
    return hundreds < BY_HUNDREDS.length ? BY_HUNDREDS[hundreds] : SERVER_ERROR;
  }

  /** The key in JSON, and the tag of meters. */
  public String key() {
    return key;
  }

  /** Whether the response is complete, so that it has a latency. */
  boolean isComplete() {
    return this != RESET && this != CANCELLED;
  }

  /** Whether the route or its handler failed. */
  public boolean isError() {
    return this == SERVER_ERROR || this == RESET;
  }
}
