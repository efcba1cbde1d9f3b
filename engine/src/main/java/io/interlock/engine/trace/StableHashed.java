package io.interlock.engine.trace;

/// A value that knows a hash of itself which is the same in every JVM.
///
/// Records, enums, texts, numbers, collections and actor references need not implement it; a class
/// of another kind does if its content is to count in the [TraceDigest].
public interface StableHashed {
  /// Equal values have equal hashes, in this JVM and in any other.
  long stableHash();
}
