package io.interlock.actors.host;

import io.interlock.engine.Copyable;

/// What a vCPU thread has to remember between two messages, each a yes or no.
final class ThreadFlags implements Copyable<ThreadFlags> {
  /// A load and the beginning of an entry have been asked for in one block.
  boolean loadAsked;

  /// The PE has answered a part of the load.
  boolean loadBegun;

  /// The vCPU's registers are in the PE.
  boolean loaded;

  /// KVM may not enter the vCPU where it is loaded.
  boolean unsupported;

  /// Somebody wanted the vCPU awake while it went to sleep.
  boolean woken;

  /// It is in KVM_RUN.
  boolean runRequested;

  /// Its VMM ends the thread.
  boolean quitting;

  @Override
  public ThreadFlags copy() {
    ThreadFlags copy = new ThreadFlags();
    copy.loadAsked = loadAsked;
    copy.loadBegun = loadBegun;
    copy.loaded = loaded;
    copy.unsupported = unsupported;
    copy.woken = woken;
    copy.runRequested = runRequested;
    copy.quitting = quitting;
    return copy;
  }
}
