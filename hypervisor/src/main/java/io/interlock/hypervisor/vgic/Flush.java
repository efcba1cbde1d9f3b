package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.ListRegister;
import java.util.List;

/// What the hardware must hold when the guest is entered.
///
/// @param registers the list registers in use, from number 0; the others must be cleared
/// @param underflow not everything found room: ICH_HCR_EL2.UIE asks for an exit when room is made
public record Flush(List<ListRegister> registers, boolean underflow) {
  /// Nothing is pending.
  public static final Flush EMPTY = new Flush(List.of(), false);

  public Flush {
    registers = List.copyOf(registers);
  }
}
