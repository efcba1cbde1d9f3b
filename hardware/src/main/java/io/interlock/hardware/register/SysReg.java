package io.interlock.hardware.register;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A system register by its architectural name.
///
/// Names denote registers, not accesses: `SCTLR_EL1` is always the EL1 register, and `SCTLR_EL12`
/// is another name for it. The redirection of EL1 names that HCR_EL2.E2H makes at EL2 is not
/// applied; whoever wants the EL2 register says `SCTLR_EL2`.
public final class SysReg {

  /// Which of `MRS` and `MSR` exist.
  public enum Access {
    READ_WRITE,
    READ_ONLY,
    WRITE_ONLY
  }

  /// What a write does to the stored value.
  public enum WriteEffect {
    /// The value replaces the stored one.
    REPLACE,
    /// Ones set bits, zeros leave them (PMCNTENSET_EL0 and its like).
    SET_ONES,
    /// Ones clear bits, zeros leave them (PMCNTENCLR_EL0 and its like).
    CLEAR_ONES
  }

  private final int slot;

  // What follows from the slot is transient: whoever compares two registers need not look at it.
  private final transient String name;
  private final transient Encoding encoding;
  private final transient Access access;
  private final transient WriteEffect writeEffect;
  private final transient List<RegisterField> fields;

  SysReg(
      String name,
      Encoding encoding,
      Access access,
      WriteEffect writeEffect,
      int slot,
      List<RegisterField> fields) {
    this.name = name;
    this.encoding = encoding;
    this.access = access;
    this.writeEffect = writeEffect;
    this.slot = slot;
    this.fields = fields;
  }

  /// The register with that exact name.
  ///
  /// Throws `IllegalArgumentException` that gives the nearest known name if there is none.
  public static SysReg named(String name) {
    SysReg register = find(name);
    if (register == null) {
      throw new IllegalArgumentException(
          "unknown register " + name + ", nearest is " + Nearest.to(name, SysRegs.names()));
    }
    return register;
  }

  /// The register with that exact name, or null.
  public static @Nullable SysReg find(String name) {
    return SysRegs.BY_NAME.get(name);
  }

  /// All registers in the order of the table, other names included.
  public static List<SysReg> all() {
    return SysRegs.ALL;
  }

  /// How many storage slots a register file has; `slot()` is below it.
  public static int slotCount() {
    return SysRegs.SLOT_COUNT;
  }

  /// The first name in the table of the register stored in that slot.
  public static SysReg inSlot(int slot) {
    return SysRegs.BY_SLOT.get(slot);
  }

  public String name() {
    return name;
  }

  public Encoding encoding() {
    return encoding;
  }

  public Access access() {
    return access;
  }

  public WriteEffect writeEffect() {
    return writeEffect;
  }

  /// Dense index of the storage, shared by all names of one register and by a set/clear pair.
  public int slot() {
    return slot;
  }

  public boolean readable() {
    return access != Access.WRITE_ONLY;
  }

  public boolean writable() {
    return access != Access.READ_ONLY;
  }

  /// The named fields that the simulator uses; bits outside them exist but have no name here.
  public List<RegisterField> fields() {
    return fields;
  }

  /// The field with that name. Throws `IllegalArgumentException` with the nearest name if there is
  /// none.
  public RegisterField field(String fieldName) {
    RegisterField field = findField(fieldName);
    if (field == null) {
      List<String> known = fields.stream().map(RegisterField::name).toList();
      throw new IllegalArgumentException(
          known.isEmpty()
              ? name + " has no named fields"
              : name
                  + " has no field "
                  + fieldName
                  + ", nearest is "
                  + Nearest.to(fieldName, known));
    }
    return field;
  }

  /// The field with that name, or null.
  public @Nullable RegisterField findField(String fieldName) {
    for (RegisterField field : fields) {
      if (field.name().equals(fieldName)) {
        return field;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name;
  }
}
