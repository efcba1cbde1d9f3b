package io.interlock.hypervisor.identity;

import io.interlock.hardware.identity.CoreIdentity;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.uapi.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ID registers of a VM (`kvm->arch.id_regs`). All vCPUs share them, and no reset changes them.
///
/// @param limits the most that the VM can have (`kvm_read_sanitised_id_reg` and its like)
/// @param values what it has
public record VmIdentity(Map<SysReg, Long> limits, Map<SysReg, Long> values) {
  private static final SysReg DEBUG = SysReg.named("ID_AA64DFR0_EL1");
  private static final RegisterField DEBUG_VERSION = DEBUG.field("DebugVer");
  private static final RegisterField MONITORS = DEBUG.field("PMUVer");
  private static final RegisterField PROFILING = DEBUG.field("PMSVer");
  private static final SysReg AARCH32_DEBUG = SysReg.named("ID_DFR0_EL1");
  private static final RegisterField AARCH32_DEBUG_VERSION = AARCH32_DEBUG.field("CopDbg");
  private static final RegisterField AARCH32_MONITORS = AARCH32_DEBUG.field("PerfMon");
  private static final SysReg PROCESSOR = SysReg.named("ID_AA64PFR0_EL1");
  private static final RegisterField GIC = PROCESSOR.field("GIC");

  /// A GICv3, or its system registers of a later one.
  private static final long GIC_V3 = 1;

  private static final SysReg INSTRUCTIONS_2 = SysReg.named("ID_AA64ISAR2_EL1");
  private static final SysReg MEMORY_2 = SysReg.named("ID_AA64MMFR2_EL1");
  private static final RegisterField CACHE_INDEX = MEMORY_2.field("CCIDX");

  /// Debug architecture of Armv8.0, the least that there is.
  private static final long DEBUG_V8 = 6;

  /// That of Armv8.8, the most that KVM knows.
  private static final long DEBUG_V8P8 = 10;

  private static final long MONITORS_V3_AARCH32 = 3;
  private static final long IMPLEMENTATION_DEFINED = 0xF;

  /// Fields that KVM hides whatever the CPUs have: what it does not virtualise, or what needs a
  /// feature of vCPUs that nobody here asks for.
  private static final Map<SysReg, Long> HIDDEN =
      Map.of(
          PROCESSOR,
          mask(PROCESSOR, "AMU", "MPAM", "SVE"),
          SysReg.named("ID_AA64PFR1_EL1"),
          mask(SysReg.named("ID_AA64PFR1_EL1"), "MTE", "SME", "MPAM_frac"),
          SysReg.named("ID_AA64ISAR1_EL1"),
          mask(SysReg.named("ID_AA64ISAR1_EL1"), "APA", "API", "GPA", "GPI"),
          INSTRUCTIONS_2,
          mask(INSTRUCTIONS_2, "APA3", "GPA3"),
          MEMORY_2,
          CACHE_INDEX.mask());

  /// What a write did: the registers after it, and 0 or the negative number of an error.
  public record Answer(VmIdentity identity, int result) {}

  /// Keeps copies of the maps.
  public VmIdentity {
    limits = Map.copyOf(limits);
    values = Map.copyOf(values);
  }

  /// The registers of a VM whose first vCPU is initialised: all that it can have.
  public static VmIdentity created(HostIdentity host, VmFeatures features) {
    Map<SysReg, Long> limits = new HashMap<>();
    for (SysReg register : FeatureTable.registers()) {
      limits.put(register, host.read(register) & ~HIDDEN.getOrDefault(register, 0L));
    }
    limits.merge(DEBUG, 0L, (value, _) -> debug(value, features));
    limits.merge(AARCH32_DEBUG, 0L, (value, _) -> aarch32Debug(value, features));
    limits.merge(PROCESSOR, 0L, (value, _) -> GIC.with(value, Math.min(GIC.get(value), GIC_V3)));
    return new VmIdentity(limits, limits);
  }

  /// `read_sanitised_id_aa64dfr0_el1`; SPE as the series that virtualises it has it.
  private static long debug(long value, VmFeatures features) {
    long version = Math.min(DEBUG_VERSION.get(value), DEBUG_V8P8);
    long known = MONITORS.with(DEBUG_VERSION.with(value, version), features.monitors());
    return PROFILING.with(known, features.profiling());
  }

  /// `read_sanitised_id_dfr0_el1`.
  private static long aarch32Debug(long value, VmFeatures features) {
    long version = Math.min(AARCH32_DEBUG_VERSION.get(value), DEBUG_V8P8);
    return AARCH32_MONITORS.with(
        AARCH32_DEBUG_VERSION.with(value, version),
        CoreIdentity.aarch32Monitors(features.monitors()));
  }

  /// What the guest, and user space, reads.
  public long read(SysReg register) {
    return values.getOrDefault(register, 0L);
  }

  /// User space writes a register (`set_id_reg`).
  ///
  /// @param hasRun whether a vCPU has run: then only what is there is accepted
  public Answer write(SysReg register, long value, boolean hasRun) {
    if (!isPossible(register, value)) {
      return new Answer(this, Errno.EINVAL.result());
    }
    long wanted = known(register, value);
    if (hasRun) {
      return new Answer(this, wanted == read(register) ? 0 : Errno.EBUSY.result());
    }
    return isSafe(register, wanted)
        ? new Answer(with(register, wanted), 0)
        : new Answer(this, Errno.EINVAL.result());
  }

  /// Fields whose least value is not 0 (`set_id_aa64dfr0_el1`, `set_id_dfr0_el1`).
  private static boolean isPossible(SysReg register, long value) {
    if (register == DEBUG) {
      return DEBUG_VERSION.get(value) >= DEBUG_V8;
    }
    if (register == AARCH32_DEBUG) {
      long monitors = AARCH32_MONITORS.get(value);
      return AARCH32_DEBUG_VERSION.get(value) >= DEBUG_V8
          && (monitors == 0 || monitors >= MONITORS_V3_AARCH32);
    }
    return true;
  }

  /// Earlier kernels told of IMPLEMENTATION DEFINED PMUs, which is accepted and means none.
  private static long known(SysReg register, long value) {
    if (register == DEBUG && MONITORS.get(value) == IMPLEMENTATION_DEFINED) {
      return MONITORS.with(value, 0);
    }
    boolean ofAarch32 =
        register == AARCH32_DEBUG && AARCH32_MONITORS.get(value) == IMPLEMENTATION_DEFINED;
    return ofAarch32 ? AARCH32_MONITORS.with(value, 0) : value;
  }

  /// Whether the register promises no more than the VM can have, and changes only what can be
  /// changed (`arm64_check_features`).
  private boolean isSafe(SysReg register, long wanted) {
    long known = 0;
    for (Feature feature : FeatureTable.features(register)) {
      known |= feature.field().mask();
    }
    long unknown = (wanted ^ limit(register)) & ~known;
    return unknown == 0 && beyond(register, wanted).isEmpty();
  }

  /// The fields of a register for whose sake KVM would refuse it: those with which it would promise
  /// more than the VM can have, or that would differ although nobody can change them.
  public List<Feature> beyond(SysReg register, long wanted) {
    long limit = limit(register);
    return FeatureTable.features(register).stream()
        .filter(
            feature ->
                feature.writable()
                    ? !feature.isSafe(wanted, limit)
                    : feature.value(wanted) != feature.value(limit))
        .toList();
  }

  /// The most that the VM can have in a register.
  public long limit(SysReg register) {
    return limits.getOrDefault(register, 0L);
  }

  /// What user space reads of all registers to restore them on another host, in the order of
  /// [FeatureTable#registers].
  public List<Long> save() {
    return FeatureTable.registers().stream().map(this::read).toList();
  }

  /// The registers of a VM that comes from another host, where [#save] gave these: user space
  /// writes them before its first run here.
  ///
  /// @throws IllegalArgumentException where KVM refuses one
  public VmIdentity restored(List<Long> saved) {
    VmIdentity restored = new VmIdentity(limits, limits);
    int index = 0;
    for (SysReg register : FeatureTable.registers()) {
      Answer answer = restored.write(register, saved.get(index++), false);
      if (answer.result() != 0) {
        throw new IllegalArgumentException("KVM refuses " + register);
      }
      restored = answer.identity();
    }
    return restored;
  }

  /// At the first run of a VM without a GICv3 in the kernel, none is told
  /// (`kvm_finalize_sys_regs`).
  public VmIdentity withoutGic() {
    return with(PROCESSOR, GIC.with(read(PROCESSOR), 0));
  }

  /// Whether the guest can use the system registers of a GICv3 (`kvm_has_gicv3`).
  public boolean hasGic() {
    return GIC.get(read(PROCESSOR)) != 0;
  }

  /// The version of the PMU that the guest reads of, 0 for none. The field is signed: what is more
  /// than the limit is less than 0.
  public int monitors() {
    long version = MONITORS.get(read(DEBUG));
    return version > MONITORS.get(limit(DEBUG)) ? 0 : (int) version;
  }

  /// The version of SPE that the guest reads of, 0 for none.
  public int profiling() {
    return (int) PROFILING.get(read(DEBUG));
  }

  private VmIdentity with(SysReg register, long value) {
    Map<SysReg, Long> changed = new HashMap<>(values);
    changed.put(register, value);
    return new VmIdentity(limits, changed);
  }

  private static long mask(SysReg register, String... fields) {
    long mask = 0;
    for (String field : fields) {
      mask |= register.field(field).mask();
    }
    return mask;
  }
}
