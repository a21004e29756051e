package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.binding.NativeLibraryException;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.vertx.core.Vertx;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Has Vert.x make connections by a class of this package. One class of Vert.x names the class that makes connections of
 * servers, another one that of clients. The switch defines these with another name in their constant pool, before
 * Vert.x loads them. The classes of this package fall back to those of Vert.x for servers and clients that are not
 * chosen.
 */
public enum EngineSwitch {
  /** Servers. */
  SERVER("HttpServerConnectionInitializer", "Http2CodecServerChannelInitializer", "Nghttp2ServerInitializer"),
  /** Clients. */
  CLIENT("TcpHttpClientTransport", "Http2CodecClientChannelInitializer", "Nghttp2ClientInitializer");

  /** Bytes of the magic number and the version. */
  private static final int VERSION_END = 8;
  private static final int UTF8 = 1;
  /** Of all that the three classes name, only the constructor has such a parameter. */
  private static final String TRACING_POLICY = "Lio/vertx/core/tracing/TracingPolicy;";
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private final String user;
  private final String used;
  private final String own;
  private boolean on;

  /**
   * @param user the class of Vert.x that is defined anew
   * @param used the class that it names
   * @param own the class of this package that it is to name. It extends {@code used}, which another Vert.x may not have
   */
  EngineSwitch(String user, String used, String own) {
    this.user = "io/vertx/core/http/impl/tcp/" + user;
    this.used = "io/vertx/core/http/impl/http2/codec/" + used;
    this.own = EngineSwitch.class.getPackageName().replace('.', '/') + "/" + own;
  }

  /**
   * Turns the switch on, unless it is on already.
   *
   * @return whether it was off
   * @throws IllegalStateException if it cannot be turned on; the message says why
   */
  public synchronized boolean turnOn() {
    if (on) {
      return false;
    }
    try {
      define();
    } catch (IllegalStateException e) {
      throw e;
    } catch (NativeLibraryException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (Exception | LinkageError e) {
      throw new IllegalStateException(e.toString(), e);
    }
    on = true;
    return true;
  }

  private void define() throws IOException, ReflectiveOperationException {
    ClassLoader loader = Vertx.class.getClassLoader();
    byte[] userBytes = bytes(loader, user);
    byte[] usedBytes = bytes(loader, used);
    checkVisible(loader);
    checkConstructor(used, userBytes, usedBytes, bytes(loader, own));
    byte[] renamed = rename(userBytes, used, own);
    Nghttp2.version(); // throws if there is no native library
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Http1xOrH2CHandler.class, MethodHandles.lookup());
    try {
      lookup.defineClass(renamed);
    } catch (LinkageError e) {
      throw new IllegalStateException("it comes too late, Vert.x has made an HTTP server or client before: " + e, e);
    }
  }

  private void checkVisible(ClassLoader loader) {
    Class<?> visible = null;
    try {
      visible = Class.forName(EngineSwitch.class.getName(), false, loader);
    } catch (ClassNotFoundException e) {
      // the class loader of Vert.x is a parent of that of this library, for instance
    }
    if (visible != EngineSwitch.class) {
      throw new IllegalStateException("the class loader of Vert.x does not see this library");
    }
  }

  private static byte[] bytes(ClassLoader loader, String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new IllegalStateException("Vert.x 5.1 or 5.2 is needed; this one lacks classes of "
          + name.substring(0, name.lastIndexOf('/')));
      }
      return in.readAllBytes();
    }
  }

  /** The constructor that Vert.x calls has to be there with the same parameters. */
  static void checkConstructor(String used, byte[] userBytes, byte[] usedBytes, byte[] ownBytes)
    throws IOException {
    Set<String> common = texts(ownBytes);
    common.retainAll(texts(usedBytes));
    common.retainAll(texts(userBytes));
    if (common.stream().noneMatch(text -> text.contains(TRACING_POLICY) && text.endsWith(")V"))) {
      throw new IllegalStateException("the constructor of " + used + " is another one in this Vert.x");
    }
  }

  private static Set<String> texts(byte[] classFile) throws IOException {
    Set<String> texts = new HashSet<>();
    copy(classFile, text -> {
      texts.add(text);
      return text;
    });
    return texts;
  }

  /** Replaces one constant of a class file, JVMS section 4.4.7. */
  static byte[] rename(byte[] classFile, String from, String to) throws IOException {
    AtomicInteger found = new AtomicInteger();
    byte[] renamed = copy(classFile, text -> {
      if (!text.equals(from)) {
        return text;
      }
      found.incrementAndGet();
      return to;
    });
    if (found.get() != 1) {
      throw new IllegalStateException("this Vert.x names " + from + " " + found + " times, not once");
    }
    return renamed;
  }

  /** @param change what becomes of each text constant */
  private static byte[] copy(byte[] classFile, UnaryOperator<String> change) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length);
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(in.readNBytes(VERSION_END));
    int constants = in.readUnsignedShort();
    out.writeShort(constants);
    for (int i = 1; i < constants; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == UTF8) {
        out.writeUTF(change.apply(in.readUTF()));
      } else {
        out.write(in.readNBytes(size(tag)));
        i += tag == LONG || tag == DOUBLE ? 1 : 0; // they take two places
      }
    }
    out.write(in.readAllBytes());
    return bytes.toByteArray();
  }

  /** Bytes after the tag of a constant. */
  private static int size(int tag) {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case LONG, DOUBLE -> 8;
      default -> throw new IllegalStateException("the class file has a constant of the unknown kind " + tag);
    };
  }
}
