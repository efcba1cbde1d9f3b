package io.interlock.hypervisor.sched;

/// One thread that should go on elsewhere.
///
/// @param thread who
/// @param fromPe index of the PE that has it now
/// @param toPe index of the PE that shall have it
public record Move(int thread, int fromPe, int toPe, Reason reason) {
  /// Why a thread moves.
  public enum Reason {
    /// It is too large for its PE and a larger one is idle. The only reason to stop a thread
    /// that runs.
    MISFIT,
    /// It waits while a PE has nothing to do.
    IDLE_PULL,
    /// It waits where there is more to do than elsewhere.
    LOAD
  }
}
