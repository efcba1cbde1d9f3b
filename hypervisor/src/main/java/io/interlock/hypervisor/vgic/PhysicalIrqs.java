package io.interlock.hypervisor.vgic;

/// The physical side of hardware-mapped interrupts, as the vGIC reaches it through the host's
/// irqchip (`vgic_get_phys_line_level`, `vgic_irq_set_phys_active`, `vgic_irq_set_phys_pending`).
public interface PhysicalIrqs {
  /// For a vCPU without mapped interrupts.
  PhysicalIrqs NONE =
      new PhysicalIrqs() {
        @Override
        public boolean isLineHigh(int pintid) {
          return false;
        }

        @Override
        public void setActive(int pintid, boolean active) {}

        @Override
        public void clearPending(int pintid) {}
      };

  /// The level of the device's line now.
  boolean isLineHigh(int pintid);

  /// Sets or clears the active state: while it is set, the host is not interrupted.
  void setActive(int pintid, boolean active);

  /// Takes back a pending state that no line holds up.
  void clearPending(int pintid);
}
