package io.github.vertxnghttp2.testing;

import org.opentest4j.TestAbortedException;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * An object of one interface that stands before an object of another one: calls go to the method of the same name and
 * the same parameters. A test that calls a method without a counterpart is aborted.
 */
final class Forwarding implements InvocationHandler {
  private final Class<?> targetType;
  private final Object target;
  private final Map<String, Function<Object[], Object>> own;

  private Forwarding(Class<?> targetType, Object target, Map<String, Function<Object[], Object>> own) {
    this.targetType = targetType;
    this.target = target;
    this.own = own;
  }

  /** @param own what methods do that have no counterpart, by name and number of parameters: {@code "header/1"} */
  static <F, T> F to(Class<F> type, Class<T> targetType, T target, Map<String, Function<Object[], Object>> own) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
      new Forwarding(targetType, target, own)));
  }

  @Override
  public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
    Function<Object[], Object> replaced = own.get(method.getName() + "/" + method.getParameterCount());
    if (replaced != null) {
      return chained(self, replaced.apply(arguments));
    }
    Method counterpart = counterpart(method);
    if (counterpart != null) {
      try {
        return chained(self, counterpart.invoke(target, arguments));
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(self, method, arguments);
    }
    throw new TestAbortedException(targetType.getSimpleName() + " has no " + method);
  }

  private Object chained(Object self, Object result) {
    return result == target ? self : result;
  }

  private Method counterpart(Method method) throws NoSuchMethodException {
    Class<?> type = method.getDeclaringClass() == Object.class ? Object.class : targetType;
    boolean known = Arrays.stream(type.getMethods()).anyMatch(each -> each.getName().equals(method.getName())
      && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
    return known ? type.getMethod(method.getName(), method.getParameterTypes()) : null;
  }
}
