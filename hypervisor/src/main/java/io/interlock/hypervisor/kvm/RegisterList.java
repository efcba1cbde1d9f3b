package io.interlock.hypervisor.kvm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `KVM_GET_REG_LIST`: the registers that user space has to save, as Linux 6.12 lists them
/// (`kvm_arm_copy_reg_indices`) for a vCPU without SVE, pointer authentication, MTE, permission
/// overlays and nesting.
///
/// Registers without a name have their encoding for one; ID registers that are reserved are listed,
/// too.
final class RegisterList {
  /// `NAME<FIRST-LAST>REST` stands for as many registers, with a number in place of the bracket.
  private static final String BASE =
      """
      X<0-30> SP_EL0 PC PSTATE SP_EL1 ELR_EL1 SPSR_EL1 SPSR_ABT SPSR_UND SPSR_IRQ SPSR_FIQ
      V<0-31> FPSR FPCR
      PSCI_VERSION SMCCC_ARCH_WORKAROUND_<1-3> STD_BMAP STD_HYP_BMAP VENDOR_HYP_BMAP
      CNTV_CTL_EL0 CNTVCT_EL0 CNTV_CVAL_EL0 CNTP_CTL_EL0 CNTPCT_EL0 CNTP_CVAL_EL0
      MIDR_EL1 REVIDR_EL1 AIDR_EL1
      DBGBVR<0-15>_EL1 DBGBCR<0-15>_EL1 DBGWVR<0-15>_EL1 DBGWCR<0-15>_EL1
      MDCCINT_EL1 MDSCR_EL1 OSLSR_EL1 DBGVCR32_EL2
      MPIDR_EL1
      ID_PFR0_EL1 ID_PFR1_EL1 ID_DFR0_EL1 ID_AFR0_EL1 ID_MMFR0_EL1 ID_MMFR1_EL1 ID_MMFR2_EL1 ID_MMFR3_EL1
      ID_ISAR<0-5>_EL1 ID_MMFR4_EL1 ID_ISAR6_EL1
      MVFR<0-2>_EL1 S3_0_C0_C3_3 ID_PFR2_EL1 ID_DFR1_EL1 ID_MMFR5_EL1 S3_0_C0_C3_7
      ID_AA64PFR<0-2>_EL1 S3_0_C0_C4_3 ID_AA64ZFR0_EL1 ID_AA64SMFR0_EL1 S3_0_C0_C4_6 ID_AA64FPFR0_EL1
      ID_AA64DFR<0-1>_EL1 S3_0_C0_C5_2 S3_0_C0_C5_3 ID_AA64AFR<0-1>_EL1 S3_0_C0_C5_6 S3_0_C0_C5_7
      ID_AA64ISAR<0-2>_EL1 S3_0_C0_C6_<3-7>
      ID_AA64MMFR<0-4>_EL1 S3_0_C0_C7_<5-7>
      SCTLR_EL1 ACTLR_EL1 CPACR_EL1 TTBR0_EL1 TTBR1_EL1 TCR_EL1 TCR2_EL1
      AFSR0_EL1 AFSR1_EL1 ESR_EL1 FAR_EL1 PAR_EL1 MAIR_EL1 PIRE0_EL1 PIR_EL1 AMAIR_EL1
      VBAR_EL1 DISR_EL1 CONTEXTIDR_EL1 TPIDR_EL1 CNTKCTL_EL1
      CLIDR_EL1 CSSELR_EL1 CTR_EL0 TPIDR_EL0 TPIDRRO_EL0
      DACR32_EL2 IFSR32_EL2 FPEXC32_EL2
      CCSIDR<0-13>
      """;

  /// What `KVM_ARM_VCPU_PMU_V3` adds.
  private static final String MONITORS =
      """
      PMINTENSET_EL1 PMINTENCLR_EL1 PMCR_EL0 PMCNTENSET_EL0 PMCNTENCLR_EL0 PMOVSCLR_EL0 PMSWINC_EL0
      PMSELR_EL0 PMCCNTR_EL0 PMUSERENR_EL0 PMOVSSET_EL0
      PMEVCNTR<0-30>_EL0 PMEVTYPER<0-30>_EL0 PMCCFILTR_EL0
      """;

  private static final List<String> WITHOUT_MONITORS = read(BASE);
  private static final List<String> WITH_MONITORS = read(BASE + MONITORS);

  private RegisterList() {}

  /// The names of the registers of a vCPU.
  static List<String> of(boolean monitors) {
    return monitors ? WITH_MONITORS : WITHOUT_MONITORS;
  }

  private static List<String> read(String text) {
    List<String> names = new ArrayList<>();
    for (String word : text.strip().split("\\s+", -1)) {
      int open = word.indexOf('<');
      int close = word.indexOf('>');
      if (open < 0) {
        names.add(word);
        continue;
      }
      String[] range = word.substring(open + 1, close).split("-", 2);
      IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[1]))
          .forEach(n -> names.add(word.substring(0, open) + n + word.substring(close + 1)));
    }
    return List.copyOf(names);
  }
}
