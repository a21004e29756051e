package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Headers over a list of the engine do what Netty's headers do. */
class FieldMapTest {

  /** Runs the program on both kinds of headers, and compares results and fields. */
  private static void same(Function<Http2Headers, Object> program) {
    Http2Headers netty = new DefaultHttp2Headers();
    Http2Headers ours = new FieldMap(new HeaderList());
    for (Http2Headers headers : List.of(netty, ours)) {
      headers.method("GET").scheme("https").path("/").authority("a");
      headers.add("accept", "text/html").add("accept", "text/plain").add("age", "12").add("empty", "");
    }
    assertEquals(text(program.apply(netty)), text(program.apply(ours)));
    assertEquals(fields(netty), fields(ours));
    assertEquals(netty.size(), ours.size());
  }

  private static String text(Object result) {
    return String.valueOf(result);
  }

  /** Values by name: the order of different names is not Netty's. */
  private static Map<String, List<String>> fields(Http2Headers headers) {
    Map<String, List<String>> fields = new TreeMap<>();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      fields.computeIfAbsent(field.getKey().toString(), name -> new ArrayList<>()).add(field.getValue().toString());
    }
    return fields;
  }

  @Test
  void fields_are_found() {
    same(headers -> List.of(headers.get("accept"), headers.getAll("accept"), headers.getAll("none"),
      headers.contains("age"), headers.contains("none"), headers.contains("accept", "text/plain"),
      headers.contains("accept", "TEXT/plain"), headers.contains("accept", "TEXT/plain", true),
      headers.get("none", "otherwise"), headers.isEmpty(), headers.method(), headers.path(), headers.scheme(),
      headers.authority(), String.valueOf(headers.status())));
  }

  @Test
  void fields_are_set_and_removed() {
    same(headers -> {
      headers.set("accept", "all").set("new", List.of("1", "2")).set("third", "a", "b");
      return List.of(headers.remove("age"), headers.remove("age"), headers.getAndRemove("empty"),
        headers.getAllAndRemove("new"));
    });
  }

  @Test
  void fields_are_removed_while_they_are_iterated() {
    same(headers -> {
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        if (field.getKey().charAt(0) == 'a') {
          headers.remove(field.getKey());
        }
      }
      return headers.size();
    });
    same(headers -> {
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        headers.remove(field.getKey());
      }
      return headers.isEmpty();
    });
  }

  @Test
  void the_value_of_one_of_several_fields_is_set() {
    same(headers -> {
      List<Object> before = new ArrayList<>();
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        if (field.getKey().charAt(0) == 'a') {
          before.add(field.setValue("new " + field.getValue()));
          before.add(field.getValue());
        }
      }
      return before;
    });
  }

  @Test
  void values_are_converted() {
    same(headers -> {
      headers.addInt("int", 7).setLong("long", 8).addBoolean("yes", true).setObject("object", 9).addDouble("d", 1.5);
      return List.of(headers.getInt("int"), headers.getLong("long"), headers.getBoolean("yes"), headers.getInt("d", 3),
        headers.getInt("accept", 4), headers.getIntAndRemove("age"), headers.containsInt("int", 7),
        headers.containsObject("object", 9), headers.getShort("none", (short) 5));
    });
  }

  @Test
  void all_fields_of_others_are_taken() {
    Http2Headers others = new DefaultHttp2Headers().add("accept", "one").add("b", "two");
    same(headers -> headers.setAll(others).names().size());
    same(headers -> headers.add(others).getAll("accept"));
    same(headers -> headers.set(others).size());
  }

  @Test
  void a_field_is_changed_while_they_are_iterated() {
    same(headers -> {
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        if (field.getKey().toString().equals("age")) {
          field.setValue("13");
        }
      }
      return headers.get("age");
    });
  }

  @Test
  void fields_that_are_set_while_they_are_iterated_are_seen_with_the_new_value() {
    same(headers -> {
      Map<String, String> seen = new TreeMap<>();
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        if (field.getKey().toString().equals("accept")) {
          headers.set("age", "13").set("empty", "full");
        }
        seen.put(field.getKey().toString(), field.getValue().toString());
      }
      return seen;
    });
  }

  @Test
  void the_value_of_the_second_of_two_equal_fields_is_set() {
    same(headers -> {
      headers.add("accept", "text/plain").add("accept", "last");
      int equal = 0;
      for (Map.Entry<CharSequence, CharSequence> field : headers) {
        if (field.getValue().toString().equals("text/plain")) {
          equal++;
          if (equal == 2) {
            field.setValue("second");
          }
        }
      }
      return headers.getAll("accept");
    });
  }

  @Test
  void pseudo_header_fields_that_were_received_are_found_and_removed() {
    HeaderList list = HeaderList.of(":method", "GET", ":path", "/", "host", "a", "age", "1");
    FieldMap received = FieldMap.received(list);
    assertEquals("/", received.path());
    assertTrue(received.remove(":method"));
    assertFalse(received.remove(":method"));
    assertFalse(received.remove(":scheme"));
    assertTrue(received.remove(":path"));
    assertNull(received.path());
    assertEquals(HeaderList.of("host", "a", "age", "1"), list);
  }

  @Test
  void a_status_that_is_set_last_is_found() {
    FieldMap sent = new FieldMap(new HeaderList());
    sent.add("age", "1").status("200");
    assertEquals("200", sent.status());
    assertTrue(sent.remove(":status"));
    assertEquals(1, sent.size());
  }

  @Test
  void the_list_of_the_engine_is_not_copied() {
    HeaderList list = HeaderList.of("a", "b");
    assertSame(list, FieldMap.of(new FieldMap(list)).list());
    assertEquals(list, FieldMap.of(new DefaultHttp2Headers().add("a", "b")).list());
  }

  @Test
  void random_programs_on_many_fields_do_the_same_as_netty() {
    long seed = Long.getLong("test.seed", System.nanoTime());
    for (int run = 0; run < 50; run++) {
      long runSeed = seed + run;
      assertDoesNotThrow(() -> randomProgram(runSeed), () -> "-Dtest.seed=" + runSeed);
    }
  }

  private static void randomProgram(long seed) {
    Random random = new Random(seed);
    Http2Headers netty = new DefaultHttp2Headers();
    HeaderList list = new HeaderList();
    for (int i = random.nextInt(40); i > 0; i--) {
      String name = "x-" + random.nextInt(60);
      netty.add(name, "first " + i);
      list.add(name, "first " + i);
    }
    Http2Headers ours = random.nextBoolean() ? FieldMap.received(list) : new FieldMap(list);
    for (int step = 0; step < 100; step++) {
      String name = "x-" + random.nextInt(60);
      String value = "value " + step;
      int action = random.nextInt(100);
      for (Http2Headers headers : List.of(netty, ours)) {
        if (action < 40) {
          headers.set(name, value);
        } else if (action < 60) {
          headers.add(name, value);
        } else if (action < 75) {
          headers.remove(name);
        } else if (action < 80) {
          headers.set(name, List.of(value, "second", "third"));
        } else if (action < 81) {
          headers.clear();
        }
      }
      String asked = "x-" + random.nextInt(60);
      assertEquals(netty.get(asked), ours.get(asked));
      assertEquals(netty.getAll(asked), ours.getAll(asked));
      assertEquals(netty.contains(asked), ours.contains(asked));
      assertEquals(netty.contains(asked, value), ours.contains(asked, value));
      assertEquals(netty.size(), ours.size());
    }
    assertEquals(fields(netty), fields(ours));
  }

  @Test
  void fields_of_http_1_connections_are_not_sent() {
    HeaderList sent = SentFields.of(new FieldMap(new HeaderList()).add("connection", "close").add("age", "1")
      .add("transfer-encoding", "chunked").add("keep-alive", "5").add("connection", "x").add("upgrade", "h2c"));
    assertEquals(HeaderList.of("age", "1"), sent);
    HeaderList received = HeaderList.of("proxy-connection", "a", "b", "c");
    assertEquals(HeaderList.of("b", "c"), SentFields.of(FieldMap.received(received)));
  }
}
