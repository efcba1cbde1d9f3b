package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.GroupZero;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.SgiRequest;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.kvm.GuestSide;
import io.interlock.hypervisor.kvm.TimerRegister;
import io.interlock.hypervisor.vcpu.PsciFunction;
import io.interlock.hypervisor.vcpu.PsciStatus;
import io.interlock.hypervisor.vgic.FrameRegister;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a guest does: `GUEST VCPU` and one access, or something that its handler or its PSCI code
/// would do.
final class GuestParser {
  private static final String UNDEFINED = "UNDEF";
  private static final List<String> VERBS =
      List.of("READ", "WRITE", "SGI", "HANDLE", "WFI", "WFIT", "PSCI");
  private static final String REGISTERS =
      "an ICC register, a CNTV or CNTP register, an ID register or a field of one, or a register of the"
          + " GIC's frames";

  private GuestParser() {}

  static Call parse(Words words) {
    int id = CallParser.vcpu(words);
    Call call =
        switch (words.oneOf(VERBS)) {
          case "READ" -> read(words, id);
          case "WRITE" -> write(words, id);
          case "SGI" -> withInterface(sgi(words, id));
          case "HANDLE" -> withInterface(session -> list(session.vm().guest().handleAll(id)));
          case "WFI" -> session -> sleep(session, id, SystemCounter.NEVER);
          case "WFIT" -> deadline(words, id);
          default -> psci(words, id);
        };
    return CallParser.ofVcpu(id, running(id, call));
  }

  /// A guest does something only in `KVM_RUN`, which must succeed.
  private static Call running(int id, Call call) {
    return session -> {
      String entered = Session.entered(session.vm().run(id, false));
      return entered.isEmpty() ? call.make(session) : entered;
    };
  }

  /// What needs the system registers of a GIC.
  private static Call withInterface(Call call) {
    return session -> session.vm().guest().hasCpuInterface() ? call.make(session) : UNDEFINED;
  }

  /// What needs the frames of a GIC; without one, user space is asked.
  private static Call withFrames(Call call) {
    return session -> session.vm().guest().hasGic() ? call.make(session) : "KVM_EXIT_MMIO";
  }

  private static Call read(Words words, int id) {
    String name = words.word(REGISTERS);
    if (FrameRegister.isName(name)) {
      FrameRegister register = words.frameRegister(name);
      return withFrames(
          session ->
              Session.number(
                  Integer.toUnsignedLong(
                      register.distributor()
                          ? session.vm().guest().readDistributor(register.offset())
                          : session.vm().guest().readRedistributor(id, register.offset()))));
    }
    TimerRegister timer = TimerRegister.named(name);
    if (timer != null) {
      return session -> Session.number(session.vm().guest().read(id, timer));
    }
    CpuInterfaceRegister register = CpuInterfaceRegister.named(name);
    if (register != null) {
      return withInterface(session -> Session.number(session.vm().guest().read(id, register)));
    }
    SysReg empty = empty(name);
    if (empty != null) {
      boolean undefined = GroupZero.isUndefined(empty, false);
      return withInterface(
          session ->
              undefined ? UNDEFINED : Session.number(session.vm().guest().readEmpty(id, empty)));
    }
    NamedBits bits = NamedBits.find(words, name);
    if (bits != null) {
      return session ->
          Session.number(bits.of(session.vm().registers().identity(id, bits.register())));
    }
    return switch (name) {
      case "ICC_EOIR1_EL1", "ICC_DIR_EL1", "ICC_SGI1R_EL1" -> _ -> UNDEFINED;
      case "ICC_IAR1_EL1" ->
          withInterface(session -> Session.number(session.vm().guest().acknowledge(id)));
      case "ICC_RPR_EL1" ->
          withInterface(session -> Session.number(session.vm().guest().runningPriority(id)));
      default -> throw words.refuse("no register is named " + name, REGISTERS);
    };
  }

  private static Call write(Words words, int id) {
    String name = words.word(REGISTERS);
    if (FrameRegister.isName(name)) {
      FrameRegister register = words.frameRegister(name);
      int value = (int) words.number("value");
      return withFrames(
          done(
              session -> {
                GuestSide guest = session.vm().guest();
                if (register.distributor()) {
                  guest.writeDistributor(register.offset(), value);
                } else {
                  guest.writeRedistributor(id, register.offset(), value);
                }
              }));
    }
    TimerRegister timer = TimerRegister.named(name);
    if (timer != null && !timer.isCounter()) {
      TimerValue value = TimerValue.take(words, timer);
      return done(session -> session.vm().guest().write(id, timer, value.of(session, id)));
    }
    long value = words.number("value");
    CpuInterfaceRegister register = CpuInterfaceRegister.named(name);
    if (register != null) {
      return withInterface(done(session -> session.vm().guest().write(id, register, value)));
    }
    SysReg empty = empty(name);
    if (empty != null) {
      boolean undefined = GroupZero.isUndefined(empty, true);
      return withInterface(_ -> undefined ? UNDEFINED : "0");
    }
    return switch (name) {
      case "ICC_IAR1_EL1", "ICC_RPR_EL1" -> _ -> UNDEFINED;
      case "ICC_ASGI1R_EL1", "ICC_SGI0R_EL1" -> withInterface(_ -> "0");
      case "ICC_EOIR1_EL1" ->
          withInterface(done(session -> session.vm().guest().endOfInterrupt(id, (int) value)));
      case "ICC_DIR_EL1" ->
          withInterface(done(session -> session.vm().guest().deactivate(id, (int) value)));
      case "ICC_SGI1R_EL1" ->
          withInterface(
              done(session -> session.vm().guest().sendSgi(id, SgiRequest.decode(value))));
      default -> throw words.refuse("no register is named " + name, REGISTERS);
    };
  }

  private static @Nullable SysReg empty(String name) {
    SysReg register = SysReg.find(name);
    return register != null && GroupZero.contains(register) ? register : null;
  }

  /// `SGI INTID all|self|VCPU`, which is a value of ICC_SGI1R_EL1.
  private static Call sgi(Words words, int id) {
    int intid = words.number("SGI", IntId.SGI_MIN, IntId.SGI_MAX);
    if (words.take("all")) {
      SgiRequest all = new SgiRequest(intid, true, 0, 0, 0);
      return done(session -> session.vm().guest().sendSgi(id, all));
    }
    int target = words.take("self") ? id : CallParser.vcpu(words);
    long affinity = GicDevice.affinity(target);
    SgiRequest one =
        new SgiRequest(
            intid, false, Affinity.cluster(affinity), 0, 1 << (Affinity.aff0(affinity) & 0xF));
    return done(session -> session.vm().guest().sendSgi(id, one));
  }

  private static Call deadline(Words words, int id) {
    long picos = words.duration();
    return withInterface(session -> sleep(session, id, session.vm().now() + picos));
  }

  private static String sleep(Session session, int id, long deadline) {
    if (!session.vm().guest().hasGic()) {
      return "sleeps";
    }
    long slept = session.vm().guest().waitForInterrupt(id, deadline);
    if (slept == SystemCounter.NEVER) {
      return "sleeps";
    }
    return slept == 0 ? "goes on" : "wakes after " + slept / 1_000 + " ns";
  }

  private static Call psci(Words words, int id) {
    String function =
        words.oneOf(
            List.of(
                "CPU_ON",
                "CPU_OFF",
                "AFFINITY_INFO",
                "CPU_SUSPEND",
                "SYSTEM_OFF",
                "SYSTEM_RESET",
                "SYSTEM_SUSPEND",
                "FEATURES"));
    return switch (function) {
      case "CPU_ON" -> {
        long affinity = words.number("MPIDR");
        long entry = words.number("entry point");
        long context = words.number("context");
        yield session -> session.vm().psci().cpuOn(affinity, entry, context).name();
      }
      case "AFFINITY_INFO" -> {
        long affinity = words.number("MPIDR");
        long level = words.number("lowest affinity level");
        yield session -> session.vm().psci().affinityInfo(affinity, level).name();
      }
      // KVM treats it as WFI, whatever the power state that is asked for.
      case "CPU_SUSPEND" -> session -> sleep(session, id, SystemCounter.NEVER);
      case "SYSTEM_SUSPEND" -> {
        long _ = words.number("entry point");
        long _ = words.number("context");
        yield session ->
            session.vm().psci().suspends()
                ? "KVM_SYSTEM_EVENT_SUSPEND"
                : PsciStatus.NOT_SUPPORTED.name();
      }
      case "FEATURES" -> {
        long number = functionNumber(words);
        yield session -> session.vm().psci().features(number).name();
      }
      case "CPU_OFF" -> done(session -> session.vm().psci().cpuOff(id));
      default ->
          session -> {
            session.vm().psci().systemEvent();
            return "KVM_EXIT_SYSTEM_EVENT";
          };
    };
  }

  /// A function by its name or its number.
  private static long functionNumber(Words words) {
    String word = words.word("the name or the number of a function of PSCI");
    PsciFunction named = PsciFunction.of(word.toLowerCase(Locale.ROOT).replace('_', '-'));
    Long number = named == null ? Words.numberOf(word) : (Long) named.number();
    if (number == null) {
      throw words.refuse("PSCI has no function " + word, Arrays.toString(PsciFunction.values()));
    }
    return number;
  }

  private static Call done(Consumer<Session> effect) {
    return session -> {
      effect.accept(session);
      return "0";
    };
  }

  private static String list(List<Integer> intids) {
    return intids.isEmpty()
        ? "none"
        : intids.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
