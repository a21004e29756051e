package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.EncodedField;
import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is sent again and again is remembered, but not what nobody else should see. */
class RememberedFieldsTest extends OpenSessions {
  private static final int COLLECTIONS = 20;

  private final ReferenceQueue<String> collected = new ReferenceQueue<>();

  private static String secret() {
    return "Bearer " + UUID.randomUUID();
  }

  private boolean isCollected(WeakReference<String> reference) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      if (collected.remove(100) == reference) {
        return true;
      }
    }
    return false;
  }

  /** Sends a value on several streams, in a list and by itself, and forgets it. */
  private WeakReference<String> send(String name, boolean sensitive) {
    String value = secret();
    for (int i = 0; i < 5; i++) {
      HeaderList list = OpenSessions.GET.copy().add(name, value, sensitive);
      int id = pair.client.session.submitRequest(list, true);
      pair.exchange();
      assertEquals(value, pair.server.events.headers.get(id).get(name));
      OutboundFields fields = new OutboundFields();
      if (!sensitive) {
        fields.put(name, value);
        FieldCheck.value(name, value);
      }
      pair.server.session.submitResponse(id, 200, fields, true);
      pair.exchange();
    }
    open(new SessionOptions(), new SessionOptions());
    return new WeakReference<>(value, collected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization", "proxy-authorization", "cookie", "set-cookie", "Authorization", "Cookie"})
  void a_secret_that_was_sent_again_and_again_is_not_kept(String name) throws Exception {
    assertTrue(isCollected(send(name, false)), name + " is still on the heap");
  }

  @Test
  void a_value_that_was_marked_as_sensitive_is_not_kept() throws Exception {
    assertTrue(isCollected(send("x-api-key", true)));
  }

  @Test
  void a_path_with_a_query_is_not_kept() throws Exception {
    String path = "/?access_token=" + UUID.randomUUID();
    for (int i = 0; i < 5; i++) {
      assertNull(EncodedField.known(":path", path));
    }
  }

  @Test
  void a_new_value_is_never_indexed_if_the_server_says_so() {
    open(new SessionOptions(), new SessionOptions().setNeverIndexNewValues(true));
    String value = UUID.randomUUID().toString();
    assertTrue(isSentAsSensitive(value));
    assertFalse(isSentAsSensitive(value));
    assertFalse(isSentAsSensitive(value));
    assertTrue(isSentAsSensitive(UUID.randomUUID().toString()));
    assertFalse(isSentAsSensitive(value));
  }

  @Test
  void a_peer_cannot_tell_which_values_were_sent_to_others() {
    SessionOptions server = new SessionOptions().setNeverIndexNewValues(true);
    String value = UUID.randomUUID().toString();
    for (int i = 0; i < 3; i++) {
      open(new SessionOptions(), server);
      assertTrue(isSentAsSensitive(value));
      assertFalse(isSentAsSensitive(value));
    }
  }

  @Test
  void fields_that_come_with_every_response_stay_known_among_many_that_differ() {
    open(new SessionOptions(), new SessionOptions().setNeverIndexNewValues(true));
    String value = UUID.randomUUID().toString();
    assertTrue(isSentAsSensitive(value));
    for (int i = 0; i < 1000; i++) {
      assertTrue(isSentAsSensitive(UUID.randomUUID().toString()));
      assertFalse(isSentAsSensitive(value));
    }
  }

  @Test
  void a_new_value_is_indexed_by_default() {
    assertFalse(isSentAsSensitive(UUID.randomUUID().toString()));
  }

  private boolean isSentAsSensitive(String value) {
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitResponse(id, 200, HeaderList.of("content-type", "text/plain", "x-id", value), true);
    pair.exchange();
    HeaderList received = pair.client.events.headers.get(id);
    assertEquals(value, received.get("x-id"));
    return received.isSensitive(received.size() - 1);
  }

  @Test
  void an_ordinary_value_is_remembered_from_the_second_time_on() {
    String value = UUID.randomUUID().toString();
    EncodedField.known("x-ordinary", value);
    EncodedField second = EncodedField.known("x-ordinary", value);
    assertEquals(value, second.value());
    assertSame(second, EncodedField.known("x-ordinary", value));
  }
}
