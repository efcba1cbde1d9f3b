package io.interlock.actors.host;

import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// An immutable list of 64-bit values: what registers hold, in an order that both sides know.
public final class Values implements StableHashed {
  static final Values NONE = new Values(new long[0]);

  private final long[] values;

  private Values(long[] values) {
    this.values = values;
  }

  /// How many there are.
  public int size() {
    return values.length;
  }

  /// The value at `index`, from 0.
  public long get(int index) {
    return values[index];
  }

  @Override
  public long stableHash() {
    long hash = values.length;
    for (long value : values) {
      hash = Mix.absorb(hash, value);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }

  /// Gives the values from the first to the last, one a call.
  public Cursor cursor() {
    return new Cursor(values);
  }

  /// See [#cursor].
  public static final class Cursor implements LongSupplier {
    private final long[] values;
    private int next;

    private Cursor(long[] values) {
      this.values = values;
    }

    @Override
    public long getAsLong() {
      return values[next++];
    }
  }

  /// Collects values; empty again after [#take].
  public static final class Buffer implements LongConsumer, StableHashed {
    private long[] values = new long[16];
    private int size;

    /// An independent one with the same values.
    public Buffer copy() {
      Buffer copy = new Buffer();
      copy.values = values.clone();
      copy.size = size;
      return copy;
    }

    @Override
    public long stableHash() {
      long hash = size;
      for (int i = 0; i < size; i++) {
        hash = Mix.absorb(hash, values[i]);
      }
      return hash;
    }

    @Override
    public void accept(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    /// What these registers hold, in this order.
    public void addAll(RegisterFile file, SysReg[] registers) {
      if (size + registers.length > values.length) {
        values = Arrays.copyOf(values, 2 * size + registers.length);
      }
      for (SysReg register : registers) {
        values[size++] = file.read(register);
      }
    }

    /// What has been collected.
    public Values take() {
      Values taken = size == 0 ? NONE : new Values(Arrays.copyOf(values, size));
      size = 0;
      return taken;
    }
  }
}
