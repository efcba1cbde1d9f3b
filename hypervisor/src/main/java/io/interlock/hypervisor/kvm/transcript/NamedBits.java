package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.identity.FeatureTable;
import io.interlock.hypervisor.kvm.VcpuRegisters;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An ID register, or a field of one: `ID_AA64DFR0_EL1`, `ID_AA64DFR0_EL1.PMUVer`.
///
/// @param field null for the whole register
record NamedBits(SysReg register, @Nullable RegisterField field) {
  static final String ALLOWED =
      FeatureTable.registers().stream().map(SysReg::name).collect(Collectors.joining(", "))
          + ", each alone or with a field as in ID_AA64DFR0_EL1.PMUVer";

  /// Those with that name, or null where it is no ID register's.
  static @Nullable NamedBits find(Words words, String name) {
    String[] parts = name.split("\\.", 2);
    SysReg register = SysReg.find(parts[0]);
    if (register == null || !VcpuRegisters.identifies(register)) {
      return null;
    }
    if (parts.length == 1) {
      return new NamedBits(register, null);
    }
    RegisterField field = register.findField(parts[1]);
    if (field == null) {
      List<String> known = register.fields().stream().map(RegisterField::name).toList();
      throw words.refuse("no field is named " + name, String.join(", ", known));
    }
    return new NamedBits(register, field);
  }

  /// Their value in the register.
  long of(long value) {
    return field == null ? value : field.get(value);
  }

  /// The register with them changed.
  long in(long before, long value) {
    return field == null ? value : field.with(before, value);
  }
}
