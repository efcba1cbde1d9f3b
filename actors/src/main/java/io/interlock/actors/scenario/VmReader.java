package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.actors.scenario.VmSpec.OnFailEntry;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.identity.FeatureTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads one VM of a scenario.
final class VmReader {
  /// As many as `KVM_MAX_VCPUS` of arm64 with a GICv3.
  private static final int VCPUS_MAX = 512;

  private static final String CPU_LIST = "a CPU list such as \"0-3,5\"";

  private final Section vm;

  private VmReader(Section vm) {
    this.vm = vm;
  }

  static VmSpec read(
      String name, Section section, List<String> hosts, List<String> keys, int countMax) {
    section.allowOnly(keys);
    return new VmReader(section).read(name, hosts, countMax);
  }

  private VmSpec read(String name, List<String> hosts, int countMax) {
    int vcpus = vcpus();
    GicSpec gic = GicSpec.read(vm, vcpus);
    return new VmSpec(
        name,
        vm.count("count", 1, countMax, 1),
        vcpus,
        GuestReader.read(vm, vcpus, gic),
        affinity(vcpus),
        vm.count("nice", -20, 19, 0),
        supportedCpus(),
        vm.word("on-fail-entry", OnFailEntry.class, OnFailEntry.STOP),
        registers(vm.section("registers")),
        pmu(vcpus, gic.devices()),
        SpeReader.vm(vm, vcpus),
        gic,
        MachineReader.read(vm),
        hosts(hosts));
  }

  /// Who has the SPI of a device cannot be the PMU, too.
  private PmuSpec pmu(int vcpus, List<DeviceSpec> devices) {
    Section section = vm.section("pmu");
    PmuSpec pmu = PmuReader.read(section, vcpus);
    for (DeviceSpec device : devices) {
      if (pmu.intids().contains(device.intid())) {
        throw section.refuse(
            "interrupt",
            "SPI " + device.intid() + " is that of a device",
            "PPIs, or SPIs that no device has");
      }
    }
    return pmu;
  }

  private int vcpus() {
    if (!vm.has("vcpus")) {
      throw vm.refuse("vcpus", "the VM has no vCPUs", "vcpus = 1 to " + VCPUS_MAX);
    }
    return vm.count("vcpus", 1, VCPUS_MAX, 0);
  }

  private List<CpuSet> affinity(int vcpus) {
    if (!vm.has("affinity")) {
      return List.of();
    }
    List<String> texts = vm.texts("affinity", CPU_LIST);
    if (vm.isList("affinity") && texts.size() != vcpus) {
      throw vm.refuse(
          "affinity",
          texts.size() + " CPU lists for " + vcpus + " vCPUs",
          "one list for all vCPUs, or one for each");
    }
    var sets = new ArrayList<CpuSet>();
    for (String text : texts) {
      sets.add(cpus(vm.isList("affinity") ? "affinity." + sets.size() : "affinity", text));
    }
    return sets;
  }

  private CpuSet supportedCpus() {
    return vm.has("supported-cpus")
        ? cpus("supported-cpus", vm.text("supported-cpus", CPU_LIST))
        : CpuSet.empty();
  }

  /// User space writes registers as they are kept, whatever a write by the guest would do.
  private static Map<String, Long> registers(Section section) {
    var values = new TreeMap<String, Long>();
    for (String name : section.names()) {
      SysReg register = SysReg.find(name);
      if (register != null && FeatureTable.contains(register)) {
        throw section.refuse(
            name, name + " is an ID register", "id-regs { " + name + ".FIELD = VALUE }");
      }
      if (register == null || SysReg.inSlot(register.slot()) != register) {
        List<String> known = SysReg.all().stream().map(SysReg::name).toList();
        throw section.refuse(
            name,
            "no saved register is named " + quoted(name) + Nearest.hint(name, known),
            "system registers under the name by which KVM saves them");
      }
      values.put(name, section.bits(name));
    }
    return values;
  }

  private CpuSet cpus(String key, String text) {
    if (text.isBlank()) {
      throw vm.refuse(key, "no CPU is named", CPU_LIST);
    }
    try {
      return CpuSet.parse(text);
    } catch (IllegalArgumentException e) {
      throw ScenarioException.at(vm.placeOf(key), String.valueOf(e.getMessage()));
    }
  }

  private List<String> hosts(List<String> all) {
    if (!vm.has("hosts")) {
      return all;
    }
    String allowed = String.join(", ", all);
    var named = new TreeSet<>(vm.texts("hosts", allowed));
    for (String host : named) {
      if (!all.contains(host)) {
        throw vm.refuse(
            "hosts", "no host is named " + quoted(host) + Nearest.hint(host, all), allowed);
      }
    }
    return List.copyOf(named);
  }
}
