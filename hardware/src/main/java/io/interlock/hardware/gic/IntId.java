package io.interlock.hardware.gic;

/// Interrupt identifiers (INTIDs): their ranges and the private ones that have a fixed meaning.
public final class IntId {
  /// First and last software generated interrupt, private to a PE.
  public static final int SGI_MIN = 0;

  public static final int SGI_MAX = 15;

  /// First and last private peripheral interrupt.
  public static final int PPI_MIN = 16;

  public static final int PPI_MAX = 31;

  /// How many interrupts each PE has for itself: SGIs and PPIs.
  public static final int PRIVATE_COUNT = 32;

  /// First and last shared peripheral interrupt.
  public static final int SPI_MIN = 32;

  public static final int SPI_MAX = 1019;

  /// What an acknowledge reads when no interrupt can be taken.
  public static final int SPURIOUS = 1023;

  /// First locality-specific interrupt: message based, never active.
  public static final int LPI_MIN = 8192;

  /// No interrupt at all; never seen by software.
  public static final int NONE = -1;

  /// Statistical Profiling: buffer management (PMBIRQ).
  public static final int SPE_BUFFER = 21;

  /// Performance counters overflowed.
  public static final int PMU_OVERFLOW = 23;

  /// Virtual CPU interface wants its hypervisor (ICH_MISR_EL2 is not zero).
  public static final int GIC_MAINTENANCE = 25;

  /// EL2 physical timer.
  public static final int HYP_TIMER = 26;

  /// EL1 virtual timer.
  public static final int VIRTUAL_TIMER = 27;

  /// EL2 virtual timer.
  public static final int HYP_VIRTUAL_TIMER = 28;

  /// EL1 non-secure physical timer.
  public static final int PHYSICAL_TIMER = 30;

  private IntId() {}

  /// The number, and what the interrupt is for where that is fixed.
  public static String described(int intid) {
    String source =
        switch (intid) {
          case SPE_BUFFER -> " (SPE)";
          case PMU_OVERFLOW -> " (PMU)";
          case GIC_MAINTENANCE -> " (GIC maintenance)";
          case HYP_TIMER, VIRTUAL_TIMER, HYP_VIRTUAL_TIMER, PHYSICAL_TIMER -> " (timer)";
          default -> isSgi(intid) ? " (SGI)" : "";
        };
    return intid + source;
  }

  public static boolean isSgi(int intid) {
    return intid >= SGI_MIN && intid <= SGI_MAX;
  }

  public static boolean isPpi(int intid) {
    return intid >= PPI_MIN && intid <= PPI_MAX;
  }

  /// SGI or PPI: banked for each PE and kept by its redistributor.
  public static boolean isPrivate(int intid) {
    return intid >= 0 && intid < PRIVATE_COUNT;
  }

  public static boolean isSpi(int intid) {
    return intid >= SPI_MIN && intid <= SPI_MAX;
  }

  public static boolean isLpi(int intid) {
    return intid >= LPI_MIN;
  }

  /// Whether `intid` names an interrupt, rather than one of the special answers 1020 to 1023.
  public static boolean isInterrupt(int intid) {
    return intid >= 0 && (intid <= SPI_MAX || isLpi(intid));
  }

  /// A short name for traces: `SGI 3`, `PPI 27 (virtual timer)`, `SPI 40`, `spurious`.
  public static String describe(int intid) {
    if (isSgi(intid)) {
      return "SGI " + intid;
    }
    if (isPpi(intid)) {
      return "PPI " + intid + ppiMeaning(intid);
    }
    if (isSpi(intid)) {
      return "SPI " + intid;
    }
    if (isLpi(intid)) {
      return "LPI " + intid;
    }
    return intid == SPURIOUS ? "spurious" : "INTID " + intid;
  }

  private static String ppiMeaning(int intid) {
    return switch (intid) {
      case SPE_BUFFER -> " (SPE buffer)";
      case PMU_OVERFLOW -> " (PMU overflow)";
      case GIC_MAINTENANCE -> " (GIC maintenance)";
      case HYP_TIMER -> " (EL2 physical timer)";
      case VIRTUAL_TIMER -> " (EL1 virtual timer)";
      case HYP_VIRTUAL_TIMER -> " (EL2 virtual timer)";
      case PHYSICAL_TIMER -> " (EL1 physical timer)";
      default -> "";
    };
  }
}
