package io.interlock.hypervisor.guest;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.program.source.Barrier;
import io.interlock.hypervisor.vcpu.PsciFunction;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.List;

/// One thing that a guest does, or a loop of such things.
public sealed interface GuestOperation {

  /// What a vCPU performs as one; a loop is not, it only says what comes next.
  sealed interface Elementary extends GuestOperation {}

  /// Runs instructions that nobody else notices.
  ///
  /// @param cycles of the PE's clock, 1 to 10^15
  /// @param inUserSpace whether it does so at EL0, and not in the guest's kernel at EL1
  record Compute(long cycles, boolean inUserSpace) implements Elementary {
    static final Range CYCLES = new Range("cycles", 1, 1_000_000_000_000_000L);

    public Compute {
      CYCLES.check(cycles);
    }

    public Compute(long cycles) {
      this(cycles, false);
    }
  }

  /// Programs a timer (`CNTx_CVAL_EL0`, `CNTx_CTL_EL0`) to fire one period from now.
  ///
  /// @param periodPicos 1 us to 1 h
  /// @param periodic whether the handler sets it again, see [RearmTimer]
  /// @param ignored how many interrupts the handler ends without a look at the timer, whose line
  ///     stays high, 0 to 1000
  record ArmTimer(GuestTimer timer, long periodPicos, boolean periodic, int ignored)
      implements Elementary {
    static final Range PERIOD_PICOS =
        new Range("timer period in ps", 1_000_000L, 3_600_000_000_000_000L);
    private static final Range IGNORED = new Range("interrupts ignored", 0, 1000);

    public ArmTimer {
      PERIOD_PICOS.check(periodPicos);
      IGNORED.check(ignored);
    }

    /// The virtual timer, whose handler looks after it each time.
    public ArmTimer(long periodPicos, boolean periodic) {
      this(GuestTimer.VIRTUAL, periodPicos, periodic, 0);
    }
  }

  /// Disables a timer.
  record StopTimer(GuestTimer timer) implements Elementary {
    /// The virtual one.
    public StopTimer() {
      this(GuestTimer.VIRTUAL);
    }
  }

  /// Sleeps until an interrupt is pending (`WFI`).
  record WaitForInterrupt() implements Elementary {}

  /// Sleeps until an interrupt is pending, or the virtual count has come so far (`WFIT`). With
  /// `forEvent`, until an event comes or the count (`WFET`).
  ///
  /// @param picos from now on, 0 to 1 h
  record TimedWait(long picos, boolean forEvent) implements Elementary {
    private static final Range PICOS = new Range("timeout in ps", 0, 3_600_000_000_000_000L);

    public TimedWait {
      PICOS.check(picos);
    }
  }

  /// Waits for an event (`WFE`).
  record WaitForEvent() implements Elementary {}

  /// Calls PSCI (`HVC` with the function in X0).
  ///
  /// @param arguments X1 and so on, as many as the function has; the first of CPU_ON and
  ///     AFFINITY_INFO is the index of a vCPU, in place of its MPIDR
  /// @param label under which X0 is reported that comes back, empty for a value that nobody keeps
  record PsciCall(PsciFunction function, List<Long> arguments, String label) implements Elementary {
    public PsciCall {
      arguments = List.copyOf(arguments);
      checkLabel(label);
      if (arguments.size() != function.arguments().size()) {
        throw new IllegalArgumentException(
            arguments.size() + " arguments of PSCI " + function.text());
      }
    }
  }

  /// Reports X0: what the last call of PSCI returned, or the context with which CPU_ON has begun
  /// the program.
  record ReportX0(String label) implements Elementary {
    public ReportX0 {
      checkLabel(label);
    }
  }

  /// Sleeps until so many SGIs have been handled that no earlier wait has counted.
  ///
  /// A vCPU performs it as [WaitForInterrupt], again and again: [GuestCursor] goes past it by
  /// itself.
  ///
  /// @param count 1 to 10^9
  record WaitForSgi(long count) implements Elementary {
    private static final Range COUNT = new Range("count", 1, 1_000_000_000L);

    public WaitForSgi {
      COUNT.check(count);
    }
  }

  /// Sends a software-generated interrupt.
  ///
  /// @param intid 0 to 15
  record SendSgi(int intid, SgiTarget target) implements Elementary {
    static final Range INTID = new Range("intid", 0, 15);

    public SendSgi {
      INTID.check(intid);
    }
  }

  /// Calls the hypervisor (`HVC`) for nothing and returns.
  record Hypercall() implements Elementary {}

  /// Reads a device register.
  ///
  /// @param emulator who answers
  record MmioRead(Emulator emulator) implements Elementary {
    /// Where a device lives: the kernel answers on its own, user space needs a full exit.
    public enum Emulator {
      KERNEL,
      USER
    }
  }

  /// Accesses the device of user space behind an SPI, which has been served by that: its line
  /// falls.
  ///
  /// @param intid 32 to 1019
  record ServeDevice(int intid) implements Elementary {
    private static final Range INTID = new Range("SPI", IntId.SPI_MIN, IntId.SPI_MAX);

    public ServeDevice {
      INTID.check(intid);
    }
  }

  /// An access of the GIC's frames.
  sealed interface OfGic extends Elementary {
    /// In place of the index of a vCPU: the redistributor is the vCPU's own.
    int OWN = -1;

    /// What is accessed.
    FrameRegister register();

    /// Whose redistributor: the index of a vCPU, in place of its affinity, or [#OWN].
    int owner();

    /// Whether the vCPU with that index reaches beyond its own redistributor.
    default boolean reachesBeyond(int vcpu) {
      return register().distributor() || (owner() != OWN && owner() != vcpu);
    }

    /// The register as a program names it.
    default String text() {
      return register().name() + (owner() == OWN ? "" : " of " + owner());
    }
  }

  /// Writes a register of the GIC's frames.
  ///
  /// @param value 32 bits; of GICD_IROUTER, 64
  record WriteGic(FrameRegister register, int owner, long value) implements OfGic {
    private static final long WORD_MAX = 0xFFFF_FFFFL;

    public WriteGic {
      checkOwner(register, owner);
      if (!register.isRouter() && (value & ~WORD_MAX) != 0) {
        throw new IllegalArgumentException(
            "value is 0x%x, allowed are the 32 bits of %s".formatted(value, register.name()));
      }
    }
  }

  /// Reads a register of the GIC's frames.
  ///
  /// @param label as in [ReadRegister]
  record ReadGic(FrameRegister register, int owner, String label) implements OfGic {
    public ReadGic {
      checkOwner(register, owner);
      checkLabel(label);
    }
  }

  /// Sets or clears PSTATE.I.
  ///
  /// @param masked whether no interrupt is taken from now on
  record MaskInterrupts(boolean masked) implements Elementary {}

  /// Writes a system register.
  ///
  /// @param register its name, resolved where the program is run
  /// @param value all 64 bits
  record WriteRegister(String register, long value) implements Elementary {
    public WriteRegister {
      checkRegister(register);
    }
  }

  /// Reads a system register.
  ///
  /// @param label under which the value is reported, empty for a value that nobody keeps
  record ReadRegister(String register, String label) implements Elementary {
    public ReadRegister {
      checkRegister(register);
      checkLabel(label);
    }

    public ReadRegister(String register) {
      this(register, "");
    }
  }

  /// Orders what comes before against what comes after.
  record Fence(Barrier barrier) implements Elementary {}

  /// Profiling data goes from the buffer to user space, where it takes no time.
  ///
  /// @param start virtual address of its first byte
  /// @param flags of perf (`PERF_AUX_FLAG_`): 1 truncated, 4 partial, 8 collision
  record PublishProfile(long start, long bytes, int flags) implements Elementary {}

  /// The guest's SPE driver does its part, which is one operation after another.
  record Profiler(ProfilerTask task) implements GuestOperation {}

  /// Turns the vCPU off (`PSCI CPU_OFF`).
  record PowerOff() implements Elementary {}

  /// In the handler of a periodic timer: sets `CNTx_CVAL_EL0` one period further on, from where it
  /// was, so that ticks do not drift.
  record RearmTimer(GuestTimer timer, long periodPicos) implements Elementary {
    /// The virtual one.
    public RearmTimer(long periodPicos) {
      this(GuestTimer.VIRTUAL, periodPicos);
    }
  }

  /// At the end of each handler that does not do so itself: `ICC_EOIR1_EL1`, with EOImode 1
  /// `ICC_DIR_EL1`, and back to what was interrupted.
  record EndOfInterrupt() implements Elementary {}

  /// At the end of a handler that has ended its interrupt itself (`ERET`).
  record ReturnFromInterrupt() implements Elementary {}

  /// Does `body` so many times.
  ///
  /// @param times 1 to 10^9
  record Repeat(long times, List<GuestOperation> body) implements GuestOperation {
    private static final Range TIMES = new Range("times", 1, 1_000_000_000L);

    public Repeat {
      TIMES.check(times);
      body = checkBody(body);
    }
  }

  /// Does `body` again and again.
  record Forever(List<GuestOperation> body) implements GuestOperation {
    public Forever {
      body = checkBody(body);
    }
  }

  private static List<GuestOperation> checkBody(List<GuestOperation> body) {
    if (body.isEmpty()) {
      throw new IllegalArgumentException("a loop needs at least one operation");
    }
    return List.copyOf(body);
  }

  private static void checkLabel(String label) {
    if (!label.matches("|[A-Za-z][A-Za-z0-9_.-]{0,62}")) {
      throw new IllegalArgumentException(
          "\"" + label + "\" is not a label: 1 to 63 letters, digits, _, . and - are allowed");
    }
  }

  private static void checkOwner(FrameRegister register, int owner) {
    if (register.distributor() && owner != OfGic.OWN) {
      throw new IllegalArgumentException(
          register.name() + " is of no vCPU, allowed are registers of redistributors, GICR_");
    }
  }

  private static void checkRegister(String name) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a register: letters, digits and _ are allowed");
    }
  }
}
