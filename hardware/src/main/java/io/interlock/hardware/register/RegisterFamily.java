package io.interlock.hardware.register;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Registers that differ only by a number in their name, such as `PMEVCNTR<n>_EL0`.
///
/// @param prefix the name before the number
/// @param suffix the name after the number
/// @param members the registers, by number from 0
public record RegisterFamily(String prefix, String suffix, List<SysReg> members) {

  /// The family named in that way, or null.
  public static @Nullable RegisterFamily find(String prefix, String suffix) {
    for (RegisterFamily family : SysRegs.FAMILIES) {
      if (family.prefix.equals(prefix) && family.suffix.equals(suffix)) {
        return family;
      }
    }
    return null;
  }

  /// The family `prefix<n>suffix`. Throws `IllegalArgumentException` if there is none.
  public static RegisterFamily of(String prefix, String suffix) {
    RegisterFamily family = find(prefix, suffix);
    if (family == null) {
      throw new IllegalArgumentException("unknown register family " + prefix + "<n>" + suffix);
    }
    return family;
  }

  /// All families in the order of the table.
  public static List<RegisterFamily> all() {
    return SysRegs.FAMILIES;
  }

  public int size() {
    return members.size();
  }

  /// Member `n`, 0 to `size() - 1`. Throws `IllegalArgumentException` outside.
  public SysReg member(long n) {
    if (n < 0 || n >= members.size()) {
      throw new IllegalArgumentException(
          prefix + "[" + n + "]" + suffix + " does not exist, allowed 0.." + (members.size() - 1));
    }
    return members.get((int) n);
  }

  /// The name as programs write it, with `index` in brackets.
  public String indexedBy(String index) {
    return prefix + "[" + index + "]" + suffix;
  }
}
