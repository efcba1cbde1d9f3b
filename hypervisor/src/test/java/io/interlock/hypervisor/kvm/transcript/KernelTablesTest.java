package io.interlock.hypervisor.kvm.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.interlock.hypervisor.kvm.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The tables of `examples/uapi`, which follow the kernel's selftests and kvm-unit-tests. Each of
/// their sections is a test, on hosts with few and with many list registers.
class KernelTablesTest {
  private static final Path TABLES = Path.of("..", "examples", "uapi");

  @TestFactory
  Stream<DynamicTest> vgicInit() throws IOException {
    return sections("vgic_init.uapi", 12);
  }

  @TestFactory
  Stream<DynamicTest> vgicIrq() throws IOException {
    return sections("vgic_irq.uapi", 20);
  }

  @TestFactory
  Stream<DynamicTest> timers() throws IOException {
    return sections("timer.uapi", 18);
  }

  @TestFactory
  Stream<DynamicTest> psci() throws IOException {
    return sections("psci.uapi", 14);
  }

  @TestFactory
  Stream<DynamicTest> idRegisters() throws IOException {
    return sections("set_id_regs.uapi", 17);
  }

  @TestFactory
  Stream<DynamicTest> registerList() throws IOException {
    return sections("get_reg_list.uapi", 3);
  }

  private static Stream<DynamicTest> sections(String file, int atLeast) throws IOException {
    Transcript table = Transcript.parse(file, Files.readString(TABLES.resolve(file)));
    return Stream.of(4, 16).flatMap(listRegisters -> sections(table, listRegisters, atLeast));
  }

  private static Stream<DynamicTest> sections(Transcript table, int listRegisters, int atLeast) {
    Map<String, List<CallResult>> sections =
        table.run(TestHosts.eightCpus(listRegisters)).stream()
            .collect(
                Collectors.groupingBy(CallResult::title, LinkedHashMap::new, Collectors.toList()));
    assertTrue(sections.size() >= atLeast, sections.size() + " sections");
    return sections.entrySet().stream()
        .map(
            section ->
                dynamicTest(
                    section.getKey() + ", " + listRegisters + " list registers",
                    () -> judge(section.getValue())));
  }

  private static void judge(List<CallResult> calls) {
    List<String> unexpected =
        calls.stream()
            .filter(call -> !call.asExpected())
            .map(call -> call.line() + ": " + call.call() + " gives " + call.result())
            .toList();
    assertEquals(List.of(), unexpected);
    assertTrue(calls.stream().anyMatch(call -> call.expected() != null), "nothing is expected");
  }
}
