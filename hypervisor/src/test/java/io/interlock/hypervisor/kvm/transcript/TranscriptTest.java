package io.interlock.hypervisor.kvm.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.kvm.TestHosts;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptTest {
  private static List<CallResult> run(String text) {
    return Transcript.parse("calls", text).run(TestHosts.eightCpus(4));
  }

  @Test
  void eachCallIsGivenWithItsResult() {
    List<CallResult> results = run("KVM_CREATE_VCPU 0 # the first\n\nKVM_CREATE_VCPU 0 = -EBUSY\n");
    assertEquals(new CallResult("", 1, "KVM_CREATE_VCPU 0", "0", null), results.getFirst());
    assertEquals("-EEXIST", results.getLast().result());
    assertFalse(results.getLast().asExpected());
  }

  @Test
  void registersAreGivenInHexadecimalHoweverSmall() {
    List<CallResult> results =
        run(
            """
            KVM_CREATE_DEVICE ARM_VGIC_V3
            KVM_CREATE_VCPU 0
            KVM_ARM_VCPU_INIT 0
            KVM_SET_DEVICE_ATTR gic NR_IRQS 64
            KVM_SET_DEVICE_ATTR gic CTRL INIT
            KVM_GET_DEVICE_ATTR gic NR_IRQS = 64
            KVM_GET_DEVICE_ATTR gic DIST_REGS GICD_ISENABLER1 = 0x0
            KVM_GET_DEVICE_ATTR gic DIST_REGS GICD_CTLR = 0x50
            KVM_GET_DEVICE_ATTR gic REDIST_REGS 7 GICR_TYPER = -EINVAL
            """);
    assertEquals(
        List.of("64", "0x0", "0x50", "-EINVAL"),
        results.subList(5, 9).stream().map(CallResult::result).toList());
  }

  @Test
  void numbersCompareByValue() {
    assertTrue(new CallResult("", 1, "", "0x400", "1024").asExpected());
    assertTrue(new CallResult("", 1, "", "16", "0x010").asExpected());
    assertFalse(new CallResult("", 1, "", "16", "0x11").asExpected());
    assertFalse(new CallResult("", 1, "", "-EINVAL", "-22").asExpected());
  }

  @Test
  void eachSectionBeginsWithANewVm() {
    List<CallResult> results = run("== one\nKVM_CREATE_VCPU 0\n== two\nKVM_CREATE_VCPU 0\n");
    assertEquals(List.of("0", "0"), results.stream().map(CallResult::result).toList());
  }

  @Test
  void aSetupIsRunWhereItIsUsed() {
    List<CallResult> results =
        run("== setup a\nKVM_CREATE_VCPU 0\n== one\nUSE a\nKVM_CREATE_VCPU 0\n== two\nUSE a\n");
    assertEquals(List.of("0", "-EEXIST", "0"), results.stream().map(CallResult::result).toList());
    assertEquals("two", results.getLast().title());
  }

  @Test
  void aDeadVmAnswersEioToEverything() {
    List<CallResult> results =
        run(
            """
            KVM_CREATE_VCPU 0
            KVM_ARM_VCPU_INIT 0
            KVM_CREATE_DEVICE ARM_VGIC_V3
            KVM_RUN 0 = -ENXIO
            KVM_CREATE_VCPU 1 = -EIO
            KVM_SET_DEVICE_ATTR gic CTRL INIT = -EIO
            KVM_CREATE_VM
            KVM_CREATE_VCPU 0 = 0
            """);
    assertTrue(results.stream().allMatch(CallResult::asExpected), results::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KVM_RUNN 0                            | calls:1: unknown "KVM_RUNN", did you mean KVM_RUN?
          KVM_RUN                               | calls:1: the line ends too early
          KVM_RUN 600                           | calls:1: vCPU is "600"
          KVM_RUN 0 0                           | calls:1: "0" is too much
          KVM_SET_DEVICE_ATTR gic ADDR DIST     | calls:1: the line ends too early
          KVM_SET_DEVICE_ATTR its ADDR DIST 0   | calls:1: unknown "its"
          GUEST 0 READ ICC_XYZ                  | calls:1: no register is named ICC_XYZ
          GUEST 0 WRITE CNTV_CVAL_EL0 now+10    | calls:1: "now+10" is no value
          WAIT 10                               | calls:1: "10"
          USE nothing                           | calls:1: no setup nothing before this line
          """)
  void anErrorSaysWhereWhatAndWhatIsAllowed(String text, String complaint) {
    var e = assertThrows(TranscriptException.class, () -> Transcript.parse("calls", text));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(complaint.split(", did", -1)[0]), message);
    assertTrue(message.contains("; allowed: "), message);
    assertEquals(1, message.lines().count());
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll @StringLength(max = 60) String text) {
    try {
      Transcript.parse("calls", "GUEST 0 " + text);
    } catch (TranscriptException e) {
      assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }
  }
}
