package io.github.vertxnghttp2.http.compression;

import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.compression.Decompressor;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Decompresses a received body as its reader takes it. It stops while more than {@link #UNREAD_MAX} bytes wait for the
 * reader, and gives the credit for received bytes when all that they decompress to was passed on: so few bytes that
 * decompress to very many hold up their own stream, and fill no memory. Belongs to the event loop.
 */
public final class DecompressedBody {

  /** Takes what was decompressed. */
  public interface Target {
    /** @param data belongs to the target now */
    void data(ByteBuf data);

    /** So many bytes of the compressed body were used up: the peer may send as many more. */
    void credit(int bytes);

    /** All of the body was passed on. */
    void end(HeaderList trailers);

    /** The body cannot be decompressed, or it ends too early. */
    void failed(Exception cause);
  }

  /** Decompressed bytes that may wait for the reader; a piece of the decompressor's output may exceed it. */
  static final int UNREAD_MAX = 64 << 10;
  /** After so many bytes other streams have their turn. */
  private static final int TURN_MAX = 1 << 20;

  private enum State {
    OPEN, DONE
  }

  private final Decompressor decompressor;
  private final Executor loop;
  private final Target target;
  private final Queue<ByteBuf> input = new ArrayDeque<>();
  private State state = State.OPEN;
  /** The received bytes that are being decompressed. */
  private int current;
  private boolean anyInput;
  /** Not {@code null} if all of the compressed body was received. */
  private HeaderList trailers;
  private int unread;
  private boolean running;
  private boolean scheduled;

  /** @param loop runs a task later */
  public DecompressedBody(Decompressor decompressor, Executor loop, Target target) {
    this.decompressor = decompressor;
    this.loop = loop;
    this.target = target;
  }

  /** @param compressed belongs to this object now */
  public void data(ByteBuf compressed) {
    if (state == State.DONE || !compressed.isReadable()) {
      compressed.release();
      return;
    }
    anyInput = true;
    input.add(compressed);
    run();
  }

  /** All of the compressed body was received. */
  public void end(HeaderList trailers) {
    this.trailers = trailers;
    run();
  }

  /** The reader has taken so many decompressed bytes. */
  public void consumed(int bytes) {
    unread -= bytes;
    run();
  }

  /** Whether the target waits for more. */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** Drops what was not passed on. */
  public void close() {
    if (state == State.OPEN) {
      state = State.DONE;
      if (!running) {
        release();
      }
    }
  }

  private void release() {
    for (ByteBuf bytes; (bytes = input.poll()) != null; ) {
      bytes.release();
    }
    decompressor.close();
  }

  private void run() {
    if (running || scheduled || state == State.DONE) {
      return;
    }
    running = true;
    try {
      decompress();
    } catch (RuntimeException e) {
      state = State.DONE;
      target.failed(e);
    } finally {
      running = false;
      if (state == State.DONE) {
        release();
      }
    }
  }

  private void decompress() {
    int turn = 0;
    while (state == State.OPEN && unread < UNREAD_MAX) {
      if (turn >= TURN_MAX) {
        scheduled = true;
        loop.execute(this::runAgain);
        return;
      }
      switch (decompressor.status()) {
        case NEED_OUTPUT -> turn += passOn(decompressor.takeOutput());
        case NEED_INPUT -> {
          if (!feed()) {
            return;
          }
        }
        case COMPLETE -> {
          discard();
          if (trailers != null) {
            finish();
          }
          return;
        }
      }
    }
  }

  private void runAgain() {
    scheduled = false;
    run();
  }

  private int passOn(ByteBuf output) {
    int length = output.readableBytes();
    if (length == 0) {
      output.release();
    } else {
      unread += length;
      target.data(output);
    }
    return length;
  }

  /** @return whether the decompressor has something to do */
  private boolean feed() {
    giveCredit();
    ByteBuf next = input.poll();
    if (next != null) {
      current = next.readableBytes();
      decompressor.addInput(next);
      return true;
    }
    if (trailers != null) {
      if (anyInput) { // an empty body is no error
        decompressor.endOfInput();
      }
      finish();
    }
    return false;
  }

  private void giveCredit() {
    int bytes = current;
    current = 0;
    if (bytes > 0) {
      target.credit(bytes);
    }
  }

  /** What comes after the end of the compressed data does not count, as for Vert.x's engine. */
  private void discard() {
    giveCredit();
    for (ByteBuf bytes; (bytes = input.poll()) != null; ) {
      target.credit(bytes.readableBytes());
      bytes.release();
    }
  }

  private void finish() {
    state = State.DONE;
    target.end(trailers);
  }
}
