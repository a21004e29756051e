package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.Natives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A JVM of its own drops the class loader of the binding while threads that used it go on. */
@Timeout(120)
public class ClassUnloadingTest {
  private static final String SURVIVED = "survived";
  private static final String VERSION = "used libnghttp2 ";

  @Test
  void a_thread_that_used_the_binding_ends_well_after_the_class_loader_is_closed() throws Exception {
    Process process = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx64m",
      "--enable-native-access=ALL-UNNAMED", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-cp",
      System.getProperty("java.class.path"), ClassUnloadingTest.class.getName())).redirectErrorStream(true).start();
    try {
      process.onExit().get(60, TimeUnit.SECONDS);
      String output = new String(process.getInputStream().readAllBytes());
      assertEquals(0, process.exitValue(), output);
      assertEquals(SURVIVED, output.strip().lines().reduce("", (first, last) -> last), output);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Each round runs on a thread that is still there when the loader is gone. The second loads the library again. */
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 2; i++) {
      BlockingQueue<Runnable> work = new SynchronousQueue<>();
      Thread thread = new Thread(() -> serve(work));
      thread.start();
      WeakReference<ClassLoader> loader = useBinding(work);
      while (loader == null) { // the JVM unloads a library some time after the loader is gone
        loader = useBinding(work);
      }
      while (loader.get() != null) {
        System.gc();
      }
      work.put(() -> Thread.currentThread().interrupt());
      thread.join();
    }
    System.out.println(SURVIVED);
  }

  private static void serve(BlockingQueue<Runnable> work) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        work.take().run();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The loader of the classes that were used; null if another loader still has the library. */
  private static WeakReference<ClassLoader> useBinding(BlockingQueue<Runnable> work) throws Exception {
    URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
      .map(ClassUnloadingTest::url).toArray(URL[]::new);
    URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
    BlockingQueue<String> result = new SynchronousQueue<>();
    Class<?> use = loader.loadClass(Use.class.getName());
    work.put(() -> {
      try {
        result.put(used(use));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    String used = result.take();
    loader.close();
    System.out.println(used);
    if (used.contains("already loaded in another classloader")) {
      return null;
    }
    if (!used.startsWith(VERSION)) {
      System.exit(1);
    }
    return new WeakReference<>(loader);
  }

  private static String used(Class<?> use) {
    try {
      return VERSION + use.getMethod("binding").invoke(null);
    } catch (ReflectiveOperationException e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  /** Loaded by the loader that goes. Makes scratch memory of the thread that calls it. */
  public static final class Use {
    private Use() {
    }

    public static String binding() {
      String version = Nghttp2.version();
      return version + ", scratch memory of " + Natives.scratchKept() + " bytes";
    }
  }
}
