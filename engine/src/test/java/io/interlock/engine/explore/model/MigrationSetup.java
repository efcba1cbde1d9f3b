package io.interlock.engine.explore.model;

/// The size of a migration protocol, and what is wrong with it.
///
/// @param vcpus how many want to run, 1 or more
/// @param pcpus how many there are to run on, each with a device; 1 or more
/// @param residencies how often each vCPU runs
/// @param interrupts how many each pCPU gets, at any time
/// @param registers how many a load writes and a put reads, 1 to 15
/// @param race the seeded defect
/// @param freeScheduler whether the scheduler may place and preempt as it likes, at any time, and
///     not first come, first served
public record MigrationSetup(
    int vcpus,
    int pcpus,
    int residencies,
    int interrupts,
    int registers,
    Race race,
    boolean freeScheduler) {
  /// With a scheduler that serves first who comes first.
  public MigrationSetup(
      int vcpus, int pcpus, int residencies, int interrupts, int registers, Race race) {
    this(vcpus, pcpus, residencies, interrupts, registers, race, false);
  }

  /// One residency, one interrupt, six registers, no defect: the size that the literature of this
  /// protocol counts.
  public static MigrationSetup of(int vcpus, int pcpus) {
    return new MigrationSetup(vcpus, pcpus, 1, 1, 6, Race.NONE);
  }

  /// As [#of], with a scheduler that may do anything at any time.
  public static MigrationSetup free(int vcpus, int pcpus) {
    return new MigrationSetup(vcpus, pcpus, 1, 1, 6, Race.NONE, true);
  }

  /// Two vCPUs on two pCPUs, two residencies, two interrupts: where every seeded race can happen.
  public static MigrationSetup with(Race race) {
    return new MigrationSetup(2, 2, 2, 2, 6, race);
  }

  /// How many residencies there are in all.
  int residenciesInAll() {
    return vcpus * residencies;
  }
}
