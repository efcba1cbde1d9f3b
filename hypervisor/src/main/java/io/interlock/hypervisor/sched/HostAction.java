package io.interlock.hypervisor.sched;

import io.interlock.hardware.text.OneLine;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.kvm.transcript.GicCalls;
import io.interlock.hypervisor.kvm.transcript.TranscriptException;
import io.interlock.hypervisor.vgic.device.GicCall;
import java.util.Locale;
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

  /// Somebody in the kernel halts the VM, or lets it go on (`kvm_arm_halt_guest`,
  /// `kvm_arm_resume_guest`).
  record Hold(long atPicos, String vm, boolean halts) implements HostAction {}

  /// The VMM gets all vCPUs out of KVM_RUN and keeps them there, or lets them go on.
  record Stand(long atPicos, String vm, boolean stands) implements HostAction {}

  /// The VMM makes a call about the GIC.
  ///
  /// @param text as it was written
  record Call(long atPicos, String vm, GicCall call, String text) implements HostAction {}

  /// The VMM does something to a vCPU.
  record ToVcpu(long atPicos, String vm, int vcpu, Deed deed) implements HostAction {}

  /// What a VMM does to a vCPU.
  enum Deed {
    /// Sends its thread a signal, so that KVM_RUN fails with -EINTR, and calls KVM_RUN again.
    SIGNAL,
    /// Sets `kvm_run->immediate_exit`, so that the next KVM_RUN fails with -EINTR.
    IMMEDIATE_EXIT,
    /// Calls KVM_ARM_VCPU_INIT once more.
    RESET,
    /// Sets its MP state to KVM_MP_STATE_STOPPED.
    STOP,
    /// Sets its MP state to KVM_MP_STATE_RUNNABLE.
    START;

    static Deed of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /// The forms, for those who are told what is allowed.
  String FORMS =
      "load at TIME, unload at TIME, offline CPU at TIME, online CPU at TIME,"
          + " pin VM.VCPU to CPUS at TIME, discard VM at TIME, halt VM at TIME, resume VM at TIME,"
          + " signal VM.VCPU at TIME, immediate-exit VM.VCPU at TIME, reset VM.VCPU at TIME,"
          + " stop VM.VCPU at TIME, start VM.VCPU at TIME, pause VM at TIME, continue VM at TIME,"
          + " VM: CALL at TIME";

  /// How they are written.
  Pattern FORM =
      Pattern.compile(
          "((?<driver>load|unload)|(?<way>offline|online)\\s+(?<cpu>\\d{1,6})"
              + "|discard\\s+(?<gone>[\\w-]+)"
              + "|(?<hold>halt|resume)\\s+(?<held>[\\w-]+)"
              + "|(?<deed>signal|immediate-exit|reset|stop|start)"
              + "\\s+(?<owner>[\\w-]+)\\.(?<which>\\d{1,6})"
              + "|(?<stand>pause|continue)\\s+(?<standing>[\\w-]+)"
              + "|(?<caller>[\\w-]+):\\s*(?<call>\\S.*?)"
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
      if (found.group("hold") != null) {
        return new Hold(at, found.group("held"), found.group("hold").equals("halt"));
      }
      if (found.group("stand") != null) {
        return new Stand(at, found.group("standing"), found.group("stand").equals("pause"));
      }
      if (found.group("call") != null) {
        String call = found.group("call");
        return new Call(at, found.group("caller"), GicCalls.parse(OneLine.of(text), call), call);
      }
      if (found.group("deed") != null) {
        int which = Integer.parseInt(found.group("which"));
        return new ToVcpu(at, found.group("owner"), which, Deed.of(found.group("deed")));
      }
      int vcpu = Integer.parseInt(found.group("vcpu"));
      return new Pin(at, found.group("vm"), vcpu, CpuSet.parse(found.group("cpus")));
    } catch (TranscriptException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
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
      case LoadDriver _, UnloadDriver _, Discard _, Hold _, Stand _, Call _, ToVcpu _ ->
          CpuSet.empty();
      case Offline(_, int cpu) -> CpuSet.of(cpu);
      case Online(_, int cpu) -> CpuSet.of(cpu);
      case Pin(_, _, _, CpuSet cpus) -> cpus;
    };
  }
}
