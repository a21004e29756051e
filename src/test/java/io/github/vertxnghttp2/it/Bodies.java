package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Bodies to send, and what was received of them. */
final class Bodies {
  static final int MIB = 1 << 20;
  private static final int PAUSE_EVERY = 200_000;

  private Bodies() {
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static Path randomFile(Path directory, int length) {
    return file(directory, "random-" + length, random(length));
  }

  static Path file(Path directory, String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the example sends in response to /bytes/N: byte i is i·31 mod 251. */
  static byte[] numbered(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31L % 251);
    }
    return bytes;
  }

  static String sha256(byte[] bytes) {
    return hex(digest(), bytes);
  }

  static String sha256(Buffer buffer) {
    return sha256(buffer.getBytes());
  }

  static String sha256(Path file) {
    try {
      return sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end, and takes a breath of some milliseconds now and then. To be called on the stream's context. */
  static Future<String> sha256WithPauses(Vertx vertx, ReadStream<Buffer> stream) {
    Promise<String> promise = Promise.promise();
    MessageDigest digest = digest();
    int[] sincePause = new int[1];
    stream.exceptionHandler(promise::tryFail);
    stream.endHandler(v -> promise.tryComplete(hex(digest, new byte[0])));
    stream.handler(chunk -> {
      digest.update(chunk.getBytes());
      sincePause[0] += chunk.length();
      if (sincePause[0] > PAUSE_EVERY) {
        sincePause[0] = 0;
        stream.pause();
        vertx.setTimer(5, timer -> stream.resume());
      }
    });
    return promise.future();
  }

  /** What a future has to say in the patience of a test. */
  static <T> T await(Future<T> future) {
    return await(future, Repeat.PATIENCE);
  }

  /** As above, for one that has a lot to do. */
  static <T> T await(Future<T> future, Duration patience) {
    try {
      return future.await(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no result within " + patience, e);
    }
  }

  /** The failure of a future that must not succeed. */
  static Throwable failure(Future<?> future) {
    return await(future.transform(result -> result.succeeded()
      ? Future.failedFuture(new AssertionError("no failure but " + result.result()))
      : Future.succeededFuture(result.cause())));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(MessageDigest digest, byte[] last) {
    return HexFormat.of().formatHex(digest.digest(last));
  }
}
