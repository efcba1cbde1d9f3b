package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
  @ParameterizedTest
  @CsvSource({"'0-3,5','0-3,5'", "'5,3,4','3-5'", "'',''", "' 7 ','7'", "'0-1,1-2','0-2'"})
  void listFormatIsReadAndPrintedAsLinuxDoes(String text, String printed) {
    assertEquals(printed, CpuSet.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "-1",
        "1-",
        "3-1",
        "1,,2",
        "1;2",
        "4096",
        "0-4096",
        "99999999999",
        "1\n2",
        "٣"
      })
  void badListIsRefusedInOneLine(String text) {
    var fault = assertThrows(IllegalArgumentException.class, () -> CpuSet.parse(text));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains("allowed: numbers 0 to 4095"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void numbersAreBounded() {
    assertThrows(IllegalArgumentException.class, () -> CpuSet.of(-1));
    assertThrows(IllegalArgumentException.class, () -> CpuSet.of(4096));
    assertThrows(IllegalArgumentException.class, () -> CpuSet.range(2, 1));
    assertFalse(CpuSet.of(1).contains(-1));
    assertThrows(IllegalStateException.class, () -> CpuSet.empty().first());
  }

  @Property(tries = 300)
  void operationsAreThoseOfSets(
      @ForAll Set<@IntRange(max = 200) Integer> a, @ForAll Set<@IntRange(max = 200) Integer> b) {
    CpuSet left = cpuSet(a);
    CpuSet right = cpuSet(b);
    Set<Integer> both = new TreeSet<>(a);
    both.retainAll(b);
    Set<Integer> either = new TreeSet<>(a);
    either.addAll(b);
    Set<Integer> rest = new TreeSet<>(a);
    rest.removeAll(b);
    assertEquals(List.copyOf(both), list(left.and(right)));
    assertEquals(List.copyOf(either), list(left.or(right)));
    assertEquals(List.copyOf(rest), list(left.minus(right)));
    assertEquals(!both.isEmpty(), left.intersects(right));
    assertEquals(a.containsAll(b), left.containsAll(right));
    assertEquals(a.size(), left.size());
    assertEquals(a.isEmpty(), left.isEmpty());
    assertEquals(left, CpuSet.parse(left.toString()));
  }

  private static CpuSet cpuSet(Set<Integer> cpus) {
    return CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Integer> list(CpuSet set) {
    List<Integer> cpus = new ArrayList<>();
    set.forEach(cpus::add);
    return cpus;
  }
}
