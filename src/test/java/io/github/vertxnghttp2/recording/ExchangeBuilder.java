package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.Header;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds exchanges of tests. Times are milliseconds after {@link ConnectionBuilder#START}. */
public final class ExchangeBuilder {
  public final Map<String, String> labels = new TreeMap<>();
  public final List<Header> requestFields = new ArrayList<>();
  public final List<Header> responseFields = new ArrayList<>();
  public String method = "GET";
  public String target = "/";
  public String authority = "example.org";
  private final int streamId;
  private final long[] times = new long[5];
  private final long[] bytes = new long[2];
  private int status;
  private int sendWindow = 65_535;
  private int receiveWindow = 65_535;
  private long unread;
  private long reset = RecordedExchange.NOT_RESET;
  private Way resetBy;

  public ExchangeBuilder(int streamId) {
    this.streamId = streamId;
  }

  public ExchangeBuilder queued(double time) {
    times[0] = ConnectionBuilder.at(time);
    return this;
  }

  /** @param end when the request was complete; negative if it is not */
  public ExchangeBuilder request(double head, double end) {
    times[1] = ConnectionBuilder.at(head);
    times[2] = end < 0 ? 0 : ConnectionBuilder.at(end);
    return this;
  }

  /** @param end when the stream was closed; negative if it is open */
  public ExchangeBuilder response(int status, double head, double end) {
    this.status = status;
    times[3] = ConnectionBuilder.at(head);
    times[4] = end < 0 ? 0 : ConnectionBuilder.at(end);
    return this;
  }

  public ExchangeBuilder bytes(long request, long response) {
    bytes[0] = request;
    bytes[1] = response;
    return this;
  }

  public ExchangeBuilder windows(int send, int receive, long unread) {
    sendWindow = send;
    receiveWindow = receive;
    this.unread = unread;
    return this;
  }

  public ExchangeBuilder reset(double time, long code, Way by) {
    times[4] = ConnectionBuilder.at(time);
    reset = code;
    resetBy = by;
    return this;
  }

  public ExchangeBuilder label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  public RecordedExchange build() {
    return new RecordedExchange(streamId, method, target, authority, status, requestFields, responseFields, times[0],
      times[1], times[2], times[3], times[4], bytes[0], bytes[1], sendWindow, receiveWindow, unread, reset, resetBy,
      labels);
  }
}
