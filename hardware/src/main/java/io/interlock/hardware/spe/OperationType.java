package io.interlock.hardware.spe;

/// The kind of a sampled operation: how the Operation Type packet says it, and what the type filter
/// sees in it.
///
/// @param operationClass 0 other, 1 load, store or atomic, 2 branch or exception return
/// @param subclass the payload of the packet (Arm ARM D18.2.7)
/// @param flags [#BRANCH], [#LOAD], [#STORE], [#FLOATING_POINT], [#SIMD], in the order of
///     PMSFCR_EL1.TYPE
public record OperationType(int operationClass, int subclass, int flags) {
  public static final int BRANCH = 1;
  public static final int LOAD = 1 << 1;
  public static final int STORE = 1 << 2;
  public static final int FLOATING_POINT = 1 << 3;
  public static final int SIMD = 1 << 4;

  /// The class of what neither moves data nor branches.
  public static final int CLASS_OTHER = 0;

  /// The class of loads, stores and atomics.
  public static final int CLASS_MEMORY = 1;

  /// The class of branches.
  public static final int CLASS_BRANCH = 2;

  public static final OperationType PLAIN = new OperationType(CLASS_OTHER, 0x00, 0);
  public static final OperationType CONDITIONAL_SELECT = new OperationType(CLASS_OTHER, 0x01, 0);
  public static final OperationType FLOATING = new OperationType(CLASS_OTHER, 0x00, FLOATING_POINT);
  public static final OperationType GENERAL_LOAD = new OperationType(CLASS_MEMORY, 0x00, LOAD);
  public static final OperationType GENERAL_STORE = new OperationType(CLASS_MEMORY, 0x01, STORE);
  public static final OperationType SIMD_LOAD = new OperationType(CLASS_MEMORY, 0x04, LOAD | SIMD);
  public static final OperationType SIMD_STORE =
      new OperationType(CLASS_MEMORY, 0x05, STORE | SIMD);

  /// An atomic that returns what it found is a load and a store to the filter.
  public static final OperationType ATOMIC = new OperationType(CLASS_MEMORY, 0x06, LOAD | STORE);

  public static final OperationType BRANCH_DIRECT = new OperationType(CLASS_BRANCH, 0x00, BRANCH);
  public static final OperationType BRANCH_CONDITIONAL =
      new OperationType(CLASS_BRANCH, 0x01, BRANCH);
  public static final OperationType BRANCH_INDIRECT = new OperationType(CLASS_BRANCH, 0x02, BRANCH);

  public OperationType {
    boolean known = operationClass >= CLASS_OTHER && operationClass <= CLASS_BRANCH;
    if (!known || subclass < 0 || subclass > 0xFF || flags < 0 || flags > 0x1F) {
      throw new IllegalArgumentException(
          "operation class %d, subclass %d, flags %d; allowed: 0 to 2, 0 to 255, 0 to 31"
              .formatted(operationClass, subclass, flags));
    }
  }
}
