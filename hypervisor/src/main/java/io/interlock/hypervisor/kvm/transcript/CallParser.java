package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.kvm.KvmHost;
import io.interlock.hypervisor.kvm.KvmVm;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vgic.device.GicCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Understands one line of a transcript.
final class CallParser {
  static final int VCPU_ID_MAX = 511;
  private static final int IPA_BITS_MIN = 32;
  private static final int IPA_BITS_MAX = 52;
  private static final int INTID_LIMIT = Integer.MAX_VALUE;
  private static final List<String> VERBS =
      List.of(
          "KVM_CREATE_VM",
          "KVM_CREATE_VCPU",
          "KVM_ARM_VCPU_INIT",
          "KVM_CREATE_DEVICE",
          "KVM_HAS_DEVICE_ATTR",
          "KVM_SET_DEVICE_ATTR",
          "KVM_GET_DEVICE_ATTR",
          "KVM_IRQ_LINE",
          "KVM_IRQFD",
          "KVM_RUN",
          "KVM_GET_MP_STATE",
          "KVM_SET_MP_STATE",
          "KVM_GET_ONE_REG",
          "KVM_SET_ONE_REG",
          "KVM_GET_REG_LIST",
          "KVM_ARM_GET_REG_WRITABLE_MASKS",
          "KVM_ENABLE_CAP",
          "SIGNAL",
          "WAIT",
          "GUEST");
  static final String ALLOWED = String.join(", ", VERBS);
  private static final List<String> OTHER_MP_STATES = List.of("UNINITIALIZED", "HALTED");

  private CallParser() {}

  static Call parse(Words words) {
    String verb = words.oneOf(VERBS);
    Call call =
        switch (verb) {
          case "KVM_CREATE_VM" -> createVm(words);
          case "KVM_CREATE_VCPU" -> createVcpu(words);
          case "KVM_ARM_VCPU_INIT" -> initVcpu(words);
          case "KVM_CREATE_DEVICE" -> createDevice(words);
          case "KVM_HAS_DEVICE_ATTR" -> AttributeParser.has(words);
          case "KVM_SET_DEVICE_ATTR" -> AttributeParser.set(words);
          case "KVM_GET_DEVICE_ATTR" -> AttributeParser.get(words);
          case "KVM_IRQ_LINE" -> irqLine(words);
          case "KVM_IRQFD" -> irqfd(words);
          case "KVM_RUN" -> run(words);
          case "KVM_GET_MP_STATE" -> getMpState(words);
          case "KVM_SET_MP_STATE" -> setMpState(words);
          case "KVM_GET_ONE_REG" -> OneRegisterParser.get(words);
          case "KVM_SET_ONE_REG" -> OneRegisterParser.set(words);
          case "KVM_GET_REG_LIST" -> OneRegisterParser.list(words);
          case "KVM_ARM_GET_REG_WRITABLE_MASKS" -> OneRegisterParser.writableMasks(words);
          case "KVM_ENABLE_CAP" -> enableCapability(words);
          case "SIGNAL" -> signal(words);
          case "WAIT" -> await(words);
          default -> GuestParser.parse(words);
        };
    words.end();
    boolean makesVm = verb.equals("KVM_CREATE_VM") || verb.equals("WAIT");
    return makesVm ? call : unlessDead(call);
  }

  /// An id that any call may name.
  static int vcpu(Words words) {
    return words.number("vCPU", 0, VCPU_ID_MAX);
  }

  /// A call on the file descriptor of a vCPU, which there must be.
  static Call ofVcpu(int id, Call call) {
    return session -> session.vm().hasVcpu(id) ? call.make(session) : "no vCPU " + id;
  }

  private static Call unlessDead(Call call) {
    return session ->
        session.vm().isDead() ? Session.result(Errno.EIO.result()) : call.make(session);
  }

  private static Call createVm(Words words) {
    int bits =
        words.atEnd()
            ? KvmHost.IPA_BITS_DEFAULT
            : words.number("IPA bits", IPA_BITS_MIN, IPA_BITS_MAX);
    return session -> {
      session.createVm(bits);
      return "0";
    };
  }

  private static Call createVcpu(Words words) {
    int id = words.number("vCPU", -1, INTID_LIMIT);
    return session -> Session.result(session.vm().createVcpu(id));
  }

  private static Call initVcpu(Words words) {
    int id = vcpu(words);
    boolean pmu = false;
    boolean strict = false;
    boolean powerOff = false;
    int cpu = 0;
    while (!words.atEnd()) {
      switch (words.oneOf(List.of("PMU_V3", "PMU_V3_STRICT", "POWER_OFF", "on"))) {
        case "PMU_V3" -> pmu = true;
        case "PMU_V3_STRICT" -> strict = true;
        case "POWER_OFF" -> powerOff = true;
        default -> cpu = words.number("CPU", 0, INTID_LIMIT);
      }
    }
    PmuFeatures features = new PmuFeatures(pmu, strict);
    boolean off = powerOff;
    int executing = cpu;
    return ofVcpu(
        id, session -> Session.result(session.vm().initVcpu(id, features, off, executing)));
  }

  private static Call createDevice(Words words) {
    int type =
        words.take("ARM_VGIC_V2")
            ? KvmVm.DEVICE_VGIC_V2
            : words.take("ARM_VGIC_V3")
                ? KvmVm.DEVICE_VGIC_V3
                : words.number("type ARM_VGIC_V2, ARM_VGIC_V3 or a number", 0, INTID_LIMIT);
    boolean test = words.take("test");
    return session -> Session.result(session.vm().createDevice(type, test));
  }

  private static Call irqLine(Words words) {
    GicCall.IrqLine call = lineOf(words);
    return session -> Session.result(session.vm().irqLine(call));
  }

  /// `KVM_IRQ_LINE`, behind its verb.
  static GicCall.IrqLine lineOf(Words words) {
    var input = GicCall.IrqLine.Input.valueOf(words.oneOf(List.of("CPU", "PPI", "SPI")));
    int id = input == GicCall.IrqLine.Input.SPI ? 0 : vcpu(words);
    long number = words.number("number of the interrupt");
    int intid = number < 0 || number > INTID_LIMIT ? INTID_LIMIT : (int) number;
    return new GicCall.IrqLine(input, id, intid, words.number("level", 0, 1) == 1);
  }

  /// Signals an eventfd that is tied to a GSI, which is the SPI with that number from 32 on.
  private static Call irqfd(Words words) {
    int gsi = words.number("GSI", 0, INTID_LIMIT - 32);
    return session -> {
      int raised = session.vm().spiLine(gsi + 32, true);
      return Session.result(raised == 0 ? session.vm().spiLine(gsi + 32, false) : raised);
    };
  }

  private static Call run(Words words) {
    int id = vcpu(words);
    boolean immediate = words.take("immediate_exit");
    return ofVcpu(
        id,
        session -> {
          String refused = Session.entered(session.vm().run(id, immediate));
          return refused.isEmpty() ? "runs" : refused;
        });
  }

  private static Call getMpState(Words words) {
    int id = vcpu(words);
    return ofVcpu(id, session -> session.vm().mpState(id).name());
  }

  /// The states of other architectures are known by name, and refused.
  private static Call setMpState(Words words) {
    int id = vcpu(words);
    List<String> known = new ArrayList<>(OTHER_MP_STATES);
    Arrays.stream(MpState.values()).map(MpState::name).forEach(known::add);
    String name = words.oneOf(known);
    if (OTHER_MP_STATES.contains(name)) {
      return ofVcpu(id, _ -> Session.result(Errno.EINVAL.result()));
    }
    MpState state = MpState.valueOf(name);
    return ofVcpu(
        id,
        session -> {
          session.vm().setMpState(id, state);
          return "0";
        });
  }

  private static Call enableCapability(Words words) {
    words.oneOf(List.of("KVM_CAP_ARM_SYSTEM_SUSPEND"));
    return session -> {
      session.vm().enableSystemSuspend();
      return "0";
    };
  }

  private static Call signal(Words words) {
    int id = vcpu(words);
    return ofVcpu(
        id,
        session -> {
          session.vm().signal(id);
          return "0";
        });
  }

  private static Call await(Words words) {
    long picos = words.duration();
    return session -> {
      session.vm().advance(picos);
      return "0";
    };
  }
}
