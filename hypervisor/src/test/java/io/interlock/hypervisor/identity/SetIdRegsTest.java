package io.interlock.hypervisor.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.interlock.hardware.identity.CoreIdentity;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hypervisor.uapi.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The kernel's selftest set_id_regs: of each field on its list, a value that promises too much is
/// refused and changes nothing, and a safe one is taken, on hosts of all versions of the
/// architecture and on one with unlike cores.
class SetIdRegsTest {
  private static final List<List<String>> HOSTS =
      List.of(
          List.of("arm,cortex-a53"),
          List.of("arm,cortex-a76"),
          List.of("arm,neoverse-v1"),
          List.of("arm,cortex-a710"),
          List.of("arm,cortex-a720"),
          List.of("arm,armv9.4"),
          List.of("arm,cortex-a55", "arm,neoverse-v1", "arm,cortex-x4"));
  private static final int MONITORS = 6;

  /// A row of the table, after `struct reg_ftr_bits`.
  private record Row(
      SysReg register, RegisterField field, boolean signed, String rule, long least) {
    static Row of(String line) {
      String[] words = line.split(" +", -1);
      SysReg register = SysReg.named(words[0]);
      return new Row(
          register,
          register.field(words[1]),
          words[2].equals("signed"),
          words[3],
          Long.parseLong(words[4]));
    }

    long most() {
      return field.get(field.mask());
    }

    /// `get_safe_value`.
    long safe(long value) {
      if (signed && value == most()) {
        return value;
      }
      return switch (rule) {
        case "lower" -> value > least ? value - 1 : value;
        case "higher" -> value < most() ? value + 1 : value;
        default -> least;
      };
    }

    /// `get_invalid_value`.
    long invalid(long value) {
      if (signed && value == most()) {
        return 0;
      }
      return switch (rule) {
        case "lower" -> value + 1;
        case "higher" -> value - 1;
        default -> Math.max(least, value) + 1;
      };
    }
  }

  @TestFactory
  Stream<DynamicContainer> fields() throws IOException {
    List<Row> rows = rows();
    assertEquals(84, rows.size());
    return HOSTS.stream()
        .map(
            cores ->
                dynamicContainer(
                    String.join(" + ", cores),
                    rows.stream()
                        .map(
                            row ->
                                dynamicTest(
                                    row.register() + "." + row.field().name(),
                                    () -> check(row, vm(cores))))));
  }

  private static void check(Row row, VmIdentity vm) {
    SysReg register = row.register();
    RegisterField field = row.field();
    assertEquals(field.mask(), FeatureTable.writable(register) & field.mask(), "writable");
    long before = vm.read(register);

    long refused = field.with(before, row.invalid(field.get(before)));
    VmIdentity.Answer answer = vm.write(register, refused, false);
    // No value is less than 0 where higher is safe; the selftest's host has another.
    boolean wraps = row.rule().equals("higher") && field.get(before) == 0;
    assertEquals(wraps ? 0 : Errno.EINVAL.result(), answer.result());
    assertEquals(wraps ? refused : before, answer.identity().read(register));

    long safe = field.with(before, row.safe(field.get(before)));
    answer = vm.write(register, safe, false);
    assertEquals(0, answer.result());
    assertEquals(safe, answer.identity().read(register));
    assertEquals(0, answer.identity().write(register, safe, true).result());
    int later = answer.identity().write(register, before, true).result();
    assertEquals(safe == before ? 0 : Errno.EBUSY.result(), later);
  }

  private static VmIdentity vm(List<String> cores) {
    List<Map<SysReg, Long>> cpus =
        cores.stream().map(core -> CoreIdentity.of(CoreType.named(core), null, true)).toList();
    return VmIdentity.created(HostIdentity.of(cpus, 0), new VmFeatures(MONITORS, 0));
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SetIdRegsTest.class.getResourceAsStream("set_id_regs.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }
}
