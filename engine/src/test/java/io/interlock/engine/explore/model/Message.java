package io.interlock.engine.explore.model;

/// A message of the migration protocol, in two bytes while it waits.
///
/// @param kind what it asks or answers
/// @param detail a register's number, or 1 for a `RUN` that follows a migration
/// @param value a vCPU, the value of a register, or a count
public record Message(Kind kind, int detail, int value) {
  /// What messages are there.
  public enum Kind {
    ACK,
    IRQ,
    RUN,
    PREEMPT,
    STOP,
    WRITE,
    READ,
    INJECT,
    FINISH,
    DONE
  }

  static final byte ACK = 0;
  static final byte IRQ = 1;
  static final byte RUN = 2;
  static final byte PREEMPT = 3;
  static final byte STOP = 4;
  static final byte WRITE = 5;
  static final byte READ = 6;
  static final byte INJECT = 7;
  static final byte FINISH = 8;
  static final byte DONE = 9;

  private static final Kind[] KINDS = Kind.values();

  /// Whether the value of such a message is a vCPU.
  static boolean namesVcpu(int kind) {
    return kind == WRITE || kind == INJECT || kind == ACK || kind == RUN || kind == DONE;
  }

  static Message of(int kind, int detail, int value) {
    return new Message(KINDS[kind], detail, value);
  }
}
