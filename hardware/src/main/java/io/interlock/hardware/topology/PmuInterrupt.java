package io.interlock.hardware.topology;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How the overflow line of a PMU reaches the GIC.
public sealed interface PmuInterrupt {
  /// The INTID that `cpu` raises, or 0 if it has none.
  int intidOf(int cpu);

  /// The same private interrupt on each CPU.
  record Private(int intid) implements PmuInterrupt {
    @Override
    public int intidOf(int cpu) {
      return intid;
    }

    @Override
    public String toString() {
      return "PPI " + intid;
    }
  }

  /// A shared interrupt of its own for each CPU; the key is the CPU number.
  record Shared(Map<Integer, Integer> intidByCpu) implements PmuInterrupt {
    public Shared {
      intidByCpu = Collections.unmodifiableMap(new TreeMap<>(intidByCpu));
    }

    @Override
    public int intidOf(int cpu) {
      return intidByCpu.getOrDefault(cpu, 0);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("SPI");
      intidByCpu.values().forEach(intid -> text.append(' ').append(intid));
      return text.toString();
    }
  }

  /// No interrupt: the PMU counts, but cannot sample.
  record None() implements PmuInterrupt {
    @Override
    public int intidOf(int cpu) {
      return 0;
    }

    @Override
    public String toString() {
      return "no interrupt";
    }
  }
}
