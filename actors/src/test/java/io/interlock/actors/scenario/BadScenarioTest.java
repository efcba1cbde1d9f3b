package io.interlock.actors.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.hardware.topology.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadScenarioTest {
  private static final String HOST = "host.preset = p\n";
  private static final String VM = "vms.a { vcpus = 1, guest = idle }\n";

  @TempDir Path folder = Path.of("");

  /// The complaint without the folder, for a file `s.conf` with this text.
  private String complaint(String text, String... settings) throws IOException {
    Files.writeString(folder.resolve("s.conf"), text);
    return complaintOf("s.conf", settings);
  }

  private String complaintOf(String name, String... settings) {
    var e =
        assertThrows(
            ScenarioException.class,
            () ->
                ScenarioReader.read(
                    folder.resolve(name), List.of(settings).stream().map(Setting::parse).toList()));
    String message = String.valueOf(e.getMessage());
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder + "/", "");
  }

  @Test
  void nothingIsToBeDoneBeforeTheBeginning() throws IOException {
    String complaint = complaint(HOST + VM + "host.actions = \"signal a.0 at -1ms\"");
    assertTrue(
        complaint.startsWith("s.conf:3: \"signal a.0 at -1ms\" is nothing to do"), complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "vms.a.vcpu = 1        | unknown key 'vms.a.vcpu' (did you mean vcpus?); allowed: vcpus, count, guest, secondaries, start, gic, devices, handlers, affinity, supported-cpus, nice, registers, id-regs, system-suspend, pmu, mix, spe, on-fail-entry, hosts, total-cycles, tick-hz, busy-percent, clock-hz, handler-cycles, intid, to, rate-hz, gap-cycles, events, counters, slice-cycles, sample-hz, period, jitter, buffer-pages, instructions, latency-min, read-every-cycles",
        "vm.a.vcpus = 1        | unknown key 'vm' (did you mean vms?); allowed: host, hosts, run, uapi, vms",
        "run.sed = 1           | unknown key 'run.sed' (did you mean seed?); allowed: for, seed, granularity, mode, threads",
        "host.cpus = 4         | unknown key 'host.cpus'; allowed: device-tree, preset, count, counter-frequency, costs, kvm, events, actions, spe",
        "vms.a.nice = 20       | vms.a.nice is '20'; allowed: a whole number, -20 to 19",
        "vms.a.nice = high     | vms.a.nice is 'high'; allowed: a whole number, -20 to 19",
        "vms.a.nice = 1.5      | vms.a.nice is '1.5'; allowed: a whole number, -20 to 19",
        "vms.a.nice = 1e400    | vms.a.nice is 'Infinity'; allowed: a whole number, -20 to 19",
        "vms.a.vcpus = 0       | vms.a.vcpus is '0'; allowed: a whole number, 1 to 512",
        "vms.a.vcpus = [1]     | vms.a.vcpus is a list; allowed: a whole number, 1 to 512",
        "vms.a.vcpus = {a=1}   | vms.a.vcpus is an object; allowed: a whole number, 1 to 512",
        "vms.a = 1             | vms.a is '1'; allowed: an object { ... }",
        "run = [1]             | run is a list; allowed: an object { ... }",
        "run.for = 1           | run.for is '1'; allowed: a duration of 1 ns to 1000 hours, in ps, ns, us, ms, s, min, h",
        "run.for = 1001h       | run.for is '1001h'; allowed: a duration of 1 ns to 1000 hours, in ps, ns, us, ms, s, min, h",
        "run.for = 0s          | run.for is '0s'; allowed: a duration of 1 ns to 1000 hours, in ps, ns, us, ms, s, min, h",
        "run.for = 1000.5ps    | run.for is '1000.5ps'; allowed: a duration of 1 ns to 1000 hours, in ps, ns, us, ms, s, min, h",
        "run.granularity = stp | run.granularity is 'stp' (did you mean step?); allowed: step, program, block",
        "run.mode = fast       | run.mode is 'fast'; allowed: timed, live",
        "host.counter-frequency = 1kHz | host.counter-frequency is '1kHz'; allowed: a frequency of 1 MHz to 1 GHz, in Hz, kHz, MHz, GHz",
        "host.device-tree = x  | both device-tree and preset are given; allowed: device-tree = \"FILE.dtb\" or preset = \"NAME\"",
        "hosts.b.preset = x    | both host and hosts are given; allowed: host { ... } for one kind, hosts { NAME { ... } } for several",
        "vms.a.affinity = \"\" | no CPU is named; allowed: a CPU list such as \"0-3,5\"",
        "vms.a.affinity = []   | vms.a.affinity is an empty list; allowed: a CPU list such as \"0-3,5\"",
        "vms.a.affinity = 3-1  | bad CPU list \"3-1\"; allowed: numbers 0 to 4095 and rising ranges, such as 0-3,5",
        "vms.a.affinity = 4096 | bad CPU list \"4096\"; allowed: numbers 0 to 4095 and rising ranges, such as 0-3,5",
        "vms.a.affinity = [0, 1] | 2 CPU lists for 1 vCPUs; allowed: one list for all vCPUs, or one for each",
        "vms.a.on-fail-entry = repin | vms.a.on-fail-entry is 'repin' (did you mean re-pin?); allowed: stop, re-pin",
        "vms.a.system-suspend = yes | vms.a.system-suspend is 'yes'; allowed: no, honour, deny",
        "vms.a.id-regs.ID_AA64DFR0_EL1 = 5 | vms.a.id-regs.ID_AA64DFR0_EL1 is '5'; allowed: an object { ... }",
        "vms.a.id-regs.ID_AA64DFR0_EL1.PMVer = 5 | unknown key 'vms.a.id-regs.ID_AA64DFR0_EL1.PMVer' (did you mean PMUVer?); allowed: DebugVer, PMUVer, BRPs, WRPs, CTX_CMPs, PMSVer, DoubleLock",
        "vms.a.id-regs.ID_AA64DFR0_EL1.PMUVer = 16 | vms.a.id-regs.ID_AA64DFR0_EL1.PMUVer is '16'; allowed: a whole number, 0 to 15",
        "vms.a.registers.CTR_EL0 = 5 | CTR_EL0 is an ID register; allowed: id-regs { CTR_EL0.FIELD = VALUE }",
        "vms.a.hosts = hots    | no host is named 'hots' (did you mean host?); allowed: host",
        "vms.a.mix = usual     | vms.a.mix is 'usual'; allowed: plain, typical",
        "vms.a.pmu = emulated  | vms.a.pmu is 'emulated'; allowed: an object { ... }",
        "vms.a.pmu.type = real | vms.a.pmu.type is 'real'; allowed: host, none, emulated, partitioned",
        "vms.a.pmu.typ = none  | unknown key 'vms.a.pmu.typ' (did you mean type?); allowed: type, device, init-cpu, interrupt, counters, strict, filter",
        "vms.a.pmu.interrupt = 15 | '15' is no interrupt of a PMU; allowed: a PPI, 16 to 31, or an SPI, 32 to 1019",
        "vms.a.pmu.interrupt = 1020 | '1020' is no interrupt of a PMU; allowed: a PPI, 16 to 31, or an SPI, 32 to 1019",
        "vms.a.pmu.interrupt = [40, 41] | 2 interrupts for 1 vCPUs; allowed: one for all vCPUs, or one for each",
        "vms.a { devices = [spi 40 every 1ms to 0], pmu.interrupt = 40 } | SPI 40 is that of a device; allowed: PPIs, or SPIs that no device has",
        "vms.a.gic = reset | vms.a.gic is 'reset'; allowed: set-up, as-reset, none",
        "vms.a { gic = as-reset, devices = [spi 40 every 1ms to next] } | SPI 40 goes elsewhere, and the GIC is 'as-reset'; allowed: \"... to 0\", where SPIs go until the guest routes them",
        "vms.a.pmu.filter = deny 9-8 | 'deny 9-8' is no range of events; allowed: allow or deny, and an event or two with a - between them",
        "host.kvm.uapi = strict | host.kvm.uapi is 'strict' (did you mean strict-v2?); allowed: linux-6-12, strict-v2, strict-v3",
        "host.events = [cycles] | no event is named \"cycles\"; allowed: sw_incr, l1i_cache_refill, l1d_cache_refill, l1d_cache, inst_retired, br_mis_pred, cpu_cycles, br_pred, mem_access, inst_spec, chain, stall_frontend, stall_backend, stall_slot_backend, stall_slot_frontend, stall_slot, or r and its number in hexadecimal",
        "host.events = \"cpu_cycles:x\" | \"cpu_cycles:x\" has unknown modifiers; allowed: ukHGD",
        "vms.\"a b\".vcpus = 1 | 'a b' is not a name; allowed: 1 to 63 letters, digits, '-' and '_', a letter first",
        "vms.c.guest = idle    | the VM has no vCPUs; allowed: vcpus = 1 to 512",
        "host.costs.migration = [1] | host.costs.migration is a list; allowed: a duration of 0 to 1 s, in ps, ns, us, ms, s, min, h",
        "run.seed = ${nowhere} | Could not resolve substitution to a value: ${nowhere}; allowed: HOCON as docs/scenarios.md describes it",
      })
  void aWrongLineIsNamedWithWhatIsAllowed(String line, String complaint) throws IOException {
    assertEquals("s.conf:3: " + complaint, complaint(HOST + VM + line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "vms.a.guest = computer | no guest is named 'computer' (did you mean compute?); allowed: idle, compute, timer-tick, ipi-storm, perf-stat, perf-sample, perf-record, or a list of operations",
        "vms.a.guest = []      | vms.a.guest is an empty list; allowed: a list of strings, one operation in each",
        "vms.a.tick-hz = 100   | tick-hz means nothing to guest idle; allowed: no parameter",
        "vms.a.guest = [wfi, zzz] | [1] \"zzz\": no operation, allowed are compute, wfi, wfit, wfe, wfet, wait-sgi, sgi, timer, hvc, psci, x0, mmio, read, write, repeat, forever, off and }",
        "vms.a.guest = [sgi 1 to 1] | an SGI goes to vCPU 1; allowed: vCPUs 0 to 0 of this VM",
        "vms.a.guest = [read GICD_ISENABLER8] | GICD_ISENABLER8 is about INTID 256; allowed: INTIDs 0 to 255 of this VM's GIC",
        "vms.a.guest = [write GICR_ICFGR2 0] | GICR_ICFGR2 is about INTID 32; allowed: INTIDs 0 to 31",
        "vms.a { gic = none, guest = [read GICD_TYPER] } | GICD_TYPER of a VM without a GIC; allowed: registers of the CPU, or gic = set-up",
        "vms.a.guest = [mmio spi 40] | the VM has no device with SPI 40; allowed: devices = [...]",
        "vms.a.handlers = { 40 = [wfi] } | an interrupt handler must end: wfi does not",
        "vms.a.handlers = { 40 = [hvc, zzz] } | [1] \"zzz\": no operation, allowed are compute, wfi, wfit, wfe, wfet, wait-sgi, sgi, timer, hvc, psci, x0, mmio, read, write, repeat, forever, off and }",
        "vms.a.handlers = { 20 = [hvc] } | no interrupt is '20'; allowed: sgi, timer, pmu, device, or the INTID of an SGI (0 to 15) or an SPI (32 to 1019)",
        "vms.a.handlers = { tick = [hvc] } | no interrupt is 'tick'; allowed: sgi, timer, pmu, device, or the INTID of an SGI (0 to 15) or an SPI (32 to 1019)",
        "vms.a.handlers = [hvc] | vms.a.handlers is a list; allowed: an object { ... }",
        "vms.a.guest = [read NONE_EL1] | unknown register NONE_EL1, nearest is MIDR_EL1; allowed: AArch64 system registers",
        "vms.a { guest = timer-tick, busy-percent = 101 } | busy-percent is 101, allowed are 0 to 100",
        "vms.a { guest = compute, tick-hz = 1 } | tick-hz means nothing to guest compute; allowed: total-cycles",
        "vms.a.guest = [read PMCCNTR_EL0 as] | [0] \"read PMCCNTR_EL0 as\": expected \"read REGISTER [of VCPU] [as LABEL]\"",
        "vms.a.guest = [read GICR_TYPER of 1] | there is no redistributor of vCPU 1; allowed: vCPUs 0 to 0",
        "vms.a.guest = [write GICD_CTLR of 0 1] | [0] \"write GICD_CTLR of 0 1\": GICD_CTLR is of no vCPU, allowed are registers of redistributors, GICR_",
        "vms.a.guest = [compute 5 el1] | [0] \"compute 5 el1\": expected \"compute CYCLES [el0]\"",
        "vms.a { guest = perf-stat, events = [cpu_cycles, cycles] } | events has \"cycles\", allowed are sw_incr, l1i_cache_refill, l1d_cache_refill, l1d_cache, inst_retired, br_mis_pred, cpu_cycles, br_pred, mem_access, inst_spec, chain, stall_frontend, stall_backend, stall_slot_backend, stall_slot_frontend, stall_slot",
        "vms.a { guest = perf-stat, events = \"br_pred,br_pred\" } | events has br_pred twice",
      })
  void aWrongGuestIsNamedWithWhatIsAllowed(String line, String complaint) throws IOException {
    assertEquals("s.conf:3: " + complaint, complaint(HOST + VM + line));
  }

  @Test
  void aWrongSettingIsQuoted() throws IOException {
    assertEquals(
        "--set vms.a.nice=99: vms.a.nice is '99'; allowed: a whole number, -20 to 19",
        complaint(HOST + VM, "vms.a.nice=99"));
    assertEquals(
        "--set run.sed=1: unknown key 'run.sed' (did you mean seed?);"
            + " allowed: for, seed, granularity, mode, threads",
        complaint(HOST + VM, "run.sed=1"));
    assertEquals(
        "--set seed: not an assignment; allowed: path=value, such as run.seed=7",
        complaint(HOST + VM, "seed"));
    assertEquals(
        "--set a..b=1: not a path; allowed: keys with dots between them, such as run.seed",
        complaint(HOST + VM, "a..b=1"));
    assertTrue(
        complaint(HOST + VM, "vms.a.guest=[1").startsWith("--set vms.a.guest=[1: "), "open list");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertEquals(
        "s.conf:1: there are no VMs; allowed: vms { NAME { vcpus = 1, guest = ... } }",
        complaint(HOST));
    assertEquals(
        "s.conf:1: the host has no topology;"
            + " allowed: device-tree = \"FILE.dtb\" or preset = \"NAME\"",
        complaint(VM));
    assertEquals(
        "s.conf:2: vms.a.guest is missing;"
            + " allowed: idle, compute, timer-tick, ipi-storm, perf-stat, perf-sample, perf-record, or a list of operations",
        complaint(HOST + "vms.a { vcpus = 1 }"));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed});
    Files.write(folder.resolve("zero"), new byte[100]);
    Files.write(folder.resolve("large"), new byte[TextFile.BYTES_MAX + 1]);
    String file = "; allowed: a readable HOCON file of at most 1 MiB";

    assertEquals("none: no such file" + file, complaintOf("none"));
    assertEquals("d: is a directory" + file, complaintOf("d"));
    assertEquals("large: is larger than 1 MiB" + file, complaintOf("large"));
    assertEquals("binary:1: is not text; allowed: HOCON in UTF-8", complaintOf("binary"));
    assertEquals("zero:1: is not text; allowed: HOCON in UTF-8", complaintOf("zero"));
  }

  /// Opening a pipe waits for whoever writes into it.
  @Test
  void aPipeIsRefusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process maker = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(maker.waitFor() == 0, "needs mkfifo");
    String refused = "is a device or a pipe; allowed: a readable ";

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertEquals("pipe: " + refused + "HOCON file of at most 1 MiB", complaintOf("pipe"));
          assertEquals(
              "s.conf:2: include of 'pipe': " + refused + "HOCON file of at most 1 MiB",
              complaint(HOST + "include \"pipe\""));
          assertEquals(
              "s.conf:2: pipe: " + refused + "file with calls of at most 1 MiB",
              complaint(HOST + "uapi = pipe"));
          Path tree = Files.writeString(folder.resolve("t.conf"), "host.device-tree = pipe\n" + VM);
          var e = assertThrows(ScenarioException.class, () -> ScenarioBundle.pack(tree, List.of()));
          assertEquals(
              tree + ":1: " + pipe + " is no regular file; allowed: a readable file",
              e.getMessage());
        });
  }

  @Test
  void aFileWithCallsIsNotCalledHocon() throws IOException {
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xd0, 0x0d});
    String host = HOST + "uapi = ";

    assertEquals(
        "binary:1: is not text; allowed: calls of user space in UTF-8", complaint(host + "binary"));
    assertEquals(
        "s.conf:2: none: no such file; allowed: a readable file with calls of at most 1 MiB",
        complaint(host + "none"));
  }

  @Test
  void includesMustBeFilesAndFormNoCircle() throws IOException {
    Files.writeString(folder.resolve("other.conf"), "\n\ninclude \"s.conf\"");

    assertEquals(
        "s.conf:2: include of 's.conf' leads back to itself; allowed: includes that form no circle",
        complaint(HOST + "include \"s.conf\""));
    assertEquals(
        "other.conf:3: include of 's.conf' leads back to itself;"
            + " allowed: includes that form no circle",
        complaint("include \"other.conf\""));
    assertEquals(
        "s.conf:2: include of 'none.conf': no such file;"
            + " allowed: a readable HOCON file of at most 1 MiB",
        complaint(HOST + "include \"none.conf\""));
    assertEquals(
        "s.conf:1: include of 'http://localhost/x' is not a file; allowed: include \"FILE\"",
        complaint("include url(\"http://localhost/x\")"));
    assertEquals(
        "s.conf:1: include of 'reference.conf' is not a file; allowed: include \"FILE\"",
        complaint("include classpath(\"reference.conf\")"));
  }

  @Test
  void aSyntaxErrorHasItsLine() throws IOException {
    assertTrue(complaint(HOST + VM + "run { seed = 1").startsWith("s.conf:3: "));
    assertTrue(complaint(HOST + VM + "run.seed = ${run.seed}").startsWith("s.conf:3: "));
    assertTrue(complaint("host { preset = \"p\n").startsWith("s.conf:1: "));
  }

  @Test
  void hostileTextCostsLittle() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          complaint("[".repeat(500_000));
          complaint("a.".repeat(500_000) + "b = 1");
          complaint("a=" + "{b=".repeat(300_000));
          var doubling = new StringBuilder("a0 = xxxxxxxxxx\n");
          for (int i = 1; i < 64; i++) {
            doubling.append("a%d = ${a%d}${a%d}\n".formatted(i, i - 1, i - 1));
          }
          complaint(doubling.toString());
          var manyKeys = new StringBuilder();
          while (manyKeys.length() < 1_000_000) {
            manyKeys.append("a.").append(manyKeys.length()).append("=1\n");
          }
          complaint(manyKeys.toString());
          complaint("a=1\n".repeat(250_000));
          complaint("a+=1\n".repeat(200_000));
        });
  }

  @Test
  void cpusOutsideTheHostAreRefusedOnceItIsKnown() throws IOException {
    Files.writeString(
        folder.resolve("s.conf"), HOST + "vms.a { vcpus = 1, guest = idle,\n affinity = 0-8 }");
    Scenario scenario = ScenarioReader.read(folder.resolve("s.conf"), List.of());

    HostSpec host = scenario.hosts().getFirst();
    var e =
        assertThrows(ScenarioException.class, () -> scenario.checkCpus(host, CpuSet.parse("0-7")));
    scenario.checkCpus(host, CpuSet.parse("0-8"));

    assertEquals(
        folder.resolve("s.conf") + ":3: CPU 8 is outside host 'host'; allowed: CPUs 0-7",
        e.getMessage());
  }
}
