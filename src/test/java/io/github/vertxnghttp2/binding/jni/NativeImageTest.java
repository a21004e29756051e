package io.github.vertxnghttp2.binding.jni;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the jar tells GraalVM's native-image is what the code needs: the classes that C looks up by name, and the
 * resources that Java opens by name. The files have the form that all releases of GraalVM from 17 on read.
 */
class NativeImageTest {
  private static final Path SOURCES = Path.of(System.getProperty("project.basedir", "."), "native-libs", "src");
  private static final String CONFIG = "/META-INF/native-image/io.github.vertx-nghttp2/vertx-nghttp2/";
  private static final Pattern CLASS = Pattern.compile("\"(io/github/[\\w/]+)\"");
  private static final Pattern METHOD = Pattern.compile("^ *\\{\"(\\w+)\", \"\\(", Pattern.MULTILINE);
  /** Functions of JNI that look something up, other than FindClass. */
  private static final Pattern LOOK_UP = Pattern.compile(
    "\\)->(GetMethodID|GetStaticMethodID|GetFieldID|GetStaticFieldID|DefineClass|ThrowNew|NewObject\\w*)\\b");

  private static String config(String file) throws IOException {
    try (var in = NativeImageTest.class.getResourceAsStream(CONFIG + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> found(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        pattern.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group(1)));
      }
    }
    return found;
  }

  private static Set<String> classes() throws IOException {
    Set<String> classes = new TreeSet<>();
    for (Object entry : new JsonArray(config("jni-config.json"))) {
      JsonObject type = (JsonObject) entry;
      assertTrue(type.getBoolean("allDeclaredMethods"), type.encode());
      classes.add(type.getString("name"));
    }
    return classes;
  }

  @Test
  void the_classes_are_those_that_C_looks_up() throws IOException {
    Set<String> lookedUp = new TreeSet<>();
    found(CLASS).forEach(name -> lookedUp.add(name.replace('/', '.')));
    assertFalse(lookedUp.isEmpty());
    assertEquals(lookedUp, classes());
  }

  @Test
  void their_native_methods_are_those_that_C_registers() throws Exception {
    Set<String> natives = new TreeSet<>();
    for (String name : classes()) {
      Arrays.stream(Class.forName(name).getDeclaredMethods()).filter(method -> Modifier.isNative(method.getModifiers()))
        .map(Method::getName).forEach(natives::add);
    }
    assertEquals(natives, new TreeSet<>(found(METHOD)));
  }

  @Test
  void C_looks_up_no_methods_or_fields() throws IOException {
    assertEquals(List.of(), found(LOOK_UP));
  }

  @Test
  void the_resources_have_the_libraries_and_the_number_of_their_build() throws IOException {
    JsonArray includes = new JsonObject(config("resource-config.json")).getJsonObject("resources")
      .getJsonArray("includes");
    List<String> needed = new ArrayList<>(List.of("META-INF/native/vertx-nghttp2.abi"));
    Platform.WITH_NATIVE_JAR.forEach(platform -> needed.add(platform.resource(platform.jniLibrary())));
    for (String resource : needed) {
      assertTrue(includes.stream().anyMatch(include -> resource.matches(((JsonObject) include).getString("pattern"))),
        resource);
    }
  }
}
