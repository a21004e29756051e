package io.github.vertxnghttp2.http.engine;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The constant of a class of Vert.x is replaced, or the class is refused. */
class EngineSwitchTest {
  private static final String CODEC = "io/vertx/core/http/impl/http2/codec/Http2CodecServerChannelInitializer";

  private static byte[] initializer() throws IOException {
    try (InputStream in = Vertx.class.getClassLoader()
      .getResourceAsStream("io/vertx/core/http/impl/tcp/HttpServerConnectionInitializer.class")) {
      return in.readAllBytes();
    }
  }

  private static int count(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).split(text, -1).length - 1;
  }

  @Test
  void the_name_of_a_class_is_replaced_and_all_else_stays() throws IOException {
    byte[] before = initializer();
    byte[] after = EngineSwitch.rename(before, CODEC, "a/Longer");
    assertEquals(before.length - CODEC.length() + "a/Longer".length(), after.length);
    assertEquals(1, count(before, CODEC));
    assertEquals(0, count(after, CODEC));
    assertEquals(1, count(after, "a/Longer"));
  }

  @Test
  void a_class_that_does_not_name_the_other_once_is_refused() throws IOException {
    byte[] bytes = initializer();
    assertEquals("this Vert.x names not/There 0 times, not once",
      assertThrows(IllegalStateException.class, () -> EngineSwitch.rename(bytes, "not/There", "b")).getMessage());
  }
}
