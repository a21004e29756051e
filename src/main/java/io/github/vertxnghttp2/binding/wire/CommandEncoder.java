package io.github.vertxnghttp2.binding.wire;

import io.github.vertxnghttp2.binding.checks.FieldName;
import io.github.vertxnghttp2.binding.wire.Wire.Command;
import io.github.vertxnghttp2.binding.wire.Wire.CommandFlag;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Writes the command records of wire.h to a byte array, which the next flush passes to native code.
 *
 * <p>A command begins with {@link #head} and ends with {@link #commit}. If an exception is thrown in between, the
 * command is discarded: the next one overwrites it.
 */
public final class CommandEncoder {
  /** Bytes of a command with fields in front of the first field. */
  public static final int FIELDS_AT = 12;

  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final byte[] NONE = {};
  private static final int[] NO_BEGINS = {};
  private static final byte[] STATUS = FieldName.of(":status").octets();
  /** Bytes that nghttp2_hd_deflate_bound allows for two changes of the table size. */
  private static final int TABLE_SIZES = 12;
  /** Bytes of the priority fields of HEADERS. */
  private static final int PRIORITY_LENGTH = 5;
  /** Bytes that nghttp2_hd_deflate_bound allows for the lengths of a field. */
  private static final int FIELD_LENGTHS = 12;
  private static final int FIRST_CAPACITY = 4096;
  private static final int FIRST_COMMANDS = 64;
  private static final int KEPT_CAPACITY = 512 << 10;
  /** Bytes of commands that may wait for a flush; far below what an int can index, so that no sum overflows. */
  private static final int CAPACITY_MAX = 1 << 30;
  /** The array for the next encoder that writes a command on this thread. An encoder without commands has no array. */
  private static final FastThreadLocal<Spare> SPARE = new FastThreadLocal<>() {
    @Override
    protected Spare initialValue() {
      return new Spare();
    }
  };

  private static final class Spare {
    private byte[] bytes;
    private int[] begins;
  }

  private final int capacityMax;
  private final WaitingCredit credit = new WaitingCredit();
  private byte[] bytes = NONE;
  /** Where each committed command begins. */
  private int[] begins = NO_BEGINS;
  private int commands;
  /** For {@link #neverIndexNewValues}; made with the first fields. */
  private RecentFields recentFields;
  private boolean neverIndexNewValues;
  /** Where the next byte goes. */
  private int at;
  /** Where the last committed command ends. */
  private int committed;

  public CommandEncoder() {
    this(CAPACITY_MAX);
  }

  /** @param capacityMax bytes of commands that may wait for a flush */
  public CommandEncoder(int capacityMax) {
    this.capacityMax = capacityMax;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Bytes of committed commands. */
  public int length() {
    return committed;
  }

  public void clear() {
    at = 0;
    committed = 0;
    commands = 0;
    credit.clear();
    if (bytes.length > 0 && bytes.length <= KEPT_CAPACITY && begins.length <= KEPT_CAPACITY / FIELDS_AT) {
      Spare spare = SPARE.get();
      spare.bytes = bytes;
      spare.begins = begins;
    }
    bytes = NONE;
    begins = NO_BEGINS;
  }

  /**
   * Drops header blocks and bodies of closed streams. Resets stay: a malformed request has a stream that only the
   * library knows, and it has to be reset.
   *
   * @param closed asked by stream id
   */
  public void drop(IntPredicate closed) {
    int kept = 0;
    int to = 0;
    for (int i = 0; i < commands; i++) {
      int from = begins[i];
      int end = i + 1 < commands ? begins[i + 1] : committed;
      if (isOfStream(bytes[from]) && closed.test((int) INT.get(bytes, from + 4))) {
        continue;
      }
      System.arraycopy(bytes, from, bytes, to, end - from);
      begins[kept++] = to;
      to += end - from;
    }
    commands = kept;
    committed = to;
    at = to;
  }

  private static boolean isOfStream(int command) {
    return switch (command) {
      case Command.RESPONSE, Command.HEADERS, Command.TRAILERS, Command.PUSH_DATA, Command.INLINE_DATA,
        Command.PRIORITY_FRAME -> true;
      default -> false;
    };
  }

  /**
   * CONSUME. If the last command is one of the same stream, the bytes are added to it, so that tiny pieces of a body
   * share a command.
   */
  public void consume(int streamId, int consumed) {
    if (addToLastConsume(streamId, consumed)) {
      credit.add(0, consumed);
      return;
    }
    head(Command.CONSUME, 0, 0, streamId);
    putInt(consumed);
    commit();
    credit.add(1, consumed);
  }

  private boolean addToLastConsume(int streamId, int consumed) {
    int last = commands == 0 ? -1 : begins[commands - 1];
    if (last < 0 || bytes[last] != Command.CONSUME || (int) INT.get(bytes, last + 4) != streamId) {
      return false;
    }
    long sum = (long) (int) INT.get(bytes, last + 8) + consumed;
    if (sum > Integer.MAX_VALUE) {
      return false;
    }
    INT.set(bytes, last + 8, (int) sum);
    return true;
  }

  /** Whether fields that were not sent lately must not be indexed. */
  public void neverIndexNewValues(boolean never) {
    neverIndexNewValues = never;
  }

  /** Gives back memory while no commands wait. All fields count as new then. */
  public void rest() {
    recentFields = null;
  }

  /** How many bytes of CONSUME commands gather before they alone make a flush due; 0 for no gathering. */
  public void creditBatch(int bytes) {
    credit.batch(bytes);
  }

  /** Whether there is a command besides CONSUME, or enough bytes of CONSUME. */
  public boolean isFlushDue() {
    return commands > credit.commands() || credit.isDue();
  }

  /** Ends the command that was begun. */
  public void commit() {
    if (commands == begins.length) {
      begins = Arrays.copyOf(begins, Math.max(FIRST_COMMANDS, 2 * commands));
    }
    begins[commands++] = committed;
    committed = at;
  }

  /** Begins a command. */
  public void head(int command, int flags, int extra, int streamId) {
    at = committed;
    reserve(8);
    bytes[at] = (byte) command;
    bytes[at + 1] = (byte) flags;
    SHORT.set(bytes, at + 2, (short) extra);
    INT.set(bytes, at + 4, streamId);
    at += 8;
  }

  public void putInt(int value) {
    reserve(4);
    INT.set(bytes, at, value);
    at += 4;
  }

  public void putPing(long data) {
    reserve(8);
    PingData.write(bytes, at, data);
    at += 8;
  }

  /** Length and bytes. */
  public void putBytes(byte[] from) {
    putInt(from.length);
    reserve(from.length + 3L);
    System.arraycopy(from, 0, bytes, at, from.length);
    pad(from.length);
  }

  public void inlineData(int streamId, ByteBuf body, boolean end) {
    int length = body.readableBytes();
    head(Command.INLINE_DATA, end ? CommandFlag.END_STREAM : 0, 0, streamId);
    putInt(length);
    reserve(length + 3L);
    body.getBytes(body.readerIndex(), bytes, at, length);
    pad(length);
    commit();
  }

  /**
   * Writes a command with fields, which {@link #commit} completes.
   *
   * @param status becomes the first field, {@code :status}; 0 for none
   */
  public void fields(int command, int flags, int streamId, int status, HeaderList list) {
    int lengthAt = fieldsHead(command, flags, streamId, status, list.size());
    for (int i = 0; i < list.size(); i++) {
      String name = list.name(i);
      String value = list.value(i);
      if (list.isSensitive(i)) {
        field(FieldName.of(name), value, true);
        continue;
      }
      boolean neverIndexed = neverIndexNewValues && isNew(name, value);
      EncodedField known = neverIndexed ? null : EncodedField.known(name, value);
      if (known != null) {
        field(known);
      } else {
        field(FieldName.of(name), value, neverIndexed);
      }
    }
    INT.set(bytes, lengthAt, at - lengthAt - 4);
  }

  private boolean isNew(String name, String value) {
    if (recentFields == null) {
      recentFields = new RecentFields();
    }
    return recentFields.add(name, value);
  }

  /**
   * As {@link #fields(int, int, int, int, HeaderList)}, for fields that have been checked.
   *
   * @param count how many of the array's elements are fields
   */
  public void fields(int command, int flags, int streamId, int status, OutboundField[] fields, int count) {
    int lengthAt = fieldsHead(command, flags, streamId, status, count);
    for (int i = 0; i < count; i++) {
      OutboundField field = fields[i];
      if (field instanceof EncodedField known) {
        field(known);
      } else {
        field(field.name(), field.value(), false);
      }
    }
    INT.set(bytes, lengthAt, at - lengthAt - 4);
  }

  /**
   * The bytes that the library allows for the header block of the command which was begun with {@link #fields}:
   * nghttp2_hd_deflate_bound, and the priority fields of HEADERS.
   *
   * @return 0 if that is certainly no more than {@code limit}
   */
  public int headerBlockBeyond(int limit) {
    int fieldsAt = committed + FIELDS_AT;
    int fixed = bytes[committed] == Command.PUSH_PROMISE ? TABLE_SIZES : TABLE_SIZES + PRIORITY_LENGTH;
    if (at - fieldsAt <= (limit - fixed) / 2) { // 8 bytes or more precede each field here, and the library allows 12
      return 0;
    }
    long block = fixed;
    for (int field = fieldsAt; field < at; ) {
      int length = ((short) SHORT.get(bytes, field) & 0xffff) + (int) INT.get(bytes, field + 4);
      block += FIELD_LENGTHS + length;
      field += EncodedField.HEAD + length + 3 & ~3;
    }
    return block > limit ? (int) Math.min(Integer.MAX_VALUE, block) : 0;
  }

  /** @return where the length of the fields belongs */
  private int fieldsHead(int command, int flags, int streamId, int status, int fields) {
    int count = fields + (status != 0 ? 1 : 0);
    if (count > 0xffff) {
      throw new IllegalArgumentException(count + " fields; a header list can have 65,535");
    }
    if (status != 0 && (status < 100 || status > 999)) {
      throw new IllegalArgumentException("status is " + status + "; it must be from 100 to 999");
    }
    head(command, flags, count, streamId);
    int lengthAt = at;
    putInt(0);
    if (status != 0) {
      status(status);
    }
    return lengthAt;
  }

  private void status(int status) {
    reserve(EncodedField.HEAD + 12);
    EncodedField.writeHead(STATUS.length, 3, false, bytes, at);
    at += EncodedField.HEAD;
    System.arraycopy(STATUS, 0, bytes, at, STATUS.length);
    bytes[at + 7] = (byte) ('0' + status / 100);
    bytes[at + 8] = (byte) ('0' + status / 10 % 10);
    bytes[at + 9] = (byte) ('0' + status % 10);
    pad(10);
  }

  private void field(EncodedField known) {
    byte[] record = known.record();
    reserve(record.length);
    System.arraycopy(record, 0, bytes, at, record.length);
    at += record.length;
  }

  private void field(FieldName name, String value, boolean sensitive) {
    long size = EncodedField.size(name, value);
    reserve(size);
    EncodedField.write(name, value, sensitive, bytes, at);
    at += (int) size;
  }

  private void pad(int length) {
    at += length + 3 & ~3;
  }

  private void reserve(long more) {
    if (bytes.length == 0) {
      Spare spare = SPARE.get();
      if (spare.bytes != null) {
        bytes = spare.bytes;
        begins = spare.begins;
        spare.bytes = null;
        spare.begins = null;
      }
    }
    if (at + more > capacityMax) {
      throw new IllegalStateException("the commands that wait for a flush would take " + (at + more)
        + " bytes; they can take "
        + capacityMax);
    }
    if (bytes.length - at < more) {
      long capacity = Math.max(Math.max(FIRST_CAPACITY, 2L * bytes.length), at + more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(capacityMax, capacity));
    }
  }
}
