package io.interlock.engine.explore.model;

import static io.interlock.engine.explore.model.MigrationChannels.FROM_DEVICE;
import static io.interlock.engine.explore.model.MigrationChannels.FROM_SCHEDULER;
import static io.interlock.engine.explore.model.MigrationChannels.TO_DEVICE;
import static io.interlock.engine.explore.model.MigrationChannels.TO_SCHEDULER;
import static io.interlock.engine.explore.model.MigrationChannels.channel;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.trace.Mix;
import org.jspecify.annotations.Nullable;

/// The actors' own state and handlers: what `vmigrate_det.pml` says, and the seeded races.
final class Hosts {
  private static final byte NONE = -1;

  // Where a pCPU is between two residencies.
  private static final byte IDLE = 0;
  private static final byte LOADING = 1;
  private static final byte RUNNING = 2;
  private static final byte PUTTING = 3;

  // The fields of a pCPU, then those of its device; the registers come last.
  private static final int STATE = 0;
  private static final int CURRENT = 1;
  private static final int INDEX = 2;
  private static final int PENDING = 3;
  private static final int SEEN = 4;
  private static final int RESCHEDULE = 5;
  private static final int MIGRATED = 6; // for B12 only
  private static final int ARRIVED_AT_3 = 7; // for B11 only
  private static final int DELIVERED = 8;
  private static final int REGISTERS = 9;

  private final MigrationSetup setup;
  private final Queues queues;
  private final int registers;
  private final int last;
  private final int block;
  private final byte[] bytes;

  // The scheduler's fields.
  private final int remaining;
  private final int idle;
  private final int waiting;
  private final int rounds;
  private final int lastOn; // for B12 only
  private final @Nullable FreeScheduler free;

  private @Nullable Violation violation;
  private boolean lookedAround;

  Hosts(MigrationSetup setup, Queues queues) {
    this.setup = setup;
    this.queues = queues;
    registers = setup.registers();
    last = registers - 1;
    block = REGISTERS + registers;
    remaining = setup.pcpus() * block;
    idle = remaining + 1;
    waiting = idle + 1 + setup.pcpus();
    rounds = waiting + 1 + setup.vcpus();
    lastOn = rounds + setup.vcpus();
    int own = lastOn + setup.vcpus();
    if (setup.freeScheduler()) {
      int fields =
          FreeScheduler.BYTES_PER_VCPU * setup.vcpus()
              + FreeScheduler.BYTES_PER_PCPU * setup.pcpus();
      bytes = Words.bytes(own + fields);
      free = new FreeScheduler(setup, queues, bytes, own, remaining);
    } else {
      bytes = Words.bytes(own);
      free = null;
    }
    begin();
  }

  private void begin() {
    for (int p = 0; p < setup.pcpus(); p++) {
      int at = p * block;
      bytes[at + CURRENT] = NONE;
      for (int i = 0; i < registers; i++) {
        bytes[at + REGISTERS + i] = NONE;
      }
      if (free == null) {
        push(idle, p);
      }
      for (int k = 0; k < setup.interrupts(); k++) {
        queues.send(channel(p, MigrationChannels.INTERRUPTS), Message.IRQ, 0, 0);
      }
    }
    for (int v = 0; v < setup.vcpus(); v++) {
      if (free == null) {
        push(waiting, v);
      }
      bytes[lastOn + v] = NONE;
    }
    bytes[remaining] = (byte) setup.residenciesInAll();
    if (free == null) {
      place();
    } else {
      free.begin();
    }
  }

  @Nullable Violation violation() {
    return violation;
  }

  /// Whether the last handler read the state of other actors.
  boolean lookedAround() {
    return lookedAround;
  }

  int remaining() {
    return bytes[remaining];
  }

  void forget() {
    violation = null;
    lookedAround = false;
  }

  // A device.

  void device(int p, int kind, int register, int value) {
    int at = p * block;
    switch (kind) {
      case Message.WRITE -> {
        bytes[at + REGISTERS + register] = (byte) value;
        queues.send(channel(p, FROM_DEVICE), Message.ACK, 0, value);
      }
      case Message.READ ->
          queues.send(channel(p, FROM_DEVICE), Message.ACK, 0, bytes[at + REGISTERS + register]);
      case Message.INJECT -> inject(p, value);
      default -> {
        if (bytes[at + DELIVERED] != value) {
          broken("interrupts-delivered", "pCPU " + p + " lost an interrupt");
        }
      }
    }
  }

  private void inject(int p, int vcpu) {
    int at = p * block;
    for (int i = 0; i < registers; i++) {
      if (bytes[at + REGISTERS + i] != vcpu) {
        broken("interrupt-to-loaded", "an interrupt meets register " + i + " of another vCPU");
      }
    }
    bytes[at + DELIVERED]++;
  }

  // A pCPU.

  void pcpu(int p, int kind, int detail, int value) {
    switch (kind) {
      case Message.ACK -> ack(p, value);
      case Message.IRQ -> interrupt(p);
      case Message.RUN -> run(p, value, detail);
      case Message.PREEMPT -> preempt(p);
      default -> stop(p);
    }
  }

  private void run(int p, int vcpu, int migrated) {
    int at = p * block;
    expectIdle(p);
    bytes[at + CURRENT] = (byte) vcpu;
    bytes[at + MIGRATED] = (byte) migrated;
    bytes[at + INDEX] = 0;
    bytes[at + STATE] = LOADING;
    queues.send(channel(p, TO_DEVICE), Message.WRITE, 0, vcpu);
  }

  private void ack(int p, int value) {
    int at = p * block;
    switch (bytes[at + STATE]) {
      case LOADING -> {
        int next = ++bytes[at + INDEX];
        if (next < registers) {
          queues.send(channel(p, TO_DEVICE), Message.WRITE, next, bytes[at + CURRENT]);
        } else {
          loaded(p);
        }
      }
      case PUTTING -> {
        if (bytes[at + CURRENT] != value) {
          broken("saved-context", "a read returns what is not of the leaving vCPU");
        }
        int next = ++bytes[at + INDEX];
        if (next < registers) {
          queues.send(channel(p, TO_DEVICE), Message.READ, next, 0);
        } else {
          put(p);
        }
      }
      default -> broken("no-stray-ack", "an answer nobody waits for");
    }
  }

  private void loaded(int p) {
    int at = p * block;
    bytes[at + STATE] = RUNNING;
    bytes[at + INDEX] = 0;
    bytes[at + ARRIVED_AT_3] = 0;
    for (; bytes[at + PENDING] > 0; bytes[at + PENDING]--) {
      queues.send(channel(p, TO_DEVICE), Message.INJECT, 0, bytes[at + CURRENT]);
    }
    if (bytes[at + RESCHEDULE] != 0) {
      bytes[at + RESCHEDULE] = 0;
      leave(p);
    }
  }

  private void leave(int p) {
    int at = p * block;
    bytes[at + STATE] = PUTTING;
    bytes[at + INDEX] = 0;
    queues.send(channel(p, TO_DEVICE), Message.READ, 0, 0);
  }

  private void put(int p) {
    int at = p * block;
    int vcpu = bytes[at + CURRENT];
    bytes[at + STATE] = IDLE;
    bytes[at + CURRENT] = NONE;
    bytes[at + MIGRATED] = 0;
    bytes[at + INDEX] = 0;
    queues.send(channel(p, TO_SCHEDULER), Message.DONE, 0, vcpu);
  }

  private void interrupt(int p) {
    int at = p * block;
    bytes[at + SEEN]++;
    if (bytes[at + STATE] == RUNNING) {
      queues.send(channel(p, TO_DEVICE), Message.INJECT, 0, bytes[at + CURRENT]);
    } else if (goesToLeaving(p)) {
      broken("interrupt-to-loaded", "an interrupt goes to a vCPU that is leaving");
    } else if (!isLost(p)) {
      bytes[at + PENDING]++;
    }
    if (setup.race() == Race.B11 && bytes[at + STATE] == LOADING && bytes[at + INDEX] == 3) {
      bytes[at + ARRIVED_AT_3]++;
    }
  }

  private boolean goesToLeaving(int p) {
    int at = p * block;
    if (bytes[at + STATE] != PUTTING || bytes[at + INDEX] != last) {
      return false;
    }
    return switch (setup.race()) {
      case B3 -> true;
      case B10 -> anotherLoads(p);
      case B12 -> bytes[at + MIGRATED] != 0;
      default -> false;
    };
  }

  private boolean anotherLoads(int p) {
    lookedAround = true;
    for (int other = 0; other < setup.pcpus(); other++) {
      int at = other * block;
      if (other != p && bytes[at + STATE] == LOADING && bytes[at + INDEX] >= 3) {
        return true;
      }
    }
    return false;
  }

  private boolean isLost(int p) {
    if (setup.race() != Race.B8 || bytes[p * block + STATE] != IDLE) {
      return false;
    }
    lookedAround = true;
    for (int other = 0; other < setup.pcpus(); other++) {
      if (bytes[other * block + STATE] != IDLE) {
        return false;
      }
    }
    return bytes[remaining] > 0 && bytes[remaining] < setup.residenciesInAll();
  }

  private void preempt(int p) {
    int at = p * block;
    if (bytes[at + STATE] == RUNNING || (bytes[at + STATE] == LOADING && isHonouredInLoad(p))) {
      leave(p);
    } else if (bytes[at + STATE] == LOADING) {
      bytes[at + RESCHEDULE] = 1;
    } else {
      broken("request-observed", "pCPU " + p + " has nothing to preempt");
    }
  }

  private boolean isHonouredInLoad(int p) {
    int at = p * block;
    int index = bytes[at + INDEX];
    return switch (setup.race()) {
      case B1 -> true;
      case B2 -> index == last;
      case B6 -> index == 3 && bytes[at + PENDING] > 0;
      case B11 -> {
        boolean honoured = index == 4 && bytes[at + ARRIVED_AT_3] == setup.interrupts();
        if (honoured) {
          broken("preempt-off-in-load", "pCPU " + p + " leaves a load half way");
        }
        yield honoured;
      }
      default -> false;
    };
  }

  private void stop(int p) {
    int at = p * block;
    expectIdle(p);
    queues.send(channel(p, TO_DEVICE), Message.FINISH, 0, bytes[at + SEEN] - bytes[at + PENDING]);
  }

  private void expectIdle(int p) {
    if (bytes[p * block + STATE] != IDLE) {
      broken("single-residency", "pCPU " + p + " is not idle");
    }
  }

  private void broken(String property, String message) {
    if (violation == null) {
      violation = new Violation(property, message);
    }
  }

  // The scheduler.

  /// A free scheduler does as it likes.
  void scheduler(Choices choices) {
    if (free == null) {
      throw new IllegalStateException("this scheduler has no choice");
    }
    free.act(choices);
  }

  void scheduler(int p, int vcpu) {
    if (free != null) {
      free.done(p);
      return;
    }
    push(idle, p);
    if (bytes[rounds + vcpu] < setup.residencies()) {
      push(waiting, vcpu);
    }
    if (--bytes[remaining] == 0) {
      for (int each = 0; each < setup.pcpus(); each++) {
        queues.send(channel(each, FROM_SCHEDULER), Message.STOP, 0, 0);
      }
    } else {
      place();
    }
  }

  private void place() {
    while (bytes[idle] > 0 && bytes[waiting] > 0) {
      int p = pop(idle);
      int vcpu = pop(waiting);
      bytes[rounds + vcpu]++;
      int channel = channel(p, FROM_SCHEDULER);
      queues.send(channel, Message.RUN, comesFromElsewhere(vcpu, p) ? 1 : 0, vcpu);
      queues.send(channel, Message.PREEMPT, 0, 0);
    }
  }

  private boolean comesFromElsewhere(int vcpu, int p) {
    if (setup.race() != Race.B12) {
      return false;
    }
    int before = bytes[lastOn + vcpu];
    bytes[lastOn + vcpu] = (byte) p;
    return before != NONE && before != p;
  }

  /// A FIFO queue of numbers: its length, then what is in it.
  private void push(int queue, int number) {
    bytes[queue + ++bytes[queue]] = (byte) number;
  }

  private int pop(int queue) {
    int number = bytes[queue + 1];
    int left = --bytes[queue];
    System.arraycopy(bytes, queue + 2, bytes, queue + 1, left);
    bytes[queue + 1 + left] = 0;
    return number;
  }

  // The whole.

  @Nullable FreeScheduler free() {
    return free;
  }

  /// How many fields a pCPU has, with its device.
  int fields() {
    return block;
  }

  int field(int p, int field) {
    return bytes[p * block + field];
  }

  boolean holdsVcpu(int field) {
    return field == CURRENT || field >= REGISTERS;
  }

  /// A hash of one pCPU and its device.
  long hashOfBlock(int p) {
    long hash = p;
    for (int i = p * block; i < (p + 1) * block; i++) {
      hash = Mix.fold(hash, bytes[i]);
    }
    return hash;
  }

  long hashOfScheduler() {
    long hash = 0;
    for (int i = remaining; i < bytes.length; i++) {
      hash = Mix.fold(hash, bytes[i]);
    }
    return hash;
  }

  long hash(long seed) {
    return Words.hash(bytes, seed);
  }

  byte[] save() {
    return bytes.clone();
  }

  void load(byte[] saved) {
    System.arraycopy(saved, 0, bytes, 0, bytes.length);
  }
}
