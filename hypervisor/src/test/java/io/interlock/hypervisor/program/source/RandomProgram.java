package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;

/// Makes programs of every construct, the same for the same seed.
final class RandomProgram {
  private static final Position NOWHERE = new Position("", 0, 0);
  private static final List<SysReg> PLAIN =
      SysReg.all().stream()
          .filter(register -> register.readable() && register.writable())
          .filter(register -> SysReg.inSlot(register.slot()).equals(register))
          .toList();
  private static final List<SysReg> WITH_FIELDS =
      PLAIN.stream().filter(register -> !register.fields().isEmpty()).toList();

  private final Random random;
  private final Vocabulary vocabulary;
  private final List<String> loopVariables = new ArrayList<>();

  RandomProgram(long seed, Vocabulary vocabulary) {
    this.random = new Random(seed);
    this.vocabulary = vocabulary;
  }

  SourceProgram program() {
    List<Hook> hooks = new ArrayList<>();
    for (HookPoint point : HookPoint.values()) {
      if (random.nextBoolean()) {
        hooks.add(new Hook(NOWHERE, point, subject(point), block(3)));
      }
    }
    String name = random.nextBoolean() ? "some-program" : "";
    String feature = name.isEmpty() || random.nextBoolean() ? "" : vocabulary.features().first();
    return new SourceProgram(name, feature, List.copyOf(hooks));
  }

  private String subject(HookPoint point) {
    return switch (point.subject()) {
      case NONE -> "";
      case INTERRUPT -> oneOf(vocabulary.interrupts());
      case ACCESS -> oneOf(vocabulary.accesses());
    };
  }

  private List<Statement> block(int depth) {
    List<Statement> body = new ArrayList<>();
    for (int left = random.nextInt(5); left > 0; left--) {
      body.add(statement(depth));
    }
    return List.copyOf(body);
  }

  private Statement statement(int depth) {
    String label = random.nextInt(3) == 0 ? "L" + random.nextInt(20) : "";
    Maskable held = oneOf(Maskable.values());
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> new Statement.Fence(NOWHERE, label, oneOf(Barrier.values()));
      case 1 -> new Statement.Toggle(NOWHERE, label, held, random.nextBoolean());
      case 2 -> new Statement.Do(NOWHERE, label, oneOf(vocabulary.steps()));
      case 3, 4, 5 -> new Statement.Assign(NOWHERE, label, place(2), expression(3, false));
      case 6 -> new Statement.Region(NOWHERE, label, held, block(depth - 1));
      case 7 -> loop(depth, label);
      default -> new Statement.If(NOWHERE, label, condition(3), block(depth - 1), block(depth - 1));
    };
  }

  private Statement loop(int depth, String label) {
    Expression end =
        random.nextBoolean()
            ? new Expression.Literal(random.nextInt(40))
            : new Expression.Named(oneOf(vocabulary.liveValues()));
    String variable = "i" + loopVariables.size();
    loopVariables.add(variable);
    List<Statement> body = block(depth - 1);
    loopVariables.removeLast();
    return new Statement.For(NOWHERE, label, variable, random.nextInt(5), end, body);
  }

  private Place place(int depth) {
    Owner owner = oneOf(Owner.values());
    if (depth == 0 || random.nextInt(3) > 0) {
      return new Place(owner, new RegisterName.Fixed(oneOf(PLAIN)));
    }
    RegisterFamily family = oneOf(RegisterFamily.all());
    Expression index =
        loopVariables.isEmpty()
            ? new Expression.Literal(random.nextInt(4))
            : new Expression.Binary(
                oneOf(BinaryOperator.values()),
                new Expression.Named(oneOf(loopVariables)),
                new Expression.Literal(random.nextInt(4)));
    return new Place(owner, new RegisterName.Indexed(family, index));
  }

  private Expression expression(int depth, boolean savedOnly) {
    if (depth == 0) {
      return leaf(savedOnly);
    }
    return switch (random.nextInt(4)) {
      case 0 ->
          new Expression.Unary(oneOf(UnaryOperator.values()), expression(depth - 1, savedOnly));
      case 1, 2 ->
          new Expression.Binary(
              oneOf(BinaryOperator.values()),
              expression(depth - 1, savedOnly),
              expression(depth - 1, savedOnly));
      default -> leaf(savedOnly);
    };
  }

  private Expression leaf(boolean savedOnly) {
    SysReg register = oneOf(WITH_FIELDS);
    RegisterField field = oneOf(register.fields());
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.Literal(random.nextLong() >>> random.nextInt(64));
      case 1 -> new Expression.Named(oneOf(vocabulary.constants()));
      case 2 -> new Expression.FieldMask(register, field);
      case 3 -> new Expression.FieldValue(register, field, expression(1, savedOnly));
      default -> {
        Place place = place(0);
        yield new Expression.Read(savedOnly ? new Place(Owner.VCPU, place.register()) : place);
      }
    };
  }

  private Condition condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 5 : 2)) {
      case 0 -> new Condition.Feature(oneOf(vocabulary.features()));
      case 1 ->
          new Condition.Compare(
              oneOf(Comparison.values()), expression(2, true), expression(2, true));
      case 2 -> new Condition.Not(condition(depth - 1));
      case 3 -> new Condition.And(condition(depth - 1), condition(depth - 1));
      default -> new Condition.Or(condition(depth - 1), condition(depth - 1));
    };
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String oneOf(SortedSet<String> names) {
    return oneOf(new ArrayList<>(names));
  }
}
