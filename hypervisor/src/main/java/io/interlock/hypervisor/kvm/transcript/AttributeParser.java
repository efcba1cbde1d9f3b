package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.uapi.UserInt;
import io.interlock.hypervisor.vgic.FrameRegister;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;
import io.interlock.hypervisor.vgic.device.GicCall;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `KVM_SET_DEVICE_ATTR` and its like, of the GIC and of the PMU of a vCPU.
final class AttributeParser {
  private static final List<String> GROUPS =
      List.of(
          "ADDR",
          "DIST_REGS",
          "CPU_REGS",
          "NR_IRQS",
          "CTRL",
          "REDIST_REGS",
          "CPU_SYSREGS",
          "LEVEL_INFO");
  private static final List<String> MONITORS =
      List.of("IRQ", "INIT", "FILTER", "SET_PMU", "SET_NR_COUNTERS", "ENABLE_PARTITION");
  private static final int INTID_LEVEL_MAX = 1023;
  private static final int FIELD_MAX = 0xFFF;

  private AttributeParser() {}

  /// An attribute of the GIC by its numbers.
  private record Attribute(int group, long number) {}

  static Call has(Words words) {
    if (ofVcpu(words)) {
      int id = CallParser.vcpu(words);
      words.oneOf(List.of("PMU_V3"));
      int attribute = MONITORS.indexOf(words.oneOf(MONITORS));
      return CallParser.ofVcpu(id, session -> Session.result(session.vm().hasMonitors(attribute)));
    }
    return gic(hasOfGic(words));
  }

  private static GicCall.OfDevice hasOfGic(Words words) {
    Attribute attribute = attribute(words);
    return new GicCall.HasAttribute(attribute.group(), attribute.number());
  }

  static Call get(Words words) {
    if (ofVcpu(words)) {
      int id = CallParser.vcpu(words);
      words.oneOf(List.of("PMU_V3"));
      words.oneOf(List.of("IRQ"));
      return CallParser.ofVcpu(id, session -> Session.result(session.vm().monitorInterrupt(id)));
    }
    return gic(getOfGic(words));
  }

  private static GicCall.OfDevice getOfGic(Words words) {
    Attribute attribute = attribute(words);
    long given = isRegion(attribute) ? words.number("index", 0, FIELD_MAX) : 0;
    return new GicCall.GetAttribute(attribute.group(), attribute.number(), given);
  }

  static Call set(Words words) {
    if (ofVcpu(words)) {
      int id = CallParser.vcpu(words);
      words.oneOf(List.of("PMU_V3"));
      PmuAttribute request = monitors(words);
      return CallParser.ofVcpu(
          id, session -> Session.result(session.vm().setMonitors(id, request)));
    }
    return gic(setOfGic(words));
  }

  private static GicCall.OfDevice setOfGic(Words words) {
    Attribute attribute = attribute(words);
    return new GicCall.SetAttribute(attribute.group(), attribute.number(), value(words, attribute));
  }

  /// A call on the device of the GIC, behind its verb.
  static GicCall ofGic(String verb, Words words) {
    words.oneOf(List.of("gic"));
    return switch (verb) {
      case "KVM_HAS_DEVICE_ATTR" -> hasOfGic(words);
      case "KVM_GET_DEVICE_ATTR" -> getOfGic(words);
      default -> setOfGic(words);
    };
  }

  private static boolean ofVcpu(Words words) {
    return words.oneOf(List.of("gic", "vcpu")).equals("vcpu");
  }

  private static UserInt value(Words words, Attribute attribute) {
    if (attribute.group() == GicDevice.CTRL || words.take("NULL")) {
      return new UserInt.Unreachable();
    }
    if (!isRegion(attribute)) {
      return UserInt.of(words.number("value"));
    }
    long count = words.keyed("count");
    long base = words.keyed("base");
    long flags = words.keyed("flags");
    long index = words.keyed("index");
    if (count < 0
        || count > FIELD_MAX
        || flags < 0
        || flags > 0xF
        || index < 0
        || index > FIELD_MAX) {
      throw words.refuse(
          "a field of the region is out of range", "count and index to 4095, flags to 15");
    }
    // Of the base, bits 51 to 16 have a place; those below would be taken for others.
    return UserInt.of(count << 52 | base | flags << 12 | index);
  }

  private static boolean isRegion(Attribute attribute) {
    return attribute.group() == GicDevice.ADDR
        && attribute.number() == GicDevice.ADDR_REDIST_REGION;
  }

  private static Attribute attribute(Words words) {
    int group = GROUPS.indexOf(words.oneOf(GROUPS));
    long number =
        switch (group) {
          case GicDevice.ADDR -> address(words);
          case GicDevice.CTRL -> words.take("INIT") ? GicDevice.CTRL_INIT : words.number("number");
          case GicDevice.NR_IRQS -> 0;
          case GicDevice.DIST_REGS -> words.frameRegister().offset();
          case GicDevice.REDIST_REGS -> ofVcpu(words, Words::frameRegister);
          case GicDevice.CPU_SYSREGS -> cpuInterface(words);
          case GicDevice.LEVEL_INFO -> {
            long vcpu = shifted(CallParser.vcpu(words));
            yield vcpu | words.number("INTID", 0, INTID_LEVEL_MAX);
          }
          default -> {
            int vcpu = CallParser.vcpu(words);
            yield (long) vcpu << GicDevice.AFFINITY_SHIFT | words.number("offset", 0, FIELD_MAX);
          }
        };
    return new Attribute(group, number);
  }

  private static long address(Words words) {
    if (words.take("DIST")) {
      return GicDevice.ADDR_DIST;
    }
    if (words.take("REDIST")) {
      return GicDevice.ADDR_REDIST;
    }
    return words.take("REDIST_REGION")
        ? GicDevice.ADDR_REDIST_REGION
        : words.number("address DIST, REDIST, REDIST_REGION or a number");
  }

  private static long ofVcpu(Words words, Function<Words, FrameRegister> next) {
    long vcpu = shifted(CallParser.vcpu(words));
    return vcpu | next.apply(words).offset();
  }

  private static long cpuInterface(Words words) {
    long vcpu = shifted(CallParser.vcpu(words));
    String name = words.word("the name of an ICC register");
    CpuInterfaceRegister register = CpuInterfaceRegister.named(name);
    Long number = Words.numberOf(name);
    if (register == null && number == null) {
      throw words.refuse(
          "no register is named " + name, List.of(CpuInterfaceRegister.values()) + " or a number");
    }
    return vcpu | (register == null ? number : register.encoding());
  }

  private static long shifted(int vcpu) {
    return GicDevice.affinity(vcpu) << GicDevice.AFFINITY_SHIFT;
  }

  private static PmuAttribute monitors(Words words) {
    int number = MONITORS.indexOf(words.oneOf(MONITORS));
    if (words.take("NULL")) {
      return new PmuAttribute.Unreadable(number);
    }
    return switch (number) {
      case PmuAttribute.IRQ -> new PmuAttribute.Irq(words.number("INTID", 0, Integer.MAX_VALUE));
      case PmuAttribute.INIT -> new PmuAttribute.Init();
      case PmuAttribute.FILTER ->
          new PmuAttribute.Filter(
              words.number("first event", 0, 0xFFFF),
              words.number("number of events", 0, 0xFFFF),
              words.number("action", 0, 0xFF));
      case PmuAttribute.SET_PMU ->
          new PmuAttribute.SetPmu(words.number("id of a PMU", 0, Integer.MAX_VALUE));
      case PmuAttribute.SET_NR_COUNTERS ->
          new PmuAttribute.SetNrCounters(words.number("counters", 0, 0xFF));
      default -> new PmuAttribute.EnablePartition();
    };
  }

  /// A file descriptor that does not exist is no good.
  private static Call gic(GicCall.OfDevice call) {
    return session -> {
      @Nullable GicDevice gic = session.vm().gic();
      return GicCalls.result(call, gic == null ? Errno.EBADF.result() : call.make(gic));
    };
  }
}
