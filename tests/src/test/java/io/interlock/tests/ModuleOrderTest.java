package io.interlock.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each module may use those before it in [#ORDER], as the parent POM lists them, never those after
/// it.
class ModuleOrderTest {
  private static final List<String> ORDER =
      List.of("engine", "hardware", "hypervisor", "actors", "reports", "cluster", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.interlock");

  @Test
  void everyModuleIsSeen() {
    for (var module : ORDER) {
      var seen = CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(root(module)));
      assertTrue(seen, "no class of " + module + " was read");
    }
  }

  @Test
  void noModuleKnowsALaterOne() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      var later = ORDER.subList(i + 1, ORDER.size()).stream().map(ModuleOrderTest::tree);
      check(
          noClasses()
              .that()
              .resideInAPackage(tree(ORDER.get(i)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(later.toArray(String[]::new))
              .as(ORDER.get(i) + " knows no later module"));
    }
  }

  @Test
  void theMachineAndTheHypervisorKnowNoActors() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(tree("hardware"), tree("hypervisor"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka..", "scala..", tree("engine"))
            .because("rules of the manual and of KVM are tested without an actor"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.interlock.(**)").should().beFreeOfCycles());
  }

  static JavaClasses classes() {
    return CLASSES;
  }

  static String tree(String module) {
    return root(module) + "..";
  }

  private static String root(String module) {
    return "io.interlock." + module;
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
