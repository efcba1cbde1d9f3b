package io.interlock.hypervisor.sched;

import io.interlock.hardware.text.OneLine;
import io.interlock.hardware.topology.CpuSet;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody does to a host at a stated time.
public sealed interface HostAction {
  /// When, from the start of the host on.
  long atPicos();

  /// `modprobe arm_spe_pmu`.
  record LoadDriver(long atPicos) implements HostAction {}

  /// `rmmod arm_spe_pmu`.
  record UnloadDriver(long atPicos) implements HostAction {}

  /// A CPU goes (`echo 0 > /sys/devices/system/cpu/cpuN/online`).
  record Offline(long atPicos, int cpu) implements HostAction {}

  /// It comes back.
  record Online(long atPicos, int cpu) implements HostAction {}

  /// `taskset` of a vCPU's thread.
  record Pin(long atPicos, String vm, int vcpu, CpuSet cpus) implements HostAction {}

  /// User space takes the VM's memory back (`MADV_DONTNEED`), as a balloon does.
  record Discard(long atPicos, String vm) implements HostAction {}

  /// The forms, for those who are told what is allowed.
  String FORMS =
      "load at TIME, unload at TIME, offline CPU at TIME, online CPU at TIME,"
          + " pin VM.VCPU to CPUS at TIME, discard VM at TIME";

  /// How they are written.
  Pattern FORM =
      Pattern.compile(
          "((?<driver>load|unload)|(?<way>offline|online)\\s+(?<cpu>\\d{1,6})"
              + "|discard\\s+(?<gone>[\\w-]+)"
              + "|pin\\s+(?<vm>[\\w-]+)\\.(?<vcpu>\\d{1,6})\\s+to\\s+(?<cpus>[\\d,-]+))"
              + "\\s+at\\s+(?<at>\\S+)");

  /// Reads one of [#FORMS].
  ///
  /// Throws `IllegalArgumentException`, whose message is one line, for anything else.
  ///
  /// @param picos reads a duration; throws `IllegalArgumentException` for what is none
  static HostAction parse(String text, ToLongFunction<String> picos) {
    Matcher found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw unknown(text);
    }
    try {
      long at = picos.applyAsLong(found.group("at"));
      if (found.group("driver") != null) {
        return found.group("driver").equals("load") ? new LoadDriver(at) : new UnloadDriver(at);
      }
      if (found.group("way") != null) {
        int cpu = Integer.parseInt(found.group("cpu"));
        return found.group("way").equals("offline") ? new Offline(at, cpu) : new Online(at, cpu);
      }
      if (found.group("gone") != null) {
        return new Discard(at, found.group("gone"));
      }
      int vcpu = Integer.parseInt(found.group("vcpu"));
      return new Pin(at, found.group("vm"), vcpu, CpuSet.parse(found.group("cpus")));
    } catch (IllegalArgumentException _) {
      throw unknown(text);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "\"%s\" is nothing to do; allowed: %s".formatted(OneLine.of(text), FORMS));
  }

  /// The CPUs that it names.
  default CpuSet cpus() {
    return switch (this) {
      case LoadDriver _, UnloadDriver _, Discard _ -> CpuSet.empty();
      case Offline(_, int cpu) -> CpuSet.of(cpu);
      case Online(_, int cpu) -> CpuSet.of(cpu);
      case Pin(_, _, _, CpuSet cpus) -> cpus;
    };
  }
}
