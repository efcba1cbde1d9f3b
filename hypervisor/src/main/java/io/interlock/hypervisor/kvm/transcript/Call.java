package io.interlock.hypervisor.kvm.transcript;

/// One line of a transcript that has been understood.
@FunctionalInterface
interface Call {
  /// Carries it out and returns what a person reads: a number, the name of an error, a word.
  String make(Session session);
}
