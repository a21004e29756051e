package io.github.vertxnghttp2.http.engine;

import io.vertx.core.Vertx;
import io.vertx.core.http.impl.http2.codec.Http2CodecServerChannelInitializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void a_class_with_another_constructor_is_refused() throws IOException {
    byte[] own = bytes(Nghttp2ServerInitializer.class);
    byte[] used = bytes(Http2CodecServerChannelInitializer.class);
    EngineSwitch.checkConstructor(CODEC, initializer(), used, own);
    byte[] other = new String(initializer(), StandardCharsets.ISO_8859_1)
      .replace("Lio/vertx/core/http/Http2ServerConfig;Lio/vertx/core/http/impl/CompressionManager;",
        "Lio/vertx/core/http/impl/CompressionManager;Lio/vertx/core/http/Http2ServerConfig;")
      .getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("the constructor of " + CODEC + " is another one in this Vert.x", assertThrows(
      IllegalStateException.class, () -> EngineSwitch.checkConstructor(CODEC, other, used, own)).getMessage());
  }

  @Test
  void the_tests_run_with_the_version_of_vertx_that_the_build_names() throws IOException {
    String expected = System.getProperty("vertx.version");
    assumeTrue(expected != null, "the build sets vertx.version");
    try (InputStream in = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      assertEquals(expected, new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }
}
