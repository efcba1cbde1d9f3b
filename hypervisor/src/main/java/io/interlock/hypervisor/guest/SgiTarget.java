package io.interlock.hypervisor.guest;

import java.util.List;
import java.util.function.IntConsumer;

/// Who gets a software-generated interrupt: what a guest encodes in `ICC_SGI1R_EL1`.
public sealed interface SgiTarget {
  /// The vCPUs with these indices; one that the VM does not have gets nothing.
  ///
  /// @param indices 0 to 511, at least one
  record Vcpus(List<Integer> indices) implements SgiTarget {
    // KVM_ARM_MAX_VCPUS with a GICv3.
    private static final Range INDEX = new Range("vCPU", 0, 511);

    public Vcpus {
      indices = List.copyOf(indices);
      if (indices.isEmpty()) {
        throw new IllegalArgumentException("an SGI needs at least one vCPU to go to");
      }
      indices.forEach(INDEX::check);
    }
  }

  /// All vCPUs of the VM except the sender (`IRM` = 1).
  record AllButSelf() implements SgiTarget {}

  /// One after the other, the sender left out.
  record NextInTurn() implements SgiTarget {}

  /// Names each receiver once.
  ///
  /// @param self index of the sender
  /// @param vcpus how many vCPUs the VM has
  /// @param turn how many SGIs the sender has sent [NextInTurn] before this one
  default void forEach(int self, int vcpus, long turn, IntConsumer receiver) {
    switch (this) {
      case Vcpus(var indices) ->
          indices.stream().distinct().filter(index -> index < vcpus).forEach(receiver::accept);
      case AllButSelf() -> {
        for (int index = 0; index < vcpus; index++) {
          if (index != self) {
            receiver.accept(index);
          }
        }
      }
      case NextInTurn() -> {
        if (vcpus > 1) {
          receiver.accept((int) ((self + 1 + turn % (vcpus - 1)) % vcpus));
        }
      }
    }
  }
}
