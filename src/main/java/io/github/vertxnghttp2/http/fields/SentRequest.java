package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http1.Http1ClientConnection;

import java.util.Map;

/** The fields of a request that is about to be sent, pseudo-header fields first. */
public final class SentRequest extends HttpRequestHeaders {

  private SentRequest(FieldMap fields) {
    super(fields);
  }

  /**
   * Copies the fields of a head, which may be sent again, for example after a redirect.
   *
   * @param decompresses whether to accept compressed responses if the head does not say what it accepts
   * @throws IllegalArgumentException if CONNECT has no authority
   */
  public static SentRequest of(HttpRequestHead head, boolean ssl, boolean decompresses) {
    boolean connect = head.method == HttpMethod.CONNECT;
    if (connect && head.authority == null) {
      throw new IllegalArgumentException("Missing :authority / host header");
    }
    FieldMap fields = new FieldMap(new HeaderList());
    SentRequest request = new SentRequest(fields);
    request.trace(head.traceOperation);
    request.method(head.method);
    fields.method(head.method.name());
    if (!connect) {
      String scheme = ssl ? "https" : "http";
      request.scheme(scheme);
      fields.scheme(scheme);
    }
    if (head.authority != null) {
      request.authority(head.authority);
      fields.authority(head.authority.toString(false));
    }
    if (!connect) {
      request.path(head.uri);
      fields.path(head.uri);
    }
    if (head.headers instanceof HttpHeaders headers && headers.unwrap() instanceof FieldMap given) {
      add(fields, given.list());
    } else if (head.headers != null) {
      for (Map.Entry<String, String> field : head.headers) {
        fields.add(HttpUtils.toLowerCase(field.getKey()), field.getValue());
      }
    }
    if (decompresses && !fields.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
      fields.add(HttpHeaderNames.ACCEPT_ENCODING, Http1ClientConnection.determineCompressionAcceptEncoding());
    }
    return request;
  }

  private static void add(FieldMap fields, HeaderList given) {
    for (int i = 0; i < given.size(); i++) {
      if (!FieldMap.isPseudo(given.name(i))) {
        fields.add(given.name(i), given.value(i));
      }
    }
  }

  /** Does nothing: the pseudo-header fields are there. */
  @Override
  public void prepare() {
    // Vert.x's own heads get them here, after the other fields
  }
}
