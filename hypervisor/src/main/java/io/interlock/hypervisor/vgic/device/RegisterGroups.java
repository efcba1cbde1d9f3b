package io.interlock.hypervisor.vgic.device;

import io.interlock.hardware.gic.IchRegisterArray;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.GuestRedistributor;
import io.interlock.hypervisor.vgic.Vgic;
import java.util.List;
import java.util.Objects;

/// The groups of attributes that are registers, of a GIC that is initialised
/// (`vgic_v3_attr_regs_access`).
///
/// @param vgic the state behind them
/// @param vcpuIds ids of the vCPUs by index
/// @param frames where the redistributors are, for GICR_TYPER
/// @param interfaces the CPU interfaces of the vCPUs by index
record RegisterGroups(
    Vgic vgic, List<Integer> vcpuIds, GicFrames frames, List<IchRegisterArray> interfaces) {
  private static final int INTERRUPTS_PER_WORD = 32;
  private static final int LEVEL_INTID_MASK = 0x3FF;
  private static final int LEVEL_KIND_SHIFT = 10;
  private static final int LEVEL_KIND_MASK = 0x3F_FFFF;
  private static final int ENCODING_MASK = 0xFFFF;
  private static final int LINE_LEVEL = 0;

  /// Whether the group has an attribute with that offset.
  boolean has(int group, int offset) {
    boolean aligned = (offset & 3) == 0;
    return switch (group) {
      case GicDevice.DIST_REGS -> aligned && new GuestDistributor(vgic).has(offset);
      case GicDevice.REDIST_REGS -> aligned && GuestRedistributor.has(offset);
      case GicDevice.CPU_SYSREGS -> CpuInterfaceRegister.encoded(offset & ENCODING_MASK) != null;
      default -> (offset >>> LEVEL_KIND_SHIFT & LEVEL_KIND_MASK) == LINE_LEVEL;
    };
  }

  /// The value, or the negative number of an error.
  long get(int group, int vcpu, int offset) {
    int error = error(group, offset);
    if (error != 0) {
      return error;
    }
    return switch (group) {
      case GicDevice.DIST_REGS -> word(new GuestDistributor(vgic).userRead(offset));
      case GicDevice.REDIST_REGS -> word(redistributor(vcpu).userRead(vgic, vcpu, offset));
      case GicDevice.CPU_SYSREGS -> register(offset).read(interfaces.get(vcpu));
      default -> word(lineLevels(vcpu, offset & LEVEL_INTID_MASK));
    };
  }

  /// 0, or the negative number of an error.
  int set(int group, int vcpu, int offset, long value) {
    int error = error(group, offset);
    if (error != 0) {
      return error;
    }
    boolean possible =
        switch (group) {
          case GicDevice.DIST_REGS -> new GuestDistributor(vgic).userWrite(offset, (int) value);
          case GicDevice.REDIST_REGS ->
              redistributor(vcpu).userWrite(vgic, vcpu, offset, (int) value);
          case GicDevice.CPU_SYSREGS -> register(offset).allows(value);
          default -> true;
        };
    if (!possible) {
      return Errno.EINVAL.result();
    }
    if (group == GicDevice.CPU_SYSREGS) {
      register(offset).write(interfaces.get(vcpu), value);
    } else if (group == GicDevice.LEVEL_INFO) {
      lineLevels(vcpu, offset & LEVEL_INTID_MASK, (int) value);
    }
    return 0;
  }

  /// The redistributor of a vCPU.
  GuestRedistributor redistributor(int vcpu) {
    int id = vcpuIds.get(vcpu);
    return new GuestRedistributor(id, GicDevice.affinity(id), frames.isLast(vcpu));
  }

  private int error(int group, int offset) {
    boolean there = has(group, offset);
    if (group == GicDevice.LEVEL_INFO) {
      boolean whole = (offset & LEVEL_INTID_MASK) % INTERRUPTS_PER_WORD == 0;
      return there && whole ? 0 : Errno.EINVAL.result();
    }
    return there ? 0 : Errno.ENXIO.result();
  }

  private static CpuInterfaceRegister register(int offset) {
    return Objects.requireNonNull(CpuInterfaceRegister.encoded(offset & ENCODING_MASK));
  }

  /// `vgic_read_irq_line_level_info`.
  private int lineLevels(int vcpu, int first) {
    int levels = 0;
    for (int i = 0; i < INTERRUPTS_PER_WORD; i++) {
      boolean high = hasLine(first + i) && vgic.irq(vcpu, first + i).lineLevel();
      levels |= high ? 1 << i : 0;
    }
    return levels;
  }

  /// `vgic_write_irq_line_level_info`: interrupts that do not exist are passed over.
  private void lineLevels(int vcpu, int first, int levels) {
    for (int i = 0; i < INTERRUPTS_PER_WORD; i++) {
      if (hasLine(first + i)) {
        vgic.restoreLine(vcpu, first + i, (levels & 1 << i) != 0);
      }
    }
  }

  private boolean hasLine(int intid) {
    return intid >= IntId.PPI_MIN && intid < vgic.interruptCount();
  }

  private static long word(int value) {
    return Integer.toUnsignedLong(value);
  }
}
