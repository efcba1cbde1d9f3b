package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.Instruction.BranchUnless;
import io.interlock.hypervisor.program.Instruction.Jump;
import io.interlock.hypervisor.program.Instruction.Move;
import io.interlock.hypervisor.program.source.Owner;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Moves that follow each other in a routine, for those who do them in one go: most of what a
/// context switch does is to move registers.
///
/// No branch leads to any but the first of them, and none reads what one before it reports.
public final class Moves {
  // Arrays side by side, because every register of every guest goes this way at every tick.
  private final Owner[] owners;
  private final SysReg[] registers;
  private final Owner[] targetOwners;
  private final SysReg[] targets;
  private final long[] keeps;
  private final long[] flips;
  private final SysReg[] inputs;
  private final SysReg[] reports;

  private Moves(Move[] moves) {
    owners = Arrays.stream(moves).map(move -> move.from().owner()).toArray(Owner[]::new);
    registers = registers(moves, _ -> true, Move::from);
    targetOwners = Arrays.stream(moves).map(move -> move.target().owner()).toArray(Owner[]::new);
    targets = registers(moves, _ -> true, Move::target);
    keeps = Arrays.stream(moves).mapToLong(move -> move.bits().keep()).toArray();
    flips = Arrays.stream(moves).mapToLong(move -> move.bits().flip()).toArray();
    inputs = registers(moves, Move::isInput, Move::from);
    reports = registers(moves, Move::isReport, Move::target);
  }

  private static SysReg[] registers(
      Move[] moves, Predicate<Move> wanted, Function<Move, Storage> end) {
    return Arrays.stream(moves)
        .filter(wanted)
        .map(move -> end.apply(move).register())
        .toArray(SysReg[]::new);
  }

  /// All moves of a routine, by the index of the first that belong together; null elsewhere.
  static @Nullable Moves[] in(Instruction[] routine) {
    BitSet entered = new BitSet();
    for (Instruction instruction : routine) {
      switch (instruction) {
        case BranchUnless branch -> entered.set(branch.target());
        case Jump jump -> entered.set(jump.target());
        default -> {}
      }
    }
    @Nullable Moves[] found = new Moves[routine.length];
    int begin = 0;
    while (begin < routine.length) {
      int end = begin;
      while (end < routine.length
          && routine[end] instanceof Move move
          && (end == begin || (!entered.get(end) && canFollow(move, (Move) routine[end - 1])))) {
        end++;
      }
      if (end > begin) {
        found[begin] = new Moves(Arrays.copyOfRange(routine, begin, end, Move[].class));
      }
      begin = Math.max(begin + 1, end);
    }
    return found;
  }

  /// After a report only reports, so that no input can be one.
  private static boolean canFollow(Move move, Move before) {
    return move.isReport() || !before.isReport();
  }

  /// How many there are.
  public int size() {
    return registers.length;
  }

  /// The vCPU's registers that they read, in order.
  public SysReg[] inputs() {
    return inputs;
  }

  /// The vCPU's registers that they write, in order.
  public SysReg[] reports() {
    return reports;
  }

  /// Does them all.
  ///
  /// @param values gives what the vCPU has in its [#inputs]
  /// @param answers takes what the vCPU is to have in its [#reports]
  public void perform(PeRegisters pe, LongSupplier values, LongConsumer answers) {
    for (int i = 0; i < registers.length; i++) {
      long read = owners[i] == Owner.VCPU ? values.getAsLong() : pe.read(owners[i], registers[i]);
      long value = (read & keeps[i]) ^ flips[i];
      if (targetOwners[i] == Owner.VCPU) {
        answers.accept(value);
      } else {
        pe.write(targetOwners[i], targets[i], value);
      }
    }
  }
}
