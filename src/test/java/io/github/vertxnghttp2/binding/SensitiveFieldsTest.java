package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Fields that the peer marked as never to be indexed (RFC 7541, 6.2.3), among others. */
class SensitiveFieldsTest extends OpenSessions {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 33, 200})
  void a_sensitive_field_may_have_any_number_of_fields_behind_it(int behind) {
    HeaderList list = GET.copy().add("authorization", "Basic YTpi", true);
    for (int i = 0; i < behind; i++) {
      list.add("x-" + i, "v" + i);
    }
    int id = pair.client.session.submitRequest(list, true);
    pair.exchange();
    assertEquals(list, pair.server.events.headers.get(id));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 200})
  void a_mark_of_one_block_does_not_come_again_in_the_next(int fields) {
    HeaderList first = GET.copy();
    HeaderList second = GET.copy();
    for (int i = 0; i < fields; i++) {
      first.add("x-" + i, "v" + i, true);
      second.add("x-" + i, "v" + i, i == 0);
    }
    for (HeaderList list : new HeaderList[] {first, second, first}) {
      int id = pair.client.session.submitRequest(list, true);
      pair.exchange();
      assertEquals(list, pair.server.events.headers.get(id));
    }
  }
}
