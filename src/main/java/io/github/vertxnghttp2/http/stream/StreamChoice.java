package io.github.vertxnghttp2.http.stream;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * Whether the streams of this package fit the Vert.x that is present. They do what streams of Vert.x 5.2 do. Where
 * Vert.x's interfaces have other methods, as in 5.1, Vert.x's own streams are used.
 */
final class StreamChoice {
  static final boolean OWN = fits(ServerStream.class) && fits(ClientStream.class);

  private StreamChoice() {
  }

  /** Whether the class has all methods of its interfaces, and the interfaces have those that came with 5.2. */
  private static boolean fits(Class<?> stream) {
    boolean hasEndHandler = false;
    for (Class<?> type : stream.getInterfaces()) {
      for (Method method : type.getMethods()) {
        hasEndHandler |= method.getName().equals("endHandler");
        if (Modifier.isAbstract(method.getModifiers()) && !isImplemented(stream, method)) {
          return false;
        }
      }
    }
    return hasEndHandler;
  }

  private static boolean isImplemented(Class<?> stream, Method method) {
    for (Method each : stream.getMethods()) {
      if (each.getName().equals(method.getName()) && each.getReturnType() == method.getReturnType()
        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes())
        && !Modifier.isAbstract(each.getModifiers())) {
        return true;
      }
    }
    return false;
  }
}
