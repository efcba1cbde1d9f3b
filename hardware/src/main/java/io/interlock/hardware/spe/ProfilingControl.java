package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSCR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSCR_EL2;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;

/// Who owns the Profiling Buffer, and when operations are sampled.
///
/// The PE is in Non-secure state, has EL2, runs AArch64 and is not in Debug state. Profiling
/// exceptions (FEAT_SPE_EXC) are not modelled.
public final class ProfilingControl {
  private static final SysReg PMCR_EL0 = SysReg.named("PMCR_EL0");
  private static final long FREEZE_FIRST = SpeRegisters.mask(PMCR_EL0, "FZS");
  private static final long FREEZE_SECOND = SpeRegisters.mask(SpeRegisters.MDCR_EL2, "HPMFZS");

  private ProfilingControl() {}

  /// `ProfilingBufferOwner`: EL1 or EL2. Its translation regime is used for the buffer.
  public static ExceptionLevel owner(RegisterFile file) {
    boolean hypervisor = SpeRegisters.E2PB.get(file.read(SpeRegisters.MDCR_EL2)) == 0;
    return hypervisor ? ExceptionLevel.EL2 : ExceptionLevel.EL1;
  }

  /// `ProfilingBufferEnabled`. Neither the current level nor the pointers play a part.
  ///
  /// @param status PMBSR_EL1 as the SPU has it
  public static boolean isBufferEnabled(RegisterFile file, BufferStatus status) {
    return (file.read(PMBLIMITR_EL1) & SpeRegisters.LIMIT_E) != 0 && !status.isStopped();
  }

  /// `StatisticalProfilingEnabled`: whether operations at that level are in the population.
  public static boolean isSampling(RegisterFile file, BufferStatus status, ExceptionLevel at) {
    boolean hypervisorOwns = owner(file) == ExceptionLevel.EL2;
    boolean host = (file.read(SpeRegisters.HCR_EL2) & SpeRegisters.TGE) != 0;
    boolean above = at == ExceptionLevel.EL2 && !hypervisorOwns;
    if (!isBufferEnabled(file, status) || above || (host && !hypervisorOwns)) {
      return false;
    }
    return switch (at) {
      case EL2 -> isSet(file, PMSCR_EL2, SpeRegisters.E2SPE);
      case EL1 -> isSet(file, PMSCR_EL1, SpeRegisters.E1SPE);
      case EL0 ->
          host
              ? isSet(file, PMSCR_EL2, SpeRegisters.E0HSPE)
              : isSet(file, PMSCR_EL1, SpeRegisters.E0SPE);
    };
  }

  /// `EffectivePMBLIMITR_EL1_nVM`: whether the buffer's pointers are physical addresses, or with
  /// EL1 as the owner intermediate ones.
  public static boolean hasPhysicalPointers(RegisterFile file, SpuModel model) {
    boolean granted =
        owner(file) == ExceptionLevel.EL2 || isSet(file, PMSCR_EL2, SpeRegisters.EN_VM);
    return model.has(SpuFeature.NVM)
        && granted
        && isSet(file, PMBLIMITR_EL1, SpeRegisters.LIMIT_NVM);
  }

  /// `SPEFreezeOnEvent`: whether the event counters of the first PMU range, or else of the second,
  /// stand still because profiling is stopped.
  public static boolean freezes(RegisterFile file, BufferStatus status, boolean firstRange) {
    boolean asked =
        firstRange
            ? isSet(file, PMCR_EL0, FREEZE_FIRST)
            : isSet(file, SpeRegisters.MDCR_EL2, FREEZE_SECOND);
    return asked
        && status.isStopped()
        && isSet(file, PMBLIMITR_EL1, SpeRegisters.LIMIT_E)
        && isSet(file, PMBLIMITR_EL1, SpeRegisters.LIMIT_PMFZ);
  }

  private static boolean isSet(RegisterFile file, SysReg register, long bit) {
    return (file.read(register) & bit) != 0;
  }
}
