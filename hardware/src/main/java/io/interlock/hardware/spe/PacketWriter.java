package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Puts packets of a record one after another into a byte array (Arm ARM D18.2).
///
/// Which packets make a record, and in what order, is not its business. Payloads are little-endian;
/// indexes from 8 on take a header of two bytes.
public final class PacketWriter {
  /// Index of the total latency counter.
  public static final int COUNTER_TOTAL = 0;

  /// Index of the issue latency counter.
  public static final int COUNTER_ISSUE = 1;

  /// Index of the translation latency counter.
  public static final int COUNTER_TRANSLATION = 2;

  /// Index of the address of the instruction.
  public static final int ADDRESS_PC = 0;

  /// Index of the address a branch went to.
  public static final int ADDRESS_TARGET = 1;

  /// Index of the virtual address of data.
  public static final int ADDRESS_DATA_VIRTUAL = 2;

  /// Index of the physical address of data.
  public static final int ADDRESS_DATA_PHYSICAL = 3;

  /// Index of the address that the branch before went to.
  public static final int ADDRESS_PREVIOUS_TARGET = 4;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HEADER_END = 0x01;
  private static final int HEADER_EXTENDED = 0x20;
  private static final int HEADER_EVENTS = 0x42;
  private static final int HEADER_DATA_SOURCE = 0x43;
  private static final int HEADER_OPERATION = 0x48;
  private static final int HEADER_CONTEXT = 0x64;
  private static final int HEADER_TIMESTAMP = 0x71;
  private static final int HEADER_COUNTER = 0x98;
  private static final int HEADER_ADDRESS = 0xB0;
  private static final int SIZE_SHIFT = 4;
  private static final int SHORT_INDEXES = 8;
  private static final long ADDRESS_MASK = (1L << 56) - 1;
  private static final long NON_SECURE = 1L << 63;
  private static final int LEVEL_SHIFT = 61;

  private final byte[] bytes;
  private int at;

  /// Writes from the start of `bytes`, which must have room for a record of the largest size.
  public PacketWriter(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Goes back to the start.
  public void restart() {
    at = 0;
  }

  /// Bytes written since the start.
  public int length() {
    return at;
  }

  /// The value of CONTEXTIDR_EL1 or CONTEXTIDR_EL2.
  public void context(ExceptionLevel of, int contextId) {
    header(HEADER_CONTEXT + (of == ExceptionLevel.EL2 ? 1 : 0));
    INT.set(bytes, at, contextId);
    at += Integer.BYTES;
  }

  /// A counter; `cycles` is 0 to 65,535.
  public void counter(int index, int cycles) {
    indexed(HEADER_COUNTER, index);
    SHORT.set(bytes, at, (short) cycles);
    at += Short.BYTES;
  }

  /// An address with its top byte as it stands.
  public void address(int index, long payload) {
    indexed(HEADER_ADDRESS, index);
    LONG.set(bytes, at, payload);
    at += Long.BYTES;
  }

  /// The address of an instruction, with the level it runs at in Non-secure state.
  public void instructionAddress(int index, long address, ExceptionLevel level) {
    address(index, (address & ADDRESS_MASK) | NON_SECURE | levelBits(level));
  }

  /// A Non-secure physical address, its tag not checked.
  public void physicalAddress(long address) {
    address(ADDRESS_DATA_PHYSICAL, (address & ADDRESS_MASK) | NON_SECURE);
  }

  /// Where data came from; one byte if that is enough.
  public void dataSource(int source) {
    if (source <= 0xFF) {
      pair(HEADER_DATA_SOURCE, source);
    } else {
      header(HEADER_DATA_SOURCE | (1 << SIZE_SHIFT));
      SHORT.set(bytes, at, (short) source);
      at += Short.BYTES;
    }
  }

  /// What kind of operation it was.
  public void operation(OperationType type) {
    pair(HEADER_OPERATION | type.operationClass(), type.subclass());
  }

  /// The events in 1, 2, 4 or 8 bytes, or the next size that holds all that are set.
  public void events(long events, int bytesMin) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(events | 1);
    int size = Math.max(log2Ceiling((bits + 7) / 8), log2Ceiling(bytesMin));
    header(HEADER_EVENTS | (size << SIZE_SHIFT));
    switch (size) {
      case 0 -> bytes[at] = (byte) events;
      case 1 -> SHORT.set(bytes, at, (short) events);
      case 2 -> INT.set(bytes, at, (int) events);
      default -> LONG.set(bytes, at, events);
    }
    at += 1 << size;
  }

  /// The time of the operation; the record ends with it.
  public void timestamp(long ticks) {
    header(HEADER_TIMESTAMP);
    LONG.set(bytes, at, ticks);
    at += Long.BYTES;
  }

  /// The record ends without a time.
  public void end() {
    header(HEADER_END);
  }

  /// Zero bytes up to a multiple of `alignment`, a power of two.
  public void padTo(int alignment) {
    int end = (at + alignment - 1) & -alignment;
    Arrays.fill(bytes, at, end, (byte) 0);
    at = end;
  }

  private static long levelBits(ExceptionLevel level) {
    return switch (level) {
      case EL0 -> 0;
      case EL1 -> 1L << LEVEL_SHIFT;
      case EL2 -> 2L << LEVEL_SHIFT;
    };
  }

  private void indexed(int header, int index) {
    if (index >= SHORT_INDEXES) {
      header(HEADER_EXTENDED | (index / SHORT_INDEXES));
    }
    header(header | (index % SHORT_INDEXES));
  }

  private void pair(int header, int payload) {
    header(header);
    header(payload);
  }

  private void header(int value) {
    bytes[at++] = (byte) value;
  }

  private static int log2Ceiling(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }
}
