package io.github.vertxnghttp2.it;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/** Reads a body, and pauses after every {@link #PAUSE_EVERY} bytes. */
final class LongBodyReader {
  static final int PAUSE_EVERY = 16 * Bodies.MIB;

  private final ReadStream<Buffer> in;
  private final IntFunction<Future<?>> pause;
  private final CRC32C checksum = new CRC32C();
  private final Promise<LongBodyReader> read = Promise.promise();
  private long length;
  private long goal = PAUSE_EVERY;
  private int pauses;

  /** @param pause how long the pause of this number, from 1, takes */
  LongBodyReader(ReadStream<Buffer> in, IntFunction<Future<?>> pause) {
    this.in = in;
    this.pause = pause;
  }

  Future<LongBodyReader> read() {
    in.exceptionHandler(read::tryFail).endHandler(v -> read.tryComplete(this)).handler(this::piece);
    return read.future();
  }

  private void piece(Buffer piece) {
    byte[] bytes = piece.getBytes();
    checksum.update(bytes);
    length += bytes.length;
    if (length >= goal) {
      goal += PAUSE_EVERY;
      in.pause();
      pause.apply(++pauses).onComplete(done -> in.resume(), read::tryFail);
    }
  }

  int pauses() {
    return pauses;
  }

  /** Length and checksum. */
  String digest() {
    return digest(length, checksum);
  }

  static String digest(long length, CRC32C checksum) {
    return length + " bytes, CRC32C " + Long.toHexString(checksum.getValue());
  }
}
