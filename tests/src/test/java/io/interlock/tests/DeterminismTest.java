package io.interlock.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.interlock.tests.ModuleOrderTest.tree;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What would make two runs of one scenario and one seed differ is not even reachable from
/// simulated code.
class DeterminismTest {
  private static final Set<String> FORBIDDEN_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.identityHashCode",
          "java.lang.Math.random",
          "java.lang.Thread.sleep",
          "java.lang.Thread.currentThread",
          "java.util.UUID.randomUUID",
          "java.util.Collections.shuffle");

  private static final Set<String> UNORDERED_COPIES =
      Set.of("java.util.Set.copyOf", "java.util.Map.copyOf");

  private static final Set<String> FORBIDDEN_TYPES =
      Set.of("java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom");

  /// Types that are fine with a seed or an instant given, and not without.
  private static final Set<String> NEED_AN_ARGUMENT =
      Set.of("java.util.Random", "java.util.SplittableRandom");

  @Test
  void simulatedCodeReadsNoClockRandomSourceOrThread() {
    simulatedCodeCallsNothingThat(DeterminismTest::isForbidden)
        .because("time, randomness and choices come from the context that the engine gives")
        .check(ModuleOrderTest.classes());
  }

  /// The JDK draws the order of its immutable sets and maps anew in each JVM. Whoever goes through
  /// one and tells everybody in it has another order there.
  @Test
  void actorsKeepNoSetOrMapWhoseOrderIsThatOfTheJvm() {
    noClasses()
        .that()
        .resideInAnyPackage(tree("actors.host"))
        .should()
        .accessTargetWhere(
            describe(
                "copies into a set or map without an order of its own",
                access ->
                    UNORDERED_COPIES.contains(
                        access.getTargetOwner().getFullName()
                            + "."
                            + access.getTarget().getName())))
        .because("a counterexample is replayed in another JVM")
        .check(ModuleOrderTest.classes());
  }

  @Test
  void nothingIsStaticAndMutable() {
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .because("many hosts run in one JVM and must not meet")
        .allowEmptyShould(true)
        .check(ModuleOrderTest.classes());
  }

  /// Method references count as calls.
  private static ClassesShouldConjunction simulatedCodeCallsNothingThat(
      Predicate<CodeUnitAccessTarget> forbidden) {
    return noClasses()
        .that()
        .resideInAnyPackage(tree("hardware"), tree("hypervisor"), tree("actors"))
        .should()
        .accessTargetWhere(
            describe(
                "is a clock, a random source or a thread",
                (JavaAccess<?> access) ->
                    access.getTarget() instanceof CodeUnitAccessTarget target
                        && forbidden.test(target)));
  }

  private static boolean isForbidden(CodeUnitAccessTarget target) {
    var type = target.getOwner().getFullName();
    var withoutArgument = target.getRawParameterTypes().isEmpty();
    return FORBIDDEN_TYPES.contains(type)
        || FORBIDDEN_CALLS.contains(type + "." + target.getName())
        || (withoutArgument && NEED_AN_ARGUMENT.contains(type) && target.getName().equals("<init>"))
        || (withoutArgument && type.startsWith("java.time.") && target.getName().equals("now"));
  }
}
