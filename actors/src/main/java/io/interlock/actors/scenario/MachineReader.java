package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.text.Nearest;
import io.interlock.hypervisor.identity.FeatureTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads what a VM's machine is like. Whether KVM accepts it, only its host tells.
final class MachineReader {
  private MachineReader() {}

  static MachineSpec read(Section vm) {
    return new MachineSpec(
        identity(vm.section("id-regs")),
        vm.word("system-suspend", MachineSpec.Suspend.class, MachineSpec.Suspend.NO));
  }

  /// `REGISTER.FIELD = VALUE`, which HOCON takes for objects in objects.
  private static Map<String, Long> identity(Section registers) {
    Map<String, Long> values = new TreeMap<>();
    for (String name : registers.names()) {
      SysReg register = SysReg.find(name);
      if (register == null || !FeatureTable.contains(register)) {
        List<String> known = FeatureTable.registers().stream().map(SysReg::name).toList();
        throw registers.refuse(
            name,
            "no ID register is named " + quoted(name) + Nearest.hint(name, known),
            String.join(", ", known) + ", each with a field behind a dot");
      }
      Section fields = registers.section(name);
      fields.allowOnly(register.fields().stream().map(RegisterField::name).toList());
      for (String field : fields.names()) {
        RegisterField bits = register.field(field);
        long most = bits.get(bits.mask());
        values.put(name + "." + field, fields.whole(field, 0, most, 0));
      }
    }
    return values;
  }
}
