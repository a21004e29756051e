package io.github.vertxnghttp2.http.stream;

import io.vertx.core.http.impl.HttpStream;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Under Vert.x 5.1, whose streams have no handler of the end, Vert.x's own streams are used. */
class StreamChoiceTest {

  @Test
  void the_streams_of_the_engine_are_used_where_they_fit() {
    boolean since52 = Arrays.stream(HttpStream.class.getMethods()).map(Method::getName).anyMatch("endHandler"::equals);
    assertEquals(since52, StreamChoice.OWN);
  }
}
