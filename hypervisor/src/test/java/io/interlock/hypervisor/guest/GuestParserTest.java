package io.interlock.hypervisor.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.MaskInterrupts;
import io.interlock.hypervisor.guest.GuestOperation.MmioRead;
import io.interlock.hypervisor.guest.GuestOperation.OfGic;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.ReadGic;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.ServeDevice;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import io.interlock.hypervisor.guest.GuestOperation.WriteGic;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestParserTest {
  @Test
  void everyFormIsRead() {
    assertEquals(
        List.of(
            new Compute(1_000_000),
            new Compute(3_000_000_000L),
            new WaitForInterrupt(),
            new WaitForSgi(4),
            new SendSgi(3, new SgiTarget.Vcpus(List.of(1))),
            new SendSgi(3, new SgiTarget.Vcpus(List.of(1, 2))),
            new SendSgi(3, new SgiTarget.AllButSelf()),
            new SendSgi(3, new SgiTarget.NextInTurn()),
            new ArmTimer(4_000_000_000L, true),
            new ArmTimer(4_000_000_000L, false),
            new StopTimer(),
            new Hypercall(),
            new MmioRead(MmioRead.Emulator.KERNEL),
            new MmioRead(MmioRead.Emulator.USER),
            new ReadRegister("PMCCNTR_EL0"),
            new WriteRegister("PMCR_EL0", 65),
            new WriteRegister("PMCNTENSET_EL0", -1),
            new Repeat(10, List.of(new Hypercall(), new Repeat(2, List.of(new Hypercall())))),
            new PowerOff(),
            new Forever(List.of(new WaitForInterrupt()))),
        GuestParser.parse(
            List.of(
                "compute 1000000",
                "compute 3G",
                "wfi",
                "wait-sgi 4",
                "sgi 3 to 1",
                "sgi 3 to 1,2",
                "sgi 3 to all",
                "  sgi  3 to   next ",
                "timer 250Hz",
                "timer 4ms once",
                "timer off",
                "hvc",
                "mmio kernel",
                "mmio user",
                "read PMCCNTR_EL0",
                "write PMCR_EL0 65",
                "write PMCNTENSET_EL0 0xffffffffffffffff",
                "repeat 10 {",
                "hvc",
                "repeat 2 {",
                "hvc",
                "}",
                "}",
                "off",
                "forever {",
                "wfi",
                "}")));
  }

  @Test
  void accessesOfTheGicAreToldApart() {
    assertEquals(
        List.of(
            new WriteGic(gic("GICD_ISENABLER1"), OfGic.OWN, 0x100),
            new WriteGic(gic("GICD_IROUTER40"), OfGic.OWN, 1L << 32),
            new ReadGic(gic("GICR_ISPENDR0"), OfGic.OWN, "pending"),
            new ReadGic(gic("GICR_ISPENDR0"), 2, "pending"),
            new ReadGic(gic("GICR_WAKER"), 0, ""),
            new WriteGic(gic("GICR_ICENABLER0"), 1, 1),
            new ReadGic(gic("GICD+0x8"), OfGic.OWN, ""),
            new MaskInterrupts(true),
            new MaskInterrupts(false),
            new ServeDevice(40),
            new WriteRegister("ICC_PMR_EL1", 0xF8)),
        GuestParser.parse(
            List.of(
                "write GICD_ISENABLER1 0x100",
                "write GICD_IROUTER40 0x100000000",
                "read GICR_ISPENDR0 as pending",
                "read GICR_ISPENDR0 of 2 as pending",
                "read GICR_WAKER of 0",
                "write GICR_ICENABLER0 of 1 1",
                "read GICD+0x8",
                "write DAIF 0x80",
                "write DAIF 0",
                "mmio spi 40",
                "write ICC_PMR_EL1 0xf8")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GICD_ISENABLER32", "GICR_IROUTER40", "GICD_IROUTER31", "GICD_IROUTER1020",
        "GICD_FOO", "GICD_", "GICD+8", "GICD_ISENABLER99999"
      })
  void whatIsNoRegisterOfTheGicIsRefused(String name) {
    String refusal = refusal(List.of("read " + name));
    assertTrue(refusal.contains("allowed"), refusal);
    assertEquals(1, refusal.lines().count());
  }

  private static FrameRegister gic(String name) {
    return Objects.requireNonNull(FrameRegister.named(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          compute 2ms ~ cycles is "2ms", allowed is a whole number, with or without k, M or G
          compute 0 ~ cycles is 0, allowed are 1 to 1000000000000000
          compute 9999999999G ~ cycles is 9223372036854775807, allowed are 1 to 1000000000000000
          compute ~ expected "compute CYCLES [el0]"
          wfi 3 ~ expected "wfi"
          sgi 16 to 1 ~ intid is 16, allowed are 0 to 15
          sgi 3 to 512 ~ vCPU is 512, allowed are 0 to 511
          sgi 3 to 1, ~ vCPU is "", allowed is a whole number, with or without k, M or G
          sgi 3 at 1 ~ expected "sgi INTID to VCPU[,VCPU...]|all|next"
          timer 0Hz ~ timer rate in Hz is 0, allowed are 1 to 100000
          timer 4ns ~ timer period in ps is 4000, allowed are 1000000 to 3600000000000000
          timer 4 ~ "4" is no period, allowed are such as 250Hz, 4ms, 100us, 500ns or 1s
          timer 4ms twice ~ expected "timer [physical] PERIOD [once] [ignored N]" or "timer [physical] off"
          timer off once ~ "off" is no period, allowed are such as 250Hz, 4ms, 100us, 500ns or 1s
          mmio vm ~ emulator is "vm", allowed are kernel, user and spi N
          mmio spi 31 ~ SPI is 31, allowed are 32 to 1019
          write DAIF 1 ~ value is 0x1, allowed are 0x80 (interrupts are masked) and 0
          write GICD_CTLR 0x100000000 ~ value is 0x100000000, allowed are the 32 bits of GICD_CTLR
          read a-b ~ "a-b" is not a register: letters, digits and _ are allowed
          write X 1x ~ value is "1x", allowed are 0 to 0xffffffffffffffff
          repeat 0 { ~ times is 0, allowed are 1 to 1000000000
          repeat 5 ~ expected "repeat N {"
          forever ~ expected "forever {"
          } ~ there is no loop to end
          } 3 ~ expected "}"
          """)
  void anErrorNamesTheElementAndWhatIsAllowedThere(String element, String what) {
    assertEquals("[1] \"" + element + "\": " + what, refusal(List.of("hvc", element, "hvc", "}")));
  }

  @Test
  void anUnknownOperationIsAnsweredWithAllThatAreKnown() {
    assertEquals(
        "[0] \"sleep 3\": no operation, allowed are compute, wfi, wfit, wfe, wfet, wait-sgi, sgi,"
            + " timer, hvc, psci, x0, mmio, read, write, repeat, forever, off and }",
        refusal(List.of("sleep 3")));
  }

  @Test
  void aLoopWithoutEndIsReportedWhereItBegins() {
    assertEquals(
        "[1] \"repeat 2 {\": the loop has no end, expected \"}\" after element 2",
        refusal(List.of("hvc", "repeat 2 {", "hvc")));
  }

  @Test
  void whatFollowsAnEndlessLoopIsRefused() {
    assertEquals(
        "[3] \"hvc\": nothing is reached after a loop that never ends",
        refusal(List.of("forever {", "wfi", "}", "hvc")));
  }

  @Test
  void theExampleOfTheManualIsRead() {
    var operations =
        GuestParser.parse(
            List.of(
                "timer 250Hz",
                "forever {",
                "repeat 10 {",
                "compute 100k",
                "sgi 3 to next",
                "}",
                "wfi",
                "}"));
    new GuestProgram("example", operations).compile();
    assertEquals(2, operations.size());
  }

  @Test
  void anEmptyLoopIsReportedWhereItBegins() {
    assertEquals(
        "[1] \"forever {\": a loop needs at least one operation",
        refusal(List.of("hvc", "forever {", "}")));
  }

  @Test
  void loopsBeyondAnyDepthAreRefusedNotFollowed() {
    assertEquals(
        "[8] \"forever {\": loops are nested too deep, allowed are 8 levels",
        refusal(Collections.nCopies(100_000, "forever {")));
  }

  @Property(tries = 300)
  void whatIsPrintedIsReadBackEqual(@ForAll long seed) {
    var operations = Programs.randomMaybeEndless(new Random(seed), 3);
    var text = GuestText.print(operations);
    assertEquals(operations, GuestParser.parse(text));
    assertEquals(text, GuestText.print(GuestParser.parse(text)));
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefusedInOneLine(@ForAll("almostPrograms") List<String> elements) {
    try {
      var operations = GuestParser.parse(elements);
      assertEquals(operations, GuestParser.parse(GuestText.print(operations)));
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.matches("\\[\\d+] \".*\": .*"), message);
      assertFalse(message.contains("\n"), message);
    }
  }

  @Provide
  Arbitrary<List<String>> almostPrograms() {
    var words =
        Arbitraries.of(
            "compute",
            "wfi",
            "sgi",
            "timer",
            "hvc",
            "mmio",
            "repeat",
            "forever",
            "off",
            "{",
            "}",
            "to",
            "all",
            "next",
            "once",
            "3",
            "1,2",
            "4ms",
            "250Hz",
            "kernel",
            "10k",
            "-1",
            "\n",
            "99999999999999999999",
            "0x1",
            "read",
            "write",
            "X",
            "",
            "wait-sgi");
    var sentences = words.list().ofMinSize(0).ofMaxSize(4).map(list -> String.join(" ", list));
    var anything = Arbitraries.strings().ofMaxLength(20);
    return Arbitraries.oneOf(sentences, sentences, anything).list().ofMaxSize(8);
  }

  private static String refusal(List<String> elements) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> GuestParser.parse(elements))
            .getMessage());
  }
}
