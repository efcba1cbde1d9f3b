package io.interlock.tests.migration;

import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.tests.migration.Core.Phase;
import io.interlock.tests.migration.Migration.Size;
import java.util.List;
import java.util.stream.IntStream;

/// A defect seeded into the protocol, and the window it needs. A load is at `i` from 0 while its
/// write to register `i` is unacknowledged, a put while its read is.
///
/// What a core does wrong is decided here from what the core itself knows. Where a window depends
/// on other cores too, the core lets slip what it does, and [#harms] says whether that is harm.
public enum Race {
  /// The protocol as it should be.
  NONE,

  /// A preempt request is honoured anywhere in a load.
  B1 {
    @Override
    boolean endsLoad(Core.State core, Size size) {
      return true;
    }
  },

  /// A preempt request is honoured in a load while the last write is unacknowledged.
  B2 {
    @Override
    boolean endsLoad(Core.State core, Size size) {
      return core.register() == size.lastRegister();
    }
  },

  /// An interrupt goes to the leaving vCPU while the last read of a put is outstanding.
  B3 {
    @Override
    boolean slips(Core.State core, Size size) {
      return core.phase() == Phase.PUTTING && core.register() == size.lastRegister();
    }
  },

  /// A preempt request is honoured in a load at 3 while an interrupt is pending.
  B6 {
    @Override
    boolean endsLoad(Core.State core, Size size) {
      return core.register() == 3 && core.pending() > 0;
    }
  },

  /// An interrupt is lost while all cores are idle, after the first residency and before the last
  /// is over.
  B8 {
    @Override
    boolean slips(Core.State core, Size size) {
      return core.phase() == Phase.IDLE;
    }

    @Override
    boolean harms(int core, States states, Size size) {
      int left = Residencies.of(states).left();
      return left > 0 && left < size.residencies() && size.cores(states).allMatch(Race::isIdle);
    }
  },

  /// As [#B3], but only while another core is in a load, at 3 or later.
  B10 {
    @Override
    boolean slips(Core.State core, Size size) {
      return B3.slips(core, size);
    }

    @Override
    boolean harms(int core, States states, Size size) {
      return IntStream.range(0, size.cores())
          .filter(other -> other != core)
          .mapToObj(other -> Core.of(states, other))
          .anyMatch(other -> other.phase() == Phase.LOADING && other.register() >= 3);
    }
  },

  /// A preempt request is honoured in a load at 4, if all interrupts arrived in that load at 3.
  B11 {
    @Override
    boolean endsLoad(Core.State core, Size size) {
      return core.register() == 4 && core.noted() == size.interrupts();
    }

    @Override
    int note(Core.State core, Core.Command message) {
      return switch (message) {
        case Core.Command.Run _ -> 0;
        case Core.Command.Interrupt _ when core.phase() == Phase.LOADING && core.register() == 3 ->
            core.noted() + 1;
        default -> core.noted();
      };
    }
  },

  /// As [#B3], but only for a vCPU whose last residency was on another core.
  B12 {
    @Override
    boolean slips(Core.State core, Size size) {
      return B3.slips(core, size) && core.noted() == 1;
    }

    @Override
    int note(Core.State core, Core.Command message) {
      return message instanceof Core.Command.Run run ? (run.migrated() ? 1 : 0) : core.noted();
    }
  };

  /// Whether a preempt request ends a load here, and does not wait for its end.
  boolean endsLoad(Core.State core, Size size) {
    return false;
  }

  /// Whether an interrupt that arrives here goes astray, although no vCPU runs to take it.
  boolean slips(Core.State core, Size size) {
    return false;
  }

  /// Whether what this core let slip is harm, as all actors stand.
  boolean harms(int core, States states, Size size) {
    return true;
  }

  /// What a core in this state has to remember of its residency when it gets this message.
  int note(Core.State core, Core.Command message) {
    return core.noted();
  }

  /// Whether the scheduler keeps in mind where each vCPU was, which the others do without.
  boolean tellsMigrations() {
    return this == B12;
  }

  /// The properties that neither core nor device can judge alone.
  List<Monitor> monitors(Size size) {
    return List.of(
        new Slips(this, size),
        Monitor.atEnd(
            "progress",
            states -> {
              int left = Residencies.of(states).left();
              return left <= 0 ? null : left + " residencies never ended";
            }));
  }

  private static boolean isIdle(Core.State core) {
    return core.phase() == Phase.IDLE;
  }
}
