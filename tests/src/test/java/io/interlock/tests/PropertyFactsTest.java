package io.interlock.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A property is told of those facts only that it names, so it must name all that it looks into.
class PropertyFactsTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .importPackages(Property.class.getPackageName(), Fact.class.getPackageName());

  private Set<String> lookedInto(Property property) {
    JavaClass type = classes.get(property.getClass());
    return type.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass())
        .filter(target -> target.isAssignableTo(Fact.class) && target.isRecord())
        .map(JavaClass::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(Property property) {
    return property.facts().stream()
        .map(Class::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachPropertyNamesTheFactsThatItLooksInto() {
    for (Property property : Properties.createAll()) {
      Set<String> unnamed = lookedInto(property);
      assertTrue(!unnamed.isEmpty(), property.name());
      unnamed.removeAll(named(property));
      assertEquals(Set.of(), unnamed, property.name());
    }
  }
}
