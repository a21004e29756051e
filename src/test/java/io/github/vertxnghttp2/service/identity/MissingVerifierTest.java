package io.github.vertxnghttp2.service.identity;

import io.github.vertxnghttp2.service.TokenOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What happens without the optional artifact vertx-auth-jwt. */
class MissingVerifierTest {

  private static URLClassLoader withoutAuth() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!each.contains("vertx-auth-")) {
        urls.add(new File(each).toURI().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static Object create(ClassLoader loader, String options) throws Throwable {
    Class<?> json = loader.loadClass(JsonObject.class.getName());
    Class<?> tokens = loader.loadClass(TokenOptions.class.getName());
    Object read = options == null ? null : tokens.getConstructor(json).newInstance(json.getConstructor(String.class)
      .newInstance(options));
    Method of = loader.loadClass(BearerTokens.class.getName()).getMethod("of", loader.loadClass(Vertx.class.getName()),
      tokens);
    try {
      return of.invoke(null, null, read);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void a_config_with_tokens_names_the_artifact_that_is_missing() throws Exception {
    try (URLClassLoader loader = withoutAuth()) {
      IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> create(loader,
        "{\"jwks\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"));
      assertEquals("tokens is set, but io.vertx:vertx-auth-jwt, which verifies them, is not on the class path; add this"
        + " artifact", refusal.getMessage());
    }
  }

  @Test
  void a_config_without_tokens_needs_no_artifact() throws Throwable {
    try (URLClassLoader loader = withoutAuth()) {
      assertNull(create(loader, null));
    }
  }
}
