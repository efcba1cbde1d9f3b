package io.interlock.hypervisor.program;

import static io.interlock.hypervisor.program.PeOperation.Control.IRQ_DISABLE;
import static io.interlock.hypervisor.program.PeOperation.Control.IRQ_ENABLE;
import static io.interlock.hypervisor.program.PeOperation.Control.PREEMPT_DISABLE;
import static io.interlock.hypervisor.program.PeOperation.Control.PREEMPT_ENABLE;

import io.interlock.hypervisor.program.source.BinaryOperator;
import io.interlock.hypervisor.program.source.Comparison;
import io.interlock.hypervisor.program.source.Hook;
import io.interlock.hypervisor.program.source.Maskable;
import io.interlock.hypervisor.program.source.Owner;
import io.interlock.hypervisor.program.source.ProgramException;
import io.interlock.hypervisor.program.source.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns one hook into a routine: features and constants are looked up, loops unrolled, and each
/// assignment given to the side that can carry it out.
final class Binder {
  private static final int INSTRUCTIONS_MAX = 1 << 16;
  private static final int ROUNDS_MAX = 1 << 16;

  private final Hook hook;
  private final TermBinder terms;
  private final Bindings bindings;
  private final List<Instruction> out = new ArrayList<>();
  private int loopRounds;
  private int interruptsOff;

  Binder(Hook hook, Bindings bindings) {
    this.hook = hook;
    this.bindings = bindings;
    this.terms = new TermBinder(bindings);
  }

  Routine routine() {
    block(hook.body(), "");
    return new Routine(out);
  }

  private void block(List<Statement> body, String outerLabel) {
    for (Statement statement : body) {
      String label = statement.label().isEmpty() ? outerLabel : statement.label();
      terms.at(statement.at());
      bind(statement, label);
    }
  }

  private void bind(Statement statement, String label) {
    switch (statement) {
      case Statement.Assign assign -> assign(assign, label);
      case Statement.Fence fence ->
          prepared(
              fence, label, fence.barrier().toString(), new PeOperation.Fence(fence.barrier()));
      case Statement.Toggle toggle -> control(toggle, label, toggle.what(), toggle.on());
      case Statement.Do step ->
          emit(
              new Instruction.Step(
                  source(step, label, "do " + step.step()), KernelStep.named(step.step())));
      case Statement.Region region -> {
        control(region, label, region.held(), false);
        int masks = region.held() == Maskable.INTERRUPTS ? 1 : 0;
        interruptsOff += masks;
        block(region.body(), label);
        interruptsOff -= masks;
        control(region, label, region.held(), true);
      }
      case Statement.If conditional -> conditional(conditional, label);
      case Statement.For loop -> loop(loop, label);
    }
  }

  private void assign(Statement.Assign assign, String label) {
    Storage target = terms.storage(assign.target());
    Term value = terms.term(assign.value());
    Source source = source(assign, label, target + " := " + value);
    emit(instruction(source, target, value));
  }

  private Instruction instruction(Source source, Storage target, Term value) {
    if (target.owner() == Owner.VCPU && !value.readsPe()) {
      return new Instruction.AssignSaved(source, target.register(), value);
    }
    Bits bits = Bits.of(value);
    if (bits != null) {
      return new Instruction.Move(source, target, Bits.register(value), bits, value);
    }
    if (!value.readsVcpu()) {
      return new Instruction.Prepared(source, prepared(target, value));
    }
    Term more = accumulated(target, value);
    return more == null
        ? new Instruction.Compute(source, target, value)
        : new Instruction.Prepared(source, new PeOperation.Accumulate(target.register(), more));
  }

  /// What `vcpu.REG := vcpu.REG | …` adds, where that is one step: no handler comes in between.
  private @Nullable Term accumulated(Storage target, Term value) {
    return interruptsOff > 0
            && target.owner() == Owner.VCPU
            && value instanceof Term.Binary(var operator, Term.Register(Storage same), Term more)
            && operator == BinaryOperator.OR
            && same.equals(target)
            && !more.readsVcpu()
        ? more
        : null;
  }

  private static PeOperation prepared(Storage target, Term value) {
    if (target.owner() == Owner.VCPU) {
      return new PeOperation.Report(target.register(), value);
    }
    return value instanceof Term.Constant(long constant)
        ? new PeOperation.WriteValue(target, constant)
        : new PeOperation.Write(target, value);
  }

  private void control(Statement statement, String label, Maskable what, boolean on) {
    PeOperation.Control control =
        switch (what) {
          case PREEMPTION -> on ? PREEMPT_ENABLE : PREEMPT_DISABLE;
          case INTERRUPTS -> on ? IRQ_ENABLE : IRQ_DISABLE;
        };
    prepared(statement, label, on ? what.onKeyword() : what.offKeyword(), control);
  }

  private void conditional(Statement.If statement, String label) {
    Guard guard = terms.guard(statement.condition());
    if (guard instanceof Guard.Always(boolean holds)) {
      block(holds ? statement.body() : statement.otherwise(), label);
      return;
    }
    Source source = source(statement, label, "if " + guard.text());
    int branch = reserve(source);
    block(statement.body(), label);
    if (statement.otherwise().isEmpty()) {
      out.set(branch, new Instruction.BranchUnless(source, guard, out.size()));
      return;
    }
    int jump = reserve(source);
    out.set(branch, new Instruction.BranchUnless(source, guard, out.size()));
    block(statement.otherwise(), label);
    out.set(jump, new Instruction.Jump(source, out.size()));
  }

  private void loop(Statement.For loop, String label) {
    Term end = terms.term(loop.end());
    switch (end) {
      case Term.Constant(long value) -> {
        for (long i = loop.first(); Long.compareUnsigned(i, value) < 0; i++) {
          iteration(loop, label, i);
        }
      }
      case Term.Live live -> liveLoop(loop, label, live);
      default -> throw new IllegalStateException("a loop ends at a number or a name");
    }
  }

  /// Unrolled to the largest end there can be; each round first asks whether it is still wanted.
  private void liveLoop(Statement.For loop, String label, Term.Live end) {
    int max = bindings.liveMaxima().getOrDefault(end.name(), 0);
    List<Integer> branches = new ArrayList<>();
    for (long i = loop.first(); Long.compareUnsigned(i, max) < 0; i++) {
      branches.add(reserve(source(loop, label, "for " + loop.variable() + " = " + i)));
      iteration(loop, label, i);
    }
    for (int round = 0; round < branches.size(); round++) {
      int branch = branches.get(round);
      Term index = new Term.Constant(loop.first() + round);
      Guard wanted = Guard.compare(Comparison.LESS, index, end);
      Source source = out.get(branch).source();
      out.set(branch, new Instruction.BranchUnless(source, wanted, out.size()));
    }
  }

  private void iteration(Statement.For loop, String label, long value) {
    if (++loopRounds > ROUNDS_MAX) {
      throw new ProgramException(
          loop.at(), "the loops of the hook take more than " + ROUNDS_MAX + " rounds");
    }
    terms.enterLoop(loop.variable(), value);
    block(loop.body(), label);
    terms.leaveLoop(loop.variable());
    terms.at(loop.at());
  }

  private void prepared(Statement statement, String label, String text, PeOperation operation) {
    emit(new Instruction.Prepared(source(statement, label, text), operation));
  }

  private Source source(Statement statement, String label, String text) {
    return new Source(statement.at(), hook.point().keyword(), label, text);
  }

  /// Keeps a place for a branch whose target is not known yet.
  private int reserve(Source source) {
    emit(new Instruction.Jump(source, out.size() + 1));
    return out.size() - 1;
  }

  private void emit(Instruction instruction) {
    if (out.size() == INSTRUCTIONS_MAX) {
      throw new ProgramException(
          instruction.source().at(),
          "the hook unrolls to more than " + INSTRUCTIONS_MAX + " instructions");
    }
    out.add(instruction);
  }
}
